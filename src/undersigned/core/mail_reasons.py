"""Why a mail goes to a mailbox: whether it asked for it, and how many a day it gets if not.

Anyone can type any address into a form. So every mail that somebody else may have caused is
counted for its mailbox, and can be ended by it; only what follows from something that the mailbox
has confirmed is not. `docs/reference/mails.md` lists each mail with its reason.
"""

from enum import StrEnum
from typing import Final

# In 24 hours, to a mailbox that has confirmed nothing here.
MOST_UNASKED: Final = 2
# To one that has confirmed a signature or signed in, until it does so again.
MOST_KNOWN: Final = 10


class Reason(StrEnum):
    """Why a mail goes out; what is not among `REASONS` is UNASKED."""

    # Follows from what the mailbox confirmed, or from work that it has taken on.
    ASKED = "asked"
    # Anyone may have typed the address.
    UNASKED = "unasked"
    # Anyone may have typed the address of a mailbox that has signed this letter.
    SIGNED = "signed"
    # Anyone may have typed the address of an account; without it nobody could sign in.
    ACCOUNT = "account"


REASONS: Final = {
    "account_made": Reason.UNASKED,
    "address_changed": Reason.ACCOUNT,
    "address_code": Reason.UNASKED,
    "address_taken": Reason.ACCOUNT,
    "already_signed": Reason.SIGNED,
    "answered": Reason.ASKED,
    "confirm": Reason.UNASKED,
    "correction": Reason.ASKED,
    "deliver": Reason.UNASKED,
    "delivery_failed": Reason.ASKED,
    "endorse": Reason.ASKED,
    "endorse_remind": Reason.ASKED,
    "endorsement_code": Reason.ASKED,
    "endorsement_declined": Reason.ASKED,
    "endorsement_taken_back": Reason.ASKED,
    "invitation": Reason.UNASKED,
    "invitation_declined": Reason.ASKED,
    "joined": Reason.ASKED,
    "left": Reason.ASKED,
    "manage": Reason.SIGNED,
    "news": Reason.ASKED,
    "not_genuine": Reason.UNASKED,
    "not_published": Reason.ASKED,
    "not_signed": Reason.UNASKED,
    "organization_declined": Reason.ASKED,
    "organization_merged": Reason.ASKED,
    "organization_waits": Reason.ASKED,
    "published_on_time": Reason.ASKED,
    "receipt": Reason.ASKED,
    "record_gone": Reason.ASKED,
    "remind": Reason.UNASKED,
    "removed": Reason.ASKED,
}


def reason_for(template: str) -> Reason:
    """Why the mail of a template goes out."""
    return REASONS.get(template, Reason.UNASKED)


def most_a_day(reason: Reason, *, has_account: bool) -> int:
    """How many such mails a mailbox gets in 24 hours; `has_account`: it has signed in before."""
    return MOST_KNOWN if has_account or reason is Reason.SIGNED else MOST_UNASKED


def is_ended(reason: Reason, *, has_account: bool) -> bool:
    """Whether a mailbox that wants no mail gets none of this reason either."""
    return reason is not Reason.ACCOUNT or not has_account
