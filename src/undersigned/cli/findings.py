"""What `undersigned doctor` says of one thing that it looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A sentence, and whether that is well; with `is_urgent` off it may be meant so."""

    is_well: bool
    sentence: str
    is_urgent: bool = True

    @property
    def line(self) -> str:
        """The line that is printed."""
        if self.is_well:
            return f"ok     {self.sentence}"
        return f"{'WRONG' if self.is_urgent else 'warn '}  {self.sentence}"
