"""What reviewing refuses."""

from typing import ClassVar

from django.utils.translation import gettext as _

from undersigned.core.refusal import Refused
from undersigned.models import Comment


class RemarkRefused(Refused):
    """What was written cannot be taken as it is."""

    status: ClassVar[int] = 422


class NoSuchText(Refused):
    """There is no text, or no version of it, that could be read or remarked on."""

    status: ClassVar[int] = 404


class NoSuchThread(Refused):
    """The remark is not there, or not any more."""

    status: ClassVar[int] = 404


class NotYourRemark(Refused):
    """Only its author may do this, or whoever writes the letter."""

    status: ClassVar[int] = 403


class PassageChanged(Refused):
    """The text was changed at the passage while the person was writing."""


class AlreadyEnded(Refused):
    """Somebody has decided about the thread."""


class NotFitting(Refused):
    """The passage is not what it was when the suggestion was made; `comment` tells both."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            _("The passage was changed after this was suggested, so it does not fit any more.")
            if comment.start is not None
            else _("The passage of this suggestion is no longer in the text.")
        )
        self.comment = comment


class TooMany(Refused):
    """More remarks than anyone could answer."""
