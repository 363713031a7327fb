"""Numbers, days and countries in a given language: `{{ n|number:tag }}`, and who signed."""

from datetime import datetime

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from undersigned.core import display_names
from undersigned.queries.letter_page import Counts

register = template.Library()


@register.filter
def number(value: int, language: str) -> str:
    """A whole number, as `language` writes it."""
    return display_names.number_text(value, language)


@register.filter
def day(value: datetime, language: str) -> str:
    """The day of a moment in UTC, as `language` writes it."""
    return display_names.date_text(value.date(), language)


@register.filter
def country(code: str, language: str) -> str:
    """The name of a country in `language`."""
    return display_names.country_name(code, language)


@register.simple_tag
def comma(language: str) -> str:
    """The comma between names and what belongs to them; it stands outside of either."""
    return display_names.comma(language)


@register.filter
def website(address: str) -> str:
    """The address if it is one that a reader may be sent to, else nothing."""
    return address if address.startswith(("https://", "http://")) else ""


@register.simple_tag
def signed_by(counts: Counts) -> str:
    """Who signed, in numbers: "11 organizations and 312 people", in the language of the page."""
    language = get_language() or "en"
    organizations = ngettext(
        "%(number)s organization", "%(number)s organizations", counts.organizations
    ) % {"number": display_names.number_text(counts.organizations, language)}
    people = ngettext("%(number)s person", "%(number)s people", counts.people) % {
        "number": display_names.number_text(counts.people, language)
    }
    if counts.organizations and counts.people:
        return _("%(organizations)s and %(people)s") % {
            "organizations": organizations,
            "people": people,
        }
    return organizations if counts.organizations else people
