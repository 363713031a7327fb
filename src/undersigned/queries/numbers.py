"""The numbers of a letter for its pictures: of what the log and the list of names show anyway.

Countries are those of the names that are shown. Of the others nothing is told but how many they
are: where few are of a country, its number would tell who they are, or when one of them signed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from undersigned.core.charts import Bar, Line, bars, bars_in_order, line
from undersigned.models import Signature, TreeHead
from undersigned.queries.letter_page import LetterHead
from undersigned.queries.signatories import Shown


@dataclass(frozen=True)
class Kinds:
    """How many signatures of each kind stand in the log."""

    organizations: int
    named_people: int
    unnamed_people: int

    @property
    def bars(self) -> tuple[Bar, ...]:
        """A bar for each kind that there is, in the order of the list of names."""
        return bars_in_order(
            (
                ("organizations", self.organizations),
                ("named", self.named_people),
                ("unnamed", self.unnamed_people),
            )
        )


@dataclass(frozen=True)
class DayCount:
    """How many had signed at the end of a day in UTC."""

    on: date
    organizations: int
    people: int

    @property
    def total(self) -> int:
        return self.organizations + self.people


@dataclass(frozen=True)
class Numbers:
    """What the page of a letter's numbers shows."""

    # None before anybody has signed.
    over_time: Line | None
    kinds: Kinds
    countries: tuple[Bar, ...]
    # Of how many shown names `countries` are.
    named: int


def letter_numbers(
    head: LetterHead, named: Shown, *, today: date, is_mirrored: bool = False
) -> Numbers:
    """All numbers of a letter, up to `today` in UTC, or to the day when it was closed; 3 queries.

    `named` says how many names are shown, as `queries.signatories.shown` does. With `is_mirrored`
    time runs from right to left.
    """
    until = head.closed_at.astimezone(UTC).date() if head.closed_at else today
    return Numbers(
        over_time=_over_time(head, until=until, is_mirrored=is_mirrored),
        kinds=Kinds(
            organizations=head.counts.organizations,
            named_people=min(named.people, head.counts.people),
            unnamed_people=max(0, head.counts.people - named.people),
        ),
        countries=bars(_countries(head.id)),
        named=named.total,
    )


def _over_time(head: LetterHead, *, until: date, is_mirrored: bool) -> Line | None:
    before = ((day.on, day.total) for day in counts_before(head.id, until))
    days = (*before, (until, head.counts.total))
    first = next((at for at, (_, total) in enumerate(days) if total), None)
    return None if first is None else line(days[first:], until=until, is_mirrored=is_mirrored)


# What was signed before today stays as it was, and reading all heads of a long letter takes long.
@lru_cache(maxsize=256)
def counts_before(letter_id: str, day: date) -> tuple[DayCount, ...]:
    """How many had signed at the end of each earlier day (UTC), by the last head of that day."""
    begins = datetime.combine(day, time.min, UTC)
    heads = TreeHead.objects.filter(letter=letter_id, signed_at__lt=begins)
    newest = dict(
        heads.annotate(day=TruncDate("signed_at", tzinfo=UTC))
        .values_list("day")
        .annotate(Max("size"))
        .order_by()
    )
    counts = {
        size: (organizations, people)
        for size, organizations, people in heads.filter(size__in=newest.values()).values_list(
            "size", "organizations", "people"
        )
    }
    return tuple(DayCount(ended, *counts[size]) for ended, size in sorted(newest.items()))


def _countries(letter_id: str) -> dict[str, int]:
    rows = (
        Signature.objects.filter(letter=letter_id, is_shown=True, log_index__isnull=False)
        .values_list("country")
        .annotate(Count("id"))
        .order_by()
    )
    return dict(rows)
