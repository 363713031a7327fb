"""The mails of signatures, and the links in them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from undersigned.core.lifecycle import DELETE_UNCONFIRMED_AFTER_DAYS
from undersigned.core.tokens import Purpose, make_token
from undersigned.core.unlinked import without_links
from undersigned.models import Edition, EditionText, LeafRequest, Letter, OutgoingMail, Signature
from undersigned.stages.outbox import MailForm, owe_mail, owe_mails

WITHDRAW = "withdraw"
ERASE = "erase"


def owe_confirmation(signature: Signature, *, template: str, at: datetime) -> None:
    """Owe the mail with the link that confirms a pending signature."""
    owe_mails([confirmation(signature, title_of(signature), template=template, at=at)])


@lru_cache(maxsize=256)
def _confirmation_form(template: str, title: str, link: str, language: str) -> MailForm:
    """The mail to all who confirm a signature for that letter in that language."""
    context = {
        "title": without_links(title),
        "letter_link": link,
        "days": DELETE_UNCONFIRMED_AFTER_DAYS,
    }
    return MailForm(template, context, blanks=("name", "link"), language=language)


def confirmation(signature: Signature, title: str, *, template: str, at: datetime) -> OutgoingMail:
    """The mail with the link that confirms a signature; it is not yet saved."""
    form = _confirmation_form(template, title, letter_link(signature), signature.language)
    token = make_token(settings.KEYS.secret, Purpose.CONFIRM, signature.pk, bytes(signature.nonce))
    link = f"{settings.CONFIG.address}{_before_token('confirm')}{token}/"
    words = {"name": without_links(signature.name), "link": link}
    return form.fill_in(words, recipient=signature.mailbox, of_signature=signature.pk, at=at)


@lru_cache(maxsize=8)
def _before_token(name: str) -> str:
    """What stands before the token in the path of a mailed link: asked once, not for each mail."""
    path = reverse(name, args=["token"])
    assert path.endswith("token/")
    return path.removesuffix("token/")


def owe_correction(signature: Signature, edition: Edition, *, at: datetime) -> None:
    """Owe the mail that asks whoever signed an earlier edition to agree to a corrected one."""
    context = {
        "name": without_links(signature.name),
        "title": without_links(
            pick_title(dict(edition.texts.values_list("language", "title")), signature.language)
        ),
        "signed": signature.edition.number,
        "edition": edition.number,
        "link": manage_link(signature) + "agree/",
        "letter_link": letter_link(signature),
    }
    owe_mail(
        "correction",
        context,
        recipient=signature.mailbox,
        language=signature.language,
        of_signature=signature.pk,
        at=at,
    )


def manage_link(signature: Signature) -> str:
    """The address of the page on which a signer sees and changes the signature."""
    token = make_token(settings.KEYS.secret, Purpose.MANAGE, signature.pk, bytes(signature.nonce))
    return str(settings.CONFIG.address + reverse("manage", args=[token]))


def news_link(signature: Signature) -> str:
    """The address by which a signer, or the signer's mail program, ends the news of a letter."""
    token = make_token(settings.KEYS.secret, Purpose.NEWS, signature.pk, bytes(signature.nonce))
    return str(settings.CONFIG.address + reverse("news_wish", args=[token]))


def owe_manage_link(signature: Signature, *, template: str, recipient: str, at: datetime) -> None:
    """Owe the mail with the way to a signature that is confirmed."""
    context = {
        "name": without_links(signature.name),
        "title": without_links(title_of(signature)),
        "link": manage_link(signature),
        "letter_link": letter_link(signature),
    }
    owe_mail(
        template,
        context,
        recipient=recipient,
        language=signature.language,
        of_signature=signature.pk,
        at=at,
    )


def title_of(signature: Signature) -> str:
    """The title of the signed text in the signer's language, or in the original's."""
    return pick_title(
        dict(signature.edition.texts.values_list("language", "title")), signature.language
    )


def text_title(letter: Letter, language: str) -> str:
    """The title of the public text in `language`, or in the original's."""
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
    return pick_title(dict(texts.values_list("language", "title")), language)


def pick_title(titles: dict[str, str], language: str) -> str:
    """The title in `language`, or the first."""
    return titles.get(language) or next(iter(titles.values()), "")


def letter_link(signature: Signature) -> str:
    """The address of the letter in the signer's language."""
    return link_to(signature.letter, signature.language)


def link_to(letter: Letter, language: str) -> str:
    """The public address of a letter in `language`."""
    return f"{settings.CONFIG.address}{_letter_path(letter.slug, language)}"


@lru_cache(maxsize=256)
def _letter_path(slug: str, language: str) -> str:
    return reverse("letter", args=[slug, language])


def renew_names(letter_id: str) -> None:
    """Tell the kept pages that a name appeared or is gone, which no tree head tells them."""
    Letter.objects.filter(pk=letter_id).update(names_revision=F("names_revision") + 1)


def owe_leaves(signature: Signature, index: int, *, at: datetime) -> None:
    """Owe the log that the signature has left this place and that nothing opens it any more."""
    owe_leaves_of(signature.letter_id, [index], signature.kind, at=at)


def owe_leaves_of(
    letter_id: str, indices: Sequence[int], kind: str, *, at: datetime, is_not_genuine: bool = False
) -> None:
    """Owe the log that signatures of one kind have left these places."""
    LeafRequest.objects.bulk_create(
        LeafRequest(
            letter_id=letter_id,
            action=action,
            index=index,
            signatory_kind=kind,
            requested_at=at,
            is_not_genuine=is_not_genuine,
        )
        for index in indices
        for action in (WITHDRAW, ERASE)
    )
