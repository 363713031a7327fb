"""What an account knows of itself, and what the operator sees of all of them."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from undersigned.models import Account
from undersigned.models.account import PLACEHOLDER_EMAIL

# Recovery codes replace a factor that was lost; by themselves they are none.
FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


@dataclass(frozen=True, slots=True)
class SecurityView:
    """By what an account is guarded beside its mailbox."""

    passkeys: int
    has_app: bool
    recovery_codes: int | None
    sessions: int

    @property
    def has_second_factor(self) -> bool:
        return self.has_app or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class SessionView:
    """One browser in which the person is signed in."""

    number: int
    browser: str
    began_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """One account, as the operator sees it."""

    number: int
    email: str
    name: str
    created_at: datetime
    is_operator: bool
    is_active: bool
    has_second_factor: bool
    is_self: bool


def guards(account: str) -> Exists:
    """For an annotation: whether the account of that reference has a passkey or an app."""
    return Exists(Authenticator.objects.filter(user=OuterRef(account), type__in=FACTORS))


def has_second_factor(account: Account) -> bool:
    """Whether a sign-in to this account takes more than its mailbox."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=account)
    return factors.filter(type__in=FACTORS).exists()


def security_of(account: Account, *, at: datetime) -> SecurityView:
    """What the page of an account sums up; two queries."""
    factors = list(Authenticator.objects.filter(user=account))
    types = [factor.type for factor in factors]
    codes = [
        len(factor.wrap().get_unused_codes())
        for factor in factors
        if factor.type == Authenticator.Type.RECOVERY_CODES
    ]
    return SecurityView(
        passkeys=types.count(Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in types,
        recovery_codes=codes[0] if codes else None,
        sessions=_live_sessions(account, at=at).count(),
    )


def sessions_of(account: Account, *, current: str, at: datetime) -> tuple[SessionView, ...]:
    """Where the person is signed in, this browser first; one query."""
    views = [
        SessionView(
            number=session.pk,
            browser=session.user_agent,
            began_at=session.created_at,
            is_current=session.session_key == current,
        )
        for session in _live_sessions(account, at=at).order_by("-created_at", "-id")
    ]
    return tuple(sorted(views, key=lambda view: not view.is_current))


def people(viewer: Account) -> tuple[PersonView, ...]:
    """Everyone who has an account, the newest last; one query."""
    rows = (
        Account.objects.exclude(email=PLACEHOLDER_EMAIL)
        .annotate(is_guarded=guards("pk"))
        .order_by("created_at", "id")
    )
    return tuple(
        PersonView(
            number=row.pk,
            email=row.email,
            name=row.name,
            created_at=row.created_at,
            is_operator=row.is_operator,
            is_active=row.is_active,
            has_second_factor=row.is_guarded,
            is_self=row.pk == viewer.pk,
        )
        for row in rows
    )


def _live_sessions(account: Account, *, at: datetime) -> QuerySet[UserSession]:
    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    sessions: QuerySet[UserSession] = UserSession.objects.filter(Exists(live), user=account)
    return sessions
