"""Recipient: a key of an organizer, for which the contact data of a letter's signers is sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.models.account import Account
from undersigned.models.letter import Letter


class Recipient(models.Model):
    """The public half of an age key. Whoever can change it can have new signatures sealed for
    themselves as well; each change stands in the letter's history.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="recipients")
    # `age1…`, as `adapters.age` checks it.
    recipient = models.CharField(max_length=80)
    # Whose key it is, in the words of the lead who added it.
    holder = models.CharField(max_length=100)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # What was sealed before it was removed stays sealed for it.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["letter", "recipient"],
                condition=Q(removed_at=None),
                name="recipient_once_a_letter",
            ),
        ]

    def __str__(self) -> str:
        return self.recipient
