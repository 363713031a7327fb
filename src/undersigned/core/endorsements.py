"""The endorsements of the organizations that a letter shows, each checked against its evidence."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.evidence import (
    FIELD_START,
    ConfirmedMailbox,
    DomainRecord,
    EvidenceField,
    check_evidence,
    parse_field,
)
from undersigned.core.leaf import SignatoryKind
from undersigned.core.names import parse_name
from undersigned.core.public_files import Source, evidence_path
from undersigned.core.replay import Replay
from undersigned.core.statement import Statement
from undersigned.core.webauthn import AssertionFacts

# The start of the field has no character that JSON escapes, and a name in which these bytes stand
# has its quotation marks escaped. So the few lines that matter are found without reading any other.
_MARK: Final = b'"evidence":["' + FIELD_START.encode("ascii")


@dataclass(frozen=True, slots=True)
class PasskeyFacts:
    """A passkey signed the statement: which key, by the SHA-256 of its DER, and in which way."""

    key_digest: bytes
    assertion: AssertionFacts


@dataclass(frozen=True, slots=True)
class EndorsementFacts:
    """One organization's endorsement of an edition, of which only `passkey` proves itself.

    `mailbox`, `dns` and `lead` are what the server says that it has seen.
    """

    index: int
    edition: int
    name: str
    evidence_digest: bytes
    passkey: PasskeyFacts | None
    mailbox: ConfirmedMailbox | None
    dns: DomainRecord | None
    lead: date | None


class EndorsementReader:
    """Finds the endorsements in names files that were checked, and checks their evidence."""

    def __init__(self, source: Source, origin: str, replay: Replay) -> None:
        self.facts: list[EndorsementFacts] = []
        self.digests: set[bytes] = set()
        self._challenges: set[bytes] = set()
        self._source = source
        # A passkey belongs to a host, whatever its port.
        self._host = re.sub(r":[0-9]*\Z", "", origin.partition("/")[0])
        self._replay = replay

    def read(self, data: bytes) -> None:
        """Checks each endorsement in a names file; raises Malformed or NotProven."""
        for line in _endorsed_lines(data):
            index, opening = parse_name(line)
            # A server that has logged more since its checkpoint was read shows more names.
            if index >= self._replay.size:
                continue
            try:
                self._check(index, opening.fields)
            except CoreError as error:
                if isinstance(error, Malformed):
                    raise Malformed(f"The endorsement at leaf {index}: {error}") from None
                raise NotProven(f"The endorsement at leaf {index}: {error}") from None

    def _check(self, index: int, shown: dict[str, str]) -> None:
        field = parse_field(shown["evidence"])
        if field is None:
            return
        kind, text = self._replay.signed_at(index)
        if kind is not SignatoryKind.ORGANIZATION:
            raise NotProven("A person is shown as an organization that has endorsed.")
        statement = Statement(
            letter=text.letter,
            edition=text.edition,
            digests=text.digests,
            name=shown["name"],
            website=shown.get("affiliation", ""),
            country=shown.get("country", ""),
        )
        challenge = statement.challenge
        if challenge in self._challenges:
            raise NotProven("This organization has endorsed this edition twice.")
        self._challenges.add(challenge)
        self.facts.append(self._read_evidence(index, field, statement))
        self.digests.add(field.digest)

    def _read_evidence(
        self, index: int, field: EvidenceField, statement: Statement
    ) -> EndorsementFacts:
        data = self._source.read(evidence_path(field.digest))
        evidence, assertion = check_evidence(data, field, statement=statement, host=self._host)
        passkey = None
        if evidence.passkey is not None and assertion is not None:
            key_digest = hashlib.sha256(evidence.passkey.public_key).digest()
            passkey = PasskeyFacts(key_digest, assertion)
        return EndorsementFacts(
            index=index,
            edition=statement.edition,
            name=statement.name,
            evidence_digest=field.digest,
            passkey=passkey,
            mailbox=evidence.mailbox,
            dns=evidence.dns,
            lead=evidence.lead,
        )


def _endorsed_lines(data: bytes) -> Iterator[bytes]:
    at = data.find(_MARK)
    while at >= 0:
        end = data.index(b"\n", at) + 1
        yield data[data.rfind(b"\n", 0, at) + 1 : end]
        at = data.find(_MARK, end)
