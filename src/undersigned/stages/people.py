"""People: the operator's first account, made from a link that is printed once; their sessions."""

import hashlib
import hmac
from datetime import datetime
from typing import ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from undersigned.core.refusal import Refused
from undersigned.core.tokens import derive_key
from undersigned.models import Account

# The lead of letters that were imported before anyone had an account; claimed by the first link.
PLACEHOLDER_EMAIL = "operator@localhost"


class UnknownFirstLink(Refused):
    """The link is not the one that the server printed, or an account exists already."""

    status: ClassVar[int] = 404


def first_link_token() -> str | None:
    """The token of the first link, or None once somebody has an account."""
    if Account.objects.exclude(email=PLACEHOLDER_EMAIL).exists():
        return None
    key = derive_key(settings.KEYS.secret, "first link")
    return hmac.digest(key, b"undersigned/first-link/v1\n", hashlib.sha256).hex()[:40]


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


def delete_expired_sessions(*, at: datetime) -> int:
    """Erase the sessions that are over, and the addresses in them; return how many."""
    deleted, _rows = Session.objects.filter(expire_date__lte=at).delete()
    return deleted
