"""A worker that kills itself with SIGKILL at the step it is told, to show what a crash leaves.

The program loads Django once, reads orders from its input, one JSON object a line, and for each of
them forks a process that does the work with connections of its own. It answers with one line: at
which step that process was killed, or every step that it took when it came to its end.

Nothing of the product is replaced, and nothing in it knows of this. The process watches itself
through `sys.setprofile`, by which Python tells of each call and each return. While `log_letter`
runs, a step is the moment before, and the moment after,

- each statement and each commit or rollback, wherever it comes from: these are the calls of the
  four functions of Django through which all of them go;
- each call by which the keeper of the checkpoints asks something of the system: these are the calls
  of `posix`, `fcntl` and `_io` that come from its module, so open, flock, write, flush, fsync,
  rename and close.

Steps are counted and not listed: a new statement or a new call is a new step without a change here.
"""

import gc
import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Final

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.utils import timezone  # noqa: E402

from undersigned.adapters import keeper as keeper_module  # noqa: E402
from undersigned.adapters.keeper import CHECKPOINTS_FOLDER, CheckpointKeeper  # noqa: E402
from undersigned.adapters.mail import make_transport  # noqa: E402
from undersigned.jobs.schedule import LogJob, make_lanes  # noqa: E402
from undersigned.jobs.worker import Worker  # noqa: E402
from undersigned.stages.log import log_letter, owed_letters  # noqa: E402

PATIENCE_SECONDS: Final = 6.0
LOGGING: Final = log_letter.__code__
# The types of Django leave out what is private to it.
STATEMENTS: Final[dict[CodeType, str]] = {
    CursorWrapper._execute.__code__: "statement",  # type: ignore[attr-defined]  # see above
    CursorWrapper._executemany.__code__: "statement",  # type: ignore[attr-defined]  # see above
    BaseDatabaseWrapper._commit.__code__: "COMMIT",  # type: ignore[attr-defined]  # see above
    BaseDatabaseWrapper._rollback.__code__: "ROLLBACK",  # type: ignore[attr-defined]  # see above
}
KEEPER: Final = keeper_module.__file__
SYSTEM: Final = {"posix", "fcntl", "_io"}
WHEN: Final = {
    "call": "before",
    "c_call": "before",
    "return": "after",
    "c_return": "after",
    "c_exception": "after",
}


class Watch:
    """Names and counts the steps of logging, and kills the process at the one with number `at`."""

    def __init__(self, at: int, tell: Callable[[object], None]) -> None:
        self.steps: list[str] = []
        self._at = at
        self._tell = tell
        # The thread that logs now; those of other lanes are none of ours.
        self._thread = 0

    def __call__(self, frame: FrameType, event: str, subject: Any) -> None:
        """Be told of one call or return; `subject` is a built-in function or a returned value."""
        is_logging = self._thread == threading.get_ident()
        if frame.f_code is LOGGING and event in {"call", "return"}:
            self._thread = threading.get_ident() if event == "call" else 0
        elif is_logging and (step := _name(frame, event, subject)):
            self.steps.append(f"{WHEN[event]} {step}")
            if len(self.steps) == self._at:
                self._tell({"killed": True, "steps": self.steps})
                os.kill(os.getpid(), signal.SIGKILL)


def _name(frame: FrameType, event: str, subject: Any) -> str | None:
    """What is called or returned from, if that is a step."""
    if event in {"call", "return"}:
        what = STATEMENTS.get(frame.f_code)
        return " ".join(str(frame.f_locals["sql"]).split()[:3]) if what == "statement" else what
    owner = getattr(subject, "__self__", None)
    module = getattr(subject, "__module__", None) or type(owner).__module__
    if module not in SYSTEM or subject.__name__ == "fspath":
        return None
    caller: FrameType | None = frame
    while caller is not None and caller.f_code is not LOGGING:
        if caller.f_code.co_filename == KEEPER:
            return str(subject.__name__)
        caller = caller.f_back
    return None


def work(order: dict[str, Any], watch: Watch) -> None:
    """Run the worker with its lane of the log, until nothing is owed to any log."""
    transport = make_transport(settings.CONFIG, say=lambda _line: None)
    worker = Worker([lane for lane in make_lanes(_keeper(), transport) if lane[0] == "log"])
    if order["at"]:
        threading.setprofile(watch)
    worker.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while owed_letters(at=timezone.now()):
        if time.monotonic() > deadline or not worker.is_whole:
            raise TimeoutError("The worker does not come to an end.")
        time.sleep(0.005)
    if not worker.stop(within_seconds=PATIENCE_SECONDS):
        raise TimeoutError("The worker does not stop.")


def log_in_batches(order: dict[str, Any], watch: Watch) -> None:
    """Log a letter in batches so small that one pass makes several heads."""
    sys.setprofile(watch)
    log_letter(order["letter"], keeper=_keeper(), at=timezone.now(), batch=order["batch"])
    sys.setprofile(None)


def log_for_ever(_order: dict[str, Any], watch: Watch) -> None:
    """Do the worker's job without a rest between two passes, until told to stop."""
    is_told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: is_told.append(number))
    sys.setprofile(watch)
    job = LogJob(_keeper())
    while not is_told:
        job()
    sys.setprofile(None)


def race(order: dict[str, Any]) -> dict[str, Any]:
    """Let two processes log, one of which is killed and started again, as often as is said.

    On a busy machine it is killed before it has begun; then it goes on, for ten times as long at
    most, until it was killed at so many places.
    """
    chance = random.Random(order["seed"])
    steady = _Child(log_for_ever, order, at=0)
    steps: list[str] = []
    for kills in range(10 * order["kills"]):
        if kills >= order["kills"] and len(set(steps)) >= order["places"]:
            break
        # Somewhere in its work, or, when it has none, somewhere else.
        victim = _Child(log_for_ever, order, at=chance.randrange(1, 100))
        victim.kill_after(chance.uniform(0.05, 0.8))
        steps += [answer["steps"][-1] for answer in victim.answers()]
    steady.stop()
    return {"steps": steps, "errors": [answer["error"] for answer in steady.answers()]}


def _keeper() -> CheckpointKeeper:
    return CheckpointKeeper(settings.CONFIG.data / CHECKPOINTS_FOLDER)


class _Child:
    """A forked process that works, and tells what became of it through a pipe."""

    def __init__(
        self, do: Callable[[dict[str, Any], Watch], None], order: dict[str, Any], *, at: int
    ) -> None:
        self._pipe, writer = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writer)
            return
        # From here on in the child, which never returns.
        watch = Watch(at, lambda answer: _write(writer, answer))
        try:
            do(order, watch)
        except BaseException as error:  # noqa: BLE001 whatever it was, the test is told
            sys.setprofile(None)
            said = "".join(traceback.format_exception(error))
            _write(writer, {"killed": False, "steps": watch.steps, "error": said})
            os._exit(1)
        _write(writer, {"killed": False, "steps": watch.steps, "error": ""})
        os._exit(0)

    def answers(self) -> list[dict[str, Any]]:
        """Wait for the end; return what it told, which is nothing if it was killed from outside."""
        with os.fdopen(self._pipe, encoding="utf-8") as pipe:
            told = [json.loads(line) for line in pipe]
        _pid, status = os.waitpid(self._pid, 0)
        is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert is_killed == all(answer["killed"] for answer in told)
        return told

    def kill_after(self, seconds: float) -> None:
        """Kill it from outside, unless it has ended by then; it is still waited for later."""
        deadline = time.monotonic() + seconds
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while os.waitid(os.P_PID, self._pid, how) is None:
            if time.monotonic() > deadline:
                os.kill(self._pid, signal.SIGKILL)
                return
            time.sleep(0.002)

    def stop(self) -> None:
        """Tell it to end what it is at."""
        os.kill(self._pid, signal.SIGTERM)


def _write(pipe: int, answer: object) -> None:
    os.write(pipe, f"{json.dumps(answer)}\n".encode())


WORK: Final = {"work": work, "batches": log_in_batches}


def main() -> None:
    """Follow orders until there are no more."""
    # What is loaded at the first use of a database is loaded once, and not by each child.
    connection.ensure_connection()
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL has one
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "race":
            answer = race(order)
        else:
            (answer,) = _Child(WORK[order["do"]], order, at=order["at"]).answers()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
