"""Writing: what people type before they save it, have read, and say about passages."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.core.coalition import CommentKind, CommentState
from undersigned.models.account import Account
from undersigned.models.letter import Letter


class WorkingCopy(models.Model):
    """What one person has typed for one language and not saved as a version yet.

    A person who types in two windows has two, so that neither window overwrites the other.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="working_copies")
    language = models.CharField(max_length=35)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    # The version over which it was typed; 0 for none.
    based_on = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    addressees = models.TextField(blank=True)
    body = models.TextField(blank=True)
    kept_at = models.DateTimeField()
    # Grows each time it is kept: who has an older one in the window knows nothing of the newer.
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "letter", "language"], name="working_copy_of"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.language} of {self.account_id}"


class Reading(models.Model):
    """The newest version of a language that a person has said to have read."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="readings")
    language = models.CharField(max_length=35)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "language", "account"], name="reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.language} read by {self.account_id}"


class Comment(models.Model):
    """A remark on a passage, a suggested change of it, or an answer to one of these."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="comments")
    language = models.CharField(max_length=35)
    # None for the first of a thread.
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="answers")
    kind = models.CharField(max_length=12, default=CommentKind.REMARK.value)
    state = models.CharField(max_length=10, default=CommentState.OPEN.value)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField(blank=True)
    # Of a suggestion: what shall stand in place of the passage; empty to take it out.
    replacement = models.TextField(blank=True)
    # The passage (`core.anchors.Anchor`) in the body of version `number`. The stage that saves a
    # version moves it along; without `start` the passage is gone, and `quote` is what it was.
    number = models.PositiveIntegerField(default=0)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    quote = models.TextField(blank=True)
    # What the passage was when this was written; `quote` tells what it has become since.
    original_quote = models.TextField(blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "language", "id"], name="comment_of_text"),
            models.Index(
                fields=["letter", "language"],
                condition=Q(thread=None, state="open"),
                name="comment_open",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
