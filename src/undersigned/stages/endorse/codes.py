"""Codes: mailed to representatives without a passkey, each good for one statement, for minutes."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.core.keyed import keyed_digest
from undersigned.core.statement import Statement
from undersigned.core.tokens import derive_key
from undersigned.models import Account, Endorsement, EndorsementCode
from undersigned.stages.endorse.refusals import CodeJustSent, WrongCode

GOOD_FOR: Final = timedelta(minutes=15)
# So that at most six mails an hour go to a mailbox, whoever presses the button.
NEXT_AFTER: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
DIGITS: Final = 8


def make_code(row: Endorsement, account: Account, statement: Statement, *, at: datetime) -> str:
    """A new code in place of an older one; the caller's transaction carries it.

    Raises CodeJustSent.
    """
    mine = EndorsementCode.objects.filter(endorsement=row, account=account)
    if mine.filter(sent_at__gt=at - NEXT_AFTER).exists():
        raise CodeJustSent(
            _(
                "A code was mailed to you less than ten minutes ago. Look for that mail, or ask"
                " again a little later."
            )
        )
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    mine.delete()
    EndorsementCode.objects.create(
        endorsement=row,
        account=account,
        digest=_digest(row, account, statement, code),
        sent_at=at,
    )
    return code


@transaction.atomic
def count_try(endorsement: Endorsement, account: Account, *, at: datetime) -> None:
    """Count a try, before it is known whether it is right. Raises WrongCode when none is left."""
    left = EndorsementCode.objects.filter(
        endorsement=endorsement,
        account=account,
        sent_at__gt=at - GOOD_FOR,
        tries__lt=MOST_TRIES,
    )
    if not left.update(tries=F("tries") + 1):
        raise WrongCode(
            _("This code is not good any more. Ask for a new one; it is good for 15 minutes.")
        )


def use_code(row: Endorsement, account: Account, statement: Statement, code: str) -> None:
    """Return if this is the code that was mailed for this statement. Raises WrongCode."""
    typed = "".join(character for character in code if character not in " -\u00a0\u202f")
    mine = EndorsementCode.objects.filter(endorsement=row, account=account).first()
    expected = bytes(mine.digest) if mine else b""
    if not hmac.compare_digest(_digest(row, account, statement, typed), expected):
        raise WrongCode(_("This is not the code that was mailed for this text."))


def spaced(code: str) -> str:
    """The code as it is read: in two halves."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def _digest(row: Endorsement, account: Account, statement: Statement, code: str) -> bytes:
    key = derive_key(settings.KEYS.secret, "endorsement code")
    message = b"undersigned/endorsement-code/v1\n%d\n%d\n%s\n%s" % (
        row.pk,
        account.pk,
        statement.challenge,
        code.encode(),
    )
    return keyed_digest(key, message)
