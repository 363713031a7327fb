"""Days on which an article says that a letter was published or handed over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from undersigned.core.persian_calendar import persian_date
from undersigned.core.quotes.fact_words import FactWords
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.sentence import Sentence

# So near to the verb, a day is that of what it tells.
_NEAR: Final = 60
_WEEK: Final = 7
_NUMERIC: Final = re.compile(
    r"(?<![\d.])(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)|(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})"
    r"\.(?P<year>\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class ReportedDay:
    """A day in words: day and month with or without a year, a weekday, or days before today.

    `is_persian` says that year, month and day are those of the Persian calendar.
    """

    span: Span
    is_delivery: bool
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    days_ago: int | None = None
    is_persian: bool = False

    def fits(self, recorded: date, published: date | None) -> bool | None:
        """Whether this is the day on record, in an article of that date; None if nobody can tell.

        A weekday is the last one before the article, or its own.
        """
        if self.month is not None:
            year, month, day = recorded.year, recorded.month, recorded.day
            if self.is_persian:
                year, month, day = persian_date(recorded)
            if (month, self.day or day) != (self.month, day):
                return False
            return self.year is None or self.year == year
        if self.weekday is not None and recorded.weekday() != self.weekday:
            return False
        if published is None:
            return None
        if self.days_ago is not None:
            return recorded == published - timedelta(days=self.days_ago)
        return 0 <= (published - recorded).days < _WEEK


def find_days(sentence: Sentence, words: FactWords, *, language: str) -> Iterator[ReportedDay]:
    """The days that stand near a verb of publishing or handing over."""
    text = sentence.normal.text
    verbs = [(found.start(), found.end(), False) for found in words.published.finditer(text)]
    verbs += [(found.start(), found.end(), True) for found in words.delivered.finditer(text)]
    if not verbs:
        return
    for start, end, values in _days(text, words, is_persian=language == "fa"):
        distance, is_delivery = min(
            (max(start - verb_end, verb_start - end, 0), is_delivery)
            for verb_start, verb_end, is_delivery in verbs
        )
        if distance <= _NEAR:
            yield ReportedDay(
                sentence.span(start, end),
                is_delivery,
                year=values.get("year"),
                month=values.get("month"),
                day=values.get("day"),
                weekday=values.get("weekday"),
                days_ago=values.get("days_ago"),
                is_persian=language == "fa" and "month" in values,
            )


def _days(
    text: str, words: FactWords, *, is_persian: bool
) -> Iterator[tuple[int, int, dict[str, int]]]:
    for found in _NUMERIC.finditer(text):
        if found["iso"]:
            year, month, day = map(int, found["iso"].split("-"))
        else:
            year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
        if not is_persian:
            yield found.start(), found.end(), {"year": year, "month": month, "day": day}
    months = "|".join(sorted(words.months, key=len, reverse=True))
    dates = re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\.? ?(?:de |of )?(?P<month>{months})"
        rf"|(?P<month2>{months})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w)"
        r"(?:,? ?(?:de |del )?(?P<year>\d{4})(?!\d))?"
    )
    for found in dates.finditer(text):
        values = {
            "month": words.months[found["month"] or found["month2"]],
            "day": int(found["day"] or found["day2"]),
        }
        if found["year"]:
            values["year"] = int(found["year"])
        yield found.start(), found.end(), values
    for name, table in (("weekday", words.weekdays), ("days_ago", words.days_ago)):
        names = "|".join(sorted(table, key=len, reverse=True))
        for found in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text):
            yield found.start(), found.end(), {name: table[found[0]]}
