"""Coverage: articles about a letter, the quotations in them, and what people say of these."""

from typing import ClassVar

from django.db import models

from undersigned.core.coverage import ArticleState
from undersigned.models.account import Account
from undersigned.models.letter import Letter


class Article(models.Model):
    """What one outlet published about a letter. Its text is for those who check it, not public."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="articles")
    # SHA-256 of the address, or of what was pasted or uploaded: nothing is added twice.
    key = models.BinaryField(max_length=32)
    address = models.CharField(max_length=2000, blank=True)
    outlet = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    # A BCP 47 tag, "und" where nobody knows, and "" to have it guessed.
    language = models.CharField(max_length=35, blank=True)
    published_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    # What came by upload, until it is read.
    data = models.BinaryField(null=True)
    state = models.CharField(max_length=10, default=ArticleState.WAITING.value)
    # Why it could not be read, in the language of whoever added it.
    failure = models.CharField(max_length=500, blank=True)
    # How often a worker took it up, and when last: one that died over it leaves it to another.
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    # `core.coverage.sketch` of the text.
    sketch = models.BinaryField(max_length=1024, default=bytes)
    # The first of those with the same text.
    same_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="republished"
    )
    # Against which edition it was checked; None to have it checked anew.
    checked_edition = models.PositiveIntegerField(null=True)
    # Rows of `stages.coverage.Fact`.
    facts = models.JSONField(default=list)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "key"], name="article_once_a_letter"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "state"], name="article_state"),
        ]

    def __str__(self) -> str:
        return f"article {self.pk}"


class Quotation(models.Model):
    """Quoted words in an article, as the program judges them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="quotations")
    # Code points of the article's text, without quotation marks; the end is exclusive.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    source_start = models.PositiveIntegerField(null=True)
    source_end = models.PositiveIntegerField(null=True)
    cue_start = models.PositiveIntegerField(null=True)
    cue_end = models.PositiveIntegerField(null=True)
    # One of `core.quotes.found.Speaker`.
    speaker = models.CharField(max_length=10)
    confidence = models.FloatField()
    # One of `core.quotes.verdict.Judgement`, whoever speaks.
    judgement = models.CharField(max_length=20)
    # [edition, language, start, end] in the file of that text.
    passages = models.JSONField(default=list)
    # [start and end in the quotation, start and end in the file, kind of change].
    edits = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["start", "end"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["article", "start", "end"], name="quotation_once_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"quotation {self.pk}"


class HumanJudgement(models.Model):
    """What a person says of a quotation in place of the program; the newest counts."""

    quotation = models.ForeignKey(Quotation, on_delete=models.CASCADE, related_name="judged")
    speaker = models.CharField(max_length=10)
    judgement = models.CharField(max_length=20)
    # Public, as is that a person judged; by whom, only the coalition sees.
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"judgement {self.pk}"
