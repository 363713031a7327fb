"""What becomes of a mail, kept for those who wait for it."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from undersigned.models import MailOutcome, OutgoingMail


class Outcome(StrEnum):
    """What became of a mail that has a reference; only PUT_OFF may be followed by another."""

    TAKEN = "taken"
    PUT_OFF = "put off"
    REFUSED = "refused"
    # This server stopped, or the connection, while the mail was handed over. It is not sent again.
    UNSURE = "unsure"


@transaction.atomic
def finish(mail: OutgoingMail, outcome: Outcome, failure: str = "", *, at: datetime) -> None:
    """Delete a mail and leave behind what became of it."""
    OutgoingMail.objects.filter(pk=mail.pk).delete()
    leave(mail, outcome, failure, at=at)


def leave(mail: OutgoingMail, outcome: Outcome, failure: str = "", *, at: datetime) -> None:
    """Say what became of a mail to whoever waits for it; the caller's transaction carries it."""
    if mail.reference:
        MailOutcome.objects.create(
            reference=mail.reference, outcome=outcome.value, failure=failure[:300], at=at
        )
