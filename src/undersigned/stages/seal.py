"""Seal: leads name the keys of a letter, and the worker seals the contact data of its signers.

A letter with keys keeps a mail address readable only while a mail to it is still owed: see
`docs/design/sealed-contact-data.md`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from undersigned.adapters.age import Sealer, check_recipient, is_secret
from undersigned.core.coalition import ActKind
from undersigned.core.errors import Malformed
from undersigned.core.refusal import Refused
from undersigned.core.seal import Contact, format_contact, recipients_digest
from undersigned.models import Account, Letter, Recipient, Signature
from undersigned.queries.seal import recipients_of, unsealed
from undersigned.stages.history import record_act

MAX_RECIPIENTS: Final = 5
"""Sealing takes as long as there are keys."""


class NoRecipient(Refused):
    """What was entered is no public key that can be sealed for."""

    status: ClassVar[int] = 422


class SecretShown(NoRecipient):
    """The secret half of a key was entered."""


class TooManyRecipients(Refused):
    """The letter has as many keys as it may have."""


class LastRecipient(Refused):
    """A public letter that has keys keeps one."""


class RecipientGone(Refused):
    """The letter has no such key, or not any more."""

    status: ClassVar[int] = 404


@transaction.atomic
def add_recipient(
    letter: Letter, recipient: str, *, holder: str, by: Account, at: datetime
) -> None:
    """Seal new signatures for this key too. Adding it twice is fine.

    Raises SecretShown, NoRecipient, TooManyRecipients.
    """
    if is_secret(recipient):
        raise SecretShown(
            _(
                "This is the secret half of a key, which nobody but its owner may see. It was not"
                " kept. Make a new key, and enter the half that begins with age1."
            )
        )
    try:
        check_recipient(recipient)
    except Malformed as error:
        raise NoRecipient(
            _("This is no key for age. It begins with age1 and has 62 characters.")
        ) from error
    _take_turns(letter)
    present = recipients_of(letter)
    if recipient in present:
        return
    if len(present) >= MAX_RECIPIENTS:
        raise TooManyRecipients(_("A letter has five keys at most. Remove one first."))
    Recipient.objects.create(
        letter=letter, recipient=recipient, holder=holder, added_by=by, added_at=at
    )
    record_act(letter, ActKind.KEY_ADDED, by=by, at=at, subject=holder, note=recipient)
    _keep_digest(letter)


@transaction.atomic
def remove_recipient(letter: Letter, recipient_id: int, *, by: Account, at: datetime) -> None:
    """Seal no new signatures for this key. What is sealed already stays as it is.

    Raises RecipientGone, LastRecipient.
    """
    _take_turns(letter)
    present = Recipient.objects.filter(letter=letter, removed_at=None)
    row = present.filter(pk=recipient_id).first()
    if row is None:
        raise RecipientGone(_("This key is not there any more."))
    if letter.is_public and present.count() == 1:
        raise LastRecipient(
            _("A letter that is public keeps at least one of its keys. Add another one first.")
        )
    present.filter(pk=recipient_id).update(removed_at=at)
    record_act(letter, ActKind.KEY_REMOVED, by=by, at=at, subject=row.holder, note=row.recipient)
    _keep_digest(letter)


def _take_turns(letter: Letter) -> None:
    # The letter's row comes first: of two leads the second sees what the first has done. The form
    # says for whom it seals, so that the kept pages are made anew.
    Letter.objects.filter(pk=letter.pk).update(names_revision=F("names_revision") + 1)
    letter.refresh_from_db()


def _keep_digest(letter: Letter) -> None:
    present = recipients_of(letter)
    digest = recipients_digest(present) if present else None
    Letter.objects.filter(pk=letter.pk).update(recipients_digest=digest)
    letter.refresh_from_db()


def seal_contacts(*, limit: int) -> int:
    """Seal the contact data of up to `limit` signatures whose receipts are in the outbox.

    From then on an address is readable here only where news was asked for; it goes, too, when news
    is no longer wanted. Returns how many signatures were looked at. They are sealed before the
    transaction begins: on SQLite it keeps all others from writing. Nothing is sealed for keys that
    the log of the letter does not name: it is left for the pass after the next leaf.
    """
    signatures = unsealed(limit)
    sealers: dict[str, Sealer | None] = {}
    made: list[tuple[Signature, bytes]] = []
    for signature in signatures:
        letter = signature.letter
        if signature.sealed is not None:
            made.append((signature, bytes(signature.sealed)))
            continue
        if letter.pk not in sealers:
            sealers[letter.pk] = _sealer_of(letter)
        if (sealer := sealers[letter.pk]) is not None:
            made.append((signature, sealer.seal(format_contact(_contact_of(signature)))))
    _store(made)
    return len(signatures)


def _sealer_of(letter: Letter) -> Sealer | None:
    """Seals for the keys that the log names; None when a lead has just changed them."""
    recipients = recipients_of(letter)
    is_named = recipients_digest(recipients) == bytes(letter.log.recipients_digest or b"")
    return Sealer(recipients) if is_named else None


@transaction.atomic
def _store(made: Sequence[tuple[Signature, bytes]]) -> None:
    for signature, sealed in made:
        # Whose row has changed meanwhile is looked at again the next time, as it is then.
        Signature.objects.filter(
            pk=signature.pk,
            log_index=signature.log_index,
            address=signature.address,
            is_receipt_owed=False,
        ).update(
            sealed=sealed,
            address=Case(When(wants_news=True, then=F("address")), default=Value("")),
        )


def _contact_of(signature: Signature) -> Contact:
    confirmed = signature.confirmed_at
    return Contact(
        letter=signature.letter_id,
        number=signature.pk,
        kind=signature.kind,
        name=signature.name,
        email=signature.address,
        affiliation=signature.affiliation,
        role=signature.role,
        country=signature.country,
        language=signature.language,
        wants_news=signature.wants_news,
        edition=signature.edition.number,
        index=signature.log_index or 0,
        confirmed_at=confirmed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if confirmed else "",
    )
