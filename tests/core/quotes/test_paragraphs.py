"""Paragraphs and sentences: a bar stands where one ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.paragraphs import find_paragraphs, find_sentences

SENTENCES = [
    ("en", "Mr. Smith met Sen. J. D. Vance. | He left."),
    ("en", "“We are late.” | He left. | “Really?” she asked. | Yes."),
    ("en", "“Really?” Ann Smith asked. | No."),
    ("en", "It fell by 3.5 percent in the U.S. Senate. | The U.S. | The vote is on Jan. 5."),
    ("en", "He said (late.) | Then… nothing came! | “No!” | Well?"),
    ("de", "Am 3. Oktober kam z.B. Dr. Ole an. | Er ging. | Es war 2019. | Niemand kam."),
    ("fr", "« C’est fini. » | M. Petit est parti. | Rien ?"),
    ("es", "¿Vendrá? | «No». | La Sra. Ruiz salió. | EE.UU. calla."),
    ("fa", "او گفت: «نه.» | آیا می‌آید؟ | بله."),
    ("zh", "他说：“我们迟到了。” | 她走了。 | 好！"),
]


@pytest.mark.parametrize(("language", "marked"), SENTENCES)
def test_sentences(language: str, marked: str) -> None:
    text = marked.replace(" | ", " ")
    found = find_sentences(text, Span(0, len(text)), language)
    assert " | ".join(sentence.of(text) for sentence in found) == marked


BROKEN_BY_HAND = (
    "Dans cette ligne il dit enfin : «\xa0c’est un marché\n"
    "attribué\xa0». Il est parti avec ses amis, et le chien venait\naussi."
)
PARAGRAPHS = [
    ("One.\n\nTwo.", ["One.", "Two."]),
    ("One.\nTwo.\r\n\r\nThree.", ["One.", "Two.", "Three."]),
    ("  One. \n \n\n  Two.\u2029Three.  ", ["One.", "Two.", "Three."]),
    (
        "Somebody broke this line by hand because there was no room,\nand went on here.\n\nTwo.",
        [
            "Somebody broke this line by hand because there was no room,\nand went on here.",
            "Two.",
        ],
    ),
    (
        "This line is long enough to be one of its own.\nAnd so is the next, with more.",
        [
            "This line is long enough to be one of its own.",
            "And so is the next, with more.",
        ],
    ),
    (
        BROKEN_BY_HAND,
        [BROKEN_BY_HAND],
    ),
    ("", []),
    (" \n\t\n ", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), PARAGRAPHS)
def test_paragraphs(text: str, wanted: list[str]) -> None:
    assert [paragraph.of(text) for paragraph in find_paragraphs(text)] == wanted


@given(st.text("aB.?!…。؟”\"' \n\r\u2028\xa01", max_size=80))
def test_spans_hold_every_word_once_and_in_order(text: str) -> None:
    paragraphs = find_paragraphs(text)
    words = "".join("".join(paragraph.of(text).split()) for paragraph in paragraphs)
    assert words == "".join(text.split())
    for paragraph in paragraphs:
        sentences = list(find_sentences(text, paragraph))
        assert "".join("".join(s.of(text).split()) for s in sentences) == "".join(
            paragraph.of(text).split()
        )


@pytest.mark.parametrize("piece", [".", ". ", '." ', "a.b.", "\n", "\n\n", "Mr. ", "A. ", "。"])
def test_long_rows_of_points_end(piece: str) -> None:
    text = piece * 200_000
    for paragraph in find_paragraphs(text):
        assert list(find_sentences(text, paragraph, "en"))
