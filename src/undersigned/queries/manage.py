"""What a signer sees of a signature, by the mailed link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import SignatureState
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose, check_token, split_token, token_digest
from undersigned.models import EditionText, Signature, Trace
from undersigned.queries.log_files import NotInLog
from undersigned.queries.receipt import ReceiptMaker


class UnknownLink(Refused):
    """No signature belongs to this link: never, or not any more."""

    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(_("This link is not valid, or not any more."))


@dataclass(frozen=True)
class SignatureView:
    """All that is held about one signature, as its signer may see it."""

    letter_id: str
    slug: str
    language: str
    original_language: str
    title: str
    edition: int
    # Whether that edition is the one that readers are shown now.
    is_current: bool
    # Whether it was made of an endorsement, as for an organization of the coalition.
    is_endorsement: bool
    is_letter_open: bool
    kind: SignatoryKind
    state: SignatureState
    is_waiting_for_lead: bool
    name: str
    affiliation: str
    role: str
    country: str
    contact: str
    # Whether its contact data is sealed; then `contact` is there only while mail is owed.
    is_sealed: bool
    evidence: str
    display: str
    is_shown: bool
    wants_news: bool
    created_at: datetime
    confirmed_at: datetime | None
    index: int | None


def find_by_token(token: str, purpose: Purpose) -> Signature:
    """The signature a mailed link is for. Raises UnknownLink, the same for every reason."""
    (found,) = find_by_tokens([token], purpose)
    if isinstance(found, UnknownLink):
        raise found
    return found


def find_by_tokens(tokens: Sequence[str], purpose: Purpose) -> list[Signature | UnknownLink]:
    """The signature of each of these links, or why there is none, in their order.

    Links to one signature give one object.
    """
    parts: list[tuple[int, bytes]] = []
    for token in tokens:
        try:
            parts.append(split_token(token))
        except Malformed:
            parts.append((0, b""))  # No row is numbered 0.
    rows = Signature.objects.select_related("letter", "edition").in_bulk(
        [row for row, _tag in parts if row]
    )
    return [_checked(rows.get(row), tag, purpose) for row, tag in parts]


def _checked(signature: Signature | None, tag: bytes, purpose: Purpose) -> Signature | UnknownLink:
    if signature is not None:
        try:
            nonce = bytes(signature.nonce)
            check_token(settings.KEYS.secret, purpose, signature.pk, nonce, tag)
        except NotProven:
            pass
        else:
            return signature
    return UnknownLink()


def other_wishes(signature: Signature) -> QuerySet[Signature]:
    """What was entered for the same letter and mailbox, and never confirmed."""
    wishes = Signature.objects.filter(
        letter=signature.letter_id, mailbox_digest=signature.mailbox_digest, confirmed_at=None
    )
    # None is no mailbox, and equal to no other.
    return wishes.exclude(pk=signature.pk) if signature.mailbox_digest else wishes.none()


@dataclass(frozen=True)
class ErasedView:
    """What is left of a signature that its signer has erased."""

    slug: str
    language: str
    title: str
    index: int | None
    erased_at: datetime


def find_erased(token: str) -> ErasedView | None:
    """What the link of an erased signature says; None for every other link."""
    try:
        split_token(token)
    except Malformed:
        return None
    trace = Trace.objects.filter(token_digest=token_digest(token)).select_related("letter").first()
    if trace is None:
        return None
    texts = EditionText.objects.filter(edition__letter=trace.letter_id, edition__is_current=True)
    titles = dict(texts.order_by("position").values_list("language", "title"))
    language = trace.language if trace.language in titles else trace.letter.original_language
    return ErasedView(
        slug=trace.letter.slug,
        language=language,
        title=titles[language],
        index=trace.log_index,
        erased_at=trace.erased_at,
    )


def view_signature(token: str, purpose: Purpose) -> SignatureView:
    """What the page of a confirm or manage link shows. Raises UnknownLink."""
    signature = find_by_token(token, purpose)
    titles = dict(signature.edition.texts.values_list("language", "title"))
    is_organization = signature.kind == SignatoryKind.ORGANIZATION
    return SignatureView(
        letter_id=signature.letter_id,
        slug=signature.letter.slug,
        language=signature.language,
        original_language=signature.letter.original_language,
        title=titles.get(signature.language) or next(iter(titles.values())),
        edition=signature.edition.number,
        is_current=signature.edition.is_current,
        is_endorsement=signature.endorsement_id is not None,
        is_letter_open=signature.letter.is_open,
        kind=SignatoryKind(signature.kind),
        state=signature.state,
        is_waiting_for_lead=(
            is_organization
            and signature.state == SignatureState.CONFIRMED
            and signature.ready_at is None
        ),
        name=signature.name,
        affiliation=signature.affiliation,
        role=signature.role,
        country=signature.country,
        contact=signature.mailbox,
        is_sealed=signature.sealed is not None,
        evidence=signature.evidence,
        display=signature.display,
        is_shown=signature.is_shown,
        wants_news=signature.wants_news,
        created_at=signature.created_at,
        confirmed_at=signature.confirmed_at,
        index=signature.log_index,
    )


def receipt_of(token: str) -> tuple[str, bytes]:
    """File name and bytes of the receipt of a manage link. Raises UnknownLink, NotInLog."""
    signature = find_by_token(token, Purpose.MANAGE)
    if signature.log_index is None:
        raise NotInLog(f"signature {signature.pk}")
    receipt = ReceiptMaker(signature.letter_id).make(signature)
    return receipt_name(signature), receipt


def receipt_name(signature: Signature) -> str:
    """The file name of a receipt: slug and place; C2SP tlog-proof names the ending."""
    return f"{signature.letter.slug}-{signature.log_index}.tlog-proof"
