"""Deliveries and answers in words: what ways, states, answers and checks are called."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from undersigned.core.answers import Answer, Check, DeliveryState, Way

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

ANSWERS: Final[dict[Answer, "_StrPromise"]] = {
    Answer.AGREE: _("agrees"),
    Answer.PARTLY: _("agrees in part"),
    Answer.REFUSE: _("refuses"),
    Answer.CONSIDER: _("will consider it"),
}
WAYS: Final[dict[Way, "_StrPromise"]] = {
    Way.MAIL: _("by mail"),
    Way.IN_PERSON: _("in person"),
    Way.POST: _("by post"),
    Way.OTHER: _("by other means"),
}
STATES: Final[dict[DeliveryState, "_StrPromise"]] = {
    DeliveryState.OWED: _("about to be sent"),
    DeliveryState.DELAYED: _("put off, tried again"),
    DeliveryState.DELIVERED: _("delivered"),
    DeliveryState.FAILED: _("failed"),
    DeliveryState.UNSURE: _("interrupted: sent or not"),
    DeliveryState.REMOVED: _("taken out of the record"),
}
CHECKS: Final[dict[Check, "_StrPromise"]] = {
    Check.LINK: _("It came by the link that only the office’s mailbox was sent."),
    Check.CALLED: _("The office confirmed it by telephone."),
    Check.MAILED: _("The office confirmed it by mail."),
    Check.PUBLISHED_BY_THEM: _("The office has published it itself."),
    Check.SEEN: _("Those who lead the letter have seen the document."),
    Check.OTHER: _("It was checked in another way."),
}
