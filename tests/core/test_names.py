"""Names files: one spelling, and the quick reader takes exactly what the plain one takes."""

import hashlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.log import LETTER, organization, person
from undersigned.core.characters import FORBIDDEN
from undersigned.core.errors import Malformed
from undersigned.core.names import (
    NameReader,
    format_name,
    format_names,
    names_path,
    parse_name,
    parse_names_path,
    split_names,
)
from undersigned.core.opening import PublicOpening, commit, open_publicly
from undersigned.core.strict import format_base64

MASTER = bytes(range(32))
SHOWN = ["name", "affiliation", "role", "country"]
FIELDS = person(3)
OPENING = open_publicly(LETTER, MASTER, FIELDS, SHOWN)
LINE = format_name(17, OPENING)


def both(line: bytes) -> tuple[Any, Any]:
    """Read a line with both readers; each gives a value or None."""
    plain: Any = None
    quick: Any = None
    try:
        index, opening = parse_name(line)
        plain = (index, tuple(name for name, _, _ in opening.shown))
    except Malformed:
        pass
    try:
        (name,) = NameReader(LETTER).read(line)
        quick = (name.index, name.shown)
    except Malformed:
        pass
    return plain, quick


def test_a_line_has_the_promised_bytes() -> None:
    opening = open_publicly(LETTER, MASTER, {"name": 'Zoë "Q" \\', "display": "named"}, ["name"])
    salt = format_base64(opening.shown[0][2])
    digests = [format_base64(digest) for _, digest in opening.digests]
    assert format_name(5, opening).decode() == (
        f'{{"index":5,"name":["Zoë \\"Q\\" \\\\","{salt}"],"affiliation":"{digests[0]}",'
        f'"role":"{digests[1]}","country":"{digests[2]}","contact":"{digests[3]}",'
        f'"evidence":"{digests[4]}","display":"{digests[5]}"}}\n'
    )


def test_a_line_comes_back() -> None:
    assert parse_name(LINE) == (17, OPENING)


@pytest.mark.parametrize("fields", [person(1), person(3), organization(4)], ids=len)
def test_both_readers_make_the_same_commitment(fields: dict[str, str]) -> None:
    opening = open_publicly(LETTER, MASTER, fields, ["name", "affiliation", "country"])
    line = format_name(3, opening)
    (name,) = NameReader(LETTER).read(line)
    assert name.commitment.decode() == format_base64(commit(LETTER, MASTER, fields))
    # A quotation mark sends all lines the slow way.
    odd = format_name(4, open_publicly(LETTER, MASTER, {"name": 'The "X"'}, ["name"]))
    assert NameReader(LETTER).read(line + odd)[0] == name


def test_many_lines_are_read_in_bulk() -> None:
    openings = [
        (index, open_publicly(LETTER, MASTER, person(index), SHOWN)) for index in range(1, 250)
    ]
    names = NameReader(LETTER).read(format_names(openings))
    assert [(name.index, name.shown) for name in names] == [
        (index, tuple(field for field, _, _ in opening.shown)) for index, opening in openings
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"index":17', b'"index":017'),
        (b'"index":17', b'"index":17.0'),
        (b'"index":17', b'"index":-17'),
        (b'"index":17', b'"index":"17"'),
        (b'"index":17', b'"index":true'),
        (b'"index":17', b'"index": 17'),
        (b'"index":17', b'"index":999999999999999'),
        (b'"index":17', b'"index":99999999999999999999'),
        (b'"index":17', b'"index":17,"index":17'),
        (b'"index"', b'"Index"'),
        (b'"name":[', b'"name":[["x","y"],'),
        (b'"Person 3', b'"Person 3\\u0020'),
        (b'"Person 3', b'"\\/Person 3'),
        (b'"Person 3', b'"Person\x7f3'),
        (b'"Person 3', b'"Person\t3'),
        (b'"Person 3', b'"Person\\n3'),
        (b'"Person 3', b'"Person\xff3'),
        (b'"Person 3', b'"Person\xc3\x28'),
        (b'"Person 3', '"Person\u202e3'.encode()),
        (b'"Person 3', '"Perso\u006e\u0303'.encode()),
        (b'"Person 3', b'"' + b"x" * 3000),
        (b'"Person 3 of Nowhere"', b'""'),
        (b'"Person 3 of Nowhere"', b"null"),
        (b'"Person 3 of Nowhere"', b"7"),
        (b'"NL"', b'"NL","x"'),
        (b"}\n", b"}"),
        (b"}\n", b" }\n"),
        (b"}\n", b"}\r\n"),
        (b"}\n", b',"more":"x"}\n'),
        (b'{"', b' {"'),
        (b'{"', b'\xef\xbb\xbf{"'),
        (b'="', b'"'),
    ],
)
def test_no_other_spelling_is_read(old: bytes, new: bytes) -> None:
    assert old in LINE
    assert both(LINE.replace(old, new, 1)) == (None, None)


def test_a_line_that_shows_too_little_or_too_much_is_refused() -> None:
    data = orjson.loads(LINE)
    nameless = data | {"name": format_base64(bytes(32))}
    telling = data | {"contact": ["a@b.example", format_base64(bytes(32))]}
    for wrong in (nameless, telling):
        assert both(orjson.dumps(wrong) + b"\n") == (None, None)
    with pytest.raises(Malformed):
        format_name(1, open_publicly(LETTER, MASTER, FIELDS, ["role"]))
    with pytest.raises(Malformed):
        format_name(1, PublicOpening((*OPENING.shown, ("contact", "a@b.example", bytes(32))), ()))


def test_every_changed_byte_is_read_alike_by_both_readers() -> None:
    for at in range(len(LINE)):
        for bit in (1, 2, 4, 32, 64, 128):
            changed = LINE[:at] + bytes([LINE[at] ^ bit]) + LINE[at + 1 :]
            plain, quick = both(changed)
            assert plain == quick
        for changed in (LINE[:at], LINE[:at] + LINE[at + 1 :]):
            assert both(changed) == (None, None) or changed.count(b"\n") == 1
            plain, quick = both(changed)
            assert plain == quick


VALUES = st.text(min_size=1, max_size=30).filter(
    lambda value: "\n" not in value and not FORBIDDEN.search(value)
)


@given(VALUES, VALUES, st.sampled_from(["", " ", "\u0301", "\\", '"', "\x7f", "\u200b"]))
def test_any_value_is_read_alike_by_both_readers(name: str, role: str, extra: str) -> None:
    hashes = [format_base64(hashlib.sha256(b"%d" % number).digest()) for number in range(7)]
    data = {
        "index": 1,
        "name": [name + extra, hashes[0]],
        "affiliation": hashes[1],
        "role": [extra + role, hashes[2]],
        "country": hashes[3],
        "contact": hashes[4],
        "evidence": hashes[5],
        "display": hashes[6],
    }
    plain, quick = both(orjson.dumps(data) + b"\n")
    assert plain == quick


def test_a_names_file_is_whole_lines() -> None:
    assert split_names(LINE * 2) == [LINE, LINE]
    for data in (b"", LINE[:-1], LINE + b"\n", LINE + b"x"):
        with pytest.raises(Malformed):
            NameReader(LETTER).read(data)


def test_names_are_numbered_as_tiles_are() -> None:
    assert names_path(0) == "names/000"
    assert names_path(1234067) == "names/x001/x234/067"
    assert parse_names_path("names/x001/x234/067") == 1234067
    for path in ("names/0", "names/", "names/000.p/5", "name/000", "names/x000/000", "names/ 00"):
        with pytest.raises(Malformed):
            parse_names_path(path)
