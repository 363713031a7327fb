"""Review: people say what they think of a passage, and editors decide what becomes of it."""

from undersigned.stages.review.common import MAX_REMARK
from undersigned.stages.review.decisions import (
    accept_suggestion,
    reject_suggestion,
    reopen,
    resolve,
)
from undersigned.stages.review.readings import mark_read
from undersigned.stages.review.refusals import (
    AlreadyEnded,
    NoSuchText,
    NoSuchThread,
    NotFitting,
    NotYourRemark,
    PassageChanged,
    RemarkRefused,
    TooMany,
)
from undersigned.stages.review.threads import (
    MAX_ANSWERS,
    MAX_THREADS,
    Passage,
    add_remark,
    add_suggestion,
    answer,
    withdraw_remark,
)

__all__ = [
    "MAX_ANSWERS",
    "MAX_REMARK",
    "MAX_THREADS",
    "AlreadyEnded",
    "NoSuchText",
    "NoSuchThread",
    "NotFitting",
    "NotYourRemark",
    "Passage",
    "PassageChanged",
    "RemarkRefused",
    "TooMany",
    "accept_suggestion",
    "add_remark",
    "add_suggestion",
    "answer",
    "mark_read",
    "reject_suggestion",
    "reopen",
    "resolve",
    "withdraw_remark",
]
