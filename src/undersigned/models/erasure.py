"""Erasures: what was erased of whom it is not said, and where an erased signature had stood."""

from typing import ClassVar

from django.db import models

from undersigned.models.letter import Letter


class Erasure(models.Model):
    """How many signatures of a letter lost what on which day (UTC); it names none of them."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    # One of `core.lifecycle.Erased`.
    what = models.CharField(max_length=12)
    day = models.DateField()
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "day", "what"], name="erasure_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.day} {self.what} {self.count}"


class Trace(models.Model):
    """What is left of a signature that its signer erased: enough for its link to say so.

    Who can change these rows can only have a link say something else.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    # SHA-256 of the token of the page of the signature; only the signer's mails hold the token.
    token_digest = models.BinaryField(max_length=32, unique=True)
    # Its last place in the log; None where it had none.
    log_index = models.PositiveBigIntegerField(null=True)
    # Which page of the letter the signer read.
    language = models.CharField(max_length=35)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"trace {self.pk} in {self.letter_id}"
