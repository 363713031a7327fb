"""Draft: editors write the texts; an edition freezes their exact bytes."""

from undersigned.stages.draft.copies import CopyMark, discard_words, keep_words
from undersigned.stages.draft.editions import freeze_edition, move_letter, resume_draft
from undersigned.stages.draft.refusals import (
    Conflicting,
    NoSuchVersion,
    NotAllowed,
    NothingChanged,
    NotReady,
    NotWritable,
    Outdated,
    ProblemsFound,
    SlugTaken,
    TakenOut,
    TextRefused,
    TooManyCopies,
    WordsTooLong,
)
from undersigned.stages.draft.texts import (
    create_letter,
    lock_text,
    newest_versions,
    remove_text,
    restore_version,
    save_text,
    unlock_text,
)
from undersigned.stages.draft.typed import TextInput, check_text, content_of, merge_typed

__all__ = [
    "Conflicting",
    "CopyMark",
    "NoSuchVersion",
    "NotAllowed",
    "NotReady",
    "NotWritable",
    "NothingChanged",
    "Outdated",
    "ProblemsFound",
    "SlugTaken",
    "TakenOut",
    "TextInput",
    "TextRefused",
    "TooManyCopies",
    "WordsTooLong",
    "check_text",
    "content_of",
    "create_letter",
    "discard_words",
    "freeze_edition",
    "keep_words",
    "lock_text",
    "merge_typed",
    "move_letter",
    "newest_versions",
    "remove_text",
    "restore_version",
    "resume_draft",
    "save_text",
    "unlock_text",
]
