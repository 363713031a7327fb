"""Admission: what a lead has looked at, and lists of organizations that wait to be imported.

These tables name signatures by number and have no foreign key to them: whatever goes along when a
signature is deleted would make of its one conditional statement two, between which it is logged.
"""

from typing import ClassVar

from django.db import models

from undersigned.models.account import Account
from undersigned.models.letter import Letter


class KeptPair(models.Model):
    """Two organizations that look alike, and that the lead has found to be two."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="kept_pairs")
    # Keys as `queries.workspace.rivals` makes them; the smaller one is first.
    first = models.CharField(max_length=24)
    second = models.CharField(max_length=24)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "first", "second"], name="kept_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.first} {self.second}"


class UploadedList(models.Model):
    """A list of organizations as it was uploaded, until it is imported, cancelled, or a day old."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="uploaded_lists")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    uploaded_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.letter_id} list {self.pk}"
