"""The text format: one spelling of each text, and nothing else gets in."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.characters import FORBIDDEN
from undersigned.core.errors import Malformed
from undersigned.core.text import (
    MAX_TEXT_BYTES,
    Addressee,
    Text,
    digest,
    format_addressee,
    format_text,
    normalize_body,
    parse_text,
    read_addressees,
)

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests/vectors/text-v1"
DIGESTS: dict[str, str] = json.loads((VECTORS / "digests.json").read_text())
REFUSED = sorted((VECTORS / "refused").iterdir())
PLAIN = Text(
    letter="0123456789abcdef" * 2,
    edition=1,
    language="en",
    title="Leave the river its share",
    addressees=(Addressee("Amina Verhoeven", "Minister for Water", "Nordmark"),),
    body="Rivers do not stop at borders.\n",
)


@pytest.mark.parametrize("name", DIGESTS)
def test_vector_is_its_own_only_spelling(name: str) -> None:
    data = (VECTORS / name).read_bytes()
    assert format_text(parse_text(data)) == data
    assert digest(data).hex() == hashlib.sha256(data).hexdigest() == DIGESTS[name]


def test_plain_vector_is_the_plain_text() -> None:
    assert parse_text((VECTORS / "plain.txt").read_bytes()) == PLAIN


@pytest.mark.parametrize("path", REFUSED, ids=[path.stem for path in REFUSED])
def test_vector_is_refused(path: Path) -> None:
    with pytest.raises(Malformed):
        parse_text(path.read_bytes())


def test_every_vector_is_listed() -> None:
    assert {path.name for path in VECTORS.glob("*.txt")} == set(DIGESTS)
    assert len(REFUSED) > 35


def test_size_is_capped_before_anything_else() -> None:
    head = len(format_text(replace(PLAIN, body="x\n"))) - 2
    whole = format_text(replace(PLAIN, body="x" * (MAX_TEXT_BYTES - head - 1) + "\n"))
    assert len(whole) == MAX_TEXT_BYTES
    assert parse_text(whole).title == PLAIN.title
    with pytest.raises(Malformed, match="larger than"):
        format_text(replace(PLAIN, body="x" * (MAX_TEXT_BYTES - head) + "\n"))
    with pytest.raises(Malformed, match="larger than"):
        parse_text(b"\xff" * (MAX_TEXT_BYTES + 1))


def test_every_byte_counts() -> None:
    # Flipping any bit gives another text or none, never the same one.
    data = format_text(PLAIN)
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                text = parse_text(bytes(changed))
            except Malformed:
                continue
            assert text != PLAIN


@given(st.binary(max_size=300))
def test_garbage_only_ever_gets_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_text(data)


lines = st.text(
    st.sampled_from("ab é;:\n\t\r\u00a0\u200b\u202e\u0301\u3000é\u200cم") | st.characters(),
    max_size=30,
)


@given(lines, lines, lines, lines, lines)
def test_what_is_formatted_is_parsed(
    title: str, name: str, office: str, place: str, body: str
) -> None:
    text = replace(
        PLAIN,
        title=title,
        addressees=(Addressee(name, office, place), Addressee("x")),
        body=normalize_body(body),
    )
    try:
        data = format_text(text)
    except Malformed:
        return
    assert parse_text(data) == text


@given(st.binary(max_size=60), st.integers(0, 200))
def test_mutated_texts_are_refused_or_other_texts(patch: bytes, place: int) -> None:
    data = format_text(PLAIN)
    changed = data[:place] + patch + data[place + len(patch) :]
    try:
        assert format_text(parse_text(changed)) == changed
    except Malformed:
        return


@pytest.mark.parametrize(
    ("addressee", "line"),
    [
        (Addressee("A", "b", "c"), "A; b; c"),
        (Addressee("A", "", "c"), "A;; c"),
        (Addressee("A", "b"), "A; b;"),
        (Addressee("A"), "A;;"),
    ],
)
def test_addressee_is_written_without_trailing_space(addressee: Addressee, line: str) -> None:
    assert format_addressee(addressee) == line


@pytest.mark.parametrize(
    "change",
    [
        {"letter": "0" * 31},
        {"edition": 0},
        {"edition": 1_000_000},
        {"language": "EN"},
        {"title": ""},
        {"title": "two\nlines"},
        {"title": " edge"},
        {"title": "Jose\u0301"},
        {"addressees": ()},
        {"addressees": (Addressee(""),)},
        {"addressees": (Addressee("a;b"),)},
        {"addressees": (Addressee("a", "b\nto c"),)},
        {"body": ""},
        {"body": "\n"},
        {"body": "no end"},
        {"body": "x\ud800\n"},
    ],
)
def test_format_text_refuses(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        format_text(replace(PLAIN, **change))  # type: ignore[arg-type]  # Each value fits its key.


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("a", "a\n"),
        ("\ufeffa\r\nb\rc\u2028d\u0085e\x0cf", "a\nb\nc\nd\ne\nf\n"),
        ("\n\n a  \n\n\n\n  b\u00a0\u3000\n\n", " a\n\n  b\n"),
        ("-\ta\n\tb", "-   a\n    b\n"),
        ("Jose\u0301 \u202ex\u202c \u2067y\u2069 z\u00ad\u200b\x00", "José x y z\n"),
        ("a  \nb", "a\nb\n"),
        ("می\u200cخواهم \u200f(C)\u200e", "می\u200cخواهم \u200f(C)\u200e\n"),
        ("\u202e\n\u200b\n\nx", "x\n"),
    ],
)
def test_normalize_body(typed: str, body: str) -> None:
    assert normalize_body(typed) == body


@given(
    st.text(
        st.sampled_from(" \t\n\r\u00a0é\u0301a\u200b\ufeff\u2028") | st.characters(), max_size=60
    )
)
def test_normalized_body_can_be_frozen(typed: str) -> None:
    body = normalize_body(typed)
    assert normalize_body(body) == body
    assert not FORBIDDEN.search(body)
    if body:
        text = replace(PLAIN, body=body)
        assert parse_text(format_text(text)) == text


def test_normalize_body_refuses_floods() -> None:
    with pytest.raises(Malformed, match="marks"):
        normalize_body("a" + "\u0301\u0323" * 500_000)
    with pytest.raises(Malformed, match="larger"):
        normalize_body("a" * (MAX_TEXT_BYTES + 1))
    assert normalize_body(" " * 1_000_000 + "x").strip() == "x"


def test_read_addressees() -> None:
    typed = "\ufeff Amina  Verhoeven ;Minister\u200b; Nordmark\r\n\r\nThe Committee\nB;;Ostland\n"
    assert read_addressees(typed) == (
        Addressee("Amina Verhoeven", "Minister", "Nordmark"),
        Addressee("The Committee"),
        Addressee("B", "", "Ostland"),
    )


def test_read_addressees_takes_the_semicolon_of_the_arabic_script() -> None:
    typed = "آدا نمونه؛ رئیس؛ کمیسیون رود\nBen؛ Minister; Examplia"
    addressees = read_addressees(typed)
    assert addressees == (
        Addressee("آدا نمونه", "رئیس", "کمیسیون رود"),
        Addressee("Ben", "Minister", "Examplia"),
    )
    assert [format_addressee(one) for one in addressees] == [
        "آدا نمونه; رئیس; کمیسیون رود",
        "Ben; Minister; Examplia",
    ]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("A\nB؛ c; d؛ e", "Line 2: write an addressee as name; office; place."),
        ("A\nB; c; d; e", "Line 2: write an addressee as name; office; place."),
        ("; office", "Line 1: this addressee has no name."),
        ("A\n" + "x" * 301, "Line 2: This is too long: at most 300 characters fit here."),
    ],
)
def test_read_addressees_names_the_line(typed: str, problem: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_addressees(typed)
    assert str(caught.value) == problem


@given(lines)
def test_read_addressees_can_be_frozen(typed: str) -> None:
    try:
        addressees = read_addressees(typed)
    except Malformed:
        return
    if addressees:
        text = replace(PLAIN, addressees=addressees)
        assert parse_text(format_text(text)) == text


def test_page_names_every_forbidden_character() -> None:
    page = (ROOT / "docs/formats/text.md").read_text(encoding="utf-8")
    table = page.partition("| code points |")[2].partition("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| U+")]
    named = {plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)}
    for first, last in re.findall("U\\+([0-9A-F]+)(?:–([0-9A-F]+))?(?=[,| ]|$)", " ".join(cells)):
        named.update(range(int(first, 16), int(last or first, 16) + 1))
    assert {point for point in range(0x110000) if FORBIDDEN.match(chr(point))} == named
