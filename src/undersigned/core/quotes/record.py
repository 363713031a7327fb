"""What is on record about a letter, beside which an article's facts are held."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from undersigned.core.text import Addressee


@dataclass(frozen=True, slots=True)
class Count:
    """How many had signed at the end of a day; None where it is not known of which."""

    on: date | None
    persons: int
    organizations: int


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """The facts about one letter; empty or None is what is not known.

    `counts` stand in the order of their days. `places` are those the letter was published or
    handed over at.
    """

    counts: tuple[Count, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    published: date | None = None
    delivered: date | None = None
    places: tuple[str, ...] = ()

    def count_on(self, day: date | None) -> Count | None:
        """The count as it stood on a day: the last one known by then.

        Where no day is known, of the article or of the counts, it is the last one of all.
        """
        known = [
            count for count in self.counts if day is None or count.on is None or count.on <= day
        ]
        return known[-1] if known else None


NO_RECORD: Final = LetterRecord()
