"""A verifier that follows docs/formats alone holds a log to the same rules as ours."""

import zipfile
from collections.abc import Callable

import pytest

from tests.core.vectors import VECTORS
from tests.foreign.independent_formats import Refused
from tests.foreign.independent_verifier import verify_bundle
from tests.foreign.test_independent_verifier import ours
from tests.support.log import LETTER, LogBuilder, person
from undersigned.core.errors import CoreError
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    RecipientsLeaf,
    TextLeaf,
    WithdrawLeaf,
    format_leaf,
)
from undersigned.core.seal import recipients_digest

KEYS = RecipientsLeaf(LETTER, bytes(range(32)))


def test_both_read_a_log_whose_keys_changed() -> None:
    with zipfile.ZipFile(VECTORS / "leaf-v2" / "bundle.zip") as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    facts = verify_bundle(files)
    assert facts == ours(files)
    leaf = (VECTORS / "leaf-v2" / "recipients").read_text()
    assert f"fingerprint sha256:{facts['recipients']}\n" in leaf
    log = LogBuilder()
    log.add_text()
    log.add(KEYS)
    log.sign(person(1))
    log.close()
    log.add(RecipientsLeaf(LETTER, recipients_digest(())))
    assert verify_bundle(log.files()) == ours(log.files())
    assert verify_bundle(log.files())["recipients"] == ""


# Each log is hashed and signed as it should be, and breaks one rule of what may follow what.
BREACHES: dict[str, Callable[[LogBuilder], object]] = {
    "nothing": lambda _log: None,
    "a signature before any text": lambda log: log.entries.insert(0, log.entries[1]),
    "the same edition again": lambda log: log.add_text(edition=1, languages=("nl",)),
    "a signature to a signature": lambda log: log.sign(person(1), text_index=1),
    "a signature to itself": lambda log: log.sign(person(1), text_index=3),
    "a withdrawal of a text": lambda log: log.add(WithdrawLeaf(log.letter, 0)),
    "a withdrawal of itself": lambda log: log.add(WithdrawLeaf(log.letter, 3)),
    "a withdrawal twice": lambda log: [log.add(WithdrawLeaf(log.letter, 1)) for _ in range(2)],
    "an erasure twice": lambda log: [log.add(EraseLeaf(log.letter, 1)) for _ in range(2)],
    "a shown name that is withdrawn": lambda log: log.add(WithdrawLeaf(log.letter, 2)),
    "a shown name that is erased": lambda log: log.add(EraseLeaf(log.letter, 2)),
    "a signature after the end": lambda log: (log.close(), log.sign(person(1))),
    "a text after the end": lambda log: (log.close(), log.add_text(edition=2)),
    "the end twice": lambda log: (log.close(), log.close()),
    "another letter": lambda log: log.add(CloseLeaf("f" * 32)),
    "a leaf of no kind": lambda log: log.entries.append(b"undersigned/leaf/v1\nopen\n"),
    "a number with a leading zero": lambda log: log.entries.append(
        f"undersigned/leaf/v1\nerase\n{log.letter}\nindex 01\n".encode()
    ),
    "the keys that are in force": lambda log: [log.add(KEYS) for _ in range(2)],
    "no keys where none were": lambda log: log.add(
        RecipientsLeaf(log.letter, recipients_digest(()))
    ),
    "keys before any text": lambda log: log.entries.insert(0, format_leaf(KEYS)),
    "keys in the first version": lambda log: log.entries.append(
        format_leaf(KEYS).replace(b"v2", b"v1")
    ),
    "an end in the second version": lambda log: log.entries.append(
        format_leaf(CloseLeaf(log.letter)).replace(b"v1", b"v2")
    ),
    "a text that is not there": lambda log: log.add(
        TextLeaf(log.letter, 2, (("en", bytes(32)),)),
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_both_refuse_a_log_that_breaks_a_rule(breach: str) -> None:
    log = LogBuilder()
    log.add_text()
    log.sign(person(1, is_named=False))
    log.sign(person(2))
    BREACHES[breach](log)
    files = log.files()
    if breach == "nothing":
        assert verify_bundle(files) == ours(files)
        return
    with pytest.raises(Refused):
        verify_bundle(files)
    with pytest.raises(CoreError):
        ours(files)
