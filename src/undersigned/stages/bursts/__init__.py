"""Bursts: signatures that come in a burst wait, until somebody has looked and decided."""

from undersigned.stages.bursts.carry import CARRIED_AT_ONCE, carry_out
from undersigned.stages.bursts.decide import (
    DecidedMeanwhile,
    LetterClosed,
    NothingMeant,
    NotUndoable,
    StillCarriedOut,
    decide,
    undo_decision,
)
from undersigned.stages.bursts.forget import forget_decided
from undersigned.stages.bursts.hold import JUDGED_AT_ONCE, Judged, hold_bursts, is_new

__all__ = [
    "CARRIED_AT_ONCE",
    "JUDGED_AT_ONCE",
    "DecidedMeanwhile",
    "Judged",
    "LetterClosed",
    "NotUndoable",
    "NothingMeant",
    "StillCarriedOut",
    "carry_out",
    "decide",
    "forget_decided",
    "hold_bursts",
    "is_new",
    "undo_decision",
]
