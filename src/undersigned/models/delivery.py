"""Delivery: how and when a letter reached one of its addressees, and under how many names."""

from typing import ClassVar

from django.db import models

from undersigned.core.answers import DeliveryState, Way
from undersigned.models.account import Account
from undersigned.models.letter import Edition, Letter


class Delivery(models.Model):
    """One delivery of one edition to one addressee, pinned to a size of the log's tree."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="deliveries")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="deliveries")
    # The addressee as the original text of the edition names it: `name; office; place`.
    addressee = models.CharField(max_length=1000)
    # Its place among the addressees of that text, from 0.
    position = models.PositiveIntegerField()
    way = models.CharField(max_length=10, default=Way.MAIL.value)
    state = models.CharField(max_length=10, default=DeliveryState.OWED.value)
    # What the published tree head said when it was delivered.
    tree_size = models.PositiveBigIntegerField()
    organizations = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    # For leads alone: the mailbox, or to whom it was given. Never public, and in no export.
    recipient = models.CharField(max_length=320, blank=True)
    # The language of the mail and of the answer page.
    language = models.CharField(max_length=35)
    # Words of the lead: those that precede the letter in the mail, or a remark for the coalition.
    note = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # When a server took it, or when it was handed over.
    delivered_at = models.DateTimeField(null=True)
    # What a server said last, in its own codes; names no mailbox.
    failure = models.CharField(max_length=300, blank=True)
    # With its angle brackets; bounces name it.
    message_id = models.CharField(max_length=300, blank=True)
    # What the answer link is made of, with the server's key; the link itself is kept nowhere.
    nonce = models.BinaryField(max_length=16)
    link_ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "-id"], name="delivery_newest"),
            models.Index(fields=["message_id"], name="delivery_message"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class DeliveryFile(models.Model):
    """A scan or photo of a delivery, drawn anew, or a PDF."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()
    # SHA-256 of `data`, in hexadecimal.
    digest = models.CharField(max_length=64)
    is_public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"file {self.pk} of delivery {self.delivery_id}"
