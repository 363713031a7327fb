"""Bursts: what is counted of a letter, which signatures wait because of it, and who decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.core.lifecycle import BatchState
from undersigned.models.account import Account
from undersigned.models.letter import Letter


class BurstWatch(models.Model):
    """What `core.bursts.Watch` knows of a letter; written by compare-and-swap on `version`."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, primary_key=True)
    data = models.BinaryField()
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"watch of {self.letter_id}"


class Batch(models.Model):
    """A burst of which signatures were held: what they share, since when, and what became of it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    # One of `core.bursts.Trait`.
    trait = models.CharField(max_length=12)
    # The domain or the pattern; empty for a network prefix, which is stored nowhere.
    said = models.CharField(max_length=300, blank=True)
    digest = models.BinaryField(max_length=8)
    state = models.CharField(max_length=12, default=BatchState.OPEN.value)
    opened_at = models.DateTimeField()
    # When the first and the last of its signatures were confirmed.
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["letter", "digest"],
                condition=Q(state=BatchState.OPEN.value),
                name="batch_open_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "-id"], name="batch_newest"),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Decision(models.Model):
    """What somebody decided about all signatures that meet a condition, and how far that has come.

    It is carried out a part at a time, in the order of the signatures' ids. Of two that decide at
    the same moment, one takes the number.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    # 1 for the first of a letter.
    number = models.PositiveIntegerField()
    # One of `core.lifecycle.Verdict`.
    verdict = models.CharField(max_length=12)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="undone_by"
    )
    # The condition, as `core.suspects.Condition` has it.
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, null=True, db_index=False)
    domain = models.CharField(max_length=253, blank=True)
    pattern = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    standing = models.CharField(max_length=12, blank=True)
    # No signature with a larger id is meant: nobody had seen it.
    last_signature = models.PositiveBigIntegerField()
    # What readers are told, where signatures left the log.
    reason = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    done_through = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    # Of those, how many had stood in the log.
    withdrawn = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "number"], name="decision_once_a_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["id"], condition=Q(finished_at=None), name="decision_to_carry_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} decision {self.number}"


class HeldSignature(models.Model):
    """That a signature was held, or decided about; gone when nothing of it can be undone."""

    # No foreign key: to look after one would cost every signature.
    signature_id = models.PositiveBigIntegerField(primary_key=True)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    # None for one that was counted before somebody took it for not genuine.
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, null=True, db_index=False)
    # The last one about it; None while it waits.
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, null=True, db_index=False)
    # Whether it was counted, or about to be, before that decision.
    was_counted = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "signature_id"], name="held_of_batch"),
            models.Index(fields=["decision", "signature_id"], name="held_of_decision"),
            models.Index(fields=["letter", "signature_id"], name="held_of_letter"),
        ]

    def __str__(self) -> str:
        return f"held signature {self.signature_id}"
