"""What the endorse stage refuses."""

from typing import ClassVar

from undersigned.core.refusal import Refused


class NotRepresentative(Refused):
    """Only who represents an organization of the coalition answers for it."""

    status: ClassVar[int] = 403


class NotAsked(Refused):
    """Organizations are not asked to endorse this edition, or not any more."""


class AlreadyEndorsed(Refused):
    """The organization has endorsed this edition."""


class NothingToTakeBack(Refused):
    """There is no endorsement, or it was published."""


class SameOrganization(Refused):
    """Another organization of the coalition has endorsed under the same name, to the letter."""


class NotEndorsable(Refused):
    """What the organization says of itself does not fit into a statement."""

    status: ClassVar[int] = 422


class UnprovenPasskey(Refused):
    """The passkey's answer does not prove that it signed this statement."""

    status: ClassVar[int] = 422


class WrongCode(Refused):
    """The code is not the one that was mailed, or is not good any more."""

    status: ClassVar[int] = 422


class CodeJustSent(Refused):
    """A code was mailed a moment ago."""

    status: ClassVar[int] = 429


class NoReason(Refused):
    """Who declines says why."""

    status: ClassVar[int] = 422
