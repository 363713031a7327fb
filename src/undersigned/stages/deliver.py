"""Deliver: the letter reaches its addressees, by mail from here or by hand, pinned to a count."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.adapters.kept_files import PDF, KeptFile
from undersigned.adapters.mail import MailFile, ascii_mailbox
from undersigned.core.answers import DeliveryState, Way, states_before
from undersigned.core.bounces import Bounce
from undersigned.core.coalition import ActKind
from undersigned.core.refusal import Refused
from undersigned.core.text import Addressee, Text, format_addressee, parse_text
from undersigned.core.tokens import Purpose, make_token
from undersigned.models import (
    Account,
    Delivery,
    DeliveryFile,
    Edition,
    Letter,
    MailOutcome,
    TreeHead,
)
from undersigned.queries.bundle import printed_letter
from undersigned.queries.log_files import NotInLog, published_head
from undersigned.stages.coalition import leads_of
from undersigned.stages.history import record_act
from undersigned.stages.outbox import Outcome, owe_mail, owe_once
from undersigned.stages.sign import renew_names

# What mail servers take without asking; a longer list of names is fetched from the letter's page.
MAX_PDF_BYTES = 7_000_000
REFERENCE = "delivery"
# Where the day begins first: a day is given without a zone.
_EASTERNMOST = timedelta(hours=14)


class NotDeliverable(Refused):
    """The letter cannot be delivered now."""


class DeliveredMeanwhile(Refused):
    """Another delivery to the same addressee came first."""


@dataclass(frozen=True)
class ByMail:
    """What the lead says about a delivery by mail."""

    position: int
    recipient: str = field(repr=False)
    language: str
    note: str = ""
    # The newest delivery to this addressee that the lead has seen; 0 for none.
    after: int = 0


@dataclass(frozen=True)
class ByHand:
    """What the lead says about a delivery that happened elsewhere."""

    position: int
    way: Way
    delivered_at: datetime
    handed_to: str = field(default="", repr=False)
    note: str = ""
    after: int = 0
    files: tuple[KeptFile, ...] = ()
    shows_files: bool = False


@dataclass(frozen=True)
class _Pinned:
    edition: Edition
    text: Text
    original: Text
    head: TreeHead

    def addressee(self, position: int) -> Addressee:
        if not 0 <= position < len(self.original.addressees):
            raise NotDeliverable(_("The current edition has no such addressee."))
        return self.original.addressees[position]


def deliver_by_mail(letter: Letter, wish: ByMail, *, by: Account, at: datetime) -> Delivery:
    """Owe the addressee's office a mail with the letter and a personal answer link.

    It is pinned to the current edition and the published tree head. The mail is handed over at
    most once. Raises NotDeliverable, DeliveredMeanwhile.
    """
    pinned = _pin(letter, wish.language)
    # Typesetting takes long enough to let others write meanwhile: the transaction comes after.
    files = _files(letter, pinned)
    return _owe(letter, wish, pinned, files, by=by, at=at)


@transaction.atomic
def _owe(
    letter: Letter,
    wish: ByMail,
    pinned: _Pinned,
    files: Sequence[MailFile],
    *,
    by: Account,
    at: datetime,
) -> Delivery:
    delivery = _create(
        letter,
        pinned,
        wish.position,
        Way.MAIL,
        after=wish.after,
        by=by,
        at=at,
        recipient=wish.recipient,
        language=wish.language,
        note=wish.note,
    )
    addressee = pinned.text.addressees[wish.position]
    token = make_token(settings.KEYS.secret, Purpose.ANSWER, delivery.pk, bytes(delivery.nonce))
    context = {
        "title": pinned.text.title,
        "addressee": addressee.name,
        "note": wish.note,
        "organizations": delivery.organizations,
        "people": delivery.people,
        "edition": pinned.edition.number,
        "tree_size": delivery.tree_size,
        "has_pdf": any(file.media_type == PDF for file in files),
        "address": f"{settings.CONFIG.address}/letters/{letter.slug}/{wish.language}/",
        "link": f"{settings.CONFIG.address}/answer/{token}/",
    }
    message_id = owe_once(
        "deliver",
        context,
        recipient=wish.recipient,
        language=wish.language,
        reference=f"{REFERENCE}:{delivery.pk}:{secrets.token_hex(8)}",
        files=files,
        at=at,
    )
    Delivery.objects.filter(pk=delivery.pk).update(message_id=message_id)
    delivery.message_id = message_id
    return delivery


@transaction.atomic
def record_delivery(letter: Letter, told: ByHand, *, by: Account, at: datetime) -> Delivery:
    """Record that the letter was handed over: when, how, to whom, with scans or photos.

    Raises NotDeliverable, DeliveredMeanwhile.
    """
    if letter.published_at is not None and told.delivered_at.date() < letter.published_at.date():
        raise NotDeliverable(_("The letter was not published yet on that day."))
    if told.delivered_at > at + _EASTERNMOST:
        raise NotDeliverable(_("That day has not come yet. Record the delivery when it is done."))
    pinned = _pin(letter, letter.original_language)
    delivery = _create(
        letter,
        pinned,
        told.position,
        told.way,
        after=told.after,
        by=by,
        at=at,
        recipient=told.handed_to,
        language=letter.original_language,
        note=told.note,
        state=DeliveryState.DELIVERED.value,
        delivered_at=told.delivered_at,
    )
    DeliveryFile.objects.bulk_create(
        DeliveryFile(
            delivery=delivery,
            name=file.name,
            media_type=file.media_type,
            data=file.data,
            digest=file.digest,
            is_public=told.shows_files,
        )
        for file in told.files
    )
    return delivery


@transaction.atomic
def remove_delivery(letter: Letter, delivery_id: int, *, by: Account, at: datetime) -> None:
    """Take out of the record what was recorded by hand in error. Raises NotDeliverable."""
    found = Delivery.objects.filter(
        pk=delivery_id, letter=letter, state__in=states_before(DeliveryState.REMOVED)
    ).exclude(way=Way.MAIL)
    delivery = found.first()
    if delivery is None or not found.update(state=DeliveryState.REMOVED.value):
        raise NotDeliverable(_("Only what was recorded by hand can be taken out."))
    DeliveryFile.objects.filter(delivery=delivery).delete()
    record_act(letter, ActKind.DELIVERY_REMOVED, by=by, at=at, subject=name_of(delivery))
    renew_names(letter.pk)


@transaction.atomic
def end_answer_link(letter: Letter, delivery_id: int, *, by: Account, at: datetime) -> None:
    """Let the answer link of a delivery open nothing any more; ending it twice is fine."""
    delivery = Delivery.objects.filter(pk=delivery_id, letter=letter, way=Way.MAIL).first()
    if delivery is None:
        raise NotDeliverable(_("This delivery has no answer link."))
    open_link = Delivery.objects.filter(pk=delivery.pk, link_ended_at=None)
    if open_link.update(link_ended_at=at):
        record_act(letter, ActKind.ANSWER_LINK_ENDED, by=by, at=at, subject=name_of(delivery))


@transaction.atomic
def take_outcomes(*, at: datetime, limit: int) -> int:
    """Let deliveries follow what became of their mails; return how many outcomes were read."""
    outcomes = list(
        MailOutcome.objects.filter(reference__startswith=f"{REFERENCE}:").order_by("id")[:limit]
    )
    for outcome in outcomes:
        # The deletion comes first: of two workers, one finds the outcome gone.
        if MailOutcome.objects.filter(pk=outcome.pk).delete()[0]:
            _follow(int(outcome.reference.split(":")[1]), outcome, at=at)
    return len(outcomes)


_STATES: dict[Outcome, DeliveryState] = {
    Outcome.TAKEN: DeliveryState.DELIVERED,
    Outcome.PUT_OFF: DeliveryState.DELAYED,
    Outcome.REFUSED: DeliveryState.FAILED,
    Outcome.UNSURE: DeliveryState.UNSURE,
}


def _follow(delivery_id: int, outcome: MailOutcome, *, at: datetime) -> None:
    after = _STATES[Outcome(outcome.outcome)]
    is_delivered = after == DeliveryState.DELIVERED
    _move(
        Delivery.objects.filter(pk=delivery_id).first(),
        after,
        failure=outcome.failure,
        delivered_at=outcome.at if is_delivered else None,
        at=at,
    )


@transaction.atomic
def record_bounce(bounce: Bounce, *, at: datetime) -> bool:
    """Let a delivery follow a report of a mail server; whether it is about one of ours.

    A report counts only when it names the Message-ID, which the addressee's servers alone were
    sent, and a recipient in the domain that the mail went to. A delay changes no state, for no
    report tells its end; the lead sees it.
    """
    delivery = Delivery.objects.filter(message_id=bounce.message_id, way=Way.MAIL).first()
    if delivery is None or not _concerns(bounce, delivery):
        return False
    what = "the mail came back" if bounce.is_permanent else "a mail server reports a delay"
    failure = f"{what}: {bounce.status}"
    if bounce.is_permanent:
        _move(delivery, DeliveryState.FAILED, failure=failure, delivered_at=None, at=at)
    else:
        Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.FAILED).update(
            failure=failure
        )
    return True


def _concerns(bounce: Bounce, delivery: Delivery) -> bool:
    domain = ascii_mailbox(delivery.recipient).rpartition("@")[2].lower()
    return any(address.rpartition("@")[2].lower() == domain for address in bounce.recipients)


def _move(
    delivery: Delivery | None,
    after: DeliveryState,
    *,
    failure: str,
    delivered_at: datetime | None,
    at: datetime,
) -> None:
    if delivery is None:
        return
    moved = Delivery.objects.filter(pk=delivery.pk, state__in=states_before(after)).update(
        state=after.value, failure=failure[:300], delivered_at=delivered_at
    )
    if not moved:
        return
    renew_names(delivery.letter_id)
    if after in {DeliveryState.FAILED, DeliveryState.UNSURE}:
        for lead in leads_of(delivery.letter):
            context = {
                "title": title_of(delivery.edition),
                "addressee": name_of(delivery),
                "is_unsure": after == DeliveryState.UNSURE,
                "failure": failure,
                "link": f"{settings.CONFIG.address}/workspace/letters/"
                f"{delivery.letter.slug}/deliver/",
            }
            language = lead.language or delivery.letter.original_language
            owe_mail("delivery_failed", context, recipient=lead.email, language=language, at=at)


def name_of(delivery: Delivery) -> str:
    """The addressee's name alone."""
    return delivery.addressee.partition(";")[0]


def title_of(edition: Edition) -> str:
    """What the edition is called in its original language."""
    return edition.texts.values_list("title", flat=True)[0]


def _pin(letter: Letter, language: str) -> _Pinned:
    """What is delivered: the current edition, under the published head. Raises NotDeliverable."""
    edition = Edition.objects.filter(letter=letter, is_current=True).first()
    if edition is None or not letter.is_public:
        raise NotDeliverable(_("A letter can be delivered once it is published."))
    try:
        head = published_head(letter.pk)
    except NotInLog:
        raise NotDeliverable(
            _("The log of this letter is just being made. Please try again in a few seconds.")
        ) from None
    texts = {text.language: parse_text(bytes(text.data)) for text in edition.texts.all()}
    if language not in texts:
        raise NotDeliverable(_("The letter has no text in this language."))
    return _Pinned(edition, texts[language], texts[letter.original_language], head)


def _create(
    letter: Letter,
    pinned: _Pinned,
    position: int,
    way: Way,
    *,
    after: int,
    by: Account,
    at: datetime,
    **values: object,
) -> Delivery:
    addressee = pinned.addressee(position)
    line = format_addressee(addressee)
    # This takes the letter's row, so that of two who deliver at once the second sees the first.
    renew_names(letter.pk)
    if not Edition.objects.filter(pk=pinned.edition.pk, is_current=True).exists():
        raise NotDeliverable(_("The text was corrected meanwhile. Please look at it once more."))
    newer = Delivery.objects.filter(letter=letter, addressee=line, pk__gt=after)
    if newer.exclude(state__in=(DeliveryState.FAILED, DeliveryState.REMOVED)).exists():
        raise DeliveredMeanwhile(
            _("Another delivery to this addressee was entered meanwhile. Please look at it first.")
        )
    delivery = Delivery.objects.create(
        letter=letter,
        edition=pinned.edition,
        addressee=line,
        position=position,
        way=way.value,
        tree_size=pinned.head.size,
        organizations=pinned.head.organizations,
        people=pinned.head.people,
        by=by,
        created_at=at,
        nonce=secrets.token_bytes(16),
        **values,
    )
    record_act(
        letter,
        ActKind.DELIVERED,
        by=by,
        at=at,
        subject=addressee.name,
        number=pinned.edition.number,
    )
    return delivery


def _files(letter: Letter, pinned: _Pinned) -> tuple[MailFile, ...]:
    """The letter on paper and its exact text; the text alone where the paper is too heavy."""
    pdf = printed_letter(letter)
    row = pinned.edition.texts.get(language=pinned.text.language)
    # Not text: a mail server may change line ends and spaces of a text part.
    text = MailFile(f"letter-{row.language}.md", "application/octet-stream", bytes(row.data))
    if len(pdf) > MAX_PDF_BYTES:
        return (text,)
    return MailFile("letter.pdf", PDF, pdf), text
