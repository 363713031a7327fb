"""The vectors of endorsements: statements, evidence, a bundle, and bytes that are to be refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.support.endorsements import (
    DAY,
    DNS,
    HOST,
    MAILBOX,
    PRESENT,
    Passkey,
    endorsed_log,
    statement_of,
    with_passkey,
)
from tests.support.log import LogBuilder, organization
from undersigned.core.evidence import (
    Evidence,
    check_evidence,
    format_evidence,
    format_field,
    parse_field,
)
from undersigned.core.statement import Statement, format_statement
from undersigned.core.strict import format_base64
from undersigned.core.webauthn import Algorithm

FOLDER = "evidence-v1"


def statement() -> Statement:
    """What the organization of the vectors endorses."""
    log = LogBuilder()
    log.add_text()
    return statement_of(log, organization(1))


def evidence() -> dict[str, Evidence]:
    """Evidence of each kind, by the name of its file."""
    bare = replace(statement(), name="جمعیت «ساحل»", website="", country="")
    touch = Passkey(Algorithm.EDDSA, flags=PRESENT)
    signed = Passkey(Algorithm.RS256).sign(statement().challenge)
    return {
        "passkey-es256": Evidence(statement(), Passkey().sign(statement().challenge)),
        "passkey-rs256": Evidence(statement(), signed),
        "passkey-eddsa-touch-only": Evidence(bare, touch.sign(bare.challenge)),
        "mailbox": Evidence(statement(), mailbox=MAILBOX),
        "mailbox-dns-lead": Evidence(statement(), mailbox=MAILBOX, dns=DNS, lead=DAY),
        "everything": with_passkey(statement()),
    }


def refused() -> dict[str, bytes]:
    """Bytes that every reader must refuse, whatever the field says; their names say why."""
    good = format_evidence(with_passkey(statement()))
    mailbox = format_evidence(Evidence(statement(), mailbox=MAILBOX))
    lines = good.splitlines(keepends=True)
    text = format_statement(statement())
    two = format_base64(text + b"\n").encode()
    digest = text.split(b"sha256:")[1][:64]
    shouted = format_base64(text.replace(digest, digest.upper())).encode()
    plain = format_base64(text).encode()
    return {
        "no-final-line-feed": good[:-1],
        "carriage-returns": good.replace(b"\n", b"\r\n"),
        "empty-line-at-the-end": good + b"\n",
        "unknown-line": good + b"note of 2026-11-23\n",
        "unknown-version": good.replace(b"evidence/v1", b"evidence/v2"),
        "neither-passkey-nor-mailbox": b"".join(lines[:2] + lines[4:]),
        "lines-in-another-order": b"".join([*lines[:2], lines[3], lines[2], *lines[4:]]),
        "mailbox-twice": b"".join([*lines[:4], lines[3], *lines[4:]]),
        "two-spaces": mailbox.replace(b"mailbox ", b"mailbox  "),
        "domain-in-capitals": mailbox.replace(b"association.", b"Association."),
        "domain-of-one-label": mailbox.replace(b"association.example", b"localhost"),
        "domain-with-a-final-dot": mailbox.replace(b".example ", b".example. "),
        "day-that-does-not-exist": mailbox.replace(b"2026-11-23", b"2026-02-29"),
        "date-without-hyphens": mailbox.replace(b"2026-11-23", b"20261123"),
        "base64-without-padding": good.replace(b"== ", b" "),
        "base64-with-stray-bits": good.replace(b"AA== ", b"AB== "),
        "statement-with-an-empty-line": mailbox.replace(plain, two),
        "statement-with-a-digest-in-capitals": mailbox.replace(plain, shouted),
        "statement-too-long": mailbox.replace(plain, format_base64(text + bytes(24_576)).encode()),
        "passkey-of-three-parts": good.replace(lines[2], lines[2].rpartition(b" ")[0] + b"\n"),
    }


def evidence_vectors(as_json: Callable[[object], bytes]) -> dict[str, bytes]:
    """Every file below its folder, and what a reader is to find in each."""
    expected = {}
    files = {}
    for name, made in evidence().items():
        data = format_evidence(made)
        field = parse_field(format_field(made))
        if field is None:
            raise AssertionError("the field of evidence speaks of an endorsement")
        _, facts = check_evidence(data, field, statement=made.statement, host=HOST)
        said = format_statement(made.statement)
        files[f"{FOLDER}/{name}"] = data
        files[f"{FOLDER}/{name}.statement"] = said
        expected[name] = {
            "field": format_field(made),
            "challenge": made.statement.challenge.hex(),
            "passkey": facts
            and {"algorithm": facts.algorithm.value, "user_verified": facts.is_user_verified},
            "mailbox": made.mailbox and [made.mailbox.domain, _day(made.mailbox.on)],
            "dns": made.dns and [made.dns.domain, _day(made.dns.on), made.dns.value],
            "lead": made.lead and _day(made.lead),
        }
    for name, data in refused().items():
        files[f"{FOLDER}/refused/{name}"] = data
    return files | {f"{FOLDER}/expected.json": as_json({"host": HOST, "files": expected})}


def bundle() -> dict[str, bytes]:
    """The files of a bundle that has evidence."""
    return endorsed_log().files()


def _day(day: date) -> str:
    return day.isoformat()
