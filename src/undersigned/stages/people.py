"""People: how accounts are made, named, moved to another mailbox, and switched off."""

import hmac
from datetime import datetime
from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.core.keyed import keyed_digest
from undersigned.core.refusal import Refused
from undersigned.core.tokens import derive_key
from undersigned.models import Account
from undersigned.models.account import PLACEHOLDER_EMAIL
from undersigned.stages.outbox import owe_mail


class AddressTaken(Refused):
    """Another account is at that mailbox, or this one has moved meanwhile."""


class SwitchedOff(Refused):
    """The account of that mailbox is switched off."""


class LastOperator(Refused):
    """Nobody could run the server any more."""


class UnknownFirstLink(Refused):
    """The link is not the one that the server printed, or an account exists already."""

    status: ClassVar[int] = 404


def first_link_token() -> str | None:
    """The token of the first link, or None once somebody has an account."""
    if Account.objects.exclude(email=PLACEHOLDER_EMAIL).exists():
        return None
    key = derive_key(settings.KEYS.secret, "first link")
    return keyed_digest(key, b"undersigned/first-link/v1\n").hex()[:40]


def check_first_link(token: str) -> None:
    """Return if `token` may make the first account. Raises UnknownFirstLink."""
    expected = first_link_token()
    if expected is None or not hmac.compare_digest(token.encode(), expected.encode()):
        raise UnknownFirstLink(
            _("This link makes the first account of a new server, and that has been done.")
        )


@transaction.atomic
def create_first_account(token: str, *, email: str, at: datetime) -> Account:
    """Make the operator's account with a confirmed `email`. Raises UnknownFirstLink."""
    check_first_link(token)
    account = placeholder_account(at=at)
    claimed = Account.objects.filter(pk=account.pk, email=PLACEHOLDER_EMAIL).update(email=email)
    if not claimed:  # Two people opened the link at once; the other was first.
        raise UnknownFirstLink(_("Somebody else has just made the first account."))
    account.refresh_from_db()
    # Whoever reads the server's console has shown more than a mailbox does.
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def placeholder_account(*, at: datetime) -> Account:
    """The operator's account before it has a mailbox; made when it is missing."""
    try:
        with transaction.atomic():
            account, _created = Account.objects.get_or_create(
                email=PLACEHOLDER_EMAIL, defaults={"is_operator": True, "created_at": at}
            )
    except IntegrityError:  # Another process made it between the look and the insert.
        account = Account.objects.get(email=PLACEHOLDER_EMAIL)
    return account


def first_account(*, at: datetime) -> Account:
    """The account that leads what the operator imports: the oldest one, or the placeholder."""
    return Account.objects.order_by("id").first() or placeholder_account(at=at)


@transaction.atomic
def account_for(email: str, *, at: datetime) -> Account:
    """The account of a mailbox; made when there is none, and then without proof of the mailbox.

    The code that is mailed at the first sign-in is the proof. Two callers get the same account.
    """
    # The way in which allauth keeps and looks for addresses.
    email = email.strip().lower()
    account, is_new = Account.objects.get_or_create(email=email, defaults={"created_at": at})
    if is_new:
        EmailAddress.objects.create(user=account, email=email, verified=False, primary=True)
    return account


@transaction.atomic
def rename_account(account: Account, name: str) -> None:
    """Let the others of a coalition know the person by this name; by the address when empty."""
    Account.objects.filter(pk=account.pk).update(name=name)


@transaction.atomic
def choose_language(account: Account, language: str) -> None:
    """Speak this language to the person, on pages and in mails; "" leaves it to the browser."""
    Account.objects.filter(pk=account.pk).update(language=language)


@transaction.atomic
def offer_address(account: Account, email: str, *, code: str, at: datetime) -> None:
    """Mail `code` to a mailbox to which the account may move.

    A mailbox that has an account is told so instead, which looks the same to whoever asks.
    """
    is_taken = Account.objects.filter(email=email).exclude(pk=account.pk).exists()
    owe_mail(
        "address_taken" if is_taken else "address_code",
        {"code": code, "host": settings.CONFIG.host, "sign_in": sign_in_address()},
        recipient=email,
        language=get_language() or settings.LANGUAGE_CODE,
        at=at,
    )


@transaction.atomic
def change_address(account: Account, email: str, *, at: datetime) -> None:
    """Move the account to a mailbox that has shown its code; both mailboxes are told.

    Raises AddressTaken when another account has come to that mailbox meanwhile.
    """
    old = account.email
    try:
        with transaction.atomic():
            moved = Account.objects.filter(pk=account.pk, email=old).update(email=email)
    except IntegrityError:
        moved = 0
    if not moved:
        raise AddressTaken(_("This address cannot be used any more. Ask for another code."))
    # One account, one address: what allauth knows is what the account says.
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    for recipient in (old, email):
        owe_mail(
            "address_changed",
            {"old": old, "new": email, "host": settings.CONFIG.host},
            recipient=recipient,
            language=account.language or get_language() or settings.LANGUAGE_CODE,
            at=at,
        )
    account.email = email


@transaction.atomic
def invite_person(email: str, *, at: datetime) -> Account:
    """Let one more person begin letters; the mail is the same when they have an account already.

    Raises SwitchedOff when their account is switched off.
    """
    account = account_for(email, at=at)
    if not account.is_active:
        raise SwitchedOff(_("This account is switched off. Switch it on in the list below."))
    owe_mail(
        "account_made",
        {"host": settings.CONFIG.host, "sign_in": sign_in_address(), "email": account.email},
        recipient=account.email,
        language=account.language or settings.LANGUAGE_CODE,
        at=at,
    )
    return account


@transaction.atomic
def switch_off(number: int) -> None:
    """Sign an account out everywhere, and keep it from signing in. Raises LastOperator.

    What the person has written and signed stays.
    """
    # Touching the operators' rows makes two who switch each other off come one after the other.
    operators = Account.objects.filter(is_operator=True, is_active=True)
    operators.update(is_operator=True)
    others = Exists(operators.exclude(pk=OuterRef("pk")))
    accounts = Account.objects.filter(pk=number)
    accounts.filter(Q(is_operator=False) | others).update(is_active=False)
    if accounts.filter(is_active=True).exists():
        raise LastOperator(_("This is the last account that runs the server. It stays on."))
    _end_sessions(UserSession.objects.filter(user=number))


@transaction.atomic
def switch_on(number: int) -> None:
    """Let the account sign in again."""
    Account.objects.filter(pk=number).update(is_active=True)


@transaction.atomic
def end_session(account: Account, number: int) -> None:
    """Sign one browser of the account out; nothing happens when it is no session of theirs."""
    _end_sessions(UserSession.objects.filter(user=account, pk=number))


@transaction.atomic
def end_other_sessions(account: Account, *, keep: str) -> None:
    """Sign out every browser of the account but the one whose session key is `keep`."""
    _end_sessions(UserSession.objects.filter(user=account).exclude(session_key=keep))


def _end_sessions(ended: QuerySet[UserSession]) -> None:
    Session.objects.filter(
        session_key__in=list(ended.values_list("session_key", flat=True))
    ).delete()
    ended.delete()


def sign_in_address() -> str:
    """Where people sign in, for mails."""
    return f"{settings.CONFIG.address}/accounts/login/"


def delete_expired_sessions(*, at: datetime) -> int:
    """Erase the sessions that are over, and the addresses in them; return how many."""
    deleted, _rows = Session.objects.filter(expire_date__lte=at).delete()
    # Also of those that ended by signing out: the list says which browsers a person uses.
    key = OuterRef("session_key")
    UserSession.objects.filter(~Exists(Session.objects.filter(session_key=key))).delete()
    return deleted
