"""Sign: anyone states the wish to sign; nothing counts until the mailbox confirms it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import DELETE_UNCONFIRMED_AFTER_DAYS
from undersigned.core.lines import clean_line, fold
from undersigned.core.mailbox import canonical_address, parse_address
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose, mailbox_digest, make_token
from undersigned.models import Edition, EditionText, Letter, Signature
from undersigned.stages.outbox import owe_mail

NAMED = "named"
COUNTED = "counted"

# The same wish twice within this time is a double click or a reload, and gets one mail.
SAME_WISH = timedelta(minutes=10)


class LetterNotOpen(Refused):
    """The letter takes no signatures: not yet, or no more."""

    status: ClassVar[int] = 410


@dataclass(frozen=True)
class SignRequest:
    """What the form holds. For an organization `role` is that of its representative."""

    kind: SignatoryKind
    name: str
    email: str
    affiliation: str = ""
    role: str = ""
    country: str = ""
    website: str = ""
    representative: str = ""
    is_named: bool = True


@dataclass(frozen=True)
class SignedFields:
    """What of a wish is committed to, cleaned; see `models.Signature`."""

    name: str
    affiliation: str
    role: str
    country: str


def signed_fields(
    kind: str,
    *,
    name: str,
    affiliation: str,
    role: str,
    country: str,
    website: str,
    representative: str,
) -> SignedFields:
    """The committed fields of a person or an organization. Raises Malformed."""
    is_person = kind == SignatoryKind.PERSON
    clean_role = clean_line(role, max_length=200)
    if not is_person:
        spoken_for = (clean_line(representative, max_length=180), clean_role)
        clean_role = ", ".join(part for part in spoken_for if part)
    return SignedFields(
        name=clean_line(name, max_length=300),
        affiliation=clean_line(affiliation if is_person else website, max_length=300),
        role=clean_role,
        country=country,
    )


def search_text(name: str, affiliation: str) -> str:
    """What the search in the list of signatories looks through."""
    return fold(f"{name} {affiliation}")[:700]


@transaction.atomic
def sign_letter(letter: Letter, wish: SignRequest, *, language: str, at: datetime) -> None:
    """Keep the wish and owe a mail to the mailbox; the caller learns nothing about earlier ones.

    A mailbox that has signed already is told so by mail, with the way to its signature.
    Raises LetterNotOpen, and Malformed for fields that the form should have refused.
    """
    if not Letter.objects.filter(pk=letter.pk, state="open").exists():
        raise LetterNotOpen(_("This letter takes no more signatures."))
    address = parse_address(wish.email)
    digest = mailbox_digest(settings.KEYS.secret, letter.id, canonical_address(address))
    fields = signed_fields(
        wish.kind,
        name=wish.name,
        affiliation=wish.affiliation,
        role=wish.role,
        country=wish.country,
        website=wish.website,
        representative=wish.representative,
    )
    of_mailbox = Signature.objects.filter(letter=letter, mailbox_digest=digest)
    signed = of_mailbox.filter(confirmed_at__isnull=False).first()
    if signed is not None:
        owe_manage_link(signed, template="already_signed", recipient=address, at=at)
        return
    display = NAMED if wish.is_named else COUNTED
    same_wish = of_mailbox.filter(
        confirmed_at=None,
        created_at__gt=at - SAME_WISH,
        kind=wish.kind,
        name=fields.name,
        affiliation=fields.affiliation,
        role=fields.role,
        country=fields.country,
        display=display,
    )
    if same_wish.exists():
        return
    signature = Signature.objects.create(
        letter=letter,
        edition=Edition.objects.get(letter=letter, is_published=True),
        kind=wish.kind,
        name=fields.name,
        affiliation=fields.affiliation,
        role=fields.role,
        country=fields.country,
        contact=address,
        display=display,
        is_shown=wish.is_named,
        language=language,
        search_text=search_text(fields.name, fields.affiliation),
        mailbox_digest=digest,
        nonce=secrets.token_bytes(16),
        created_at=at,
    )
    owe_confirmation(signature, template="confirm", at=at)


def owe_confirmation(signature: Signature, *, template: str, at: datetime) -> None:
    """Owe the mail with the link that confirms a pending signature."""
    token = make_token(settings.KEYS.secret, Purpose.CONFIRM, signature.pk, bytes(signature.nonce))
    context = {
        "name": signature.name,
        "title": title_of(signature),
        "link": settings.CONFIG.address + reverse("confirm", args=[token]),
        "letter_link": letter_link(signature),
        "days": DELETE_UNCONFIRMED_AFTER_DAYS,
    }
    owe_mail(template, context, recipient=signature.contact, language=signature.language, at=at)


def manage_link(signature: Signature) -> str:
    """The address of the page on which a signer sees and changes the signature."""
    token = make_token(settings.KEYS.secret, Purpose.MANAGE, signature.pk, bytes(signature.nonce))
    return str(settings.CONFIG.address + reverse("manage", args=[token]))


def owe_manage_link(signature: Signature, *, template: str, recipient: str, at: datetime) -> None:
    """Owe the mail with the way to a signature that is confirmed."""
    context = {
        "name": signature.name,
        "title": title_of(signature),
        "link": manage_link(signature),
        "letter_link": letter_link(signature),
    }
    owe_mail(template, context, recipient=recipient, language=signature.language, at=at)


def title_of(signature: Signature) -> str:
    """The title of the signed text in the signer's language, or in the original's."""
    return _pick(dict(signature.edition.texts.values_list("language", "title")), signature.language)


def text_title(letter: Letter, language: str) -> str:
    """The title of the public text in `language`, or in the original's."""
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_published=True)
    return _pick(dict(texts.values_list("language", "title")), language)


def _pick(titles: dict[str, str], language: str) -> str:
    return titles.get(language) or next(iter(titles.values()), "")


def letter_link(signature: Signature) -> str:
    """The address of the letter in the signer's language."""
    return link_to(signature.letter, signature.language)


def link_to(letter: Letter, language: str) -> str:
    """The public address of a letter in `language`."""
    return str(settings.CONFIG.address + reverse("letter", args=[letter.slug, language]))
