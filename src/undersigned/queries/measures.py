"""What waits on this server, and since when: few and cheap questions, also where millions wait."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Sum

from undersigned.core.lifecycle import LetterState
from undersigned.models import Letter, Log, OutgoingMail, Pass, Signature

# Counting ends here: whether it is ten thousand or a million that wait, somebody has to look.
MOST: Final = 10_000


@dataclass(frozen=True)
class Measures:
    """Numbers and ages in seconds; 0.0 where nothing waits. None of them is of one letter."""

    # Mails that are due, by whether one person waits for each or many were owed together.
    mails: dict[str, int]
    mail_ages: dict[str, float]
    # Signatures that were confirmed, and have no place in the log yet.
    unlogged: int
    unlogged_age: float
    # Leaves in the logs of which readers have not been told.
    unpublished: int
    # By lane of the worker: since when it last came round, and the slowest pass of late.
    pass_ages: dict[str, float]
    pass_seconds: dict[str, float]


def measure(*, at: datetime) -> Measures:
    """Ask for all of it, in seven queries."""
    due = OutgoingMail.objects.filter(due_at__lte=at)
    kinds = {"single": due.filter(batch=""), "batch": due.exclude(batch="")}
    oldest = {
        kind: mails.order_by("due_at", "id").values_list("due_at", flat=True).first()
        for kind, mails in kinds.items()
    }
    passes = list(Pass.objects.values_list("lane", "ended_at", "seconds"))
    return Measures(
        mails={kind: _count(mails) for kind, mails in kinds.items()},
        mail_ages={kind: _age(since, at) for kind, since in oldest.items()},
        unlogged=_count(Signature.objects.filter(ready_at__isnull=False, log_index=None)),
        unlogged_age=_age(_oldest_unlogged(), at),
        unpublished=Log.objects.aggregate(n=Sum(F("size") - F("published_size")))["n"] or 0,
        pass_ages={lane: _age(ended_at, at) for lane, ended_at, _seconds in passes},
        pass_seconds={lane: seconds for lane, _ended_at, seconds in passes},
    )


def _count(rows: "QuerySet[OutgoingMail] | QuerySet[Signature]") -> int:
    return rows.order_by()[:MOST].count()


def _oldest_unlogged() -> datetime | None:
    """One look into the index of what is unlogged for each letter that has a log."""
    first = (
        Signature.objects.filter(letter=OuterRef("pk"), ready_at__isnull=False, log_index=None)
        .order_by("ready_at", "id")
        .values("ready_at")[:1]
    )
    logged = Letter.objects.filter(Q(state=LetterState.OPEN) | Q(state=LetterState.CLOSED))
    found: datetime | None = logged.annotate(first=Subquery(first)).aggregate(n=Min("first"))["n"]
    return found


def _age(since: datetime | None, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds()) if since is not None else 0.0
