"""The language that the interface speaks for a reader, and sentences that pages and paper share."""

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from undersigned.core.display_names import number_text
from undersigned.core.interface_languages import nearest_spoken
from undersigned.queries.letter_page import Counts


def interface_language(language: str) -> str:
    """The nearest language that the interface speaks; its own where there is none."""
    return nearest_spoken(language, tuple(dict(settings.LANGUAGES)))


def signed_by_text(counts: Counts) -> str:
    """Who signed, in numbers: "11 organizations and 312 people", in the language of the moment."""
    language = get_language() or "en"
    organizations = ngettext(
        "%(number)s organization", "%(number)s organizations", counts.organizations
    ) % {"number": number_text(counts.organizations, language)}
    people = ngettext("%(number)s person", "%(number)s people", counts.people) % {
        "number": number_text(counts.people, language)
    }
    if counts.organizations and counts.people:
        return _("%(organizations)s and %(people)s") % {
            "organizations": organizations,
            "people": people,
        }
    return organizations if counts.organizations else people
