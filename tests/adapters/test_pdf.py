"""The letter on paper: tagged, in its languages, the same bytes for the same letter."""

import re
import zlib
from datetime import UTC, datetime

import pytest

from tests.core.markdown import EVERYTHING
from undersigned.adapters.pdf import PrintLabels, letter_pdf
from undersigned.core.errors import Malformed
from undersigned.core.text import Addressee, Text, digest, format_text

LETTER = "0123456789abcdef" * 2
ENGLISH = Text(
    letter=LETTER,
    edition=2,
    language="en",
    title="Leave the river its share",
    addressees=(
        Addressee("Amina Verhoeven", "Minister for Water", "Nordmark"),
        Addressee("The Committee"),
        Addressee("B", "", "Ostland"),
    ),
    body=EVERYTHING,
)
PERSIAN = Text(
    letter=LETTER,
    edition=2,
    language="fa",
    title="سهم رود را برای رود بگذارید",
    addressees=(Addressee("امینه فرهوفن", "وزیر آب"),),
    body="می‌خواهیم که *رود* (the river) از آنِ همه بماند.[^۱]\n\n"
    "::: demands\n1. آب\n:::\n\n[^۱]: گزارش\n",
)
ORIGIN = f"letters.example.org/log/{LETTER}"
CHECKPOINT = f"{ORIGIN}\n7\nqqqq\n\n— {ORIGIN} AAAA\n"
PUBLISHED = datetime(2026, 11, 23, 9, tzinfo=UTC)


def characters_of(pdf: bytes) -> set[str]:
    """Every character that the fonts of a PDF say they draw."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found: set[str] = set()
    for stream in streams:
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in content:
            for code in re.findall(rb"<[0-9a-fA-F]+> <([0-9a-fA-F]+)>", content):
                found.update(bytes.fromhex(code.decode()).decode("utf-16-be"))
    return found


def test_letter_in_two_languages() -> None:
    pdf = letter_pdf(
        [ENGLISH, PERSIAN], published_at=PUBLISHED, origin=ORIGIN, checkpoint=CHECKPOINT
    )
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"Leave the river its share" in pdf
    assert digest(format_text(ENGLISH)).hex().encode() in pdf
    assert digest(format_text(PERSIAN)).hex().encode() in pdf
    assert b"/Lang(fa)" in pdf
    assert b"UndersignedSerif" in pdf
    assert b"UndersignedNaskh" in pdf
    drawn = characters_of(pdf)
    assert set(ENGLISH.title + PERSIAN.title + PERSIAN.addressees[0].office + "۱۲—") <= drawn


def test_same_letter_gives_the_same_bytes() -> None:
    one = letter_pdf([ENGLISH], published_at=PUBLISHED, origin=ORIGIN, checkpoint=CHECKPOINT)
    assert (
        letter_pdf([ENGLISH], published_at=PUBLISHED, origin=ORIGIN, checkpoint=CHECKPOINT) == one
    )
    assert letter_pdf([ENGLISH], published_at=PUBLISHED, origin=ORIGIN) != one


def test_letter_without_anything_around_it() -> None:
    assert letter_pdf([ENGLISH]).startswith(b"%PDF")
    assert letter_pdf([PERSIAN]).startswith(b"%PDF")


def test_labels_are_those_of_the_language() -> None:
    labels = {"fa": PrintLabels(language="fa", open_letter="نامه", edition="ویرایش {number}")}
    assert "ژ" not in characters_of(letter_pdf([PERSIAN], labels=labels))
    labels["fa"] = PrintLabels(language="fa", open_letter="ژ")
    assert "ژ" in characters_of(letter_pdf([PERSIAN], labels=labels))


def test_characters_of_typst_mean_nothing() -> None:
    body = "#panic() $x$ @y @z `` \\\\ // /* <label> = - + ~ -- ... \" ' #sys.inputs \\[ \\_\n"
    body = body.replace("``", "` ").replace("<label>", "\\<label>")
    hostile = '#panic("x") $ ] } */ \\u{0} ~ --'
    text = Text(LETTER, 1, "en", hostile, (Addressee(hostile, hostile, hostile),), body)
    labels = {"en": PrintLabels(open_letter=hostile, sources=hostile, check=hostile)}
    drawn = characters_of(letter_pdf([text], origin=hostile, checkpoint=hostile, labels=labels))
    assert set("#$@`\\/*<>=-+~.\"'[_]{}") <= drawn


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "دعوا للنهر نصيبه"),
        ("he", "השאירו לנהר את חלקו"),
        ("el", "Αφήστε στο ποτάμι"),
        ("uk", "Залиште річці її частку"),
        ("vi", "Hãy để lại cho dòng sông"),
        ("zh-Hant", "把水留給河流"),
        ("hi", "नदी को उसका हिस्सा दें"),
        ("th", "คืนน้ำให้แม่น้ำ"),
        ("de", "👩‍👩‍👧 Größe"),
    ],
)
def test_any_script_gives_a_letter(language: str, title: str) -> None:
    text = Text(LETTER, 1, language, title, (Addressee(title),), f"{title}\n")
    assert letter_pdf([text, ENGLISH], published_at=PUBLISHED).startswith(b"%PDF")


def test_character_without_a_glyph_costs_only_the_claim() -> None:
    # No typeface draws a code point that is not assigned.
    text = Text(LETTER, 1, "en", "A\U0003fff0", (Addressee("B"),), "C\n")
    pdf = letter_pdf([text])
    assert pdf.startswith(b"%PDF")
    assert b"pdfuaid" not in pdf
    assert b"/StructTreeRoot" in pdf


def test_body_outside_of_the_subset_is_refused() -> None:
    text = Text(LETTER, 1, "en", "A", (Addressee("B"),), "<script>\n")
    with pytest.raises(Malformed):
        letter_pdf([text])


def test_long_letter_goes_over_many_pages() -> None:
    body = "\n\n".join(f"## Part {part}\n\n{'Water is scarce. ' * 90}x" for part in range(40))
    addressees = ENGLISH.addressees * 20
    text = Text(LETTER, 1, "en", "Long " * 50 + "title", addressees, f"{body}\n")
    pages = re.findall(rb"/Type/Page\b", letter_pdf([text]))
    assert 20 < len(pages) < 45
