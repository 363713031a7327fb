"""Languages and countries by their names: `{% load names %}`, then `{{ tag|name_of_language }}`."""

from django import template
from django.utils.translation import get_language

from undersigned.core import display_names, language_choice, languages

register = template.Library()


@register.filter
def name_of_language(tag: str) -> str:
    """What the language is called in the language of the page."""
    return language_choice.name_of_language(tag, get_language() or "en")


@register.filter
def own_name(tag: str) -> str:
    """What its speakers call the language; its element needs `lang` and `dir`."""
    return display_names.language_name(tag)


@register.filter
def direction(tag: str) -> str:
    """Whether the language is written `ltr` or `rtl`, for the attribute `dir`."""
    return languages.direction(tag)


@register.filter
def country_name(code: str) -> str:
    """What the country is called in the language of the page."""
    return display_names.country_name(code, get_language() or "en")
