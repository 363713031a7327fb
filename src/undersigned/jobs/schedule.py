"""What the worker does and how often, as data: lanes of jobs that run beside each other."""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.adapters.mail import Transport
from undersigned.stages.confirm import delete_unconfirmed, remind_unconfirmed
from undersigned.stages.log import LogForked, LostRace, log_letter, owed_letters
from undersigned.stages.outbox import send_due
from undersigned.stages.people import delete_expired_sessions
from undersigned.stages.receipt import send_receipts

log = logging.getLogger(__name__)

RECEIPTS_AT_ONCE: Final = 200
MAILS_AT_ONCE: Final = 100
# One transaction, in which the mails are written too: on SQLite nobody else writes meanwhile.
REMINDERS_AT_ONCE: Final = 20
# A log that cannot go on is looked at again after this time, and said again.
STOPPED_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Job:
    """`run` does a part of what is due, and says whether there is more to do at once."""

    name: str
    run: Callable[[], bool]
    every_seconds: float = 0.0


class LogJob:
    """Gives every letter's owed leaves their places, one batch a letter in turn."""

    def __init__(self, keeper: CheckpointKeeper) -> None:
        self._keeper = keeper
        self._stopped_until: dict[str, float] = {}

    def __call__(self) -> bool:
        has_more = False
        for letter_id in owed_letters(at=timezone.now()):
            if self._stopped_until.get(letter_id, 0.0) <= time.monotonic():
                has_more = self._log(letter_id) or has_more
        return has_more

    def _log(self, letter_id: str) -> bool:
        try:
            appended = log_letter(letter_id, keeper=self._keeper, at=timezone.now())
        except LostRace:
            # Another worker is at it, or a signer changed a row: the next pass sees what is left.
            return False
        except LogForked as error:
            self._stop(letter_id, str(error))
            return False
        except (DatabaseError, InterfaceError):
            # That concerns all letters; the lane waits and connects again.
            raise
        except Exception as error:  # noqa: BLE001 one letter's error must not stop the others
            self._stop(letter_id, describe(error))
            return False
        self._stopped_until.pop(letter_id, None)
        return appended > 0

    def _stop(self, letter_id: str, why: str) -> None:
        self._stopped_until[letter_id] = time.monotonic() + STOPPED_SECONDS
        log.critical("The log of %s stands still: %s", letter_id, why)


def describe(error: Exception) -> str:
    """What went wrong and where, without the error's own words: they may hold a name."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-4:]]
    what = type(error).__name__
    if isinstance(error, OperationalError):
        what += " (the database cannot be reached, or is busy)"
    return f"{what} at {' > '.join(places)}"


def make_lanes(
    keeper: CheckpointKeeper, transport: Transport
) -> tuple[tuple[str, tuple[Job, ...]], ...]:
    """The lanes by name. Jobs of one lane take turns; a mail server that hangs delays no log."""
    return (
        ("log", (Job("log", LogJob(keeper)),)),
        (
            "mail",
            (
                Job("receipts", _send_receipts),
                Job("mail", lambda: _send_mail(transport)),
                Job("reminders", _remind, every_seconds=3600),
                Job("deletion", _delete, every_seconds=3600),
            ),
        ),
    )


def _send_receipts() -> bool:
    return send_receipts(at=timezone.now(), limit=RECEIPTS_AT_ONCE) == RECEIPTS_AT_ONCE


def _send_mail(transport: Transport) -> bool:
    return send_due(transport, at=timezone.now(), limit=MAILS_AT_ONCE) == MAILS_AT_ONCE


def _remind() -> bool:
    return remind_unconfirmed(at=timezone.now(), limit=REMINDERS_AT_ONCE) == REMINDERS_AT_ONCE


def _delete() -> bool:
    delete_expired_sessions(at=timezone.now())
    deleted = delete_unconfirmed(at=timezone.now())
    if deleted:
        log.info("deleted %d unconfirmed signatures", deleted)
    return False
