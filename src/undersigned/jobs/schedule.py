"""What the worker does and how often, as data: lanes of jobs that run beside each other."""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.utils import timezone

from undersigned.adapters.dns import txt_values
from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.adapters.mail import Transport
from undersigned.adapters.mail_hands import ManyHands
from undersigned.adapters.sqlite.base import DatabaseWrapper
from undersigned.jobs.coverage import check_articles
from undersigned.jobs.paper import PaperJobs
from undersigned.stages.agree import ask_signers
from undersigned.stages.bursts import carry_out, forget_decided
from undersigned.stages.confirm import delete_unconfirmed, remind_unconfirmed
from undersigned.stages.deliver import take_outcomes
from undersigned.stages.endorse import ask_joined
from undersigned.stages.erase import erase_contacts
from undersigned.stages.imports import delete_old_lists
from undersigned.stages.limits import forget_forms, forget_sources
from undersigned.stages.log import LogForked, LostRace, log_letter, owed_letters
from undersigned.stages.news import owe_news
from undersigned.stages.organization import check_due_domains
from undersigned.stages.outbox import (
    delete_old_counts,
    delete_old_paces,
    send_batches,
    send_due,
)
from undersigned.stages.people import delete_expired_sessions
from undersigned.stages.publish import close_due, publish_due
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import seal_contacts
from undersigned.stages.search import index_texts
from undersigned.stages.work import note_pass

log = logging.getLogger(__name__)

RECEIPTS_AT_ONCE: Final = 200
SEALED_AT_ONCE: Final = 200
REQUESTS_AT_ONCE: Final = 20
MAILS_AT_ONCE: Final = 200
TEXTS_AT_ONCE: Final = 20
OUTCOMES_AT_ONCE: Final = 50
# One transaction, as for reminders.
ASKED_AT_ONCE: Final = 50
# One transaction; its mails are written before it begins.
NEWS_AT_ONCE: Final = 100
# Whoever waits for a mail waits for no more than so many of those that nobody waits for.
OF_BATCHES_AT_ONCE: Final = 40
# One transaction, in which the mails are written too: on SQLite nobody else writes meanwhile.
REMINDERS_AT_ONCE: Final = 20
# One transaction; on SQLite nobody else writes meanwhile.
FORMS_AT_ONCE: Final = 1000
# One transaction, with a statement for each.
CONTACTS_AT_ONCE: Final = 100
# A log that cannot go on is looked at again after this time, and said again.
STOPPED_SECONDS: Final = 60.0
# A clock that is steered by others over the network is put right by less.
SET_BACK_SECONDS: Final = 30.0


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


class ClockJob:
    """Says when the clock of the machine was set back: some of what is due waits meanwhile."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._ahead = self._ahead_of_machine()

    def __call__(self) -> bool:
        before, self._ahead = self._ahead, self._ahead_of_machine()
        back = before - self._ahead
        if back > SET_BACK_SECONDS:
            log.error(
                "the clock was set back by %.0f s; what was due at a later time waits for it",
                back,
            )
        return False

    def _ahead_of_machine(self) -> float:
        return self._clock() - time.monotonic()


def describe(error: Exception) -> str:
    """What went wrong and where, without the error's own words: they may hold a name."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-4:]]
    what = type(error).__name__
    if isinstance(error, OperationalError):
        what += " (the database cannot be reached, or is busy)"
    return f"{what} at {' > '.join(places)}"


def make_lanes(
    keeper: CheckpointKeeper, sender: ManyHands | Transport
) -> tuple[tuple[str, tuple[Job, ...]], ...]:
    """The lanes by name. Jobs of one lane take turns; a server that hangs delays no other lane."""
    paper = PaperJobs(settings.CONFIG.data)
    return (
        (
            "log",
            (
                # What is published here is logged in the same pass.
                Job("publication", _publish_and_close, every_seconds=1),
                Job("decisions", _carry_out),
                Job("log", LogJob(keeper)),
                Job("clock", ClockJob(), every_seconds=5),
            ),
        ),
        (
            "mail",
            (
                Job("requests", _ask_organizations, every_seconds=3),
                Job("receipts", _send_receipts),
                Job("corrections", _ask_signers),
                Job("mail", lambda: _send_mail(sender)),
                Job("news", _owe_news),
                Job("mail of batches", lambda: _send_batches(sender)),
                Job("deliveries", _take_outcomes, every_seconds=1),
                Job("reminders", _remind, every_seconds=3600),
                Job("deletion", _delete, every_seconds=3600),
                Job("counts", _forget_forms, every_seconds=60),
                Job("contact data", _erase_contacts, every_seconds=3600),
                Job("erasure", _erase, every_seconds=10),
            ),
        ),
        (
            "paper",
            (
                Job("paper", paper.make),
                Job("old paper", paper.erase, every_seconds=2),
            ),
        ),
        ("search", (Job("search", _index_texts, every_seconds=1),)),
        # Apart from all others: servers that are slow, and texts that take long.
        ("coverage", (Job("articles", check_articles, every_seconds=1),)),
        # Apart from the mails, whose server may be slow or away.
        ("sealing", (Job("sealing", _seal_contacts, every_seconds=1),)),
        ("domains", (Job("domains", _check_domain, every_seconds=3600),)),
    )


def note_lane(lane: str, seconds: float) -> None:
    """Leave behind that a lane came round just now."""
    note_pass(lane, seconds=seconds, at=timezone.now())


def _publish_and_close() -> bool:
    published = publish_due(at=timezone.now())
    closed = close_due(at=timezone.now())
    if published or closed:
        log.info("at their time: published %d letters, closed %d", published, closed)
    return False


def _carry_out() -> bool:
    return carry_out(at=timezone.now())


def _index_texts() -> bool:
    return index_texts(limit=TEXTS_AT_ONCE) == TEXTS_AT_ONCE


def _ask_organizations() -> bool:
    return ask_joined(at=timezone.now(), limit=REQUESTS_AT_ONCE) == REQUESTS_AT_ONCE


def _send_receipts() -> bool:
    return send_receipts(at=timezone.now(), limit=RECEIPTS_AT_ONCE) == RECEIPTS_AT_ONCE


def _seal_contacts() -> bool:
    return seal_contacts(limit=SEALED_AT_ONCE) == SEALED_AT_ONCE


def _ask_signers() -> bool:
    return ask_signers(at=timezone.now(), limit=ASKED_AT_ONCE) == ASKED_AT_ONCE


def _send_mail(sender: ManyHands | Transport) -> bool:
    return send_due(sender, at=timezone.now(), limit=MAILS_AT_ONCE) > 0


def _owe_news() -> bool:
    return owe_news(at=timezone.now(), limit=NEWS_AT_ONCE) == NEWS_AT_ONCE


def _send_batches(sender: ManyHands | Transport) -> bool:
    return send_batches(sender, at=timezone.now(), limit=OF_BATCHES_AT_ONCE) > 0


def _take_outcomes() -> bool:
    return take_outcomes(at=timezone.now(), limit=OUTCOMES_AT_ONCE) == OUTCOMES_AT_ONCE


def _remind() -> bool:
    return remind_unconfirmed(at=timezone.now(), limit=REMINDERS_AT_ONCE) == REMINDERS_AT_ONCE


def _check_domain() -> bool:
    # One a turn, since a name server may take its time, and the worker be told to stop.
    return check_due_domains(_ask, at=timezone.now(), limit=1) == 1


def _ask(name: str) -> tuple[str, ...]:
    return txt_values(name, server=settings.CONFIG.dns)


def _delete() -> bool:
    delete_expired_sessions(at=timezone.now())
    delete_old_lists(at=timezone.now())
    delete_old_paces(at=timezone.now())
    delete_old_counts(at=timezone.now())
    while forget_decided(at=timezone.now()):
        pass
    deleted = delete_unconfirmed(at=timezone.now())
    if deleted:
        log.info("deleted %d unconfirmed signatures", deleted)
    return False


def _erase_contacts() -> bool:
    erased = erase_contacts(at=timezone.now(), limit=CONTACTS_AT_ONCE)
    if erased:
        log.info("erased the contact data of %d signatures, whose letters closed long ago", erased)
    return erased == CONTACTS_AT_ONCE


def _forget_forms() -> bool:
    forget_sources(at=timezone.now())
    return forget_forms(at=timezone.now(), limit=FORMS_AT_ONCE) == FORMS_AT_ONCE


def _erase() -> bool:
    database = connections["default"]
    if isinstance(database, DatabaseWrapper):
        # What was withdrawn is gone from the file of an embedded database, but not from its log.
        database.empty_write_ahead_log()
    return False
