"""Outgoing mail: owed in the transaction that causes it, sent later, then deleted."""

from typing import ClassVar

from django.db import models


class OutgoingMail(models.Model):
    """A mail that is owed. The row is gone once the mail server has taken it."""

    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=400)
    body = models.TextField()
    language = models.CharField(max_length=35, default="en")
    attachment_name = models.CharField(max_length=120, blank=True)
    attachment = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], name="outgoing_due"),
        ]

    def __str__(self) -> str:
        return f"outgoing mail {self.pk}"
