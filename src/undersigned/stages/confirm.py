"""Confirm: whoever holds the mailed token makes the signature count, once."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.adapters.rows import table_of
from undersigned.core.coalition import ActKind
from undersigned.core.errors import Malformed
from undersigned.core.keyed import new_secrets
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import (
    DELETE_UNCONFIRMED_AFTER_DAYS,
    REMIND_AFTER_DAYS,
    Erased,
    LetterState,
    SignatureState,
)
from undersigned.core.lines import clean_line
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose
from undersigned.core.unlinked import without_links
from undersigned.models import Account, Edition, Letter, Signature
from undersigned.queries.manage import UnknownLink, find_by_tokens
from undersigned.queries.waiting import seen_mark, waiting_signatures
from undersigned.stages.coalition import leads_of
from undersigned.stages.erase import record_erased
from undersigned.stages.history import record_act
from undersigned.stages.outbox import note_asked, owe_mail
from undersigned.stages.sign import (
    LetterNotOpen,
    letter_link,
    owe_confirmation,
    owe_correction,
    title_of,
)


class AlreadySigned(Refused):
    """Another signature of the same mailbox was confirmed before."""


class ChangedWhileWaiting(Refused):
    """What the organization had entered is not what the lead saw when deciding."""


class ReasonRefused(Refused):
    """The reason cannot be mailed."""

    status: ClassVar[int] = 422


class NotWaiting(Refused):
    """No organization's signature waits under this number."""

    status: ClassVar[int] = 404


def confirm_signature(token: str, *, at: datetime) -> Signature:
    """Confirm the pending signature of a mailed token; confirming twice is fine.

    A person's signature is then ready for the log, an organization's waits for the lead.
    Raises UnknownLink, AlreadySigned, LetterNotOpen.
    """
    (outcome,) = confirm_signatures([token], at=at)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transaction.atomic
def confirm_signatures(tokens: Sequence[str], *, at: datetime) -> list[Signature | Refused]:
    """Confirm many in one transaction, each as `confirm_signature` does; in the same order.

    What one of them is refused for stands in its place and touches none of the others.
    """
    found = find_by_tokens(tokens, Purpose.CONFIRM)
    waiting = {
        signature.pk: signature
        for signature in found
        if isinstance(signature, Signature) and signature.state == SignatureState.PENDING
    }
    # In one order, so that no two of those who write many at once wait for each other.
    people = sorted(
        (row for row in waiting.values() if row.kind == SignatoryKind.PERSON),
        key=lambda row: row.pk,
    )
    others = [row for row in waiting.values() if row.kind != SignatoryKind.PERSON]
    refused: dict[int, Refused] = {}
    confirmed: list[Signature] = []
    for rows in (people, *([row] for row in others)):
        for signature, outcome in zip(rows, _confirm(rows, at=at), strict=True):
            if outcome is _Outcome.DONE:
                confirmed.append(signature)
                continue
            try:
                signature.refresh_from_db()
            except Signature.DoesNotExist:
                # It was taken back, or its time ran out, a moment ago.
                refused[signature.pk] = UnknownLink()
                continue
            if outcome is _Outcome.SIGNED_BEFORE:
                refused[signature.pk] = AlreadySigned(
                    _("This mailbox has already signed the letter.")
                )
            elif signature.state == SignatureState.PENDING:
                refused[signature.pk] = LetterNotOpen(
                    _("This letter closed before you confirmed; your signature was not counted.")
                )
            # Otherwise the button was pressed twice, or in two tabs. Both are fine.
    # Other wishes of a mailbox are left to `delete_unconfirmed`: to delete them here would wait
    # for a confirmation of theirs that waits for this one.
    if confirmed:
        note_asked([signature.mailbox for signature in confirmed], at=at)
    current = _current_editions(confirmed)
    for signature in confirmed:
        if signature.kind != SignatoryKind.PERSON:
            _tell_leads(signature, at=at)
        if (edition := current[signature.letter_id]).pk != signature.edition_id:
            owe_correction(signature, edition, at=at)
    return [refused.get(each.pk, each) if isinstance(each, Signature) else each for each in found]


class _Outcome(Enum):
    """What became of a pending signature."""

    DONE = "done"
    # It was changed meanwhile, or its letter closed.
    CHANGED = "changed"
    # The unique index over confirmed mailboxes: another tab, or an earlier signature, won.
    SIGNED_BEFORE = "signed before"


def _confirm(waiting: Sequence[Signature], *, at: datetime) -> list[_Outcome]:
    """Confirm pending signatures, all people or one alone, with one statement where that goes."""
    if not waiting:
        return []
    try:
        with transaction.atomic():
            changed = _mark_confirmed(waiting, at=at)
            if changed == len(waiting):
                return [_Outcome.DONE] * changed
            if not changed:
                return [_Outcome.CHANGED] * len(waiting)
            # It is not known which; they are told apart when each is confirmed alone.
            transaction.set_rollback(True)
    except IntegrityError:
        if len(waiting) == 1:
            return [_Outcome.SIGNED_BEFORE]
    return [_confirm([signature], at=at)[0] for signature in waiting]


def _mark_confirmed(waiting: Sequence[Signature], *, at: datetime) -> int:
    """Confirm those that still wait, in the database and here; how many there were of them."""
    is_person = waiting[0].kind == SignatoryKind.PERSON
    masters = new_secrets(len(waiting), MASTER_BYTES)
    for signature, master in zip(waiting, masters, strict=True):
        signature.confirmed_at = at
        if is_person:
            signature.ready_at = at
            signature.master = master
            fields = signature.committed_fields()
            signature.commitment = commit(signature.letter_id, master, fields)
    table, values = table_of(
        [(each.pk, each.master, each.commitment) for each in waiting], ["bigint", "bytea", "bytea"]
    )
    moment = connection.ops.adapt_datetimefield_value(at)
    # The letter's state is part of the condition: a letter that closes now wins or loses whole.
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE undersigned_signature
            SET confirmed_at = %s, ready_at = %s, master = form.column2, commitment = form.column3
            FROM {table}
            WHERE undersigned_signature.id = form.column1 AND confirmed_at IS NULL AND EXISTS (
                SELECT 1 FROM undersigned_letter AS letter
                WHERE letter.id = letter_id AND letter.state = %s)
            """,  # noqa: S608 no input
            [moment, moment if is_person else None, *values, LetterState.OPEN],
        )
        return int(cursor.rowcount)


def _current_editions(signatures: Sequence[Signature]) -> dict[str, Edition]:
    """The edition of each of their letters that is shown now; where it was corrected, another."""
    letters = {signature.letter_id for signature in signatures}
    editions = Edition.objects.filter(letter__in=letters, is_current=True)
    return {edition.letter_id: edition for edition in editions}


def _other_wishes(signature: Signature) -> QuerySet[Signature]:
    return Signature.objects.filter(
        letter=signature.letter_id,
        mailbox_digest=signature.mailbox_digest,
        confirmed_at=None,
    )


def _tell_leads(signature: Signature, *, at: datetime) -> None:
    context = {
        "name": without_links(signature.name),
        "title": without_links(title_of(signature)),
        "link": f"{settings.CONFIG.address}/workspace/",
    }
    for lead in leads_of(signature.letter):
        language = lead.language or signature.letter.original_language
        owe_mail("organization_waits", context, recipient=lead.email, language=language, at=at)


def _waiting(letter: Letter, signature_id: int, seen: str) -> Signature:
    try:
        signature = waiting_signatures(Signature.objects.select_related("letter", "edition")).get(
            pk=signature_id, letter=letter
        )
    except Signature.DoesNotExist as error:
        raise NotWaiting(_("This signature does not wait for a decision any more.")) from error
    if seen and seen != seen_mark(signature):
        raise ChangedWhileWaiting(
            _("“%(name)s” has changed what it had entered. Look at it once more, and then decide.")
            % {"name": signature.name}
        )
    return signature


def _as_read(signature: Signature) -> QuerySet[Signature]:
    """The row, as long as it waits and says what it said when it was read."""
    return waiting_signatures(Signature.objects.all()).filter(
        pk=signature.pk,
        name=signature.name,
        affiliation=signature.affiliation,
        role=signature.role,
        country=signature.country,
    )


@transaction.atomic
def accept_organization(
    letter: Letter, signature_id: int, *, by: Account, at: datetime, seen: str = ""
) -> Signature:
    """The lead takes an organization's confirmed signature; it is then ready for the log.

    The evidence in its opening says so. `seen` is the mark of what the lead was shown.
    Raises NotWaiting, ChangedWhileWaiting.
    """
    signature = _waiting(letter, signature_id, seen)
    as_read = _as_read(signature)
    signature.evidence = f"accepted by the lead on {at:%Y-%m-%d}"
    master = secrets.token_bytes(MASTER_BYTES)
    changed = as_read.update(
        evidence=signature.evidence,
        master=master,
        commitment=commit(letter.id, master, signature.committed_fields()),
        ready_at=at,
    )
    if not changed:  # The other tab was first, or the signer's correction.
        raise NotWaiting(_("This signature does not wait for a decision any more."))
    record_act(letter, ActKind.ORGANIZATION_ACCEPTED, by=by, at=at, subject=signature.name)
    signature.refresh_from_db()
    return signature


@transaction.atomic
def decline_organization(
    letter: Letter, signature_id: int, *, reason: str, by: Account, at: datetime, seen: str = ""
) -> str:
    """The lead declines; the representative is told the reason, and the row is erased.

    Returns the name. Raises NotWaiting, ChangedWhileWaiting, ReasonRefused.
    """
    signature = _waiting(letter, signature_id, seen)
    try:
        reason = clean_line(reason, max_length=1000)
    except Malformed as error:
        raise ReasonRefused(str(error)) from error
    context = {
        "name": without_links(signature.name),
        "title": without_links(title_of(signature)),
        "reason": without_links(reason),
        "letter_link": letter_link(signature),
    }
    recipient, language = signature.mailbox, signature.language
    deleted, _rows = _as_read(signature).delete()
    if not deleted:
        raise NotWaiting(_("This signature does not wait for a decision any more."))
    if recipient:
        owe_mail("organization_declined", context, recipient=recipient, language=language, at=at)
    kind = ActKind.ORGANIZATION_DECLINED
    record_act(letter, kind, by=by, at=at, subject=signature.name, note=reason)
    return signature.name


@transaction.atomic
def remind_unconfirmed(*, at: datetime, limit: int) -> int:
    """Remind, once, those who did not confirm for three days; return how many mails are owed."""
    waiting = Signature.objects.filter(
        confirmed_at=None,
        created_at__lte=at - timedelta(days=REMIND_AFTER_DAYS),
        created_at__gt=at - timedelta(days=DELETE_UNCONFIRMED_AFTER_DAYS),
        reminded_at=None,
        letter__state=LetterState.OPEN,
    ).select_related("letter", "edition")
    waiting = waiting.exclude(_has_signed())
    owed = 0
    for signature in waiting.order_by("created_at")[:limit]:
        reminded = Signature.objects.filter(pk=signature.pk, reminded_at=None).update(
            reminded_at=at
        )
        # Only one mail a mailbox, however many wishes wait for it.
        _other_wishes(signature).filter(reminded_at=None).update(reminded_at=at)
        if reminded:
            owe_confirmation(signature, template="remind", at=at)
            owed += 1
    return owed


@transaction.atomic
def delete_unconfirmed(*, at: datetime) -> int:
    """Erase wishes not confirmed within fourteen days, or beside a signature of their mailbox.

    Returns how many rows.
    """
    old = Q(created_at__lte=at - timedelta(days=DELETE_UNCONFIRMED_AFTER_DAYS))
    pending = Signature.objects.filter(old | _has_signed(), confirmed_at=None)
    total = 0
    for letter_id in sorted(set(pending.values_list("letter", flat=True))):
        deleted, _rows = pending.filter(letter=letter_id).delete()
        record_erased(letter_id, Erased.UNCONFIRMED, deleted, at=at)
        total += deleted
    return total


def _has_signed() -> Q:
    """Whether the mailbox of a wish has already signed that letter."""
    signed = Signature.objects.filter(
        letter=OuterRef("letter"), mailbox_digest=OuterRef("mailbox_digest")
    )
    return Q(Exists(signed.filter(confirmed_at__isnull=False)))
