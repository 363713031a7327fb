"""Response: what an addressee answered, to the whole letter and to each of its demands."""

from typing import ClassVar

from django.db import models

from undersigned.core.answers import ResponseState
from undersigned.models.account import Account
from undersigned.models.delivery import Delivery
from undersigned.models.letter import Edition, Letter


class Response(models.Model):
    """One answer of one addressee, sent by the mailed link or recorded by a lead."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="responses")
    # Whose demands it answers.
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    # Of an answer by the mailed link.
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, null=True, related_name="responses"
    )
    # As `Delivery.addressee`.
    addressee = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, default=ResponseState.WAITING.value)
    # The language that its words are in.
    language = models.CharField(max_length=35)
    # Who answers for the addressee.
    name = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=200, blank=True)
    statement = models.TextField(blank=True)
    received_at = models.DateTimeField()
    # When it was given, which for what is recorded is before it came here.
    answered_on = models.DateField()
    # Of what came another way: where it was said, with an address where there is one.
    source = models.CharField(max_length=300, blank=True)
    source_address = models.CharField(max_length=300, blank=True)
    # The lead who recorded it.
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    # One of `core.answers.Check`, and the lead's words to it: both are public.
    checked_how = models.CharField(max_length=20, blank=True)
    check_note = models.CharField(max_length=300, blank=True)
    # Why it was set aside; for leads.
    reason = models.CharField(max_length=300, blank=True)
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "state", "-id"], name="response_newest"),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class DemandAnswer(models.Model):
    """What a response says to one demand of its edition."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    # From 1, as the letter numbers its demands.
    number = models.PositiveIntegerField()
    # One of `core.answers.Answer`.
    answer = models.CharField(max_length=10)
    statement = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["response", "number"], name="demand_answered_once_a_response"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.number} of response {self.response_id}"


class ResponseFile(models.Model):
    """A file that came with a response: a picture, drawn anew, or a PDF."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()
    # SHA-256 of `data`, in hexadecimal.
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"file {self.pk} of response {self.response_id}"
