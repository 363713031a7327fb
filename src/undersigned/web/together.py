"""Together: what many requests ask for at the same moment is written in one transaction.

A commit waits for the disk, however much it carries. So of the requests that come in while one
transaction is on its way, the first takes along what all of them want, and the others wait for it.
Nobody is answered before the commit, and each gets its own outcome. No thread runs for this.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from django.db import InterfaceError, OperationalError

A = TypeVar("A")
R = TypeVar("R")

# More would make those wait too long who come while it is written.
MOST: Final = 100


class _Task(Generic[A, R]):
    """One request's part: what it asks for, and its outcome once there is one."""

    __slots__ = ("asked", "is_done", "outcome", "turn")

    def __init__(self, asked: A) -> None:
        self.asked = asked
        self.is_done = False
        self.outcome: R | Exception | None = None
        # Held until the task is done, or until it is its turn to write.
        self.turn = threading.Lock()
        self.turn.acquire()


class Together(Generic[A, R]):
    """Gathers what `write` takes many of: it returns the outcome of each, in their order.

    An outcome that is an exception is raised to the one who asked. When writing all of them fails,
    each is tried alone, so that none fails for another's sake.
    """

    def __init__(self, write: Callable[[Sequence[A]], Sequence[R | Exception]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Task[A, R]] = []
        self._is_writing = False

    def ask(self, asked: A) -> R:
        """The outcome, once it is committed. Raises what `write` left or raised for it."""
        task: _Task[A, R] = _Task(asked)
        with self._lock:
            self._waiting.append(task)
            is_first = not self._is_writing
            self._is_writing = True
        if not is_first:
            task.turn.acquire()
        if not task.is_done:
            self._write_all()
        outcome = task.outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome  # type: ignore[return-value]  # a task that is done has its outcome

    def _write_all(self) -> None:
        """Write what waits, the caller's own among it, and let the next one write."""
        with self._lock:
            tasks, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        outcomes: Sequence[R | Exception] = ()
        try:
            outcomes = self._outcomes([task.asked for task in tasks])
        finally:
            # Whatever happens, nobody waits for ever.
            for place, task in enumerate(tasks):
                task.outcome = (
                    outcomes[place]
                    if place < len(outcomes)
                    # Each raises one of its own: a traceback grows with every raise.
                    else RuntimeError("the request that wrote for others broke down")
                )
                task.is_done = True
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._is_writing = following is not None
            if following is not None:
                following.turn.release()
            for task in tasks:
                task.turn.release()

    def _outcomes(self, asked: Sequence[A]) -> Sequence[R | Exception]:
        try:
            return self._write(asked)
        except Exception as error:  # noqa: BLE001 raised to those who asked
            if len(asked) == 1:
                return [error]
        outcomes: list[R | Exception] = []
        for one in asked:
            last = outcomes[-1] if outcomes else None
            # A database that is away would let each of them wait for it in turn.
            is_away = isinstance(last, InterfaceError | OperationalError)
            outcomes.append(last if is_away and last is not None else self._outcomes([one])[0])
        return outcomes
