"""Coalition: the organizations that carry a letter, the people of it, and what they did."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.core.coalition import SeatState
from undersigned.models.account import Account
from undersigned.models.letter import Letter
from undersigned.models.organization import Organization


class Seat(models.Model):
    """The place of one organization in the coalition of one letter."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="seats")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="seats")
    state = models.CharField(max_length=10, default=SeatState.INVITED.value)
    # The order in which the organizations sign; the lead sets it.
    position = models.PositiveIntegerField()
    invited_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    # When it declined, left, or was taken out.
    ended_at = models.DateTimeField(null=True)
    # The lead's word that it is who it says, with what that rests on.
    vouched_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    vouched_at = models.DateTimeField(null=True)
    vouch_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["letter", "organization"], name="seat_once_an_organization"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} seat of {self.organization_id}"


class Member(models.Model):
    """What one person may do with one letter, for one organization or for the whole of it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    # None for a role in the whole letter.
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, related_name="members")
    # One of `core.coalition.Role`.
    role = models.CharField(max_length=16)
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["letter", "account"], condition=Q(seat=None), name="member_once_a_letter"
            ),
            models.UniqueConstraint(
                fields=["seat", "account"],
                condition=Q(seat__isnull=False),
                name="member_once_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.role} {self.account_id}"


class Invitation(models.Model):
    """A mailed link to a role. It is good once, and only for the mailbox that it was sent to."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="invitations")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, related_name="invitations")
    role = models.CharField(max_length=16)
    email = models.EmailField()
    # SHA-256 of the token; the mail alone holds the token itself.
    token_hash = models.BinaryField(max_length=32, unique=True)
    # What the lead wrote to the person.
    note = models.CharField(max_length=1000, blank=True)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # How it ended: one of the two, or neither while it waits.
    accepted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["letter", "id"],
                condition=Q(accepted_at=None, refused_at=None),
                name="invitation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Act(models.Model):
    """One line of a letter's history: who did what, and when."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="acts")
    # None for what the server did by itself, at a time that was set.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    # One of `core.coalition.ActKind`.
    kind = models.CharField(max_length=32)
    at = models.DateTimeField()
    # Whom or what it concerns, as it was called then: an organization, a person.
    subject = models.CharField(max_length=320, blank=True)
    # Of acts on people: the role, one of `core.coalition.Role`.
    role = models.CharField(max_length=16, blank=True)
    # Of acts on texts: the language, and the number of the version or edition.
    language = models.CharField(max_length=35, blank=True)
    number = models.PositiveIntegerField(null=True)
    # What the person wrote to it: a reason.
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "-id"], name="act_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.kind}"
