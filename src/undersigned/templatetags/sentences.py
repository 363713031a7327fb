"""Django's tags for translations, with numbers in the digits of the language.

The settings put this library in the place of `i18n`. Its `blocktranslate` writes whole numbers as
the reader's language does, so that a template need not say so beside each, and in plain text, as
of mails, it isolates names of the other direction; all other tags are Django's own.
"""

from typing import Any

from django import template
from django.template.base import Parser, Token, TokenType
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

from undersigned.core.display_names import count_text
from undersigned.core.isolates import isolated

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class _Number(int):
    """A whole number that is written in the digits of the active language."""

    def __str__(self) -> str:
        return count_text(int(self), get_language() or "en")


class _Spoken:
    """What an expression of the template gives, so that it is spoken: see `_spoken`."""

    def __init__(self, expression: Any) -> None:  # FilterExpression, or another such
        self.expression = expression

    def resolve(self, context: Context) -> object:
        return _spoken(self.expression.resolve(context), context)


def _spoken(value: object, context: Context) -> object:
    """A number in the digits of the language; in plain text, words that keep their direction."""
    # A truth value is no number, and a number that is one already stays.
    if type(value) is int:
        return _Number(value)
    # What escapes is a page, whose templates have <bdi>.
    if isinstance(value, str) and not context.autoescape:
        return isolated(value, get_language() or "en")
    return value


class BlockTranslateNode(i18n.BlockTranslateNode):
    """A sentence with values."""

    def render(self, context: Context, nested: bool = False) -> Any:
        """The sentence in the active language."""
        names = {
            token.contents
            for token in (*self.singular, *(self.plural or ()))
            if token.token_type == TokenType.VAR and token.contents in context
        }
        spoken = {
            name: value
            for name in names
            if (value := _spoken(context[name], context)) is not context[name]
        }
        if not spoken or self.asvar:
            return super().render(context, nested)
        with context.push(**spoken):
            return super().render(context, nested)


def blocktranslate(parser: Parser, token: Token) -> BlockTranslateNode:
    """Read the tag as Django does."""
    node: Any = i18n.do_block_translate(parser, token)
    counter: Any = node.counter and _Spoken(node.counter)
    extra: dict[str, Any] = {name: _Spoken(value) for name, value in node.extra_context.items()}
    return BlockTranslateNode(
        extra,
        node.singular,
        node.plural,
        node.countervar,
        counter,
        node.message_context,
        trimmed=node.trimmed,
        asvar=node.asvar,
        tag_name=node.tag_name,
    )


register.tag("blocktranslate", blocktranslate)
register.tag("blocktrans", blocktranslate)
