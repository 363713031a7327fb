"""Whether a mailbox wants no mail that it did not ask for, and how many do."""

from django.conf import settings

from undersigned.core.tokens import read_mailbox_token
from undersigned.models import ClosedMailbox


def is_closed(token: str) -> bool:
    """Whether the mailbox of a link has ended such mails. Raises Malformed, NotProven."""
    mailbox = read_mailbox_token(settings.KEYS.secret, token)
    return ClosedMailbox.objects.filter(mailbox=mailbox).exists()


def count_closed() -> int:
    """How many mailboxes have; which ones, nobody can read."""
    return ClosedMailbox.objects.count()
