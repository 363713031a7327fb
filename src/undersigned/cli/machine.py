"""What `undersigned doctor` asks of the machine: durable writes, space, clock, and a worker."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from undersigned import config
from undersigned.cli.findings import Finding

_MEGABYTE: Final = 2**20
# A backup, letters on paper and a write-ahead log need room; without any, nothing is taken.
_LITTLE_BYTES: Final = 1024 * _MEGABYTE
_NO_BYTES: Final = 128 * _MEGABYTE
_SKEW: Final = timedelta(seconds=5)
# What PostgreSQL must do so that whatever was acknowledged survives a power cut.
_DURABLE: Final = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}


def check_durability(_settings: config.Config) -> Iterator[Finding]:
    """Whether the database has written down what it acknowledges."""
    from django.db import connection  # noqa: PLC0415 app ready

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, good in _DURABLE.items():
                cursor.execute("SELECT current_setting(%s)", [name])
                (value,) = cursor.fetchone()
                yield Finding(
                    value in good,
                    f"PostgreSQL has {name} = {value}."
                    if value in good
                    else f"PostgreSQL has {name} = {value}: a power cut may lose signatures that"
                    f" were acknowledged. Set {name} = on, except for a trial.",
                    is_urgent=False,
                )
            return
        cursor.execute("PRAGMA journal_mode")
        (journal,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous")
        (synchronous,) = cursor.fetchone()
    # 2 is FULL, 3 EXTRA.
    yield Finding(
        journal == "wal" and synchronous >= 2,
        "SQLite writes what it acknowledges to the disk (WAL, synchronous=FULL)."
        if journal == "wal" and synchronous >= 2
        else f"SQLite has journal_mode={journal}, synchronous={synchronous}: the file system of the"
        " data folder cannot do what is needed. Use a local disk.",
    )


def check_space(settings: config.Config) -> Iterator[Finding]:
    """Whether the disk has room."""
    free = shutil.disk_usage(settings.data).free
    told = f"{free // _MEGABYTE} MB are free on the disk of {settings.data}"
    if free >= _LITTLE_BYTES:
        yield Finding(True, f"{told}.")
    else:
        yield Finding(False, f"{told}: make room, or nobody can sign.", is_urgent=free < _NO_BYTES)


def check_clock(_settings: config.Config) -> Iterator[Finding]:
    """Whether the clock agrees with the database's, and with what was signed last."""
    from django.db import connection  # noqa: PLC0415 app ready
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.models import TreeHead  # noqa: PLC0415 app ready

    at = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (there,) = cursor.fetchone()
        apart = abs(there - timezone.now())
        if apart > _SKEW:
            yield Finding(
                False,
                f"The clocks here and in the database are {apart.total_seconds():.0f} s apart."
                " Let both machines follow a time server.",
            )
    newest = TreeHead.objects.order_by("-id").values_list("signed_at", flat=True).first()
    if newest is not None and newest > at + _SKEW:
        yield Finding(
            False,
            f"The log was signed at {newest:%Y-%m-%d %H:%M} UTC; here it is {at:%Y-%m-%d %H:%M}:"
            " the clock was set back. Let the machine follow a time server.",
        )
    else:
        yield Finding(True, f"It is {at:%Y-%m-%d %H:%M} UTC, and nothing was signed later.")


def check_worker(_settings: config.Config) -> Iterator[Finding]:
    """Whether a worker came round of late."""
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.queries.health import find_health  # noqa: PLC0415 app ready

    if find_health(at=timezone.now()).worker:
        yield Finding(True, "A worker came round within the last minute.")
    else:
        yield Finding(
            False,
            "No worker came round within the last minute, so that nobody who signs is counted."
            " `undersigned serve` starts one.",
            is_urgent=False,
        )
