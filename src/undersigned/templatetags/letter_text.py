"""Numbers, days and countries in a given language: `{{ n|number:tag }}`, and who signed."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from undersigned.core import display_names
from undersigned.queries.letter_page import Counts
from undersigned.queries.responses import ShownDelivery
from undersigned.queries.spoken import signed_by_text

register = template.Library()
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


@register.filter
def number(value: int, language: str = "") -> str:
    """A whole number, as `language` or else the page writes it."""
    return display_names.number_text(value, language or _spoken())


@register.filter
def counted(value: int) -> str:
    """A whole number as it stands within the sentences of the page: grouped from five digits on."""
    return display_names.count_text(value, _spoken())


@register.filter
def day(value: datetime, language: str = "") -> str:
    """The day of a moment in its own zone, mostly UTC, as `language` or else the page writes it."""
    return display_names.date_text(value.date(), language or _spoken())


@register.filter
def clock(value: datetime) -> str:
    """The time of a moment in its own zone, as the page writes it."""
    return display_names.time_text(value, _spoken())


def _spoken() -> str:
    return get_language() or "en"


@register.filter
def day_of(value: date, language: str) -> str:
    """A day without a time, as `language` writes it."""
    return display_names.date_text(value, language)


@register.filter
def country(code: str, language: str) -> str:
    """The name of a country in `language`."""
    return display_names.country_name(code, language)


@register.simple_tag
def comma(language: str = "") -> str:
    """The comma between names and what belongs to them; it stands outside of either."""
    return display_names.comma(language or _spoken())


@register.simple_tag
def colon() -> str:
    """The colon after words that stand outside of a sentence."""
    return display_names.colon(_spoken())


@register.filter
def listed(parts: Iterable[object]) -> str:
    """An enumeration as the page writes it, whole numbers in its digits."""
    language = _spoken()
    words = [
        display_names.count_text(part, language) if type(part) is int else str(part)
        for part in parts
    ]
    return display_names.listed(words, language)


@register.filter
def plain_references(words: str) -> SafeString:
    """Words of a text as it is written, with its footnote marks set as readers know them."""
    parts = _REFERENCE.split(words)
    return format_html_join(
        "",
        "{}{}",
        (
            (part, format_html("<sup>{}</sup>", label) if label else "")
            for part, label in zip(parts[::2], [*parts[1::2], ""], strict=True)
        ),
    )


@register.filter
def website(address: str) -> str:
    """The address if it is one that a reader may be sent to, else nothing."""
    return address if address.startswith(("https://", "http://")) else ""


@register.simple_tag
def number_of_names(delivery: ShownDelivery) -> str:
    """Under how many names a letter was delivered."""
    total = delivery.organizations + delivery.people
    return ngettext("%(number)s signature", "%(number)s signatures", total) % {
        "number": display_names.number_text(total, get_language() or "en")
    }


@register.simple_tag
def signed_by(counts: Counts) -> str:
    """Who signed, in numbers: "11 organizations and 312 people", in the language of the page."""
    return signed_by_text(counts)


@register.simple_tag
def signed_by_now(counts: Counts) -> SafeString:
    """The same, where `count.js` keeps it up to date."""
    return format_html("<span data-signed-by>{}</span>", signed_by_text(counts))
