"""Endorsement: an organization's agreement to exactly one edition, and the evidence of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.core.coalition import EndorsementState
from undersigned.models.account import Account
from undersigned.models.coalition import Seat
from undersigned.models.letter import Edition


class Endorsement(models.Model):
    """What one organization was asked about one edition, and what it answered."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="endorsements")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="endorsements")
    state = models.CharField(max_length=10, default=EndorsementState.ASKED.value)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    # Who answered for the organization, and when.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # Why it declined or took back, in its own words.
    reason = models.CharField(max_length=1000, blank=True)
    # The evidence file (`undersigned/evidence/v1`) and its SHA-256; None unless it is endorsed.
    evidence = models.BinaryField(null=True)
    digest = models.BinaryField(max_length=32, null=True)
    # Whether the sign stage has made a signature of it.
    is_signed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "seat"], name="endorsement_once_a_seat"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["digest"], name="endorsement_digest"),
            models.Index(
                fields=["edition"],
                condition=Q(state="endorsed", is_signed=False),
                name="endorsement_unsigned",
            ),
        ]

    def __str__(self) -> str:
        return f"endorsement {self.pk}"


class EndorsementCode(models.Model):
    """A code that was mailed to a representative who has no passkey; good for one statement."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="codes")
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    # Keyed digest of the code and the statement that it endorses.
    digest = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["endorsement", "account"], name="endorsement_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"code for {self.endorsement_id}"
