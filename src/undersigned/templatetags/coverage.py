"""Quotations in words: `{{ quotation.judgement|judgement_name }}`, and changed words marked."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from undersigned.core.display_names import language_name
from undersigned.core.quotes.facts import Fact, Finding
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Change, Judgement
from undersigned.queries.coverage_words import (
    CHANGES,
    FACTS,
    FINDINGS,
    JUDGEMENTS,
    MEANINGS,
    SPEAKERS,
)
from undersigned.queries.quotations import Piece

register = template.Library()


@register.filter
def judgement_name(judgement: Judgement) -> str:
    """The verdict in a few words."""
    return str(JUDGEMENTS[judgement])


@register.filter
def judgement_meaning(judgement: Judgement) -> str:
    """What the verdict says."""
    return str(MEANINGS[judgement])


@register.filter
def speaker_name(speaker: Speaker) -> str:
    """Who is said to have said it."""
    return str(SPEAKERS[speaker])


@register.filter
def change_sentences(changes: Iterable[Change]) -> list[str]:
    """What the changes do to the meaning, as far as a program can tell."""
    return [str(CHANGES[change]) for change in changes if change in CHANGES]


@register.filter
def pieces(parts: Iterable[Piece]) -> SafeString:
    """The words, those that differ underlined, and read out as marked."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="differs">{}</mark>', part.text),)
            if part.change
            else (part.text,)
            for part in parts
        ),
    )


@register.filter
def of_key(values: Mapping[object, object], key: object) -> object:
    """What stands in a mapping under a key of the page."""
    return values.get(key)


@register.filter
def own_name(tag: str) -> str:
    """What a language calls itself."""
    return language_name(tag)


@register.filter
def fact_name(fact: Fact) -> str:
    """What is reported."""
    return str(FACTS[fact])


@register.filter
def finding_name(finding: Finding) -> str:
    """What the record says to it."""
    return str(FINDINGS[finding])
