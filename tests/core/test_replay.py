"""The rules of a log: what may follow what, and what the leaves add up to."""

from collections.abc import Sequence

import pytest

from tests.support.log import LETTER, small_log
from undersigned.core.errors import NotProven
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    RecipientsLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    parse_leaf,
)
from undersigned.core.replay import Replay, SignatureState
from undersigned.core.seal import recipients_digest

HASH = bytes(32)
PERSON, ORGANIZATION = SignatoryKind.PERSON, SignatoryKind.ORGANIZATION
TEXT = TextLeaf(LETTER, 1, (("en", HASH),))
SIGN = SignLeaf(LETTER, 0, PERSON, HASH)
OFFICE = SignLeaf(LETTER, 0, ORGANIZATION, HASH)
CLOSE = CloseLeaf(LETTER)
KEYS = RecipientsLeaf(LETTER, HASH)
NO_KEYS = RecipientsLeaf(LETTER, recipients_digest(()))


def replay(leaves: Sequence[Leaf]) -> Replay:
    """Add leaves to an empty log."""
    log = Replay(LETTER)
    for leaf in leaves:
        log.add(leaf)
    return log


def withdraw(index: int) -> WithdrawLeaf:
    return WithdrawLeaf(LETTER, index)


def erase(index: int) -> EraseLeaf:
    return EraseLeaf(LETTER, index)


def text(edition: int) -> TextLeaf:
    return TextLeaf(LETTER, edition, (("en", HASH),))


def test_signatures_are_counted_by_kind() -> None:
    log = replay([TEXT, SIGN, OFFICE, SIGN, SIGN, withdraw(2), withdraw(3), erase(3), erase(4)])
    assert (log.count(ORGANIZATION), log.count(PERSON)) == (0, 2)
    assert (log.withdrawn, log.erased, log.size) == (2, 2, 9)
    assert [log.state_at(index).value for index in range(1, 5)] == [
        "counted",
        "withdrawn",
        "withdrawn",
        "counted",
    ]


def test_signatures_are_counted_by_text() -> None:
    second = SignLeaf(LETTER, 2, ORGANIZATION, HASH)
    log = replay([TEXT, SIGN, text(2), second, SIGN, second, withdraw(3)])
    assert log.count_by_text(PERSON) == {0: 2, 2: 0}
    assert log.count_by_text(ORGANIZATION) == {0: 0, 2: 1}
    assert replay([TEXT, SIGN]).count_by_text(PERSON) == {0: 1}


def test_the_counts_are_those_of_a_plain_count() -> None:
    leaves = [parse_leaf(entry) for entry in small_log().entries]
    log = replay(leaves)
    gone = {leaf.index for leaf in leaves if isinstance(leaf, WithdrawLeaf)}
    for kind in SignatoryKind:
        counted = [
            index
            for index, leaf in enumerate(leaves)
            if isinstance(leaf, SignLeaf) and leaf.kind is kind and index not in gone
        ]
        assert log.count(kind) == len(counted) == sum(log.count_by_text(kind).values())
    assert log.withdrawn == len(gone)
    assert log.closed_at == next(i for i, leaf in enumerate(leaves) if leaf == CLOSE)


@pytest.mark.parametrize(
    ("leaves", "why"),
    [
        ([SIGN], "before any text"),
        ([CLOSE], "before any text"),
        ([withdraw(0)], "before any text"),
        ([TEXT, SignLeaf(LETTER, 1, PERSON, HASH)], "not an earlier text"),
        ([TEXT, SIGN, SignLeaf(LETTER, 1, PERSON, HASH)], "not an earlier text"),
        ([TEXT, SignLeaf(LETTER, 2, PERSON, HASH), text(2)], "not an earlier text"),
        ([TEXT, TEXT], "does not follow"),
        ([text(2), text(1)], "does not follow"),
        ([text(1), text(3), text(2)], "does not follow"),
        ([TEXT, withdraw(0)], "not an earlier signature"),
        ([TEXT, withdraw(1)], "not an earlier signature"),
        ([TEXT, withdraw(2), SIGN], "not an earlier signature"),
        ([TEXT, erase(5)], "not an earlier signature"),
        ([TEXT, SIGN, withdraw(1), withdraw(1)], "already withdrawn"),
        ([TEXT, SIGN, erase(1), withdraw(1), erase(1)], "already erased"),
        ([TEXT, SIGN, withdraw(1), withdraw(2)], "not an earlier signature"),
        ([KEYS], "before any text"),
        ([TEXT, NO_KEYS], "in force already"),
        ([TEXT, KEYS, SIGN, KEYS], "in force already"),
        ([TEXT, KEYS, withdraw(1)], "not an earlier signature"),
        ([TEXT, KEYS, SignLeaf(LETTER, 1, PERSON, HASH)], "not an earlier text"),
        ([TEXT, RecipientsLeaf("f" * 32, HASH)], "another letter"),
        ([TEXT, CLOSE, SIGN], "after the letter was closed"),
        ([TEXT, CLOSE, CLOSE], "after the letter was closed"),
        ([TEXT, CLOSE, text(2)], "after the letter was closed"),
        ([TEXT, SignLeaf("f" * 32, 0, PERSON, HASH)], "another letter"),
        ([TextLeaf("f" * 32, 1, (("en", HASH),))], "another letter"),
        ([TEXT, CloseLeaf("f" * 32)], "another letter"),
    ],
)
def test_a_log_cannot_go_on_like_this(leaves: Sequence[Leaf], why: str) -> None:
    with pytest.raises(NotProven, match=why):
        replay(leaves)


def test_signers_may_still_go_after_the_letter_was_closed() -> None:
    log = replay([TEXT, SIGN, CLOSE, withdraw(1), erase(1)])
    assert (log.closed_at, log.count(PERSON), log.withdrawn) == (2, 0, 1)


def test_the_keys_in_force_are_those_named_last() -> None:
    others = RecipientsLeaf(LETTER, bytes(range(32)))
    log = replay([TEXT, KEYS, SIGN, others, SIGN, KEYS])
    assert log.recipients == (5, HASH)
    assert (log.count(PERSON), log.count_by_text(PERSON), log.size) == (2, {0: 2}, 6)
    assert replay([TEXT, SIGN]).recipients is None
    assert replay([TEXT, KEYS, NO_KEYS]).recipients is None
    # What was signed before a letter was closed may have to be sealed after that.
    assert replay([TEXT, KEYS, CLOSE, others]).recipients == (3, others.fingerprint)


def test_a_name_is_given_once_and_only_for_a_signature_that_stays() -> None:
    log = replay([TEXT, SIGN, OFFICE, SIGN, SIGN, withdraw(3), erase(4)])
    assert log.name(1) is PERSON
    assert log.name(2) is ORGANIZATION
    assert (log.count_named(PERSON), log.count_named(ORGANIZATION)) == (1, 1)
    for index in (0, 1, 3, 4, 5, 7, -1):
        with pytest.raises(NotProven):
            log.name(index)
    with pytest.raises(NotProven, match="later withdrawn"):
        log.add(withdraw(1))
    with pytest.raises(NotProven, match="later erased"):
        log.add(erase(2))


def test_only_a_signature_has_a_state() -> None:
    log = replay([TEXT, SIGN])
    assert log.state_at(1) is SignatureState.COUNTED
    for index in (0, 2, -1):
        with pytest.raises(NotProven):
            log.state_at(index)
