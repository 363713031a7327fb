"""Journey: somebody gets hold of the log and the metrics, and learns of nobody who signed."""

import json
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg
import pytest

from tests.journeys.steps import PublicLetter, import_letter
from tests.support.client import Answer, person, send_form
from tests.support.mail import MailServer, link_in
from tests.support.site import DATABASE_FILE, Site

ADDRESS = "nadia.wolkenstein@people.example"
NAME = "Nadia Wolkenstein"


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    return import_letter(site, tmp_path_factory.mktemp("letter"))


def say(site: Site, statement: str) -> None:
    """Say it to the database of a site, from a process that does not have it open."""
    if "UNDERSIGNED_DATABASE" in site.environment:
        with psycopg.connect(site.environment["UNDERSIGNED_DATABASE"]) as database:
            database.execute(statement.encode())
        return
    program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
    subprocess.run(
        [sys.executable, "-c", program, site.data / DATABASE_FILE, statement], check=True
    )


def refuse(site: Site, what: str, table: str) -> None:
    """Let the database refuse `what` on a table, with words that hold whom it is about."""
    words = f"{NAME} with {ADDRESS} is there already"
    if "UNDERSIGNED_DATABASE" in site.environment:
        say(site, f"CREATE FUNCTION no_{table}() RETURNS trigger LANGUAGE plpgsql AS "
                  f"$$BEGIN RAISE unique_violation USING message = '{words}'; END$$")  # fmt: skip
        act = f"EXECUTE FUNCTION no_{table}()"
        say(site, f"CREATE TRIGGER no BEFORE {what} ON {table} FOR EACH ROW {act}")
    else:
        act = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        say(site, f"CREATE TRIGGER no BEFORE {what} ON {table} {act}")


def allow(site: Site, table: str) -> None:
    """Let it be done again."""
    of = f" ON {table}" if "UNDERSIGNED_DATABASE" in site.environment else ""
    say(site, f"DROP TRIGGER no{of}")


def sign(letter: PublicLetter, name: str, email: str) -> Answer:
    """Sign as a browser does that is far away and comes through a proxy."""
    where = {"X-Forwarded-For": "203.0.113.77"}
    return send_form(letter.address("sign/"), person(name, email), headers=where)


def said_since(site: Site, before: int, field: str) -> list[str]:
    """A field of each line that a site wrote since and that has it."""
    lines = [json.loads(line) for line in site.log[before:].splitlines() if line.endswith("}")]
    return [line[field] for line in lines if field in line]


def until(is_so: Callable[[], object], site: Site) -> None:
    """Wait for something that the worker does."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, site.log
        time.sleep(0.05)


def test_what_would_give_somebody_away_is_found(
    site: Site, letter: PublicLetter, smtp_server: MailServer
) -> None:
    assert sign(letter, NAME, ADDRESS).status == 303
    mail = smtp_server.fetch(ADDRESS)
    metrics = site.metrics()
    assert 'undersigned_requests_total{method="POST",route="sign",status="303"} 1.0' in metrics
    mails = [(ADDRESS, mail)]
    assert site.leaks(metrics, mails) == []
    told = [
        NAME,
        ADDRESS,
        "somebody.else@people.example",
        link_in(mail, "/confirm/").rstrip("/").rpartition("/")[2],
        str(mail["Subject"]),
        "203.0.113.77",
        "2001:db8::77",
        # Of a signature that came with the letter.
        "Ada Placeholder",
    ]
    for one in told:
        assert one in site.leaks(metrics + f'requests{{who="{one}"}} 1', mails)
    path = site.data / "serve.log"
    written = path.read_bytes()
    with path.open("ab") as log:
        log.write(f"INFO signed by {NAME}\n".encode())
    assert site.leaks(metrics, mails) == [NAME]
    path.write_bytes(written)


def test_an_error_that_quotes_a_signer_does_not_reach_the_log_or_the_page(
    site: Site, letter: PublicLetter, smtp_server: MailServer
) -> None:
    site.is_abused = True
    before = len(site.log)
    refuse(site, "INSERT", "undersigned_signature")
    answer = sign(letter, NAME, "nadia@elsewhere.example")
    allow(site, "undersigned_signature")
    assert answer.status == 500
    assert NAME not in answer.body.decode()
    assert ADDRESS not in answer.body.decode()
    (error,) = said_since(site, before, "error")
    assert error.endswith("django.db.utils.IntegrityError")
    assert site.leaks("", []) == []


def test_an_error_of_the_worker_that_quotes_a_signer_does_not_reach_the_log(
    site: Site, letter: PublicLetter, smtp_server: MailServer
) -> None:
    site.is_abused = True
    before = len(site.log)
    refuse(site, "DELETE", "undersigned_outgoingmail")
    assert sign(letter, "Olga Wolkenstein", "olga@people.example").status == 303
    failed = "mail failed, again in 1 s: IntegrityError at utils.py"
    until(lambda: any(failed in event for event in said_since(site, before, "event")), site)
    allow(site, "undersigned_outgoingmail")
    assert site.leaks("", smtp_server.waiting) == []
