"""What the head of a letter's page says to other programs: previews, search engines, feeds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from undersigned.adapters.card import HEIGHT, WIDTH
from undersigned.core.share import locale_code
from undersigned.queries.letter_page import LanguageLink, LetterHead, LetterPage

# Values on their way to JSON, in the vocabulary of schema.org.
Json = dict[str, Any]
# How many of each list are named: a page is to stay light, and has them all below.
_NAMED = 12
# Within these characters a script element could end, or a comment begin (HTML, 4.12.1.3).
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class SharedHead:
    """Absolute addresses and words for the head of a letter's page."""

    address: str
    # Leads to the language that the reader prefers.
    any_language: str
    languages: tuple[tuple[str, str], ...]
    description: str
    site: str
    locale: str
    other_locales: tuple[str, ...]
    card: str
    card_words: str
    width: int
    height: int
    feed: str
    json_ld: SafeString


def shared_head(page: LetterPage, authors: Sequence[str]) -> SharedHead:
    """The head of a letter in one language; `authors` are the organizations that carry it."""
    head = page.head
    own = locale_code(head.language)
    others = (locale_code(other.language) for other in head.languages)
    return SharedHead(
        address=_absolute("letter", head),
        any_language=f"{settings.CONFIG.address}"
        f"{reverse('letter_in_any_language', args=[head.slug])}",
        languages=tuple((other.language, _address_in(head, other)) for other in head.languages),
        description=page.opening or head.title,
        site=settings.CONFIG.host,
        locale=own,
        other_locales=tuple(dict.fromkeys(code for code in others if code and code != own)),
        card=_absolute("card", head),
        card_words=_("Open letter: %(title)s") % {"title": head.title},
        width=WIDTH,
        height=HEIGHT,
        feed=_absolute("letter_feed", head),
        json_ld=data_block(_article(page, authors)),
    )


def data_block(data: Json) -> SafeString:
    """The content of a `<script type="application/ld+json">`: data, which no browser runs."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 nothing in it can end the element


def _article(page: LetterPage, authors: Sequence[str]) -> Json:
    """The letter in the vocabulary of schema.org.

    There is no type for an open letter: it is an Article of that genre, and signing it is an
    EndorseAction.
    """
    head = page.head
    address = _absolute("letter", head)
    data: Json = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "genre": "open letter",
        "headline": head.title,
        "description": page.opening or head.title,
        "inLanguage": head.language,
        "version": head.edition,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "SHA-256",
            "value": head.digest_hex,
        },
        "image": {
            "@type": "ImageObject",
            "url": _absolute("card", head),
            "width": WIDTH,
            "height": HEIGHT,
        },
        "isAccessibleForFree": True,
        "audience": [
            _addressee(one.name, one.office, one.place) for one in page.addressees[:_NAMED]
        ],
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": {"@type": "EndorseAction"},
            "userInteractionCount": head.counts.total,
        },
    }
    if head.published_at:
        data["datePublished"] = head.published_at.isoformat(timespec="seconds")
    if authors:
        data["author"] = [{"@type": "Organization", "name": name} for name in authors[:_NAMED]]
    if page.demands:
        data["about"] = [{"@type": "Thing", "name": demand} for demand in page.demands[:_NAMED]]
    data |= _in_other_languages(head)
    if head.is_open:
        data["potentialAction"] = {
            "@type": "EndorseAction",
            "target": {"@type": "EntryPoint", "urlTemplate": _absolute("sign", head)},
        }
    return data


def _addressee(name: str, office: str, place: str) -> Json:
    described = ", ".join(filter(None, (office, place)))
    words = {"@type": "Audience", "name": name}
    return words | ({"description": described} if described else {})


def _in_other_languages(head: LetterHead) -> Json:
    original = head.languages[0]
    if original.language != head.language:
        return {"translationOfWork": _reference(head, original)}
    translations = [_reference(head, other) for other in head.languages[1:]]
    return {"workTranslation": translations} if translations else {}


def _reference(head: LetterHead, other: LanguageLink) -> Json:
    return {
        "@type": "Article",
        "@id": _address_in(head, other),
        "headline": other.title,
        "inLanguage": other.language,
    }


def _absolute(name: str, head: LetterHead) -> str:
    return f"{settings.CONFIG.address}{reverse(name, args=[head.slug, head.language])}"


def _address_in(head: LetterHead, other: LanguageLink) -> str:
    return f"{settings.CONFIG.address}{reverse('letter', args=[head.slug, other.language])}"
