"""Remarks and suggestions for tests, each at words of the newest version of a text."""

import re
from datetime import datetime

from tests.support.letters import T0
from undersigned.models import Account, Comment, Letter, Version
from undersigned.stages import draft, review


def newest(letter: Letter, language: str = "en") -> Version:
    """The draft of a language."""
    return Version.objects.filter(letter=letter, language=language).latest("number")


def passage_of(letter: Letter, words: str, language: str = "en") -> review.Passage:
    """Where words stand in the newest version; without words, the text as a whole."""
    version = newest(letter, language)
    if not words:
        return review.Passage(version.number)
    start = version.body.index(words)
    return review.Passage(version.number, start, start + len(words))


def remark(
    letter: Letter,
    words: str,
    text: str = "Which one?",
    *,
    by: Account,
    language: str = "en",
    at: datetime = T0,
) -> Comment:
    """Remark on the first place of these words."""
    passage = passage_of(letter, words, language)
    return review.add_remark(letter, language, passage, text, by=by, at=at)


def suggest(
    letter: Letter,
    words: str,
    instead: str,
    text: str = "",
    *,
    by: Account,
    language: str = "en",
    at: datetime = T0,
) -> Comment:
    """Suggest other words in the first place of these."""
    passage = passage_of(letter, words, language)
    return review.add_suggestion(letter, language, passage, instead, text, by=by, at=at)


def edit(letter: Letter, before: str, after: str, language: str = "en") -> Version:
    """Save a version in which some words are others."""
    version = newest(letter, language)
    assert before in version.body
    return draft.save_text(
        letter,
        language,
        draft.TextInput(
            title=version.title,
            addressees=version.addressees,
            body=version.body.replace(before, after, 1),
        ),
        based_on=version.number,
        author=letter.lead,
        at=T0,
    )


def where(comment: Comment) -> tuple[int, str | None]:
    """The version in which a thread stands, and the words at its place; None when it has none."""
    comment.refresh_from_db()
    version = Version.objects.get(
        letter=comment.letter_id, language=comment.language, number=comment.number
    )
    if comment.start is None or comment.end is None:
        return version.number, None
    words = version.body[comment.start : comment.end]
    assert words == comment.quote
    return version.number, words


def make_threads(letter: Letter, count: int, *, by: Account, language: str = "en") -> None:
    """Store many open remarks at once, at one word of the newest version after the other."""
    version = newest(letter, language)
    words = [(found.start(), found.end()) for found in re.finditer(r"\w+", version.body)]
    Comment.objects.bulk_create(
        Comment(
            letter=letter,
            language=language,
            author=by,
            written_at=T0,
            text=f"Remark {number}",
            number=version.number,
            start=start,
            end=end,
            quote=version.body[start:end],
            original_quote=version.body[start:end],
        )
        for number in range(count)
        for start, end in [words[number % len(words)]]
    )
