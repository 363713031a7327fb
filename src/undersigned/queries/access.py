"""What a person may do with a letter."""

from dataclasses import dataclass

from undersigned.core.coalition import Grant, Permission, Role, may
from undersigned.models import Account, Letter, Member
from undersigned.queries.accounts import guards


@dataclass(frozen=True, slots=True)
class Access:
    """A person's roles in one letter, the whole of it and within organizations."""

    letter: Letter
    grants: tuple[Grant, ...]
    # Whether a sign-in to the account takes more than its mailbox.
    has_second_factor: bool = False

    def may(self, permission: Permission, *, seat: int | None = None) -> bool:
        """Whether the person may do this; `seat` says for which organization, where it matters."""
        return may(self.grants, permission, seat=seat)

    def seats_that_may(self, permission: Permission) -> tuple[int, ...]:
        """The seats within which the person has a role that allows this."""
        return tuple(
            grant.seat
            for grant in self.grants
            if grant.seat is not None and permission in grant.permissions
        )

    @property
    def may_write(self) -> bool:
        """Whether templates show what only editors and leads may do."""
        return self.may(Permission.WRITE)

    @property
    def may_comment(self) -> bool:
        """Whether templates show what only those who may comment can do."""
        return self.may(Permission.COMMENT)

    @property
    def may_lead(self) -> bool:
        """Whether templates show what only leads may do."""
        return self.may(Permission.LEAD)


def access_to(account: Account, slug: str) -> Access:
    """The person's access to the letter of that address; one query.

    Raises Letter.DoesNotExist for whoever has none, as for a letter that is not there.
    """
    members = list(
        Member.objects.filter(account=account, letter__slug=slug)
        .select_related("letter")
        .annotate(is_guarded=guards("account"))
        .order_by("id")
    )
    if not members:
        raise Letter.DoesNotExist
    grants = tuple(Grant(Role(member.role), member.seat_id) for member in members)
    return Access(members[0].letter, grants, has_second_factor=members[0].is_guarded)
