"""Evidence of an endorsement, `undersigned/evidence/v1`: docs/formats/endorsement.md.

The evidence field of an organization names this file by its SHA-256, so the commitment in the log
covers it. A passkey's assertion can be checked by anyone; the other lines are the server's word.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.statement import (
    MAX_STATEMENT_BYTES,
    Statement,
    format_statement,
    parse_statement,
)
from undersigned.core.strict import decode_ascii, format_base64, parse_base64
from undersigned.core.webauthn import (
    MAX_AUTHENTICATOR_DATA_BYTES,
    MAX_CLIENT_DATA_BYTES,
    MAX_PUBLIC_KEY_BYTES,
    MAX_SIGNATURE_BYTES,
    Assertion,
    AssertionFacts,
    check_assertion,
    check_shape,
)

VERSION: Final = "undersigned/evidence/v1"
MAX_DNS_VALUE: Final = 255
MAX_EVIDENCE_BYTES: Final = 49_152
"""More than the base64 of the longest statement and assertion, and all other lines, take."""
FIELD_START: Final = "endorsed "
"""What the evidence field of an endorsing organization begins with, and no other one."""

_FIELD: Final = re.compile(
    r"endorsed (with a passkey|from a mailbox), evidence sha256:([0-9a-f]{64})"
)
_LINES: Final = re.compile(
    rf"{VERSION}\n"
    r"statement (?P<statement>[^ \n]*)\n"
    r"(?:passkey (?P<key>[^ \n]*) (?P<data>[^ \n]*) (?P<client>[^ \n]*) (?P<signature>[^ \n]*)\n)?"
    r"(?:mailbox (?P<mailbox>[^ \n]*) (?P<confirmed>[^ \n]*)\n)?"
    r"(?:dns (?P<zone>[^ \n]*) (?P<seen>[^ \n]*) (?P<value>[^ \n]*)\n)?"
    r"(?:lead (?P<vouched>[^ \n]*)\n)?"
)
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label of a host name is never a number: RFC 1123 section 2.1.
_DOMAIN: Final = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}")
_DNS_VALUE: Final = re.compile(rf"[!-~]{{1,{MAX_DNS_VALUE}}}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ConfirmedMailbox:
    """A code was confirmed from a mailbox at this domain on this day."""

    domain: str
    on: date


@dataclass(frozen=True, slots=True)
class DomainRecord:
    """A TXT record at `_undersigned.<domain>` had this value on this day."""

    domain: str
    on: date
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that an evidence file holds; nothing of it is proven before `check_evidence`."""

    statement: Statement
    passkey: Assertion | None = None
    mailbox: ConfirmedMailbox | None = None
    dns: DomainRecord | None = None
    lead: date | None = None


@dataclass(frozen=True, slots=True)
class EvidenceField:
    """What the evidence field of an endorsing organization says: how it endorsed, and the file."""

    is_passkey: bool
    digest: bytes


def format_evidence(evidence: Evidence) -> bytes:
    """The bytes of the file; refuses values that no parser would read."""
    if evidence.passkey is None and evidence.mailbox is None:
        raise Malformed("Evidence has neither a passkey nor a mailbox: nobody has endorsed.")
    lines = [VERSION, f"statement {format_base64(format_statement(evidence.statement))}"]
    if passkey := evidence.passkey:
        check_shape(passkey)
        parts = (
            passkey.public_key,
            passkey.authenticator_data,
            passkey.client_data,
            passkey.signature,
        )
        lines.append(f"passkey {' '.join(map(format_base64, parts))}")
    if mailbox := evidence.mailbox:
        _check_domain(mailbox.domain)
        lines.append(f"mailbox {mailbox.domain} {_format_date(mailbox.on)}")
    if dns := evidence.dns:
        _check_domain(dns.domain)
        if not _DNS_VALUE.fullmatch(dns.value):
            raise Malformed("The value of a TXT record is not 1 to 255 visible ASCII characters.")
        lines.append(f"dns {dns.domain} {_format_date(dns.on)} {dns.value}")
    if lead := evidence.lead:
        lines.append(f"lead {_format_date(lead)}")
    return "\n".join((*lines, "")).encode("ascii")


def parse_evidence(data: bytes) -> Evidence:
    """The evidence that `data` spells; raises Malformed for anything else."""
    if len(data) > MAX_EVIDENCE_BYTES:
        raise Malformed("Evidence is too long.")
    match = _LINES.fullmatch(decode_ascii(data, "Evidence"))
    if match is None:
        raise Malformed(f"Evidence does not have the lines of {VERSION}, in their order.")
    passkey = mailbox = dns = lead = None
    if match["key"] is not None:
        passkey = Assertion(
            _parse_part(match["key"], MAX_PUBLIC_KEY_BYTES),
            _parse_part(match["data"], MAX_AUTHENTICATOR_DATA_BYTES),
            _parse_part(match["client"], MAX_CLIENT_DATA_BYTES),
            _parse_part(match["signature"], MAX_SIGNATURE_BYTES),
        )
    if match["mailbox"] is not None:
        mailbox = ConfirmedMailbox(match["mailbox"], _parse_date(match["confirmed"]))
    if match["zone"] is not None:
        dns = DomainRecord(match["zone"], _parse_date(match["seen"]), match["value"])
    if match["vouched"] is not None:
        lead = _parse_date(match["vouched"])
    statement = parse_statement(_parse_part(match["statement"], MAX_STATEMENT_BYTES))
    evidence = Evidence(statement, passkey, mailbox, dns, lead)
    if format_evidence(evidence) != data:
        raise Malformed("Evidence is not in its one spelling.")
    return evidence


def check_evidence(
    data: bytes, field: EvidenceField, *, statement: Statement, host: str
) -> tuple[Evidence, AssertionFacts | None]:
    """The evidence in `data` and what its passkey proves; raises unless it is for `statement`.

    `field` is what the organization's evidence field says, `host` where the letter was published.
    """
    if hashlib.sha256(data).digest() != field.digest:
        raise NotProven("The evidence is not the one that was committed to.")
    evidence = parse_evidence(data)
    if evidence.statement != statement:
        raise NotProven(
            "The evidence is for another statement: another letter, edition, text or organization."
        )
    if field.is_passkey != (evidence.passkey is not None):
        raise NotProven("The endorsement was not given in the way that the evidence field says.")
    if evidence.passkey is None:
        return evidence, None
    return evidence, check_assertion(evidence.passkey, challenge=statement.challenge, host=host)


def format_field(evidence: Evidence) -> str:
    """What the evidence field of the organization holds."""
    how = "with a passkey" if evidence.passkey is not None else "from a mailbox"
    return (
        f"endorsed {how}, evidence sha256:{hashlib.sha256(format_evidence(evidence)).hexdigest()}"
    )


def parse_field(value: str) -> EvidenceField | None:
    """What an evidence field says of an endorsement; None when it does not speak of one."""
    if not value.startswith(FIELD_START):
        return None
    match = _FIELD.fullmatch(value)
    # Something that only looks like an endorsement must not pass for one.
    if match is None:
        raise Malformed("An evidence field speaks of an endorsement in another form than its one.")
    return EvidenceField(match[1] == "with a passkey", bytes.fromhex(match[2]))


def _parse_part(text: str, most: int) -> bytes:
    if len(text) > -(-most // 3) * 4:
        raise Malformed("A part of the evidence is too long.")
    return parse_base64(text)


def _check_domain(domain: str) -> None:
    if not _DOMAIN.fullmatch(domain):
        raise Malformed("A domain is not written in lowercase ASCII labels.")


def _format_date(day: date) -> str:
    return day.isoformat()


def _parse_date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Malformed("A date is not a day of the calendar, as year-month-day.")
