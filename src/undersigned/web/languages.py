"""The form field by which a language is chosen."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.core.errors import Malformed
from undersigned.core.language_choice import Offer, offers, read_language


def offered_languages() -> tuple[Offer, ...]:
    """The common languages by their names in the language of the page, for a datalist."""
    return offers(get_language() or "en")


class LanguageField(forms.CharField):
    """Takes a BCP 47 tag in any case, or the name of a common language; gives the tag."""

    default_error_messages = {
        "invalid": _(
            "Choose a language from the list, or write its tag, such as fr, pt-BR or zh-Hant."
        ),
    }

    def to_python(self, value: object) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        try:
            return read_language(typed, get_language() or "en")
        except Malformed as problem:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from problem
