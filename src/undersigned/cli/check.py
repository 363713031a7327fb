"""Check that this server is set up well: settings, database, keys, disk, clock, mail, what is owed.

Says one sentence for each thing and what to do about it, and ends with 1 when something is WRONG.
What is only marked `warn` may be meant so, such as a server that does not run at the moment.
"""

import argparse
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from undersigned import config
from undersigned.cli import machine, site
from undersigned.cli.findings import Finding

# Whatever is owed for longer than this, nobody is working on.
OVERDUE: Final = timedelta(minutes=2)
# A new certificate takes a few days to get.
EXPIRES_SOON: Final = timedelta(days=14)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Check everything and return the exit code."""
    settings = config.load()
    site.start_django()
    code = 0
    # Without a database that can be used, nothing can be said about what it holds.
    for check in (
        _check_files,
        _check_database,
        machine.check_durability,
        machine.check_space,
        machine.check_clock,
        machine.check_worker,
        _check_mail,
        _check_signing,
        _check_paper,
        _check_work,
    ):
        findings = list(check(settings))
        for finding in findings:
            print(finding.line)
        if not all(finding.is_well or not finding.is_urgent for finding in findings):
            code = 1
            if check is _check_database:
                break
    return code


def _check_files(settings: config.Config) -> Iterator[Finding]:
    data = settings.data
    yield Finding(
        True, f"The settings can be read; readers reach the server at {settings.address}."
    )
    yield _check_proxies(settings)
    yield _check_mode(data, 0o700, f"The data folder {data}")
    for name in ("secret.key", "log.key"):
        yield _check_mode(data / name, 0o600, f"The key {data / name}")
    for path in (data / "undersigned.sqlite3", data / "checkpoints", data / "mail"):
        if path.exists():
            yield _check_mode(path, 0o700 if path.is_dir() else 0o600, str(path))


def _check_proxies(settings: config.Config) -> Finding:
    try:
        settings.check_proxies()
    except config.ConfigError as error:
        return Finding(False, str(error))
    if settings.trusted_proxies:
        trusted = " ".join(map(str, settings.trusted_proxies))
        return Finding(True, f"What X-Forwarded-For says is believed from {trusted}.")
    return Finding(True, "What X-Forwarded-For says is believed from nobody.")


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


def _check_signing(settings: config.Config) -> Iterator[Finding]:
    from undersigned.adapters.dkim_signer import load_signer  # noqa: PLC0415 app ready
    from undersigned.adapters.dns import (  # noqa: PLC0415 app ready
        NoSuchRecord,
        NotAnswered,
        txt_values,
    )

    try:
        signer = load_signer(settings)
    except config.ConfigError as error:
        yield Finding(False, str(error))
        return
    if signer is None:
        yield Finding(True, "Mails are not signed here (UNDERSIGNED_DKIM_KEY is not set).")
        return
    yield _check_mode(Path(settings.dkim_key), 0o600, f"The key {settings.dkim_key}")
    try:
        values = txt_values(signer.record_name, server=settings.dns)
    except NoSuchRecord:
        values = ()
    except NotAnswered as error:
        yield Finding(False, f"The record with the key cannot be looked up: {error}.")
        return
    wanted = signer.record.partition("p=")[2]
    if any(wanted in value.replace(" ", "") for value in values):
        yield Finding(True, f"Mails are signed, and {signer.record_name} has the key.")
    elif values:
        yield Finding(False, f"{signer.record_name} has another key; it should be: {signer.record}")
    else:
        yield Finding(
            False, f"There is no TXT record {signer.record_name}; it should be: {signer.record}"
        )


def _check_paper(settings: config.Config) -> Iterator[Finding]:
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.adapters.pdf_signature import (  # noqa: PLC0415 slow import
        CertificateUnusable,
        load_certificate,
    )

    if not settings.pdf_certificate:
        return
    path, at = Path(settings.pdf_certificate), timezone.now()
    try:
        certificate = load_certificate(path, settings.pdf_passphrase, at=at)
    except CertificateUnusable as error:
        yield Finding(False, f"Letters on paper are not signed. {error}")
        return
    until = f"{certificate.not_after:%Y-%m-%d}"
    yield Finding(
        certificate.not_after > at + EXPIRES_SOON,
        f"Letters on paper are signed as {certificate.subject}, until {until}.",
    )
    yield _check_mode(path, 0o600, f"The certificate {path}")


def _check_work(settings: config.Config) -> Iterator[Finding]:
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.adapters.keeper import (  # noqa: PLC0415 app ready
        CHECKPOINTS_FOLDER,
        CheckpointKeeper,
    )
    from undersigned.models import Letter, OutgoingMail, Signature  # noqa: PLC0415 app ready
    from undersigned.queries.mailbox import count_closed  # noqa: PLC0415 app ready
    from undersigned.stages.log import LogForked, check_unforked  # noqa: PLC0415 app ready

    at = timezone.now()
    yield Finding(True, f"{count_closed()} mailboxes want no mail that they did not ask for.")
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
