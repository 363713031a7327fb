"""What drafting refuses."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext as _

from undersigned.core.draft_merge import MergedDraft
from undersigned.core.refusal import Refused
from undersigned.models import Version


class SlugTaken(Refused):
    """Another letter has this address."""


class NotWritable(Refused):
    """The text is locked, or the letter is closed."""


class NotAllowed(Refused):
    """The letter's state does not allow this move."""


class NoSuchVersion(Refused):
    """The text has no version of that number."""

    status: ClassVar[int] = 404


class Outdated(Refused):
    """Somebody saved a newer version meanwhile; `current` is it."""

    def __init__(self, current: Version) -> None:
        super().__init__(_("Somebody saved another version while you were writing."))
        self.current = current


class Conflicting(Outdated):
    """The newer version touches the same words; `merged` says which, and nothing was saved."""

    def __init__(self, current: Version, merged: MergedDraft) -> None:
        super().__init__(current)
        self.merged = merged


class TakenOut(Outdated):
    """Somebody took the language out of the draft meanwhile; `current` says who and when."""


class WordsTooLong(Refused):
    """More was typed than any letter may hold."""

    status: ClassVar[int] = 413


class TooManyCopies(Refused):
    """A person has too many texts that are not saved."""


class ProblemsFound(Refused):
    """The text cannot be taken as it is; `problems` says why, a sentence each."""

    status: ClassVar[int] = 422

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class TextRefused(ProblemsFound):
    """A text cannot be saved."""


class NotReady(ProblemsFound):
    """The draft cannot be frozen."""


class NothingChanged(Refused):
    """A correction that corrects nothing."""
