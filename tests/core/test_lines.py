"""Lines typed by people: what is taken away, what stays, what is refused, and how to find them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from undersigned.core.characters import FORBIDDEN
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line, fold

ZWNJ, ZWJ = "\u200c", "\u200d"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \t\r\n\u200b\u202e", ""),
        ("  Ada \t\n Lovelace ", "Ada Lovelace"),
        ("Jose\u0301", "José"),
        ("Bcc: a@example.org\r\nX: y", "Bcc: a@example.org X: y"),
        ("a\u2028b\x0bc\x85d", "a b c d"),
        ("x\x00\x07\x1by", "xy"),
        ("\ufeffA\u00adda\u2060", "Ada"),
        ("\u202eevil\u202c \u2066x\u2069 \u200fy\u061c", "evil x y"),
        ("a\U000e0041b\ue000c\ufffe", "abc"),
        ("<b>Ada</b> & Co", "<b>Ada</b> & Co"),
        # Persian writes a joiner between letters; between Latin letters it only deceives.
        (f"می{ZWNJ}خواهم", f"می{ZWNJ}خواهم"),
        (f"{ZWNJ}می{ZWNJ}{ZWNJ}خواهم{ZWNJ} x", f"می{ZWNJ}خواهم x"),
        (f"A{ZWNJ}d{ZWJ}a", "Ada"),
        (f"क्{ZWJ}ष", f"क्{ZWJ}ष"),
        (f"👩{ZWJ}👩{ZWJ}👧", f"👩{ZWJ}👩{ZWJ}👧"),
        (f"👩🏽{ZWJ}⚕\ufe0f", f"👩🏽{ZWJ}⚕\ufe0f"),
        (f"👩{ZWJ} x {ZWJ}👧", "👩 x 👧"),
        # French sets no-break spaces inside of guillemets and before tall marks, and only there.
        ("«\u00a0Eau\u00a0»\u202f: oui\u00a0non", "«\u00a0Eau\u00a0»\u202f: oui non"),
        ("oui \u00a0: non\u00a0", "oui : non"),
        ("東京\u3000太郎", "東京 太郎"),
    ],
)
def test_clean_line(typed: str, kept: str) -> None:
    assert clean_line(typed, max_length=100) == kept
    assert clean_line(kept, max_length=100) == kept


def test_clean_line_counts_characters_after_cleaning() -> None:
    assert clean_line(" é\u200b " * 10, max_length=19) == " ".join("é" * 10)
    with pytest.raises(Malformed, match="at most 18 characters"):
        clean_line(" é\u200b " * 10, max_length=18)


def test_clean_line_refuses_a_flood_before_it_works_on_it() -> None:
    with pytest.raises(Malformed, match="too long"):
        clean_line("a\u0301\u0323" * 1_000_000, max_length=300)


def test_clean_line_refuses_towers_of_marks() -> None:
    assert clean_line("q" + "\u0302" * 8, max_length=100) == "q" + "\u0302" * 8
    with pytest.raises(Malformed, match="marks"):
        clean_line("q" + "\u0302" * 9, max_length=100)


@given(st.text(max_size=80))
@example(f"a{ZWNJ}\u0301")
@example(f"\u0645{ZWNJ}\u0301{ZWNJ}\u0645")
def test_clean_line_leaves_nothing_to_clean(typed: str) -> None:
    try:
        line = clean_line(typed, max_length=60)
    except Malformed:
        return
    assert clean_line(line, max_length=60) == line
    assert unicodedata.is_normalized("NFC", line)
    assert not FORBIDDEN.search(line)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()
    line.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉLODIE", "elodie"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ılık", "ilik"),
        ("Æsir Øre", "aesir ore"),
        ("ﬁle Ⅳ", "file iv"),
        ("كتاب يحيى", "کتاب یحیی"),
        ("مُحَمَّد", "محمد"),
        (f"می{ZWNJ}خواهم", "میخواهم"),
        ("أحمد إبراهيم آدم", "احمد ابراهیم ادم"),
        ("ســـلام", "سلام"),
        ("۱۲۳ ٤٥٦ ७८", "123 456 78"),
        ("שָׁלוֹם", "שלום"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("Жёлтый Й", "желтыи и"),
        ("O’Neill – Smith", "o'neill - smith"),
        ("  a \u00a0 b ", "a b"),
        ("한국", "한국".encode().decode()),
    ],
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("कि", "की"), ("ガ", "カ"), ("ปี", "ปา"), ("a", "b")])
def test_fold_keeps_letters_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_fold_is_stable(value: str) -> None:
    assert fold(fold(value)) == fold(value)
