"""News of a letter: what its leads tell readers, and by mail those signatories who asked for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.core.lifecycle import NewsState
from undersigned.models.account import Account
from undersigned.models.letter import Letter


class News(models.Model):
    """One piece of news, in the languages of its texts; what is published stays as it is."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="news")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=NewsState.DRAFT.value)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    # Grows each time the draft is saved.
    revision = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True)
    # When it was decided to mail it, and when the last mail was owed.
    mailing_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    # While it is stopped no mail of it goes out.
    is_stopped = models.BooleanField(default=False)
    # The signature (its id) up to which mails have been owed, and the last that there was when it
    # was decided to mail it.
    sent_through = models.PositiveBigIntegerField(default=0)
    last_signature = models.PositiveBigIntegerField(default=0)
    # How many had asked for news then, and to how many of them a mail has been owed.
    recipients = models.PositiveIntegerField(default=0)
    owed = models.PositiveIntegerField(default=0)
    # When the next mail may be handed over: that is what keeps to the rate.
    next_mail_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "number"], name="news_once_a_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_mail_at"],
                condition=Q(state=NewsState.MAILING.value, is_stopped=False),
                name="news_mailing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} news {self.number}"

    @property
    def batch(self) -> str:
        """What its mails are called in the outbox."""
        return f"news {self.pk}"


class NewsText(models.Model):
    """The news in one language; the letter's original language is always among them."""

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300)
    # In the Markdown of letters.
    body = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["news", "language"], name="news_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.news_id} {self.language}"
