"""Who may do what with a letter, and the states of what a coalition does, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to a letter: to the whole of it, or within one organization."""

    LEAD = "lead"
    EDITOR = "editor"
    REPRESENTATIVE = "representative"
    OBSERVER = "observer"


class Permission(StrEnum):
    """What a person may do. READ covers all texts, remarks, endorsements and the history."""

    READ = "read"
    COMMENT = "comment"
    WRITE = "write"
    # Within one's own organization: its profile, its people, its seat.
    MANAGE_ORGANIZATION = "manage organization"
    # For one's own organization.
    ENDORSE = "endorse"
    # The whole letter: invite, freeze, publish, close, decide on organizations that sign.
    LEAD = "lead"


_READS = frozenset({Permission.READ})
_COMMENTS = _READS | {Permission.COMMENT}
_WRITES = _COMMENTS | {Permission.WRITE}

LETTER_ROLES: dict[Role, frozenset[Permission]] = {
    Role.LEAD: _WRITES | {Permission.LEAD},
    Role.EDITOR: _WRITES,
    Role.OBSERVER: _READS,
}
"""What a role in the whole letter allows. Only organizations endorse: no representative here."""

SEAT_ROLES: dict[Role, frozenset[Permission]] = {
    Role.LEAD: _WRITES | {Permission.MANAGE_ORGANIZATION},
    Role.EDITOR: _WRITES,
    Role.REPRESENTATIVE: _COMMENTS | {Permission.MANAGE_ORGANIZATION, Permission.ENDORSE},
    Role.OBSERVER: _READS,
}
"""What a role within one organization allows. Only its representatives endorse for it."""

_ABOUT_ONE_SEAT = frozenset({Permission.MANAGE_ORGANIZATION, Permission.ENDORSE})


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of a person; `seat` is None for the whole letter."""

    role: Role
    seat: int | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it allows; nothing when the role does not exist there."""
        roles = LETTER_ROLES if self.seat is None else SEAT_ROLES
        return roles.get(self.role, frozenset())


def may(grants: Iterable[Grant], permission: Permission, *, seat: int | None = None) -> bool:
    """Whether one of the grants allows it; `seat` says for which organization, where it matters."""
    return any(
        permission in grant.permissions
        and (permission not in _ABOUT_ONE_SEAT or grant.seat == seat)
        for grant in grants
    )


class SeatState(StrEnum):
    """Where an organization stands in a coalition."""

    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"
    # By the lead.
    REMOVED = "removed"


SEATS_ASKED = (SeatState.INVITED, SeatState.JOINED)
"""Whose agreement counts when all that were invited must endorse."""

SEATS_ENDED = (SeatState.DECLINED, SeatState.LEFT, SeatState.REMOVED)
"""Which organizations are not part of the coalition, and may be invited again."""

INVITATION_DAYS = 14
"""How long an invitation is good."""


class EndorsementState(StrEnum):
    """What became of asking one organization about one edition."""

    ASKED = "asked"
    ENDORSED = "endorsed"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


class CommentKind(StrEnum):
    """A remark on a passage, or a change of it that is suggested."""

    REMARK = "remark"
    SUGGESTION = "suggestion"


class CommentState(StrEnum):
    """How a thread ended: a remark is resolved, a suggestion accepted or rejected."""

    OPEN = "open"
    RESOLVED = "resolved"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ActKind(StrEnum):
    """What stands in the history of a letter."""

    BEGAN = "began"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    JOINED = "joined"
    DECLINED_INVITATION = "declined invitation"
    LEFT = "left"
    REMOVED = "removed"
    ROLE_CHANGED = "role changed"
    ORDER_CHANGED = "order changed"
    VOUCHED = "vouched"
    VOUCH_ENDED = "vouch ended"
    PROFILE_CHANGED = "profile changed"
    LOGO_CHANGED = "logo changed"
    DOMAIN_REMOVED = "domain removed"
    RECORD_SEEN = "record seen"
    RECORD_GONE = "record gone"
    MAILBOX_SHOWN = "mailbox shown"
    SAVED = "saved"
    RESTORED = "restored"
    TEXT_REMOVED = "text removed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    COMMENTED = "commented"
    SUGGESTED = "suggested"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REMARK_WITHDRAWN = "remark withdrawn"
    RULE_CHANGED = "rule changed"
    FROZE = "froze"
    RESUMED = "resumed"
    ENDORSED = "endorsed"
    DECLINED = "declined"
    TOOK_BACK = "took back"
    REMINDED = "reminded"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    NOT_PUBLISHED = "not published"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    CLOSED = "closed"
    CLOSING_SET = "closing set"
    TIME_ZONE_SET = "time zone set"
    EMBEDDING_SET = "embedding set"
    ORGANIZATION_ACCEPTED = "organization accepted"
    ORGANIZATION_DECLINED = "organization declined"
    ORGANIZATIONS_MERGED = "organizations merged"
    ORGANIZATIONS_KEPT = "organizations kept"
    BURST_RELEASED = "burst released"
    BURST_INVALIDATED = "burst invalidated"
    BURST_UNDONE = "burst undone"
    IMPORTED = "imported"
    KEY_ADDED = "key added"
    KEY_REMOVED = "key removed"
    NEWS_WRITTEN = "news written"
    NEWS_DELETED = "news deleted"
    NEWS_PUBLISHED = "news published"
    NEWS_MAILED = "news mailed"
    NEWS_STOPPED = "news stopped"
    NEWS_RESUMED = "news resumed"
    DELIVERED = "delivered"
    DELIVERY_REMOVED = "delivery removed"
    ANSWER_LINK_ENDED = "answer link ended"
    ANSWERED = "answered"
    ANSWER_RECORDED = "answer recorded"
    ANSWER_PUBLISHED = "answer published"
    ANSWER_SET_ASIDE = "answer set aside"
    ARTICLE_ADDED = "article added"
    ARTICLE_REMOVED = "article removed"
    ARTICLE_PUBLISHED = "article published"
    ARTICLE_TAKEN_DOWN = "article taken down"
    QUOTATION_JUDGED = "quotation judged"
    JUDGEMENT_UNDONE = "judgement undone"
