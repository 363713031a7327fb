"""Evidence in words: `{% load evidence %}`, then `{% evidence_words fact language %}`."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.core import display_names
from undersigned.queries.organization_evidence import Fact, FactKind

register = template.Library()


@register.simple_tag
def evidence_words(fact: Fact, language: str) -> SafeString:
    """The fact as a phrase in the language of the page, its dates as `language` writes them."""
    values = {
        "day": _day(fact.on, language),
        "until": _day(fact.until, language),
        "domain": format_html('<bdi translate="no">{}</bdi>', fact.domain),
        "text": format_html('<bdi lang="">{}</bdi>', fact.text),
    }
    return format_html(_sentence(fact), **values)


def _day(day: date | None, language: str) -> str:
    if day is None:
        return ""
    # It is set in one piece: a day that is torn from its month reads as something else.
    text = display_names.date_text(day, language)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), text)


def _sentence(fact: Fact) -> str:
    """One whole phrase for each kind, with and without what may be missing."""
    match fact.kind:
        case FactKind.PASSKEY if fact.on:
            return _("Agreed to the text with a passkey on {day}")
        case FactKind.PASSKEY:
            return _("Agreed to the text with a passkey")
        case FactKind.CODE if fact.domain and fact.on:
            return _("Agreed to the text with a code mailed to {domain} on {day}")
        case FactKind.CODE if fact.on:
            return _("Agreed to the text with a mailed code on {day}")
        case FactKind.CODE:
            return _("Agreed to the text with a mailed code")
        case FactKind.ACCEPTED:
            return _("Accepted by those who lead this letter on {day}")
        case FactKind.LISTED:
            return _("Listed by those who run this server on {day}")
        case FactKind.RECORD:
            return _("Named in a record of the domain {domain}, seen on {day}")
        case FactKind.RECORD_GONE:
            return _("Was named in a record of the domain {domain} until {until}; gone since {day}")
        case FactKind.MAILBOX:
            return _("Reads mail at {domain}, shown on {day}")
        case FactKind.WORD:
            return _("Those who lead this letter vouch for it since {day}: “{text}”")
        case _:
            return _("In the words of the log: {text}")
