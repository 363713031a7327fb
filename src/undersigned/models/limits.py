"""What limits are counted by: random keys that do not last, and digests made with them."""

from typing import ClassVar

from django.db import models


class DigestKey(models.Model):
    """A random key for the digests of one period. Its row is deleted when the period is over."""

    # One of `stages.limits.Counted`.
    use = models.CharField(max_length=20)
    # How many periods of this use went by since 1970.
    period = models.PositiveBigIntegerField()
    key = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["use", "period"], name="one_key_a_period"),
        ]

    def __str__(self) -> str:
        return f"key of {self.use} {self.period}"


class SentForm(models.Model):
    """A public form that was taken, for less than an hour; it says nothing of who sent it.

    All digests are keyed, apart from `proof`, which is one of random bytes.
    """

    # Of the solved task or the waited-for ticket that came with it: each is good once.
    proof = models.BinaryField(primary_key=True, max_length=16)
    # Of all that was typed: the same form sent twice is one.
    content = models.BinaryField(max_length=16)
    # Of the network prefix from which it came.
    source = models.BinaryField(max_length=16)
    # Of the mailbox that a mail goes to, or of the queue in which somebody waits.
    target = models.BinaryField(max_length=16)
    # No foreign key: to look after one would cost every signature.
    letter_id = models.CharField(max_length=32)
    # The mailbox had too many already. Whoever sent the form is not told.
    is_mute = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source"], name="sent_form_source"),
            models.Index(fields=["target"], name="sent_form_target"),
            models.Index(fields=["at", "letter_id"], name="sent_form_recent"),
        ]

    def __str__(self) -> str:
        return f"form sent to {self.letter_id}"
