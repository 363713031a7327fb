"""Commitments, as the design spells them, and what openings show and hide."""

import hashlib
import hmac
from collections.abc import Mapping
from itertools import combinations

import pytest

from tests.support.log import LETTER, organization, person
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.opening import (
    FIELDS,
    MAX_VALUE_BYTES,
    NEVER_PUBLIC,
    PUBLIC_FIELDS,
    PublicOpening,
    absent_digests,
    check_opening,
    check_secret_opening,
    commit,
    open_publicly,
)

MASTER = bytes(range(32))
MAY_BE_SHOWN = [field for field in FIELDS if field not in NEVER_PUBLIC]


def commitment_by_the_book(letter: str, master: bytes, fields: Mapping[str, str]) -> bytes:
    """Return the commitment as docs/formats/opening.md defines it, written anew."""
    whole = b"undersigned/commit/v1\n" + letter.encode()
    for name in ("name", "affiliation", "role", "country", "contact", "evidence", "display"):
        if name in fields:
            salt = hmac.new(master, b"salt\n" + name.encode(), "sha256").digest()
            value = fields[name].encode()
            whole += hashlib.sha256(
                b"undersigned/field/v1\n%b%c%b%b%b"
                % (salt, len(name), name.encode(), len(value).to_bytes(4, "big"), value)
            ).digest()
        else:
            whole += hmac.new(master, b"absent\n" + name.encode(), "sha256").digest()
    return hashlib.sha256(whole).digest()


@pytest.mark.parametrize("fields", [{}, person(1), person(3), organization(1)], ids=len)
def test_a_commitment_is_made_by_the_book(fields: dict[str, str]) -> None:
    assert commit(LETTER, MASTER, fields) == commitment_by_the_book(LETTER, MASTER, fields)


def test_an_empty_field_is_an_absent_one() -> None:
    assert commit(LETTER, MASTER, {"name": "Ada", "role": ""}) == commit(
        LETTER, MASTER, {"name": "Ada"}
    )


def test_any_shown_part_opens_the_same_commitment() -> None:
    fields = person(3)
    commitment = commit(LETTER, MASTER, fields)
    for count in range(len(MAY_BE_SHOWN) + 1):
        for shown in combinations(MAY_BE_SHOWN, count):
            opening = open_publicly(LETTER, MASTER, fields, shown)
            check_opening(LETTER, commitment, opening)
            assert opening.fields == {name: fields[name] for name in shown if name in fields}


def test_an_opening_says_nothing_about_what_is_hidden() -> None:
    fields = organization(7)
    opening = open_publicly(LETTER, MASTER, fields, ["name"])
    for name in set(fields) - {"name"}:
        assert fields[name] not in repr(opening)
    hidden = dict(opening.digests)
    # Without the master, a digest cannot be found again by guessing the value; a present field
    # and an absent one look alike.
    assert all(len(digest) == 32 for digest in hidden.values())
    assert set(hidden) == set(FIELDS) - {"name"}


def test_what_is_never_public_is_not_shown() -> None:
    for name in NEVER_PUBLIC:
        with pytest.raises(Malformed):
            open_publicly(LETTER, MASTER, person(1), ["name", name])
        for shown in PUBLIC_FIELDS.values():
            assert name not in shown


def test_a_changed_opening_is_refused() -> None:
    fields = person(3)
    commitment = commit(LETTER, MASTER, fields)
    opening = open_publicly(LETTER, MASTER, fields, ["name", "role"])
    (name, value, salt), rest = opening.shown[0], opening.shown[1:]
    wrong = [
        PublicOpening(((name, value + "x", salt), *rest), opening.digests),
        PublicOpening(((name, value, bytes(32)), *rest), opening.digests),
        PublicOpening(rest, (("name", bytes(32)), *opening.digests)),
    ]
    for other in wrong:
        with pytest.raises(NotProven):
            check_opening(LETTER, commitment, other)
    with pytest.raises(NotProven):
        check_opening("f" * 32, commitment, opening)
    with pytest.raises(NotProven):
        check_opening(LETTER, bytes(32), opening)
    swapped = PublicOpening(
        tuple(
            (other, value, salt)
            for (other, _, _), (_, value, salt) in zip(
                opening.shown, reversed(opening.shown), strict=True
            )
        ),
        opening.digests,
    )
    with pytest.raises(NotProven):
        check_opening(LETTER, commitment, swapped)


def test_an_opening_with_too_many_or_too_few_fields_is_refused() -> None:
    commitment = commit(LETTER, MASTER, person(1))
    opening = open_publicly(LETTER, MASTER, person(1), ["name"])
    wrong = [
        PublicOpening((), opening.digests),
        PublicOpening(opening.shown, opening.digests[1:]),
        PublicOpening(opening.shown, (*opening.digests, ("name", bytes(32)))),
        PublicOpening(opening.shown * 2, opening.digests),
        PublicOpening(opening.shown, (*opening.digests[1:], ("colour", bytes(32)))),
        PublicOpening(opening.shown, (*opening.digests[1:], (opening.digests[0][0], b""))),
        PublicOpening((("name", "", bytes(32)),), opening.digests),
    ]
    for other in wrong:
        with pytest.raises(Malformed):
            check_opening(LETTER, commitment, other)


def test_the_signer_opens_everything() -> None:
    fields = organization(2)
    commitment = commit(LETTER, MASTER, fields)
    absent = absent_digests(LETTER, MASTER, fields)
    check_secret_opening(LETTER, commitment, MASTER, fields, absent)
    with pytest.raises(NotProven):
        check_secret_opening(LETTER, commitment, bytes(32), fields, absent)
    with pytest.raises(NotProven):
        check_secret_opening(LETTER, commitment, MASTER, fields | {"name": "Other"}, absent)
    with pytest.raises(Malformed):
        check_secret_opening(LETTER, commitment, MASTER, fields, {"name": bytes(32)})


@pytest.mark.parametrize(
    "value",
    [
        "two\nlines",
        "bell\a",
        "\x7f",
        "\x9b31m",
        "right\u202eleft",
        "iso\u2066late",
        "\ud800",
        "e\u0301",
        "x" * (MAX_VALUE_BYTES + 1),
        "é" * (MAX_VALUE_BYTES // 2 + 1),
    ],
)
def test_a_value_that_could_deceive_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        commit(LETTER, MASTER, {"name": value})


@pytest.mark.parametrize(
    "value", ["نمونه‌ای", "👩‍🔬", 'O’Neill \\ "x" <b>', "x" * MAX_VALUE_BYTES, "日本語", "नमूना"]
)
def test_a_value_of_any_script_is_taken(value: str) -> None:
    opening = open_publicly(LETTER, MASTER, {"name": value}, ["name"])
    check_opening(LETTER, commit(LETTER, MASTER, {"name": value}), opening)


def test_a_commitment_needs_a_letter_a_master_and_known_fields() -> None:
    for letter, master, fields in [
        ("x", MASTER, {}),
        (LETTER, MASTER[:-1], {}),
        (LETTER, MASTER, {"colour": "red"}),
    ]:
        with pytest.raises(Malformed):
            commit(letter, master, fields)
