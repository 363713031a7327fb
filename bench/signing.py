"""Signing: how many wishes and confirmations a second the web server takes, each durable.

Run as `python -m bench.signing [REQUESTS [STORED]]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.signing`, which sets UNDERSIGNED_DATABASE.
Every wish is another person's, sent as a form over one of 64 kept-open connections, and answered
once it is stored; then the same with so many signatures stored before. Beside it stand the same
server, answering the same forms with a constant, and the bare commit of the database.
"""

import json
import os
import resource
import sys
import urllib.parse
from collections.abc import Iterator, Sequence
from itertools import count

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from bench._load import CLIENTS, Load, ask_all, post
from bench._server import PORT, serving
from bench.log import bare_commit_seconds
from tests.support.crowds import people
from tests.support.letters import log_all, make_open_letter
from tests.support.proof import solve
from tools.processes import free_port
from undersigned.adapters.proof_of_work import make_challenge
from undersigned.cli.web import THREADS
from undersigned.core.tokens import Purpose, make_token
from undersigned.models import Edition, Letter, Signature

_LEAST = {"postgresql": 3_000, "sqlite": 1_500}
_LEAST_CONFIRMATIONS = 2_000
_MOST_MS = 100
_PROCESSES = 2
# What the networks of those who ask are told by.
PROXY = {"UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.1"}
_NUMBERS = count(1)
_DOMAINS = 5_000


def wishes(letter: Letter, number: int, *, port: int = PORT) -> list[bytes]:
    """Forms of so many people who have not signed before."""
    path = f"/letters/{letter.slug}/en/sign/"
    forms = []
    for _ in range(number):
        person = next(_NUMBERS)
        fields = {
            # As people of many places enter it; what looks made up would be held.
            "name": next(people(person, 1)),
            "email": f"mina.example.{person}@people-{person % _DOMAINS}.example",
            "role": "Teacher",
            "affiliation": "School of Streams",
            "country": "FR",
            "is_named": "yes",
        }
        # The server judges a small task just as it judges a large one.
        task = make_challenge(settings.KEYS.secret, letter.slug, tries=1, at=timezone.now())
        fields["proof"] = solve(json.dumps(task).encode())
        body = urllib.parse.urlencode(fields).encode()
        # Everyone asks from a network of their own, so that nobody is held back.
        client = f"{11 + person // 65536}.{person // 256 % 256}.{person % 256}.7"
        forms.append(post(path, body, port=port, client=client))
    return forms


def confirmations(number: int) -> list[bytes]:
    """The buttons behind the mails to the last so many who signed."""
    rows = Signature.objects.filter(confirmed_at=None, contact__startswith="mina.example.")
    tokens = (
        make_token(settings.KEYS.secret, Purpose.CONFIRM, pk, bytes(nonce))
        for pk, nonce in rows.order_by("-id").values_list("id", "nonce")[:number]
    )
    return [post(f"/confirm/{token}/", b"", port=PORT) for token in tokens]


# Rows as they are after a long campaign: all logged, but for one in fifty that nobody confirmed.
_COLUMNS = """letter_id, edition_id, kind, name, affiliation, role, country, contact, evidence,
    display, is_shown, language, wants_news, search_text, mailbox_digest, nonce, master, commitment,
    created_at, confirmed_at, ready_at, log_index, is_receipt_owed"""
_VALUES = """%s, %s, 'person', 'Person ' || n, '', 'Teacher', 'FR', 'person@people.example', '',
    'named', {true}, 'en', {false}, 'person ' || n, {digest}, {nonce},
    {digest}, {digest}, {now},
    CASE WHEN n % 50 = 0 THEN NULL ELSE {now} END, CASE WHEN n % 50 = 0 THEN NULL ELSE {now} END,
    CASE WHEN n % 50 = 0 THEN NULL ELSE n + 1000 END, {false}"""
_SQLITE = {
    "numbers": "WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers"
    " WHERE n < {last})",
    "true": "1",
    "false": "0",
    "digest": "randomblob(32)",
    "nonce": "randomblob(16)",
    "now": "datetime('now')",
}
_POSTGRESQL = {
    "numbers": "WITH numbers(n) AS (SELECT generate_series({first}, {last}))",
    "true": "true",
    "false": "false",
    "digest": "sha256(gen_random_uuid()::text::bytea)",
    "nonce": "substr(sha256(gen_random_uuid()::text::bytea), 1, 16)",
    "now": "now()",
}


def store(letter: Letter, stored: int) -> None:
    """Put so many signatures into the table, as quickly as the database takes them."""
    words = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    edition = Edition.objects.get(letter=letter)
    values = _VALUES.replace("%s", "\0").replace("%", "%%").replace("\0", "%s").format(**words)
    step = 100_000
    with connection.cursor() as cursor:
        for first in range(1, stored + 1, step):
            numbers = words["numbers"].format(first=first, last=min(stored, first + step - 1))
            cursor.execute(
                f"INSERT INTO undersigned_signature ({_COLUMNS}) {numbers}"
                f" SELECT {values} FROM numbers",
                [letter.pk, edition.pk],
            )
        cursor.execute("ANALYZE")
        cursor.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "CHECKPOINT"
        )


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _line(what: str, load: Load, limits: str, ratio: str) -> str:
    if load.statuses.keys() != {303}:
        raise SystemExit(f"{what}: the answers were {load.statuses}.")
    return (
        f"{connection.vendor}, {what}: {load.rate:,.0f}/s{limits}, median {load.wait_ms(0.5):.1f}"
        f" ms, p99 {load.wait_ms(0.99):.1f} ms (at most {_MOST_MS}){ratio};"
        f" load {os.getloadavg()[0]:.1f}"
    )


def _ask(requests: Sequence[bytes], *, port: int = PORT) -> Load:
    before = _cpu_seconds()
    load = ask_all(requests, port=port)
    share = (_cpu_seconds() - before) / load.seconds
    print(f"  (asking took {share:.0%} of a processor)", flush=True)
    return load


def measure(requests: int, stored: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    log_all(letter)
    commit = bare_commit_seconds(letter)
    yield f"{connection.vendor}: {1 / commit:,.0f} bare commits a second, one after the other"
    connections.close_all()
    os.environ |= PROXY
    python = [sys.executable, "-m"]
    port = free_port()
    options = ["--interface", "wsgi", "--port", str(port), "--no-ws", "--workers", str(_PROCESSES)]
    options += ["--blocking-threads", str(THREADS), "bench._load:constant"]
    with serving([*python, "granian", *options], port):
        ask_all(wishes(letter, 2_000, port=port), port=port)
        idle = _ask(wishes(letter, 4 * requests, port=port), port=port)
    yield _line("the same forms and a constant answer", idle, "", "")
    web = [*python, "undersigned", "web", "--processes", str(_PROCESSES)]

    def ratio(load: Load) -> str:
        return f", {load.rate / idle.rate:.2f} of the constant, {load.rate * commit:.2f} a commit"

    least = f" (at least {_LEAST[connection.vendor]:,})"
    with serving(web, PORT):
        ask_all(wishes(letter, 1_000), port=PORT)
        # As PostgreSQL does by itself within a minute: without any it plans for an empty table.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        connections.close_all()
        load = _ask(wishes(letter, requests))
        yield _line(f"wishes at {CLIENTS} connections", load, least, ratio(load))
    store(letter, stored)
    connections.close_all()
    with serving(web, PORT):
        ask_all(wishes(letter, 1_000), port=PORT)
        full = _ask(wishes(letter, requests))
        yield _line(f"the same with {stored:,} stored", full, least, ratio(full))
        buttons = confirmations(requests)
        connections.close_all()
        sure = _ask(buttons)
        least = f" (at least {_LEAST_CONFIRMATIONS:,})" if "post" in connection.vendor else ""
        yield _line(f"confirmations with {stored:,} stored", sure, least, ratio(sure))
    kept = Signature.objects.filter(contact__startswith="mina.example.").count()
    if kept != 2 * requests + 2_000:
        raise SystemExit(f"{kept:,} of {2 * requests + 2_000:,} answered wishes are stored.")
    yield f"{connection.vendor}: all of {kept:,} answered wishes are stored"


def main() -> None:
    """Print all figures."""
    requests = int(sys.argv[1]) if sys.argv[1:] else 20_000
    stored = int(sys.argv[2]) if sys.argv[2:] else 5_000_000
    for line in measure(requests, stored):
        print(line, flush=True)


if __name__ == "__main__":
    main()
