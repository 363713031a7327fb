"""What a mailbox did not ask for: few a day, and none once it said so; only digests are kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from undersigned.core.errors import Malformed
from undersigned.core.mail_reasons import Reason, is_ended, most_a_day
from undersigned.core.mailbox import canonical_address
from undersigned.core.tokens import make_mailbox_token, read_mailbox_token, whole_mailbox_digest
from undersigned.models import AskedMail, ClosedMailbox, OutgoingMail, UnaskedMail

DAY: Final = timedelta(days=1)


def digest_of(address: str) -> bytes:
    """The mailbox of an address, for this whole server, in a form that names nobody."""
    try:
        canonical = canonical_address(address)
    except Malformed:
        canonical = address.lower()
    return whole_mailbox_digest(settings.KEYS.secret, canonical)


def end_link(mail: OutgoingMail) -> str:
    """The address of the page on which a mailbox ends what it did not ask for; "" when it did."""
    if mail.reason == Reason.ASKED:
        return ""
    token = make_mailbox_token(settings.KEYS.secret, digest_of(mail.recipient))
    return f"{settings.CONFIG.address}/no-mail/{mail.language}/{token}/"


def split_unasked(
    mails: Sequence[OutgoingMail], *, at: datetime
) -> tuple[list[OutgoingMail], list[OutgoingMail]]:
    """Of mails that are about to leave: those that may, counted now, and those that may not.

    A mail is counted once, however often it is tried. The caller's transaction carries it.
    """
    of_mailbox: dict[bytes, list[OutgoingMail]] = defaultdict(list)
    for mail in mails:
        # Of what was interrupted while it was handed over, only that is said.
        if mail.reason != Reason.ASKED and not mail.is_in_hand:
            of_mailbox[digest_of(mail.recipient)].append(mail)
    if not of_mailbox:
        return list(mails), []
    addresses = {mail.recipient.lower() for waiting in of_mailbox.values() for mail in waiting}
    verified = EmailAddress.objects.filter(email__in=addresses, verified=True)
    accounts = set(verified.values_list("email", flat=True))
    closed = {
        bytes(mailbox)
        for mailbox in ClosedMailbox.objects.filter(mailbox__in=of_mailbox).values_list(
            "mailbox", flat=True
        )
    }
    rows = _locked_rows(of_mailbox, at=at)
    asked = _asked_at(of_mailbox)
    refused: set[int] = set()
    for mailbox, waiting in of_mailbox.items():
        row = rows[mailbox]
        since = max(at - DAY, asked.get(mailbox, at - DAY)).timestamp()
        row.times = [time for time in row.times if time > since]
        for mail in waiting:
            reason, has_account = Reason(mail.reason), mail.recipient.lower() in accounts
            is_closed = mailbox in closed and is_ended(reason, has_account=has_account)
            is_enough = len(row.times) >= most_a_day(reason, has_account=has_account)
            if is_closed or (is_enough and not mail.is_counted):
                refused.add(mail.pk)
            elif not mail.is_counted:
                mail.is_counted = True
                row.times.append(at.timestamp())
        row.newest_at = datetime.fromtimestamp(max(row.times, default=at.timestamp()), UTC)
    UnaskedMail.objects.bulk_create(
        [rows[mailbox] for mailbox in sorted(rows)],
        update_conflicts=True,
        unique_fields=["mailbox"],
        update_fields=["times", "newest_at"],
    )
    counted = [mail.pk for mail in mails if mail.is_counted]
    OutgoingMail.objects.filter(pk__in=counted, is_counted=False).update(is_counted=True)
    return (
        [mail for mail in mails if mail.pk not in refused],
        [mail for mail in mails if mail.pk in refused],
    )


def _locked_rows(mailboxes: Iterable[bytes], *, at: datetime) -> dict[bytes, UnaskedMail]:
    """The rows of mailboxes, made where there are none; other workers wait until we are done."""
    # In the same order everywhere, so that no two wait for each other.
    wanted = sorted(mailboxes)
    UnaskedMail.objects.bulk_create(
        [UnaskedMail(mailbox=mailbox, times=[], newest_at=at) for mailbox in wanted],
        update_conflicts=True,
        unique_fields=["mailbox"],
        update_fields=["mailbox"],
    )
    rows = UnaskedMail.objects.filter(mailbox__in=wanted)
    return {bytes(row.mailbox): row for row in rows}


def _asked_at(mailboxes: Iterable[bytes]) -> dict[bytes, datetime]:
    """When each mailbox last showed that it asked; those that did not lately are not there."""
    rows = AskedMail.objects.filter(mailbox__in=list(mailboxes)).order_by("at")
    return {bytes(mailbox): at for mailbox, at in rows.values_list("mailbox", "at")}


def note_asked(addresses: Sequence[str], *, at: datetime) -> None:
    """Count no more what these mailboxes got: they have just shown that they asked for it.

    Rows are only added here, so that nobody who confirms waits for a worker that counts. Where the
    caller has a transaction, it carries them.
    """
    AskedMail.objects.bulk_create(
        AskedMail(mailbox=digest_of(address), at=at) for address in addresses
    )


@transaction.atomic
def close_mailbox(token: str, *, at: datetime) -> None:
    """Send a mailbox nothing more that it did not ask for. Raises Malformed, NotProven."""
    mailbox = read_mailbox_token(settings.KEYS.secret, token)
    ClosedMailbox.objects.bulk_create(
        [ClosedMailbox(mailbox=mailbox, closed_at=at)], ignore_conflicts=True
    )


@transaction.atomic
def open_mailbox(token: str) -> None:
    """Take that back. Raises Malformed, NotProven."""
    mailbox = read_mailbox_token(settings.KEYS.secret, token)
    ClosedMailbox.objects.filter(mailbox=mailbox).delete()


@transaction.atomic
def delete_old_counts(*, at: datetime) -> int:
    """Forget what was sent more than a day ago; return of how many mailboxes."""
    AskedMail.objects.filter(at__lte=at - DAY).delete()
    deleted, _rows = UnaskedMail.objects.filter(newest_at__lte=at - DAY).delete()
    return deleted
