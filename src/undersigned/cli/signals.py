"""Ends of a process: the signals that ask for it, and the death of the process that started it."""

import os
import select
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import Final

ENDS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Alarm:
    """Remembers that a signal came, and wakes whoever waits.

    A signal handler runs between any two steps of the main thread, so it may take no lock: it sets
    a flag, and Python itself writes a byte to the pipe on which `wait` sleeps.
    """

    def __init__(self, *more: signal.Signals, ends: Sequence[signal.Signals] = ENDS) -> None:
        """Raise the alarm for `ends`; only wake for `more`, such as SIGCHLD."""
        self.is_raised = False
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for end in ends:
            signal.signal(end, self._raise)
        for other in more:
            signal.signal(other, _ignore)

    def wait(self, seconds: float) -> None:
        """Sleep that long, or until any signal comes."""
        if not self.is_raised and select.select([self._reader], [], [], max(0.0, seconds))[0]:
            os.read(self._reader, 4096)

    def _raise(self, _number: int, _frame: FrameType | None) -> None:
        self.is_raised = True


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Waking up is all."""


def is_orphan(parent: int | None) -> bool:
    """Whether the process that started this one, and should have stopped it, is gone."""
    return parent is not None and os.getppid() != parent


def end_with(parent: int, *, grace_seconds: float = 10.0) -> None:
    """Once `parent` is gone, end this process in order, and after the grace by force."""

    def watch() -> None:
        while not is_orphan(parent):
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace_seconds)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
