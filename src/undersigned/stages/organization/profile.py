"""Profile: what an organization is called in each language, where it is, and what it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import filled, in_words
from undersigned.core.coalition import ActKind
from undersigned.core.display_names import country_names
from undersigned.core.domains import clean_website
from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language
from undersigned.core.lines import clean_line
from undersigned.core.refusal import Refused
from undersigned.models import Account, Organization, OrganizationName
from undersigned.stages.organization.base import record, renew_pages, require_manager
from undersigned.stages.organization.vouch import end_words

MAX_NAME: Final = 300
MAX_DESCRIPTION: Final = 600
MAX_NAMES: Final = 24


class ProfileRefused(Refused):
    """Something in the profile cannot be taken."""

    status: ClassVar[int] = 422


class ProfileMoved(Refused):
    """Somebody else has changed the profile since the person saw it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organization says of itself; `names` are pairs of language and name."""

    name: str
    language: str = ""
    names: tuple[tuple[str, str], ...] = ()
    country: str = ""
    website: str = ""
    description: str = ""


@transaction.atomic
def change_profile(
    organization: Organization, profile: Profile, *, based_on: int, by: Account, at: datetime
) -> Organization:
    """Take over the profile, if it still stands as in revision `based_on`.

    The lead's word was for an organization of that name and website, so it ends when one of them
    changes. Raises NotYourOrganization, ProfileRefused, ProfileMoved.
    """
    require_manager(organization, by)
    clean = _clean(profile)
    before = (organization.name, organization.website)
    changed = Organization.objects.filter(pk=organization.pk, revision=based_on).update(
        name=clean.name,
        language=clean.language,
        country=clean.country,
        website=clean.website,
        description=clean.description,
        revision=F("revision") + 1,
    )
    if not changed:
        raise ProfileMoved(
            _("Somebody else has changed this profile since you opened it. Nothing was saved.")
        )
    OrganizationName.objects.filter(organization=organization).delete()
    OrganizationName.objects.bulk_create(
        OrganizationName(organization=organization, language=language, name=name)
        for language, name in clean.names
    )
    organization.refresh_from_db()
    record(organization, ActKind.PROFILE_CHANGED, by=by, at=at)
    if before != (clean.name, clean.website):
        end_words(organization, by=by, at=at)
    renew_pages(organization)
    return organization


def _clean(profile: Profile) -> Profile:
    """The profile as it is kept. Raises ProfileRefused."""
    try:
        name = clean_line(profile.name, max_length=MAX_NAME)
        if not name:
            raise ProfileRefused(_("An organization needs a name."))
        for language in (profile.language, *(language for language, _name in profile.names)):
            if language:
                check_language(language)
        names = tuple(
            (language, line)
            for language, written in profile.names
            if language and (line := clean_line(written, max_length=MAX_NAME))
        )
        website = clean_website(profile.website)
        description = clean_line(profile.description, max_length=MAX_DESCRIPTION)
    except Malformed as problem:
        raise ProfileRefused(in_words(problem)) from problem
    languages = [language for language, _name in names]
    if profile.language in languages or len(set(languages)) != len(languages):
        raise ProfileRefused(_("A language can have one name only."))
    if len(names) > MAX_NAMES:
        raise ProfileRefused(
            filled(_("That is too many: at most %(count)d further names."), count=MAX_NAMES)
        )
    if profile.country and profile.country not in country_names("en"):
        raise ProfileRefused(_("Please choose a country from the list."))
    return Profile(name, profile.language, names, profile.country, website, description)
