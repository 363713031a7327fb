"""Withdraw: a signer sees, corrects, hides, or takes back a signature."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind, EndorsementState
from undersigned.core.errors import Malformed
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import Erased, SignatureState
from undersigned.core.mailbox import canonical_address, parse_address
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose, mailbox_digest
from undersigned.core.unlinked import without_links
from undersigned.models import Endorsement, HeldSignature, Letter, Signature
from undersigned.queries.manage import UnknownLink, find_by_token, other_wishes
from undersigned.stages.erase import leave_trace, record_erased
from undersigned.stages.history import record_act
from undersigned.stages.limits import Passage, Permit, use_permit
from undersigned.stages.outbox import drop_mails_of, drop_unsubscribed, owe_mail
from undersigned.stages.sign import (
    LetterNotOpen,
    link_to,
    news_link,
    owe_confirmation,
    owe_leaves,
    owe_manage_link,
    renew_names,
    same_mailbox,
    search_text,
    signed_fields,
    text_title,
)


class ChangedMeanwhile(Refused):
    """The signature was logged or changed between the page and the button."""

    status: ClassVar[int] = 409


class EndorsedAsIs(Refused):
    """The signature was made of an endorsement, which a correction would belie."""


class NotCounted(Refused):
    """The signature was invalidated."""


@dataclass(frozen=True)
class Correction:
    """What a signer may correct, as in the form that signed it."""

    name: str
    affiliation: str = ""
    role: str = ""
    country: str = ""
    website: str = ""
    representative: str = ""
    # The address once more, where this server has forgotten it.
    email: str = ""


@transaction.atomic
def request_manage_link(
    letter: Letter, email: str, *, language: str, permit: Permit | None = None, at: datetime
) -> None:
    """Mail the way to the signature of this mailbox, or that there is none; say nothing here.

    Whatever comes by a public form has a permit. Raises Malformed for what is no mail address,
    and what `use_permit` raises.
    """
    address = parse_address(email)
    if permit is not None and use_permit(permit, at=at) is Passage.DONE:
        return
    digest = mailbox_digest(settings.KEYS.secret, letter.id, canonical_address(address))
    of_mailbox = Signature.objects.filter(letter=letter, mailbox_digest=digest)
    signed = of_mailbox.filter(confirmed_at__isnull=False).first()
    pending = of_mailbox.order_by("-created_at").first()
    if signed is not None:
        owe_manage_link(signed, template="manage", recipient=address, at=at)
    elif pending is not None:
        owe_confirmation(pending, template="remind", at=at)
    else:
        # The mailbox learns what it already knows; whoever asked learns nothing.
        context = {
            "title": without_links(text_title(letter, language)),
            "letter_link": link_to(letter, language),
        }
        owe_mail("not_signed", context, recipient=address, language=language, at=at)


@transaction.atomic
def show_signature(token: str, *, is_shown: bool) -> None:
    """Show or hide the name. The leaf stays as it is; only its opening is published or not.

    Raises UnknownLink.
    """
    signature = find_by_token(token, Purpose.MANAGE)
    Signature.objects.filter(pk=signature.pk).update(is_shown=is_shown)
    renew_names(signature.letter_id)


@transaction.atomic
def correct_signature(token: str, correction: Correction, *, at: datetime) -> None:
    """Put corrected fields in place of the signed ones.

    A logged signature leaves its place (`withdraw`, `erase`) and waits for a new one, with a new
    receipt; an organization's waits for the lead again. What was sealed of it is erased, and sealed
    anew with the corrected fields once it is logged; where the address is sealed only, it is needed
    once more for that. Raises UnknownLink, ChangedMeanwhile, OtherMailbox, LetterNotOpen for a
    logged signature of a closed letter, Malformed.
    """
    signature = find_by_token(token, Purpose.MANAGE)
    fields = signed_fields(
        signature.kind,
        name=correction.name,
        affiliation=correction.affiliation,
        role=correction.role,
        country=correction.country,
        website=correction.website,
        representative=correction.representative,
    )
    if not fields.name:
        raise Malformed(_("A signature needs a name."))
    before = (signature.name, signature.affiliation, signature.role, signature.country)
    if before == (fields.name, fields.affiliation, fields.role, fields.country):
        return
    if signature.endorsement_id is not None:
        raise EndorsedAsIs(
            _(
                "Your organization endorsed the letter under exactly this name, website and"
                " country. To change them, withdraw this signature, correct the organization in"
                " the workspace, and endorse again."
            )
        )
    if not signature.letter.is_open:
        raise LetterNotOpen(
            _("The letter is closed. You can still hide your name or withdraw your signature.")
        )
    if signature.state is SignatureState.INVALIDATED:
        raise NotCounted(
            _(
                "This signature was taken for not genuine, so there is nothing to correct. If that"
                " is an error, write to those who lead the letter: they can bring it back."
            )
        )
    is_person = signature.kind == SignatoryKind.PERSON
    # What is looked at because it came in a burst is not let through by a correction.
    is_ready = is_person and signature.ready_at is not None
    # The worker may seal the address at this very moment, and it would be lost with what is erased.
    was_in = Signature.objects.filter(
        pk=signature.pk,
        log_index=signature.log_index,
        ready_at=signature.ready_at,
        address=signature.address,
    )
    address = signature.address
    if signature.sealed is not None and not address:
        address = same_mailbox(signature, correction.email)
    signature.name, signature.affiliation = fields.name, fields.affiliation
    signature.role, signature.country = fields.role, fields.country
    if not is_person:
        signature.evidence = ""
    master = secrets.token_bytes(MASTER_BYTES)
    old_index = signature.log_index
    changed = was_in.update(
        name=fields.name,
        affiliation=fields.affiliation,
        role=fields.role,
        country=fields.country,
        evidence=signature.evidence,
        search_text=search_text(fields.name, fields.affiliation),
        address=address,
        sealed=None,
        log_index=None,
        is_receipt_owed=False,
        ready_at=at if is_ready else None,
        master=master if is_person else None,
        commitment=(
            commit(signature.letter_id, master, signature.committed_fields()) if is_person else None
        ),
    )
    if not changed:
        raise ChangedMeanwhile(
            _("Your signature was just being logged. Please reload the page and try once more.")
        )
    if old_index is not None:
        owe_leaves(signature, old_index, at=at)
        renew_names(signature.letter_id)


@transaction.atomic
def withdraw_signature(token: str, *, at: datetime) -> None:
    """Erase the row and with it the opening; a logged signature owes `withdraw` and `erase`.

    With it go other wishes of the mailbox for this letter, and what mails are owed to it. A trace
    stays, by which the link says what is left. Raises UnknownLink (also for the second of two tabs)
    and ChangedMeanwhile.
    """
    signature = find_by_token(token, Purpose.MANAGE)
    # Wishes come first: who confirms one meanwhile then waits for us, and we for nobody.
    wishes = list(other_wishes(signature).values_list("pk", flat=True))
    Signature.objects.filter(pk__in=wishes, confirmed_at=None).delete()
    deleted, _rows = Signature.objects.filter(
        pk=signature.pk, log_index=signature.log_index
    ).delete()
    if not deleted:
        if Signature.objects.filter(pk=signature.pk).exists():
            raise ChangedMeanwhile(
                _("Your signature was just being logged. Please reload the page and try once more.")
            )
        raise UnknownLink
    HeldSignature.objects.filter(pk=signature.pk).delete()
    if (endorsed := signature.endorsement_id) is not None:
        _erase_endorsement(signature, endorsed, at=at)
    if signature.wants_news:
        drop_unsubscribed(news_link(signature))
    drop_mails_of([signature.pk, *wishes])
    if signature.log_index is not None:
        owe_leaves(signature, signature.log_index, at=at)
        renew_names(signature.letter_id)
    leave_trace(signature, at=at)
    record_erased(signature.letter_id, Erased.SIGNATURE, 1, at=at)


def _erase_endorsement(signature: Signature, endorsement: int, *, at: datetime) -> None:
    """The evidence goes with the signature that was made of it; the coalition sees that it did."""
    Endorsement.objects.filter(pk=endorsement).update(
        state=EndorsementState.TAKEN_BACK.value, answered_at=at, evidence=None, digest=None
    )
    record_act(
        signature.letter,
        ActKind.TOOK_BACK,
        by=None,
        at=at,
        subject=signature.name,
        number=signature.edition.number,
    )
