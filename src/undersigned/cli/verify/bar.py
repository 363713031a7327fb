"""A progress bar that appears only when something takes long."""

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """Shows how many leaves are done, from `after_seconds` on."""

    def __init__(self, *, after_seconds: float) -> None:
        self._due = monotonic() + after_seconds
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def show(self, done: int, total: int) -> None:
        """Takes the newest state."""
        if self._bar is None:
            if monotonic() < self._due:
                return
            from rich.console import Console  # noqa: PLC0415 slow import
            from rich.progress import Progress  # noqa: PLC0415 slow import

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Checking entries", total=total)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=done)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.stop()
