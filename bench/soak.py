"""Soak: ten minutes at half of the peak. Is memory flat, is nothing lost, and nothing doubled?

Run as `python -m bench.soak [SECONDS]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.soak`, which sets UNDERSIGNED_DATABASE.
`undersigned serve` runs whole, with its worker and a mail server beside it. People sign and press
the buttons of their mails, first as quickly as they are answered, then half as quickly for the
whole time. At the end each confirmation that was answered stands in the log once, and no other.
"""

import os
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence

from django.db import connection, connections

from bench._load import Load, ask_all
from bench._server import PORT, memory_mib, serving
from bench._sink import running_sink
from bench.signing import PROXY, confirmations, wishes
from tests.support.letters import check_letter_log, log_all, make_open_letter
from undersigned.models import Letter, Signature

_PEAK_SECONDS = 10
_PATIENCE_SECONDS = 300
# By so much the middle of the last third may lie above that of the first.
_GROWTH = 1.10
_PROCESSES = 2


class _People:
    """Those who sign and then confirm, a second's worth at a time."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self.confirmed = 0
        self.forms = 0
        self._buttons: deque[bytes] = deque()

    def act(self, pairs: int) -> float:
        """Let so many sign, and as many of those confirm who signed before; take the seconds."""
        forms = wishes(self._letter, pairs)
        presses = [self._buttons.popleft() for _ in range(min(pairs, len(self._buttons)))]
        seconds = _all_taken(ask_all([*forms, *presses], port=PORT))
        self.forms += len(forms) + len(presses)
        self.confirmed += len(presses)
        waiting = confirmations(pairs + len(self._buttons))
        known = set(self._buttons)
        self._buttons.extend(button for button in waiting if button not in known)
        connections.close_all()
        return seconds


def _all_taken(load: Load) -> float:
    if load.statuses.keys() != {303}:
        raise SystemExit(f"The answers were {load.statuses}.")
    return load.seconds


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def measure(seconds: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    before = log_all(letter)
    connections.close_all()
    os.environ |= PROXY
    with running_sink() as sink:
        os.environ["UNDERSIGNED_SMTP"] = f"smtp://127.0.0.1:{sink.port}"
        serve = ["undersigned", "serve", "--processes", str(_PROCESSES)]
        with serving([sys.executable, "-m", *serve], PORT):
            people = _People(letter)
            # The first round has no buttons yet.
            people.act(200)
            peak_forms, peak_seconds = people.forms, 0.0
            while peak_seconds < min(_PEAK_SECONDS, seconds):
                peak_seconds += people.act(500)
            peak = (people.forms - peak_forms) / peak_seconds
            yield f"{connection.vendor}: a peak of {peak:,.0f} forms a second with its worker"
            pairs = max(1, round(peak / 4))
            memory = []
            began = time.monotonic()
            forms = people.forms
            rounds = 0
            while time.monotonic() - began < seconds:
                people.act(pairs)
                rounds += 1
                memory.append(memory_mib(of="undersigned"))
                time.sleep(max(0.0, began + rounds - time.monotonic()))
            rate = (people.forms - forms) / (time.monotonic() - began)
            deadline = time.monotonic() + _PATIENCE_SECONDS
            logged = 0
            while logged < people.confirmed and time.monotonic() < deadline:
                time.sleep(0.5)
                logged = Signature.objects.filter(log_index__gte=before).count()
                connections.close_all()
    third = max(1, len(memory) // 3)
    first, last = _middle(memory[:third]), _middle(memory[-third:])
    yield (
        f"{connection.vendor}, {seconds} s at {rate:,.0f} forms a second ({rate / peak:.2f} of the"
        f" peak): memory {first:.0f} MiB in the first third, {last:.0f} MiB in the last"
    )
    facts = check_letter_log(letter)
    if (logged, facts.people) != (people.confirmed, people.confirmed):
        raise SystemExit(
            f"{people.confirmed:,} confirmations were answered; {logged:,} have a place in the"
            f" log, and it holds {facts.people:,}."
        )
    if last > first * _GROWTH:
        raise SystemExit(f"Memory has grown by {last / first - 1:.0%}.")
    yield f"{connection.vendor}: all of {logged:,} confirmations stand in the log, each once"


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 600):
        print(line, flush=True)


if __name__ == "__main__":
    main()
