"""The worker: each lane of jobs in a thread of its own, about once a second, until told to stop.

It keeps nothing between passes that a database row does not say, so that any number of workers may
run and each may be killed at any time.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.db import connections as database_connections

from undersigned.jobs.schedule import Job, describe

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 1.0
LONGEST_BACKOFF_SECONDS: Final = 60.0
# How often a lane says that it is alive; `queries.health` takes six times that for a death.
PULSE_SECONDS: Final = 10.0

# Takes the name of a lane, and the seconds of the slowest pass since it was last called.
Note = Callable[[str, float], None]


@dataclass
class _Turn:
    """When a job may run next, and how often it has failed since it last succeeded."""

    job: Job
    due: float = 0.0
    failures: int = 0


class Lane(threading.Thread):
    """Runs its jobs in turn. An error of one job is logged, and delays that job only."""

    def __init__(
        self, name: str, jobs: Sequence[Job], *, stop: threading.Event, note: Note | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._turns = [_Turn(job) for job in jobs]
        self._note = note
        self._pulse = _Turn(Job("pulse", self._note_pass, every_seconds=PULSE_SECONDS))
        self._slowest_seconds = 0.0
        # Not `_stop`, which is a method of Thread.
        self._told_to_stop = stop

    def run(self) -> None:
        try:
            while not self._told_to_stop.is_set():
                if not self.run_once():
                    self._told_to_stop.wait(IDLE_SECONDS)
        finally:
            database_connections.close_all()

    def run_once(self) -> bool:
        """Give each job that is due a turn; return whether one of them has more to do at once."""
        has_more = False
        began = time.monotonic()
        for turn in self._turns:
            if self._told_to_stop.is_set():
                return False
            if turn.due <= time.monotonic():
                has_more = self._take(turn) or has_more
        self._slowest_seconds = max(self._slowest_seconds, time.monotonic() - began)
        if self._pulse.due <= time.monotonic():
            self._take(self._pulse)
        return has_more

    def _note_pass(self) -> bool:
        if self._note is not None:
            self._note(self.name, self._slowest_seconds)
        self._slowest_seconds = 0.0
        return False

    def _take(self, turn: _Turn) -> bool:
        # A connection that failed is dropped here and opened again: the database may be back.
        close_old_connections()
        try:
            has_more = turn.job.run()
        except Exception as error:  # noqa: BLE001 one job's error must not end the others
            turn.failures += 1
            wait = min(2.0 ** (turn.failures - 1), LONGEST_BACKOFF_SECONDS)
            turn.due = time.monotonic() + wait
            log.error(  # noqa: TRY400 the error's own words stay out of the log, see `describe`
                "%s failed, again in %d s: %s", turn.job.name, wait, describe(error)
            )
            if isinstance(error, DatabaseError | InterfaceError):
                database_connections.close_all()
            return False
        if turn.failures:
            log.info("%s works again after %d failures", turn.job.name, turn.failures)
        turn.failures = 0
        turn.due = 0.0 if has_more else time.monotonic() + turn.job.every_seconds
        return has_more


class Worker:
    """All lanes together."""

    def __init__(
        self, lanes: Sequence[tuple[str, Sequence[Job]]], *, note: Note | None = None
    ) -> None:
        self._stop = threading.Event()
        self._lanes = [Lane(name, jobs, stop=self._stop, note=note) for name, jobs in lanes]

    def start(self) -> None:
        """Start the lanes."""
        for lane in self._lanes:
            lane.start()

    @property
    def is_whole(self) -> bool:
        """Whether every lane still runs; one that ended by itself met an error beyond repair."""
        return all(lane.is_alive() for lane in self._lanes)

    def stop(self, *, within_seconds: float) -> bool:
        """Let each lane end what it is at; return whether all did within that time.

        What was not ended then is undone by the database.
        """
        self._stop.set()
        deadline = time.monotonic() + within_seconds
        for lane in self._lanes:
            lane.join(max(0.0, deadline - time.monotonic()))
        return not any(lane.is_alive() for lane in self._lanes)
