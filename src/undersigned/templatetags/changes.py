"""What changed, for templates: `{% load changes %}`, then `{{ passage.text|visible_space }}`."""

from django import template

register = template.Library()


@register.filter
def visible_space(text: str) -> str:
    """The text; white space alone, which nobody would see, as a sign for it."""
    if text.isspace():
        return "¶" if "\n" in text else "␣"
    return text
