"""Outbox: how many mails a second leave it, and what a queue of 1,000,000 costs.

Run as `python -m bench.outbox [MAILS [QUEUED]]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.outbox`, which sets UNDERSIGNED_DATABASE.
`undersigned worker` empties the outbox into a mail server in a process of its own, over as many
kept connections as are its default. Beside it stands what the same mail server takes from as many
bare connections that hand over mails and do nothing else.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter, sleep
from typing import Final

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

import bench._server  # noqa: F401 sets Django up
from bench._sink import Sink, Taken, running_sink
from tests.support.letters import make_open_letter, wish
from undersigned.adapters.mail import Mail
from undersigned.adapters.mail_hands import ManyHands, make_hands
from undersigned.models import Letter, MailPace, OutgoingMail
from undersigned.stages.outbox import write_mail
from undersigned.stages.outbox.take import give_back, take_due
from undersigned.stages.sign import sign_letter

DOMAINS: Final = 500
SIGNED: Final = 300
NUMBERS: Final = {
    "sqlite": "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers"
    " WHERE i < {count}) {insert} FROM numbers",
    "postgresql": "{insert} FROM generate_series(1, {count}) AS numbers(i)",
}
DUE_AT: Final = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', due_at, '-1 day', (i / 1000.0) || ' seconds')",
    "postgresql": "due_at - interval '1 day' + i * interval '1 millisecond'",
}


def owe_many(count: int, *, domains: int = DOMAINS, place: str = "d") -> None:
    """Owe as many mails that confirm a signature, one after the other, long enough ago."""
    at = timezone.now() - timedelta(seconds=count / 1000)
    context = {
        "name": "Ada Example",
        "title": "For a living river",
        "link": "https://letters.example/confirm/" + "x" * 43 + "/",
        "letter_link": "https://letters.example/letters/river/en/",
        "days": 14,
    }
    mail = write_mail("confirm", context, recipient="x@people.example", language="en", at=at)
    fields = {
        field.attname: getattr(mail, field.attname)
        for field in OutgoingMail._meta.concrete_fields
        if not field.primary_key
    }
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                **{
                    **fields,
                    "recipient": f"p{number}@{place}{number % domains}.example",
                    "due_at": at + timedelta(milliseconds=number),
                }
            )
            for number in range(count)
        ),
        batch_size=1000,
    )


def queue_many(count: int) -> None:
    """Owe many mails by one statement, to as many mailboxes, the oldest a day ago."""
    owe_many(1)
    model = OutgoingMail.objects.get()
    chosen = {
        str(field.column): str(field.column)
        for field in OutgoingMail._meta.concrete_fields
        if not field.primary_key
    } | {
        "recipient": f"'q' || i || '@d' || (i % {DOMAINS}) || '.example'",
        "due_at": DUE_AT[connection.vendor],
    }
    table = OutgoingMail._meta.db_table
    insert = f"INSERT INTO {table} ({', '.join(chosen)}) SELECT {', '.join(chosen.values())}"
    statement = NUMBERS[connection.vendor].format(count=count, insert=insert)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement}, {table} AS model WHERE model.id = {model.pk}")
        cursor.execute("ANALYZE")


def bare_rate(sink: Sink, count: int) -> float:
    """Mails a second from connections that only hand over, in a process of their own."""
    connections.close_all()
    command = [sys.executable, "-m", "bench.outbox", "--bare", str(sink.port), str(count)]
    subprocess.run(command, check=True)
    taken = sink.fetch()
    return (len(taken) - 1) / (taken[-1].at - taken[0].at)


def hand_over_bare(port: int, count: int) -> None:
    """Hand over one and the same mail, by as many hands as a worker has."""
    os.environ["UNDERSIGNED_SMTP"] = f"smtp://127.0.0.1:{port}"
    from undersigned.config import load

    hands = make_hands(load(), say=print)
    assert isinstance(hands, ManyHands)
    mail = Mail("x@people.example", "letters@undersigned.example", "Confirm", "x" * 600, "en")
    for _ in range(count):
        while len(hands.tickets) == hands.most:
            hands.done(within_seconds=60)
        hands.give(object(), mail)
    while hands.tickets:
        hands.done(within_seconds=60)
    hands.close()


@contextmanager
def working(sink: Sink, *, domain_rate: int = 100_000) -> Iterator[None]:
    """Run the worker as an operator does until the end of the block."""
    connections.close_all()
    environment = {
        **os.environ,
        "UNDERSIGNED_SMTP": f"smtp://127.0.0.1:{sink.port}",
        "UNDERSIGNED_MAIL_DOMAIN_RATE": str(domain_rate),
    }
    worker = subprocess.Popen([sys.executable, "-m", "undersigned", "worker"], env=environment)
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(20)


def drain(sink: Sink, count: int) -> Iterator[str]:
    """Empty an outbox of so many mails, and see that each came once, the oldest first."""
    bare = bare_rate(sink, min(count, 10_000))
    owe_many(count)
    with working(sink):
        sink.wait_for(count)
    taken = sink.fetch()
    # From the hundredth on: the connections are open.
    rate = (len(taken) - 100) / (taken[-1].at - taken[99].at)
    again = len(taken) - len({mail.recipient for mail in taken})
    numbers = [int(mail.recipient[1:].partition("@")[0]) for mail in taken]
    early = max(number - place for place, number in enumerate(numbers))
    yield (
        f"{connection.vendor}, an outbox of {count:,} mails: {rate:,.0f} mails/s over"
        f" {settings.CONFIG.mail_connections} kept connections, {rate / bare:.2f} of the"
        f" {bare:,.0f}/s of bare handover over as many; {again} came twice, none more than {early}"
        f" places before an older one; {OutgoingMail.objects.count()} left"
    )
    if again or len(taken) != count or early > 2 * settings.CONFIG.mail_connections:
        raise SystemExit("The outbox was not emptied exactly.")


def one_domain(sink: Sink, count: int, others: int) -> Iterator[str]:
    """Owe many mails to one domain, and younger ones to others: these do not wait for those."""
    MailPace.objects.all().delete()
    owe_many(count, domains=1)
    owe_many(others, place="e")
    taken: list[Taken] = []
    with working(sink, domain_rate=1200):
        while sum("@e" in mail.recipient for mail in taken) < others:
            sleep(0.1)
            taken += sink.fetch()
    seconds = taken[-1].at - taken[0].at
    full = sum("@d" in mail.recipient for mail in taken)
    most = 200 + 20 * (seconds + 1)
    yield (
        f"{connection.vendor}, {count:,} mails to one domain, at 1,200 a minute, before {others:,}"
        f" to others: all of these were there after {seconds:.1f} s, and {full:,} of those"
    )
    OutgoingMail.objects.all().delete()
    if full > most:
        raise SystemExit(f"The domain got more than {most:.0f} mails in that time.")


def signing(letter: Letter, first: int) -> float:
    """Signatures a second, each owing its mail in a transaction of its own."""
    before = perf_counter()
    for number in range(first, first + SIGNED):
        request = wish(f"Person {number}", f"s{number}@people.example")
        sign_letter(letter, request, language="en", at=timezone.now())
    return SIGNED / (perf_counter() - before)


def taking() -> float:
    """Milliseconds to take the two hundred oldest mails, and to give them back."""
    before = perf_counter()
    mails, claim = take_due(OutgoingMail.objects.filter(batch=""), at=timezone.now(), limit=200)
    give_back(mails, claim)
    return (perf_counter() - before) * 1000


def queue(sink: Sink, count: int) -> Iterator[str]:
    """Compare signing, taking and sending beside a long queue with the same beside none."""
    letter = make_open_letter()
    signing(letter, 0)
    empty = [signing(letter, 1000 * turn) for turn in (1, 2, 3)]
    few = min(taking() for _ in range(3))
    OutgoingMail.objects.all().delete()
    queue_many(count)
    full = [signing(letter, 1000 * turn) for turn in (4, 5, 6)]
    many = min(taking() for _ in range(3))
    sent = min(10_000, count)
    with working(sink):
        sink.wait_for(sent)
    taken = sink.fetch()[:sent]
    rate = (len(taken) - 100) / (taken[-1].at - taken[99].at)
    yield (
        f"{connection.vendor}, beside a queue of {count:,}: {max(full):,.0f} signatures/s one after"
        f" the other, {max(empty):,.0f} beside none; {many:.0f} ms to take 200 mails and give them"
        f" back, {few:.0f} beside few; the first {sent:,} leave at {rate:,.0f}/s"
    )


def main() -> None:
    """Print all figures."""
    if sys.argv[1:2] == ["--bare"]:
        hand_over_bare(*map(int, sys.argv[2:4]))
        return
    mails = int(sys.argv[1]) if sys.argv[1:] else 20_000
    queued = int(sys.argv[2]) if sys.argv[2:] else 1_000_000
    with running_sink() as sink:
        for lines in (
            drain(sink, mails),
            one_domain(sink, mails // 4, mails // 40),
            queue(sink, queued),
        ):
            for line in lines:
                print(line, flush=True)


if __name__ == "__main__":
    main()
