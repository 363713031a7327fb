"""Deliveries and answers in words: `{{ answer|answer_name }}`, `{{ how|check_sentence }}`."""

from django import template

from undersigned.core.answers import Answer, Check, DeliveryState, Way
from undersigned.queries.answer_words import ANSWERS, CHECKS, STATES, WAYS

register = template.Library()


@register.filter
def answer_name(answer: str) -> str:
    """What an addressee says to a demand."""
    return str(ANSWERS[Answer(answer)])


@register.filter
def way_name(way: str) -> str:
    """How a letter was delivered."""
    return str(WAYS[Way(way)])


@register.filter
def delivery_state_name(state: str) -> str:
    """Where a delivery stands, for leads."""
    return str(STATES[DeliveryState(state)])


@register.filter
def check_sentence(how: str) -> str:
    """How a response was found to be genuine."""
    return str(CHECKS[Check(how)])
