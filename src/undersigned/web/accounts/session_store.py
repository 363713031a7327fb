"""How long a session lasts: seven days without use, thirty days in any case.

Django ends a session some time after it was last written, whether it is used or not. Here it is
written once more when it is used, at most once an hour, and remembers when somebody signed in.
"""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

UNUSED: Final = timedelta(seconds=settings.SESSION_COOKIE_AGE)
IN_ANY_CASE: Final = timedelta(days=30)
_NOTED_EVERY: Final = timedelta(hours=1)
# Seconds since 1970: when the account of this session signed in.
SIGNED_IN_AT: Final = "signed_in_at"


class SessionStore(db.SessionStore):
    """Sessions in the database, as Django keeps them, that end."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing once it is over."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # not in the stubs
        if row is None:
            return {}
        held: dict[str, Any] = self.decode(row.session_data)
        now = timezone.now()  # clock: Django's interface passes no time.
        if now.timestamp() - held.get(SIGNED_IN_AT, now.timestamp()) >= IN_ANY_CASE.total_seconds():
            self.delete(row.session_key)
            self._session_key = None
            return {}
        if SESSION_KEY in held and row.expire_date - now < UNUSED - _NOTED_EVERY:
            self.modified = True
        return held

    def create_model_instance(self, data: dict[str, Any]) -> Any:  # Django's own row
        """The row to write, which tells since when somebody is signed in."""
        if SESSION_KEY in data:
            now = timezone.now()  # clock: Django's interface passes no time.
            data.setdefault(SIGNED_IN_AT, int(now.timestamp()))
        return super().create_model_instance(data)
