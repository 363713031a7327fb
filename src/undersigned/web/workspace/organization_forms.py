"""What is filled in about an organization."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.queries.workspace.organization import OrganizationView
from undersigned.stages.organization import Profile
from undersigned.stages.organization.profile import MAX_DESCRIPTION, MAX_NAME, MAX_NAMES
from undersigned.stages.organization.vouch import MAX_NOTE
from undersigned.web.fields import CountryField, LineField, WebsiteField
from undersigned.web.languages import LanguageField
from undersigned.web.workspace.forms import language_input

if TYPE_CHECKING:
    # The class takes a parameter in its stubs only.
    from django.forms.formsets import BaseFormSet

BLANK_ROWS = 2


class ProfileForm(forms.Form):
    """What an organization says of itself, in the language of its own name."""

    name = LineField(
        label=_("Name"),
        length=MAX_NAME,
        help_text=_("As it signs. It is logged exactly like this when the organization signs."),
        autocomplete="organization",
    )
    language = LanguageField(
        label=_("Language of the name"),
        required=False,
        max_length=100,
        help_text=_("Leave it empty if the name is the same in all languages."),
        widget=language_input(),
    )
    country = CountryField()
    website = WebsiteField(label=_("Website"))
    description = LineField(
        label=_("What it does"),
        length=MAX_DESCRIPTION,
        required=False,
        help_text=_("In a sentence or two, for the people of its coalitions."),
    )
    # The revision of the profile that was edited.
    based_on = forms.IntegerField(
        min_value=0,
        max_value=1_000_000_000,
        widget=forms.HiddenInput(),
    )


class NameForm(forms.Form):
    """The name in one more language; a row without a name is let go."""

    language = LanguageField(
        label=_("Language"), required=False, max_length=100, widget=language_input()
    )
    name = LineField(label=_("Name in it"), length=MAX_NAME, required=False)

    def clean(self) -> dict[str, Any]:  # the values of a form are of any type
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("name") and "language" not in self.errors and not cleaned.get("language"):
            self.add_error("language", _("Please say which language this name is in."))
        return cleaned


NamesFormSet = forms.formset_factory(
    NameForm, extra=BLANK_ROWS, max_num=MAX_NAMES, absolute_max=MAX_NAMES + BLANK_ROWS
)


class DomainForm(forms.Form):
    """A domain whose record is looked for."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=300,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )


class LogoForm(forms.Form):
    """A picture; what it is, its content alone says."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "PNG, JPEG, WebP or GIF, at most 1 MB. It is drawn anew, at most 512 × 256 pixels, and"
            " nothing else that the file holds is kept."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty."),
            "missing": _("Please choose a file."),
            "invalid": _("Please choose a file."),
        },
    )


class VouchForm(forms.Form):
    """The lead's word, and what it rests on."""

    note = LineField(
        label=_("How do you know?"),
        length=MAX_NOTE,
        help_text=_(
            "Everybody will read this below the name, with today’s date. For instance: “We called"
            " its office at the number that its website gives.”"
        ),
    )


def profile_forms(
    view: OrganizationView, data: Any = None
) -> "tuple[ProfileForm, BaseFormSet[NameForm]]":
    """The two forms of the profile, as it stands or as it was sent."""
    organization = view.organization
    initial = {
        "name": organization.name,
        "language": organization.language,
        "country": organization.country,
        "website": organization.website,
        "description": organization.description,
        "based_on": organization.revision,
    }
    rows = [{"language": row.language, "name": row.name} for row in view.names]
    return (
        ProfileForm(data, initial=initial),
        NamesFormSet(data, initial=rows, prefix="names"),
    )


def profile_of(form: ProfileForm, names: "BaseFormSet[NameForm]") -> Profile:
    """The profile that valid forms hold."""
    cleaned = form.cleaned_data
    rows = [row.cleaned_data for row in names if row.cleaned_data.get("name")]
    return Profile(
        name=cleaned["name"],
        language=cleaned["language"],
        names=tuple((row["language"], row["name"]) for row in rows),
        country=cleaned["country"],
        website=cleaned["website"],
        description=cleaned["description"],
    )
