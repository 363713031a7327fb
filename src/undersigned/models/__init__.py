"""What is stored: one module a noun; a foreign key points back along the life of a letter."""

from undersigned.models.account import Account
from undersigned.models.entry import ENTRIES_LEVEL, LeafRequest, Log, Tile, TreeHead
from undersigned.models.letter import Edition, EditionText, Letter, Version
from undersigned.models.outbox import OutgoingMail
from undersigned.models.signature import Signature

__all__ = [
    "ENTRIES_LEVEL",
    "Account",
    "Edition",
    "EditionText",
    "LeafRequest",
    "Letter",
    "Log",
    "OutgoingMail",
    "Signature",
    "Tile",
    "TreeHead",
    "Version",
]
