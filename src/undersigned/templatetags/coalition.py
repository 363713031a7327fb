"""Roles and acts in words: `{{ role|role_name }}`, `{% act_sentence act %}`."""

from string import Formatter

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.core.coalition import Role
from undersigned.core.display_names import count_text
from undersigned.core.language_choice import name_of_language
from undersigned.queries.workspace.history import ActRow
from undersigned.queries.workspace.words import ACT_SENTENCES, ROLE_NAMES

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """What a role is called in the language of the page."""
    return str(ROLE_NAMES[Role(role)])


@register.simple_tag
def act_sentence(act: ActRow) -> SafeString:
    """What somebody did, as a sentence; names keep their own direction."""
    known: dict[str, object] = {}
    if act.who:
        known["who"] = format_html('<bdi class="act-who">{}</bdi>', act.who)
    if act.subject:
        known["subject"] = format_html("<bdi>{}</bdi>", act.subject)
    if act.role:
        known["role"] = role_name(act.role)
    if act.language:
        known["language"] = name_of_language(act.language, get_language() or "en")
    if act.number is not None:
        known["number"] = count_text(act.number, get_language() or "en")
    sentences = [str(sentence) for sentence in ACT_SENTENCES[act.kind]]
    fitting = (sentence for sentence in sentences if _placeholders(sentence) <= known.keys())
    chosen = next(fitting, sentences[-1])
    return format_html(chosen, **{"who": _("The server"), **known})


def _placeholders(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}
