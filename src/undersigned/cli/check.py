"""Check that this server is set up well: settings, database, keys, mail, and what is owed.

Says one sentence for each thing, and ends with 1 when something is wrong.
"""

import argparse
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from undersigned import config
from undersigned.cli import site

# Whatever is owed for longer than this, nobody is working on.
OVERDUE: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    is_well: bool
    sentence: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Check everything and return the exit code."""
    settings = config.load()
    site.start_django()
    code = 0
    # Without a database that can be used, nothing can be said about what it holds.
    for check in (_check_files, _check_database, _check_mail, _check_work):
        findings = list(check(settings))
        for finding in findings:
            print(f"{'ok   ' if finding.is_well else 'WRONG'}  {finding.sentence}")
        if not all(finding.is_well for finding in findings):
            code = 1
            if check is _check_database:
                break
    return code


def _check_files(settings: config.Config) -> Iterator[Finding]:
    data = settings.data
    yield Finding(
        True, f"The settings can be read; readers reach the server at {settings.address}."
    )
    yield _check_mode(data, 0o700, f"The data folder {data}")
    for name in ("secret.key", "log.key"):
        yield _check_mode(data / name, 0o600, f"The key {data / name}")
    for path in (data / "undersigned.sqlite3", data / "checkpoints", data / "mail"):
        if path.exists():
            yield _check_mode(path, 0o700 if path.is_dir() else 0o600, str(path))


def _check_mode(path: Path, most: int, what: str) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~most:
        return Finding(False, f"{what} is open to others: chmod {most:o} {path}.")
    return Finding(True, f"{what} is closed to others.")


def _check_database(_settings: config.Config) -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 app ready

    try:
        waiting = site.waiting_migrations()
    except site.Unusable as error:
        yield Finding(False, str(error))
        return
    if waiting:
        yield Finding(
            False, f"The database lacks {len(waiting)} migrations: `undersigned serve` makes them."
        )
        return
    yield Finding(True, f"The database answers ({connection.display_name}) and is up to date.")


def _check_mail(settings: config.Config) -> Iterator[Finding]:
    from undersigned.adapters.mail import SMTPTransport, TemporaryFailure  # noqa: PLC0415 app ready

    if not settings.smtp:
        yield Finding(True, f"Mails are written to {settings.data / 'mail'}, and sent nowhere.")
        return
    transport = SMTPTransport(settings.smtp, timeout_seconds=10)
    try:
        transport.greet()
    except TemporaryFailure as failure:
        yield Finding(False, f"Mail cannot be sent: {failure}.")
    else:
        yield Finding(True, "The mail server answers and lets us in.")
    finally:
        transport.close()
    if settings.mail_from.endswith("@localhost"):
        yield Finding(False, "Mails say that they come from localhost: set UNDERSIGNED_MAIL_FROM.")


def _check_work(settings: config.Config) -> Iterator[Finding]:
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.adapters.keeper import (  # noqa: PLC0415 app ready
        CHECKPOINTS_FOLDER,
        CheckpointKeeper,
    )
    from undersigned.models import Letter, OutgoingMail, Signature  # noqa: PLC0415 app ready
    from undersigned.stages.log import LogForked, check_unforked  # noqa: PLC0415 app ready

    at = timezone.now()
    unlogged = Signature.objects.filter(log_index=None, ready_at__lt=at - OVERDUE).count()
    unsent = OutgoingMail.objects.filter(due_at__lt=at - OVERDUE).count()
    yield Finding(not unlogged, f"{unlogged} signatures wait for the log for over two minutes.")
    yield Finding(not unsent, f"{unsent} mails wait to be sent for over two minutes.")
    if unlogged or unsent:
        yield Finding(False, "Is a worker running? `undersigned serve` starts one.")
    keeper = CheckpointKeeper(settings.data / CHECKPOINTS_FOLDER)
    for letter in Letter.objects.exclude(origin="").order_by("slug"):
        try:
            check_unforked(letter, keeper=keeper)
        except LogForked as error:
            yield Finding(False, str(error))
