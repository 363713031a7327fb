"""Names, numbers, a code and files on and in the letter on paper."""

from pathlib import Path

import pytest

from tests.adapters.test_pdf import CHECKPOINT, ENGLISH, ORIGIN, PERSIAN, PUBLISHED, characters_of
from tests.support.pdf import attachments_of, bookmarks_of, pages_of, words_of
from undersigned.adapters import typeset
from undersigned.adapters.pdf import (
    Attachment,
    PrintedName,
    PrintedSignatures,
    letter_pdf,
)
from undersigned.adapters.print_names import breakable, clusters, turns, without
from undersigned.core.text import Addressee, Text

ADDRESS = "https://letters.example.org/letters/river/en/check/"
UNDRAWN = "\U0003fff0"  # Not assigned, so that no typeface has it.
SIGNATURES = PrintedSignatures(
    count="2 organizations and 4 people signed this letter.",
    notes=("3 signatures were withdrawn and are not counted.",),
    organizations=(
        PrintedName("Bank of Herons", ("Germany",)),
        PrintedName("انجمن رود", ("ایران",), earlier="edition 1"),
    ),
    people=(
        PrintedName("Mina Example", ("Teacher", "School of Streams", "France")),
        PrintedName("علی (Ali) رضایی", ("ایران",)),
        PrintedName("דוד כהן"),
        PrintedName("Æðelflæd Ōkubo"),
    ),
)


def printed(
    *texts: Text,
    signatures: PrintedSignatures = SIGNATURES,
    attachments: tuple[Attachment, ...] = (),
) -> bytes:
    return letter_pdf(
        texts,
        published_at=PUBLISHED,
        origin=ORIGIN,
        checkpoint=CHECKPOINT,
        signatures=signatures,
        address=ADDRESS,
        attachments=attachments,
    )


def test_names_numbers_and_code_stand_on_it(tmp_path: Path) -> None:
    pdf = printed(ENGLISH)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    words = words_of(pdf, tmp_path)
    for said in (
        SIGNATURES.count,
        *SIGNATURES.notes,
        "Bank of Herons, Germany",
        "edition 1",
        "Mina Example, Teacher,",
        "Æðelflæd Ōkubo",
        ADDRESS,
        CHECKPOINT.splitlines()[0],
    ):
        assert said in words
    assert set("انجمن رود" + "דוד") - {" "} <= characters_of(pdf)


def test_bookmarks_lead_to_its_parts() -> None:
    alone = bookmarks_of(printed(ENGLISH))
    assert alone[0] == "Leave the river its share"
    assert alone[-4:] == [
        "  The undersigned",
        "    Organizations",
        "    People",
        "  How to check this letter",
    ]
    together = bookmarks_of(printed(ENGLISH, PERSIAN))
    assert [title for title in together if not title.startswith(" ")] == [
        ENGLISH.title,
        PERSIAN.title,
        "The undersigned",
    ]


def test_files_travel_inside() -> None:
    files = (
        Attachment("checkpoint", "State of the log", CHECKPOINT),
        Attachment("fa.txt", "sha256:00", "متن\n"),
    )
    pdf = printed(PERSIAN, attachments=files)
    assert attachments_of(pdf) == {file.name: file.data.encode() for file in files}
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_same_names_give_the_same_bytes() -> None:
    assert printed(ENGLISH, PERSIAN) == printed(ENGLISH, PERSIAN)


def test_name_that_cannot_be_drawn_says_so_and_keeps_the_claim(tmp_path: Path) -> None:
    people = (PrintedName(f"Mina {UNDRAWN}\u0301 Example"), PrintedName("Ada"))
    pdf = printed(ENGLISH, signatures=PrintedSignatures("2 people signed.", people=people))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert "could not be drawn" in words_of(pdf, tmp_path)
    assert "Mina □ Example" in words_of(pdf, tmp_path)
    plain = printed(ENGLISH, signatures=PrintedSignatures("2 people signed.", people=people[1:]))
    assert "could not be drawn" not in words_of(plain, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "W" * 291,
        "👩‍👩‍👧🇫🇷🏴󠁧󠁢󠁳󠁣󠁴󠁿" * 40,
        "ويلياممم" * 36,
        'Mina "#panic()" $x$ \\u{41} @x <b>',
        "a\u200db\ufe0f\u200e",
        "Zoë " + "e\u0301" * 100,
        "नदी न्‍याय",
        "ၿမန္မာ 漢字かな한국어 ภาษาไทย ᏣᎳᎩ",
        "Anna (علی) Rossi — דוד מריم",
    ],
)
def test_any_name_is_set(name: str) -> None:
    pdf = printed(ENGLISH, signatures=PrintedSignatures("1", people=[PrintedName(name, (name,))]))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert pages_of(pdf) <= 5


def test_many_names_are_set_in_a_process_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [PrintedName(f"Person {number} {UNDRAWN}", ("France",)) for number in range(300)]
    signatures = PrintedSignatures("300 people signed.", people=people)
    here = printed(ENGLISH, signatures=signatures)
    monkeypatch.setattr(typeset, "NAMES_HERE", 299)
    assert printed(ENGLISH, signatures=signatures) == here


def test_process_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "NAMES_HERE", 0)
    monkeypatch.setattr(typeset, "LONGEST_SECONDS", 0.001)
    with pytest.raises(typeset.NotTypeset, match="longer than"):
        printed(ENGLISH)
    monkeypatch.setattr(typeset, "LONGEST_SECONDS", 60)
    broken = Attachment("checkpoint", "", CHECKPOINT, media_type="no type")
    with pytest.raises(typeset.NotTypeset, match="mime type"):
        printed(ENGLISH, attachments=(broken,))


def test_long_letter_with_everything_at_its_limit() -> None:
    notes = "\n\n".join(
        "Seen " + " ".join(f"here[^{number}]" for number in range(first, first + 10)) + "."
        for first in range(1, 401, 10)
    )
    sources = "\n\n".join(f"[^{number}]: Report {number}" for number in range(1, 401))
    body = "\n\n".join(f"## Part {part}\n\n{'Water is scarce. ' * 150}x" for part in range(60))
    addressees = tuple(
        Addressee(f"Addressee {number}", "Office of Everything", "Examplia")
        for number in range(200)
    )
    text = Text(
        letter=ENGLISH.letter,
        edition=1,
        language="en",
        title="Title " * 49 + "Title.",
        addressees=addressees,
        body=f"{body}\n\n{notes}\n\n{sources}\n",
    )
    pdf = printed(text)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert 60 <= pages_of(pdf) <= 90


def test_digests_of_very_many_languages_go_over_pages() -> None:
    tags = [f"{first}{second}" for first in "bdefghiklmno" for second in "alnrt"]
    texts = [Text(ENGLISH.letter, 1, tag, tag, (Addressee("B"),), "C\n") for tag in tags]
    # Kept together, they would run out of the second page after the texts.
    assert len(texts) == 60
    assert pages_of(printed(*texts)) == 60 + 4


def test_direction_is_that_of_the_first_strong_character() -> None:
    assert turns("علی", "ltr")
    assert not turns("علی", "rtl")
    assert turns("«Ali»", "rtl")
    assert not turns("123 …", "rtl")
    assert not turns("", "ltr")


def test_long_words_may_end_between_what_is_drawn_as_one() -> None:
    assert breakable("Mina Example") == "Mina Example"
    parts = breakable("e\u0301" * 30).split("\u200b")
    assert parts == ["e\u0301" * 8] * 3 + ["e\u0301" * 6]
    assert clusters("👩‍👩‍👧🇫🇷🇩🇪a\u0301b") == ["👩‍👩‍👧", "🇫🇷", "🇩🇪", "a\u0301", "b"]
    assert without({"👧"}, "x👩‍👩‍👧y") == "x□y"
