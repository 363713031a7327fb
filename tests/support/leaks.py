"""What a server writes names nobody: looked for at the end of every site that a test starts.

Looked through is all that its processes and commands printed, and its metrics. No mail address and
no network address of any kind may stand there, nor what this site was told: names, links of mails,
codes, keys of sessions, sentences of mails.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Final, cast
from urllib.parse import parse_qsl, urlsplit

import psycopg
from django.apps import apps
from django.db import models

from tests.support.mail import LINK, text_of

# Fields of forms that say who somebody is, or prove it.
PERSONAL: Final = {
    "code", "email", "handed_to", "holder", "name", "recipient", "representative",
}  # fmt: skip
# Columns of the database that do.
COLUMNS: Final = {
    "address", "called", "contact", "email", "key", "name", "recipient", "search_text",
    "session_key", "subject", "user_agent",
}  # fmt: skip
# Tables whose names are words of a program, or of files that the operator named.
OTHER_NAMES: Final = ("auth_", "django_content", "undersigned_act", "undersigned_uploaded")
# What a letter is called by, also in the log.
LETTERS: Final = "undersigned_letter"

# What was typed into forms and sent to a server that listens at this port of this machine.
TYPED: Final[defaultdict[int, set[str]]] = defaultdict(set)

_MAILBOX = re.compile(r"[^\s@<>\"'`()\[\]{}:;,=|/\\]+@[\w-]+(?:\.[\w-]+)+")
_NETWORK = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)"
)
_SECRET = re.compile(r"(?<=[/=])[\w-]{16,}")
_WORDS = re.compile(r"[a-z]+(-[a-z]+)*")
_CODE = re.compile(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,}|\d{6,})\s*$", re.MULTILINE)
_FIELD = re.compile(rb'name="(\w+)"\r\n\r\n([^\r\n]*)\r\n')
_HERE = {"127.0.0.1", "0.0.0.0", "::1", "::"}

# Asked in a process of its own: to close a database file drops what locks this process has on it.
_READ_SQLITE = """
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
there = {name for name, in database.execute("SELECT name FROM sqlite_master")}
found = {}
for table, columns in json.load(sys.stdin):
    if table in there:
        rows = database.execute(f"SELECT DISTINCT {', '.join(columns)} FROM {table}")
        found[table] = [value for row in rows for value in row]
print(json.dumps(found))
"""


def note_typed(address: str, fields: Iterable[tuple[str, str]]) -> None:
    """Keep what is sent to a server: it must not say it again."""
    port = urlsplit(address).port
    if port is not None:
        TYPED[port].update(value for name, value in fields if name in PERSONAL)


def note_form(address: str, body: bytes, media_type: str) -> None:
    """Keep what a browser sends to a server."""
    if media_type.startswith("application/x-www-form-urlencoded"):
        note_typed(address, parse_qsl(body.decode(errors="replace")))
    elif media_type.startswith("multipart/form-data"):
        found = _FIELD.findall(body)
        note_typed(address, ((n.decode(), v.decode(errors="replace")) for n, v in found))


def _columns() -> list[tuple[str, list[str]]]:
    """Each table that tells of people, and the columns that do."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        names = [
            field.column
            for field in model._meta.concrete_fields
            if field.column in COLUMNS and isinstance(field, models.CharField | models.TextField)
        ]
        if names and not table.startswith(OTHER_NAMES):
            found.append((table, names))
    return found


def _stored(environment: Mapping[str, str], sqlite_file: str) -> dict[str, list[str]]:
    """What the database of a site holds in these columns, by the name of the table."""
    address = environment.get("UNDERSIGNED_DATABASE", "")
    asked = [*_columns(), (LETTERS, ["id", "slug"])]
    if not address:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _READ_SQLITE, sqlite_file],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return cast("dict[str, list[str]]", json.loads(done.stdout))
        # A test may have taken it away, or put something else in its place.
        assert done.stderr.splitlines()[-1].startswith("sqlite3."), done.stderr
    elif address.startswith("postgresql://"):
        # A test may name one that is not there.
        with suppress(psycopg.OperationalError), psycopg.connect(address) as database:
            there = {name for (name,) in database.execute("SELECT tablename FROM pg_tables")}
            found = {}
            for table, names in asked:
                if table in there:
                    question = f"SELECT DISTINCT {', '.join(names)} FROM {table}"
                    rows = database.execute(question.encode())
                    found[table] = [value for row in rows for value in row]
            return found
    return {}


def known_of(
    environment: Mapping[str, str],
    sqlite_file: str,
    mails: Iterable[tuple[str, EmailMessage]],
) -> set[str]:
    """All that a site was told and said in confidence."""
    stored = _stored(environment, sqlite_file)
    public = set(stored.pop(LETTERS, []))
    known = {value for values in stored.values() for value in values if value}
    known |= TYPED[urlsplit(environment["UNDERSIGNED_ADDRESS"]).port or 0]
    for recipient, mail in mails:
        text = text_of(mail)
        known |= {recipient, str(mail["Subject"])}
        known |= {line.strip() for line in text.splitlines() if len(line) >= 30}
        known |= set(_CODE.findall(text))
        for link in LINK.findall(text):
            known |= {part for part in _SECRET.findall(link) if not _WORDS.fullmatch(part)}
    return known - public


def leaks_in(text: str, known: Iterable[str], *, may_say: Sequence[str] = ()) -> list[str]:
    """What `text` tells that it must not; `may_say` is what the operator set or named."""
    for said in may_say:
        if len(said) >= 8:
            text = text.replace(said, "")
    return list(dict.fromkeys([*_addresses(text), *_told(text, known)]))


def _addresses(text: str) -> Iterator[str]:
    yield from _MAILBOX.findall(text)
    for found in _NETWORK.findall(text):
        try:
            address = str(ip_address(found))
        except ValueError:
            continue
        if address not in _HERE:
            yield found


def _told(text: str, known: Iterable[str]) -> Iterator[str]:
    """What is known and stands in `text` as whole words; there may be a hundred thousand names."""
    words = set(re.findall(r"\w+", text))
    for one in known:
        # Short ones are found in anything.
        if (
            len(one) >= 5
            and words.issuperset(re.findall(r"\w+", one))
            and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)
        ):
            yield one
