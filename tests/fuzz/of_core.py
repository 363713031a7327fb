"""The formats that are promised, and what else the core reads that is not a letter's text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.fuzz.inputs import Target
from tests.support.endorsements import Passkey, endorsed_log, statement_of
from tests.support.log import LETTER, MemorySource, organization, small_log
from undersigned.core import bursts, setting_values, ticket, tokens
from undersigned.core.bounces import read_bounce
from undersigned.core.browsers import browser_name
from undersigned.core.bundle import check_log, read_key
from undersigned.core.evidence import parse_evidence, parse_field
from undersigned.core.leaf import parse_leaf
from undersigned.core.names import NameReader, parse_name, parse_names_path, split_names
from undersigned.core.opening import check_value
from undersigned.core.organization_list import guess_mapping, read_organizations
from undersigned.core.public_files import max_bytes
from undersigned.core.receipt import check_origin, check_receipt, format_receipt, parse_receipt
from undersigned.core.seal import (
    Contact,
    export_head,
    format_armor,
    format_contact,
    parse_contact,
    parse_export,
    parse_recipients,
)
from undersigned.core.signatory_list import parse_signatories
from undersigned.core.statement import format_statement, parse_statement
from undersigned.core.strict import (
    check_hash,
    check_letter,
    decode_ascii,
    decode_utf8,
    parse_base64,
    parse_hash,
    parse_number,
    parse_sha256_hex,
)
from undersigned.core.table_file import read_table
from undersigned.core.text_proof import check_text_proof, format_text_proof, parse_text_proof
from undersigned.core.tlog.checkpoint import open_checkpoint, parse_checkpoint_text, read_checkpoint
from undersigned.core.tlog.cosignature import check_cosignature, cosign
from undersigned.core.tlog.merkle import check_consistency, check_inclusion
from undersigned.core.tlog.note import (
    COSIGNATURE,
    SigningKey,
    VerifyingKey,
    add_signatures,
    check_key_name,
    open_note,
    parse_note,
)
from undersigned.core.tlog.proof import parse_proof
from undersigned.core.tlog.tiles import (
    check_tile,
    parse_entries,
    parse_tile_number,
    parse_tile_path,
)
from undersigned.core.web_address import parse_web_address
from undersigned.core.webauthn import check_assertion
from undersigned.core.zones import check_zone

LOG = small_log()
FILES = LOG.files()
KEY = LOG.key.verifying_key
RECEIPT = format_receipt(LOG.receipt(7))
TEXT_PROOF = format_text_proof(LOG.text_proof(0))
WITNESS = SigningKey("w.example", bytes(32), COSIGNATURE)
COSIGNED = add_signatures(
    FILES["checkpoint"], [cosign(FILES["checkpoint"], WITNESS, timestamp=1_790_000_000)]
)
ENDORSED = endorsed_log()
STATEMENT = statement_of(ENDORSED, organization(1))
FIELD = f"endorsed with a passkey, evidence sha256:{'0f' * 32}"
PASSKEY = Passkey().sign(STATEMENT.challenge)
SECRET = bytes(range(32))
HASHES = b"".join(bytes([number]) * 32 for number in range(6))
CONTACT = format_contact(
    Contact(
        LETTER, 7, "person", "Ada Exemplar", "ada@people.example", "School", "", "FR", "fr", True,
        1, 4, "2026-11-26T10:00:00Z",
    )
)  # fmt: skip
RECIPIENTS = b"# Two.\n\n" + b"age1" + b"q" * 58 + b"\nage1" + b"z" * 58 + b"\n"
RECIPIENTS_LEAF = (
    f"undersigned/leaf/v2\nrecipients\n{LETTER}\nfingerprint sha256:{'0f' * 32}\n".encode()
)
EXPORT = export_head(LETTER, 2) + format_armor(HASHES) + format_armor(HASHES[:50])
BOUNCE = b"""\
From: MAILER-DAEMON@mx.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

It could not be delivered.
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; office@commission.example
Action: failed
Status: 5.1.1

--=_b
Content-Type: text/rfc822-headers

Message-ID: <17.20261123@letters.example>
Subject: A letter
--=_b--
""".replace(b"\n", b"\r\n")
TICKET = ticket.make_ticket(SECRET, "river", not_before=datetime(2026, 11, 26, tzinfo=UTC)).text
TABLE = (
    "Name;Country;Website\n"
    '"Bank of Herons, ""old""";DE;https://herons.example\n'
    "انجمن رود;Iran;\n\nZwei\nDrei;France;http://x.example/ä\n"
).encode()
SIGNATORIES = (
    "kind,name,affiliation,role,country\n"
    "organization,Bank of Herons,https://herons.example,,DE\n"
    'person,"Ada ""the first"" Placeholder",School of Streams,Teacher,France\n'
    "person,شیرین نمونه,,شاعر,ایران\n"
)


def _watch() -> bytes:
    """What is stored of a letter's last hour."""
    watch = bursts.Watch()
    watch.move_to(1_790_000_000)
    grouped = bursts.Grouper(SECRET, LETTER)
    for number in range(3):
        watch.add(grouped(name=f"Person {number}", domain="x.example", source=bytes(16)))
    return watch.to_bytes()


def _organizations(data: bytes) -> object:
    """A table as the lead uploads it, and the organizations in it."""
    table = read_table(data)
    columns = guess_mapping(table)
    return columns and read_organizations(table, columns, languages=("en", "fa"))


def _hashes(data: bytes) -> list[bytes]:
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _assertion(**changed: bytes) -> object:
    return check_assertion(
        replace(PASSKEY, **changed), challenge=STATEMENT.challenge, host="letters.example"
    )


def _spoiled_log(path: str) -> Target[bytes]:
    """A log of which one file is spoiled."""

    def check(data: bytes) -> object:
        return check_log(MemorySource(FILES | {path: data}), KEY)

    return Target(f"core.bundle.check_log: {path}", check, [FILES[path]], examples=20)


_PARSED_SETTINGS = {
    "parse_address": "https://letters.example:8443",
    "parse_listen": "127.0.0.1:8000",
    "parse_database": "postgresql://user:word@db.example:5432/name",
    "parse_smtp": "smtp+starttls://user:word@mx.example:587",
    "parse_mailbox": "letters@undersigned.example",
    "parse_selector": "letters2026.domain",
    "parse_token": "a-long-token-made-at-random",
    "parse_resolver": "[::1]:53",
    "parse_networks": "127.0.0.1 10.0.0.0/8 2001:db8::/32",
    "parse_rate": "1000",
    "parse_machines": "127.0.0.1:8080 [::1]:8080",
}

# Any: text and bytes beside each other.
TARGETS: list[Target[Any]] = [
    Target("core.leaf.parse_leaf", parse_leaf, [*LOG.entries[:4], RECIPIENTS_LEAF]),
    Target("core.names.parse_name", parse_name, split_names(FILES["names/000"])[:2]),
    Target("core.names.split_names", split_names, [FILES["names/001"]]),
    Target(
        "core.names.NameReader", lambda data: NameReader(LETTER).read(data), [FILES["names/001"]]
    ),
    Target("core.names.parse_names_path", parse_names_path, ["names/x001/x234/067", "names/000"]),
    Target("core.public_files.max_bytes", max_bytes, [*list(FILES)[:12], "evidence/" + "0f" * 32]),
    Target(
        "core.bundle.read_key", lambda data: read_key(MemorySource({"vkey": data})), [FILES["vkey"]]
    ),
    *map(_spoiled_log, sorted(FILES)),
    Target("core.tlog.note.parse_note", parse_note, [FILES["checkpoint"], COSIGNED]),
    Target(
        "core.tlog.note.open_note",
        lambda data: open_note(data, KEY),
        [FILES["checkpoint"], COSIGNED],
    ),
    Target("core.tlog.note.add_signatures", lambda data: add_signatures(data, ()), [COSIGNED]),
    Target("core.tlog.note.check_key_name", check_key_name, [LOG.key.name]),
    Target("core.tlog.note.VerifyingKey.parse", VerifyingKey.parse, [LOG.key.vkey, WITNESS.vkey]),
    Target("core.tlog.checkpoint.read_checkpoint", read_checkpoint, [FILES["checkpoint"]]),
    Target(
        "core.tlog.checkpoint.parse_checkpoint_text",
        parse_checkpoint_text,
        [parse_note(FILES["checkpoint"]).text],
    ),
    Target(
        "core.tlog.checkpoint.open_checkpoint",
        lambda data: open_checkpoint(data, KEY),
        [FILES["checkpoint"]],
    ),
    Target(
        "core.tlog.cosignature.check_cosignature",
        lambda data: check_cosignature(data, WITNESS.verifying_key),
        [COSIGNED],
    ),
    Target("core.tlog.proof.parse_proof", parse_proof, [RECEIPT, TEXT_PROOF]),
    Target("core.tlog.tiles.parse_tile_number", parse_tile_number, ["x001/x234/067", "000"]),
    Target(
        "core.tlog.tiles.parse_tile_path",
        parse_tile_path,
        ["tile/0/x001/x234/067.p/89", "tile/entries/000"],
    ),
    Target("core.tlog.tiles.parse_entries", parse_entries, [FILES["tile/entries/001.p/49"]]),
    Target("core.tlog.tiles.check_tile", check_tile, [HASHES]),
    Target(
        "core.tlog.merkle.check_inclusion",
        lambda data: check_inclusion(
            data[:32], len(data) % 7, len(data) % 9, _hashes(data[32:]), bytes(32)
        ),
        [HASHES],
    ),
    Target(
        "core.tlog.merkle.check_consistency",
        lambda data: check_consistency(
            len(data) % 7, len(data) % 9, _hashes(data), HASHES[:32], bytes(32)
        ),
        [HASHES],
    ),
    Target("core.receipt.parse_receipt", parse_receipt, [RECEIPT]),
    Target(
        "core.receipt.check_receipt",
        lambda data: check_receipt(parse_receipt(data), KEY),
        [RECEIPT],
    ),
    Target(
        "core.receipt.check_origin",
        lambda text: check_origin(text, LETTER),
        [f"letters.example/log/{LETTER}"],
    ),
    Target(
        "core.text_proof.parse_text_proof",
        lambda data: check_text_proof(parse_text_proof(data), KEY),
        [TEXT_PROOF],
    ),
    Target("core.statement.parse_statement", parse_statement, [format_statement(STATEMENT)]),
    Target("core.evidence.parse_evidence", parse_evidence, list(ENDORSED.evidence.values())),
    Target("core.evidence.parse_field", parse_field, [FIELD]),
    Target("core.opening.check_value", check_value, ["Ada Exemplar", "آدا"]),
    Target(
        "core.webauthn.check_assertion: client data",
        lambda data: _assertion(client_data=data),
        [PASSKEY.client_data],
    ),
    Target(
        "core.webauthn.check_assertion: authenticator data",
        lambda data: _assertion(authenticator_data=data),
        [PASSKEY.authenticator_data],
    ),
    Target(
        "core.webauthn.check_assertion: public key",
        lambda data: _assertion(public_key=data),
        [PASSKEY.public_key],
    ),
    Target(
        "core.webauthn.check_assertion: signature",
        lambda data: _assertion(signature=data),
        [PASSKEY.signature],
    ),
    Target("core.seal.parse_contact", parse_contact, [CONTACT]),
    Target("core.seal.parse_export", parse_export, [EXPORT]),
    Target("core.seal.parse_recipients", parse_recipients, [RECIPIENTS]),
    Target("core.bursts.Watch.from_bytes", bursts.Watch.from_bytes, [_watch()]),
    Target("core.bounces.read_bounce", read_bounce, [BOUNCE]),
    Target("core.table_file.read_table", _organizations, [TABLE, TABLE.decode().encode("utf-16")]),
    Target(
        "core.signatory_list.parse_signatories",
        lambda text: parse_signatories(text, languages=("en", "fa")),
        [SIGNATORIES],
    ),
    Target("core.strict.parse_number", parse_number, ["281474976710656", "0"]),
    Target("core.strict.parse_base64", parse_base64, ["QUJDRA==", "QUJD"]),
    Target("core.strict.parse_hash", parse_hash, ["A" * 43 + "="]),
    Target("core.strict.parse_sha256_hex", parse_sha256_hex, ["0f" * 32]),
    Target("core.strict.check_letter", check_letter, [LETTER]),
    Target("core.strict.check_hash", check_hash, [bytes(32)]),
    Target("core.strict.decode_utf8", lambda data: decode_utf8(data, "It"), ["آدا".encode()]),
    Target("core.strict.decode_ascii", lambda data: decode_ascii(data, "It"), [b"ada"]),
    Target(
        "core.tokens.split_token",
        tokens.split_token,
        [tokens.make_token(SECRET, tokens.Purpose.CONFIRM, 7, bytes(16))],
    ),
    Target(
        "core.tokens.read_mailbox_token",
        lambda text: tokens.read_mailbox_token(SECRET, text),
        [tokens.make_mailbox_token(SECRET, bytes(32))],
    ),
    Target(
        "core.ticket.read_ticket",
        lambda text: ticket.read_ticket(SECRET, "river", text),
        [TICKET],
    ),
    Target(
        "core.web_address.parse_web_address",
        parse_web_address,
        ["https://News.example:443/2026/letter?page=2#top", "http://zürich.example./"],
    ),
    Target("core.zones.check_zone", check_zone, ["Europe/Berlin", "UTC"]),
    Target(
        "core.browsers.browser_name",
        browser_name,
        ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
    ),
    *(
        Target(
            f"core.setting_values.{name}",
            getattr(setting_values, name),
            [good],
            refusals=(ValueError,),
        )
        for name, good in _PARSED_SETTINGS.items()
    ),
]
