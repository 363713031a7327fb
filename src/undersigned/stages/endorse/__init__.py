"""Endorse: organizations are asked to put their names to exactly one edition, and answer."""

from undersigned.stages.endorse.answer import (
    decline,
    endorse_with_code,
    endorse_with_passkey,
    request_code,
    take_back,
)
from undersigned.stages.endorse.ask import ask_joined, freeze_and_ask, remind_missing
from undersigned.stages.endorse.refusals import (
    AlreadyEndorsed,
    CodeJustSent,
    NoReason,
    NotAsked,
    NotEndorsable,
    NothingToTakeBack,
    NotRepresentative,
    SameOrganization,
    UnprovenPasskey,
    WrongCode,
)
from undersigned.stages.endorse.rule import RuleRefused, set_rule
from undersigned.stages.endorse.statements import digests_of, passkey_host, statement_of

__all__ = [
    "AlreadyEndorsed",
    "CodeJustSent",
    "NoReason",
    "NotAsked",
    "NotEndorsable",
    "NotRepresentative",
    "NothingToTakeBack",
    "RuleRefused",
    "SameOrganization",
    "UnprovenPasskey",
    "WrongCode",
    "ask_joined",
    "decline",
    "digests_of",
    "endorse_with_code",
    "endorse_with_passkey",
    "freeze_and_ask",
    "passkey_host",
    "remind_missing",
    "request_code",
    "set_rule",
    "statement_of",
    "take_back",
]
