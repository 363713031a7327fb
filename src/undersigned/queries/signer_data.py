"""Everything that is held about one signature and its mailbox, for whoever has the mailed link."""

from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import DELETE_UNCONFIRMED_AFTER_DAYS
from undersigned.core.mailbox import canonical_address
from undersigned.core.seal import format_armor
from undersigned.core.signer_data import (
    BurstPart,
    Entered,
    KeyHolder,
    KnownMail,
    LetterPart,
    Line,
    LogPart,
    MailboxPart,
    MailPart,
    OwedMail,
    SealedPart,
    SignaturePart,
    SignerData,
    Times,
)
from undersigned.core.tokens import Purpose, whole_mailbox_digest
from undersigned.models import (
    Act,
    AskedMail,
    ClosedMailbox,
    HeldSignature,
    OutgoingMail,
    Recipient,
    Signature,
    UnaskedMail,
)
from undersigned.queries.log_files import NotInLog
from undersigned.queries.manage import find_by_token, other_wishes, receipt_name
from undersigned.queries.receipt import ReceiptMaker


def signer_data(token: str, *, at: datetime) -> SignerData:
    """All of it, with notes in the active language. Raises UnknownLink."""
    signature = find_by_token(token, Purpose.MANAGE)
    letter = signature.letter
    titles = dict(signature.edition.texts.order_by("position").values_list("language", "title"))
    page = reverse("letter", args=[letter.slug, signature.language])
    endorsement = signature.endorsement
    return SignerData(
        made_at=_when(at),
        server=settings.CONFIG.address,
        letter=LetterPart(
            id=letter.pk,
            title=titles.get(signature.language) or next(iter(titles.values()), ""),
            address=settings.CONFIG.address + page,
            state=letter.state,
            edition=signature.edition.number,
        ),
        signature=_signature(signature),
        log=_log(signature),
        sealed=_sealed(signature),
        mails=_mails(signature),
        mailbox=_mailbox(signature),
        endorsement=bytes(endorsement.evidence or b"").decode() if endorsement else "",
        history=_history(signature),
        notes=_notes(signature),
    )


def _signature(signature: Signature) -> SignaturePart:
    return SignaturePart(
        number=signature.pk,
        kind=signature.kind,
        state=signature.state.value,
        language=signature.language,
        entered=Entered(
            name=signature.name,
            affiliation=signature.affiliation,
            role=signature.role,
            country=signature.country,
            email=signature.mailbox,
            display=signature.display,
        ),
        erased=dict(signature.erased or {}),
        times=Times(
            entered_at=_when(signature.created_at),
            reminded_at=_when(signature.reminded_at),
            confirmed_at=_when(signature.confirmed_at),
            ready_at=_when(signature.ready_at),
        ),
        network_digest=bytes(signature.source or b"").hex(),
        burst=_burst(signature),
        name_is_shown=signature.is_shown,
        wants_news=signature.wants_news,
        evidence=signature.evidence,
    )


def _burst(signature: Signature) -> BurstPart | None:
    held = HeldSignature.objects.filter(pk=signature.pk).select_related("decision").first()
    if held is None:
        return None
    decision = held.decision
    return BurstPart(
        came_in_a_burst=held.batch_id is not None,
        decision=decision.verdict if decision else "",
        decided_at=_when(decision.at if decision else None),
        reason=decision.reason if decision else "",
    )


def _log(signature: Signature) -> LogPart:
    name = receipt = ""
    try:
        receipt = ReceiptMaker(signature.letter_id).make(signature).decode()
        name = receipt_name(signature)
    except NotInLog:
        pass  # It waits for its place.
    return LogPart(
        index=signature.log_index,
        commitment=bytes(signature.commitment or b"").hex(),
        secret=bytes(signature.master or b"").hex(),
        receipt_name=name,
        receipt=receipt,
    )


def _sealed(signature: Signature) -> SealedPart:
    if signature.sealed is None:
        return SealedPart(is_sealed=False, key_holders=(), record="")
    # A key that was removed before the signature was confirmed cannot be among them.
    still_there = Q(removed_at=None) | Q(removed_at__gte=signature.confirmed_at)
    keys = Recipient.objects.filter(still_there, letter=signature.letter_id).order_by("id")
    return SealedPart(
        is_sealed=True,
        key_holders=tuple(
            KeyHolder(key.holder, key.recipient, _when(key.added_at), _when(key.removed_at))
            for key in keys
        ),
        record=format_armor(bytes(signature.sealed)).decode(),
    )


def _mails(signature: Signature) -> MailPart:
    mails = OutgoingMail.objects.filter(signature_number=signature.pk).order_by("id")
    owed = tuple(
        OwedMail(
            kind=mail.template,
            owed_at=_when(mail.created_at),
            due_at=_when(mail.due_at),
            attempts=mail.attempts,
            subject=mail.subject,
        )
        for mail in mails
    )
    waiting = {mail.kind for mail in owed}
    known = []
    if signature.endorsement_id is None and signature.mailbox_digest is not None:
        known.append(KnownMail("confirm", _when(signature.created_at)))
    if signature.reminded_at is not None:
        known.append(KnownMail("remind", _when(signature.reminded_at)))
    if signature.log_index is not None and not signature.is_receipt_owed:
        known.append(KnownMail("receipt", None))
    return MailPart(owed, tuple(mail for mail in known if mail.kind not in waiting))


def _mailbox(signature: Signature) -> MailboxPart:
    entered = other_wishes(signature).order_by("id").values_list("created_at", flat=True)
    digest = bytes(signature.mailbox_digest or b"").hex()
    wishes = tuple(map(_when, entered))
    if not signature.mailbox:
        return MailboxPart(digest, wishes, None, None, None)
    mailbox = whole_mailbox_digest(settings.KEYS.secret, canonical_address(signature.mailbox))
    unasked = UnaskedMail.objects.filter(mailbox=mailbox).first()
    asked = AskedMail.objects.filter(mailbox=mailbox).order_by("at")
    return MailboxPart(
        digest=digest,
        other_wishes_entered_at=wishes,
        wants_no_unasked_mail=ClosedMailbox.objects.filter(mailbox=mailbox).exists(),
        unasked_mails_at=tuple(
            _when(datetime.fromtimestamp(time, UTC)) for time in (unasked.times if unasked else ())
        ),
        asked_at=tuple(map(_when, asked.values_list("at", flat=True))),
    )


def _history(signature: Signature) -> tuple[Line, ...]:
    """Lines that name the organization; a person who signs stands in none."""
    if signature.kind != SignatoryKind.ORGANIZATION:
        return ()
    acts = Act.objects.filter(letter=signature.letter_id, subject=signature.name).order_by("id")
    return tuple(Line(_when(at), kind) for at, kind in acts.values_list("at", "kind"))


def _notes(signature: Signature) -> tuple[str, ...]:
    notes = [
        _(
            "The public log holds a seal, made of what you entered and of a secret. Without the"
            " secret, which only your receipt and this server have, it says nothing."
        ),
        _(
            "No list of sent mails is kept: a mail is deleted here once the mail server has taken"
            " it. What is said of earlier mails follows from the times of your signature."
        ),
        _(
            "The digest of your mailbox is made with a secret of this server. By it, an address"
            " signs a letter once and finds its signature again. Nobody can read an address from"
            " it; who has the database and the secret can try whether a given one fits."
        ),
        _(
            "Against floods, forms are counted by digests whose keys are deleted after minutes, and"
            " mails that a mailbox did not ask for, for a day. No internet address, no browser and"
            " no reading of a page is kept here."
        ),
        _("Signatures under other letters are not looked up here: each has a link of its own."),
    ]
    if signature.sealed is not None:
        notes.insert(
            0,
            _(
                "What you entered was sealed for the people whose keys are named here. This server"
                " cannot open it."
            ),
        )
    if other_wishes(signature).exists():
        notes.append(
            _(
                "What else was entered for this mailbox and never confirmed is not shown, since"
                " somebody else may have entered it. It is deleted after %(days)d days, or together"
                " with your signature."
            )
            % {"days": DELETE_UNCONFIRMED_AFTER_DAYS}
        )
    return tuple(notes)


def _when(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
