"""The history of a letter: every act on it, the newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.core.coalition import ActKind
from undersigned.models import Act, Letter

PAGE = 50


@dataclass(frozen=True, slots=True)
class ActRow:
    """One line of the history. What is empty does not belong to this act."""

    id: int
    kind: ActKind
    # None for what the server did by itself, and for what was done by a link without an account.
    who: str | None
    at: datetime
    subject: str
    role: str
    language: str
    number: int | None
    note: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some lines, and the id below which the older ones begin; None where there are none."""

    acts: tuple[ActRow, ...]
    older: int | None


def history_page(letter: Letter, *, before: int | None = None) -> HistoryPage:
    """The newest acts, or those before the act with the id `before`; one query."""
    acts = Act.objects.filter(letter=letter).select_related("account").order_by("-id")
    if before is not None:
        acts = acts.filter(pk__lt=before)
    rows = list(acts[: PAGE + 1])
    shown = rows[:PAGE]
    return HistoryPage(
        acts=tuple(
            ActRow(
                id=act.pk,
                kind=ActKind(act.kind),
                who=act.account.called if act.account else None,
                at=act.at,
                subject=act.subject,
                role=act.role,
                language=act.language,
                number=act.number,
                note=act.note,
            )
            for act in shown
        ),
        older=shown[-1].pk if len(rows) > PAGE else None,
    )
