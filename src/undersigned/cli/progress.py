"""A progress bar that shows itself only once something takes longer than a second."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SHOWN_AFTER_SECONDS: Final = 1.0


@contextmanager
def progress_bar(what: str, total: int) -> Generator[Callable[[int], None]]:
    """Yield a function that is told how many more of `total` are done.

    The bar is drawn on standard error, and only where that is a terminal.
    """
    console = Console(file=sys.stderr)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task(what, total=total)
    begun = time.monotonic()

    def advance(count: int) -> None:
        bar.advance(task, count)
        if not bar.live.is_started and time.monotonic() - begun > SHOWN_AFTER_SECONDS:
            bar.start()

    try:
        yield advance
    finally:
        bar.stop()
