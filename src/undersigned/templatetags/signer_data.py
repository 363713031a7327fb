"""Words for what is held about a signer."""

from datetime import datetime

from django import template
from django.utils.translation import gettext_lazy, pgettext_lazy

from undersigned.templatetags.letter_text import day

register = template.Library()

_KINDS = {
    "already_signed": gettext_lazy("that the mailbox has signed already"),
    "confirm": gettext_lazy("the link that confirms"),
    "correction": gettext_lazy("the question about a corrected text"),
    "manage": gettext_lazy("the link to the signature"),
    "news": pgettext_lazy("a mail", "news"),
    "receipt": gettext_lazy("the receipt"),
    "remind": gettext_lazy("the reminder to confirm"),
}


@register.filter
def mail_kind(template_name: str) -> str:
    """What a mail to a signer is about."""
    return str(_KINDS.get(template_name, template_name))


@register.filter
def day_told(when: str, language: str) -> str:
    """The day of a time as the file of a signer has it."""
    return day(datetime.fromisoformat(when), language)
