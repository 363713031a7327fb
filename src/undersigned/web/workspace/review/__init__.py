"""Review: a text as it is set, for everyone of the coalition, with what they say beside it."""

from django.urls import URLPattern, path

from undersigned.web.workspace.review.reading import mark_read, read_text
from undersigned.web.workspace.review.threads import (
    accept,
    answer,
    reject,
    reopen,
    resolve,
    thread,
    withdraw,
)
from undersigned.web.workspace.review.writing import remark, suggest

_TEXT = "workspace/letters/<slug:slug>/texts/<str:language>/read/"
_THREAD = f"{_TEXT}remarks/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(_TEXT, read_text, name="read_text"),
    path(f"{_TEXT}mark/", mark_read, name="mark_read"),
    path(f"{_TEXT}remark/", remark, name="remark"),
    path(f"{_TEXT}suggest/", suggest, name="suggest"),
    path(_THREAD, thread, name="thread"),
    path(f"{_THREAD}answer/", answer, name="answer_thread"),
    path(f"{_THREAD}resolve/", resolve, name="resolve_thread"),
    path(f"{_THREAD}reopen/", reopen, name="reopen_thread"),
    path(f"{_THREAD}accept/", accept, name="accept_suggestion"),
    path(f"{_THREAD}reject/", reject, name="reject_suggestion"),
    path(f"{_THREAD}withdraw/", withdraw, name="withdraw_remark"),
]
