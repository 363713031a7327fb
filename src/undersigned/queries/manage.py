"""What a signer sees of a signature, by the mailed link."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import SignatureState
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose, check_token, split_token
from undersigned.models import Signature
from undersigned.queries.log_files import NotInLog
from undersigned.queries.receipt import ReceiptMaker


class UnknownLink(Refused):
    """No signature belongs to this link: never, or not any more."""

    status: ClassVar[int] = 404


@dataclass(frozen=True)
class SignatureView:
    """All that is held about one signature, as its signer may see it."""

    slug: str
    language: str
    title: str
    edition: int
    is_letter_open: bool
    kind: SignatoryKind
    state: SignatureState
    is_waiting_for_lead: bool
    name: str
    affiliation: str
    role: str
    country: str
    contact: str
    evidence: str
    display: str
    is_shown: bool
    created_at: datetime
    confirmed_at: datetime | None
    index: int | None


def find_by_token(token: str, purpose: Purpose) -> Signature:
    """The signature a mailed link is for. Raises UnknownLink, the same for every reason."""
    try:
        row, tag = split_token(token)
        signature = Signature.objects.select_related("letter", "edition").get(pk=row)
        check_token(settings.KEYS.secret, purpose, row, bytes(signature.nonce), tag)
    except (Malformed, NotProven, Signature.DoesNotExist) as error:
        raise UnknownLink(_("This link is not valid, or not any more.")) from error
    return signature


def view_signature(token: str, purpose: Purpose) -> SignatureView:
    """What the page of a confirm or manage link shows. Raises UnknownLink."""
    signature = find_by_token(token, purpose)
    titles = dict(signature.edition.texts.values_list("language", "title"))
    is_organization = signature.kind == SignatoryKind.ORGANIZATION
    return SignatureView(
        slug=signature.letter.slug,
        language=signature.language,
        title=titles.get(signature.language) or next(iter(titles.values())),
        edition=signature.edition.number,
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
        contact=signature.contact,
        evidence=signature.evidence,
        display=signature.display,
        is_shown=signature.is_shown,
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
