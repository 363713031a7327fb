"""History: every act on a letter leaves a line that the whole coalition can read."""

from datetime import datetime

from undersigned.core.coalition import ActKind, Role
from undersigned.models import Account, Act, Letter


def record_act(
    letter: Letter,
    kind: ActKind,
    *,
    by: Account | None,
    at: datetime,
    subject: str = "",
    role: Role | None = None,
    language: str = "",
    number: int | None = None,
    note: str = "",
) -> None:
    """Add a line; the caller's transaction carries it. `by` is None for what the server did."""
    Act.objects.create(
        letter=letter,
        account=by,
        kind=kind.value,
        at=at,
        subject=subject[:320],
        role=role.value if role else "",
        language=language,
        number=number,
        note=note[:1000],
    )
