"""What adapters take apart: pictures, solutions, passkeys, keys, and mails put together."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pyrage

from tests.fuzz.inputs import Target
from tests.support.pictures import drawn, in_file
from tests.support.proof import solve
from undersigned.adapters import age, kept_files, passkeys, pictures, proof_of_work
from undersigned.adapters.article import read_article
from undersigned.adapters.article.decode import decode_text
from undersigned.adapters.article.page import read_page
from undersigned.adapters.mail import links_of
from undersigned.adapters.message import Mail, PermanentFailure, ascii_mailbox, outgoing
from undersigned.adapters.print_names import breakable, clusters, turns
from undersigned.core.errors import Malformed
from undersigned.models import OutgoingMail

SECRET = bytes(range(32))
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
SOLUTION = solve(
    json.dumps(proof_of_work.make_challenge(SECRET, "river", tries=20, at=NOW)).encode()
)
IDENTITY = pyrage.x25519.Identity.generate()
ANSWER = json.dumps(
    {
        "id": "AAAA", "rawId": "AAAA", "type": "public-key", "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": base64.urlsafe_b64encode(
                b'{"type":"webauthn.get","challenge":"AAAA","origin":"https://letters.example"}'
            ).decode(),
            "authenticatorData": base64.urlsafe_b64encode(bytes(37)).decode(),
            "signature": "AAAA", "userHandle": "AAAA",
        },
    }
)  # fmt: skip
REGISTRATION = json.dumps(
    {
        "id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": "e30",
            "attestationObject": base64.urlsafe_b64encode(
                b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58\x25" + bytes(37)
            ).decode(),
        },
    }
)  # fmt: skip
PICTURES = [
    in_file(drawn((60, 30), mode), form)
    for mode, form in (
        ("RGB", "PNG"),
        ("RGB", "JPEG"),
        ("RGBA", "WEBP"),
        ("P", "GIF"),
        ("RGBA", "PNG"),
    )
]

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def _json(text: str) -> Mapping[str, Any]:  # Any: what a browser sends may be anything.
    """An object, as the view reads it before."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(value, dict):
        raise Malformed
    return value


def _answer(text: str) -> object:
    return passkeys.read_answer(_json(text), [], challenge=bytes(32), host="letters.example")


def _subject(text: str) -> None:
    _mail(text, "Dear Ada,\n\nit is done.\n", "ada@people.example")


def _body(text: str) -> None:
    _mail("Please confirm", text, "ada@people.example")


def _recipient(text: str) -> None:
    # A row of the outbox holds no longer one.
    most = OutgoingMail._meta.get_field("recipient").max_length
    _mail("Please confirm", "Dear Ada.\n", text[:most])


def _mail(subject: str, body: str, recipient: str) -> None:
    """A mail of ours has the headers that we gave it, and nothing put into one makes another."""
    mail = Mail(
        recipient=recipient, sender="letters@undersigned.example", subject=subject, body=body,
        language="en", message_id="<17.20261123@letters.example>",
    )  # fmt: skip
    data = outgoing(mail, None)
    read = message_from_bytes(data, policy=policy.default)
    usual = message_from_bytes(outgoing(USUAL, None), policy=policy.default)
    assert sorted(read.keys()) == sorted(usual.keys()), data
    assert all(len(line) <= 998 for line in data.split(b"\r\n")), data


USUAL = Mail(
    recipient="ada@people.example", sender="letters@undersigned.example", subject="Please confirm",
    body="Dear Ada.\n", language="en", message_id="<17.20261123@letters.example>",
)  # fmt: skip

# Any: text and bytes beside each other.
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>River | The Paper</title>'
    '<meta property="article:published_time" content="2026-11-01T10:00:00Z">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": "A B"}</script></head>'
    "<body><article><h1>River</h1><p>They wrote that it <q>has been <q>falling</q> for three "
    "summers</q> &amp; asked for&nbsp;more.<br>So they did.</p><blockquote><p>We ask one by one."
    "</p></blockquote><ul><li>one</ul><pre>two</pre></article></body></html>"
)
TARGETS: list[Target[Any]] = [
    Target(
        "adapters.article.read_article",
        read_article,
        [
            PAGE.encode(),
            PAGE.replace("utf-8", "gb2312").encode("gb18030"),
            "They wrote: “It falls.”\r\n".encode(),
            "It “falls”.".encode("utf-16"),
            "Il a dit : «\u00a0été\u00a0».".encode("cp1252"),
        ],
        examples=100,
    ),
    Target(
        "adapters.article.decode.decode_text",
        decode_text,
        [b"falls", "été".encode("cp1252"), "水落ちる".encode("shift_jis"), "я".encode("utf-16")],
    ),
    Target("adapters.article.page.read_page", read_page, [PAGE], examples=100),
    Target(
        "adapters.pictures.redraw_logo",
        pictures.redraw_logo,
        PICTURES,
        refusals=(pictures.UnusablePicture,),
        examples=25,
    ),
    Target(
        "adapters.pictures.redraw_photo",
        pictures.redraw_photo,
        PICTURES,
        refusals=(pictures.UnusablePicture,),
        examples=25,
    ),
    Target(
        "adapters.kept_files.keep_file",
        lambda data: kept_files.keep_file("a.pdf", data),
        [PDF, PICTURES[1]],
        refusals=(kept_files.UnusableFile,),
        examples=25,
    ),
    Target(
        "adapters.kept_files.keep_file: name",
        lambda text: kept_files.keep_file(text, PDF),
        ["Answer.pdf", "../نامه.pdf"],
        refusals=(kept_files.UnusableFile,),
        most=100_000,
    ),
    Target(
        "adapters.proof_of_work.check_solution",
        lambda text: proof_of_work.check_solution(SECRET, "river", text, at=NOW),
        [SOLUTION, base64.b64decode(SOLUTION).decode()],
    ),
    Target(
        "adapters.proof_of_work.check_solution: decoded",
        lambda text: proof_of_work.check_solution(
            SECRET, "river", base64.b64encode(text.encode("utf-8", "replace")).decode(), at=NOW
        ),
        [base64.b64decode(SOLUTION).decode()],
    ),
    Target("adapters.passkeys.read_answer", _answer, [ANSWER], most=passkeys.MAX_ANSWER_BYTES),
    Target(
        "adapters.passkeys.stored_credential",
        lambda text: passkeys.stored_credential(_json(text)),
        [REGISTRATION],
        most=100_000,
    ),
    Target("adapters.age.check_recipient", age.check_recipient, [str(IDENTITY.to_public())]),
    Target(
        "adapters.age.Opener",
        age.Opener,
        [f"# x\n{IDENTITY}\n".encode()],
        refusals=(Malformed, age.Locked),
    ),
    Target(
        "adapters.age.Opener.open",
        age.Opener(str(IDENTITY).encode()).open,
        [pyrage.encrypt(b"Ada", [IDENTITY.to_public()])],
    ),
    Target(
        "adapters.mail.links_of",
        links_of,
        ["open https://letters.example/confirm/abc/, or «http://x»."],
    ),
    Target(
        "adapters.message.outgoing: subject",
        _subject,
        ["Please confirm", "لطفاً تأیید کنید", "=?utf-8?q?a?="],
        refusals=(PermanentFailure,),
        most=400,
    ),
    Target(
        "adapters.message.outgoing: body",
        _body,
        ["Dear Ada,\n\nit is done.\n", "آدا عزیز\n"],
        refusals=(PermanentFailure,),
        most=200_000,
    ),
    Target(
        "adapters.message.outgoing: recipient",
        _recipient,
        ["ada@people.example", "ада@пример.example", '"a b"@x.example'],
        refusals=(PermanentFailure,),
        most=320,
    ),
    Target(
        "adapters.message.ascii_mailbox",
        ascii_mailbox,
        ["ada@people.example", "ada@münchen.example"],
        refusals=(ValueError,),
    ),
    Target(
        "adapters.print_names.breakable", breakable, ["https://x.example/a/b", "شیرین"], most=10_000
    ),
    Target("adapters.print_names.clusters", clusters, ["é́👩‍👩‍👧", "شیرین"], most=10_000),
    Target(
        "adapters.print_names.turns",
        lambda text: turns(text, "rtl"),
        ["Ada (شیرین) 12"],
        most=10_000,
    ),
]
