"""Threads: a remark on a passage or a change of it that is suggested, and the answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import in_words
from undersigned.core.anchors import Anchor, anchor_at
from undersigned.core.coalition import ActKind, CommentKind, CommentState
from undersigned.core.errors import Malformed
from undersigned.core.passages import change_of
from undersigned.core.text import normalize_body
from undersigned.models import Account, Comment, Letter, Version
from undersigned.stages.anchors import carry
from undersigned.stages.draft.typed import check_text
from undersigned.stages.review.common import (
    clean,
    fits,
    hold_letter,
    newest_text,
    record,
    store_answer,
    thread_of,
    with_suggestion,
)
from undersigned.stages.review.refusals import (
    AlreadyEnded,
    NoSuchText,
    NotYourRemark,
    PassageChanged,
    RemarkRefused,
    TooMany,
)

MAX_THREADS: Final = 2_000
"""Open ones of a text: what one save moves along, and what people can still overlook."""
MAX_ANSWERS: Final = 200
_SAME_AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of the body of version `number`; without `start` the text as a whole."""

    number: int
    start: int | None = None
    end: int | None = None


@transaction.atomic
def add_remark(
    letter: Letter, language: str, passage: Passage, text: str, *, by: Account, at: datetime
) -> Comment:
    """Begin a thread with a remark. It is moved to the newest version when that is another one.

    Raises NoSuchText, RemarkRefused, TooMany.
    """
    hold_letter(letter)
    newest = newest_text(letter, language)
    text = clean(text)
    if not text:
        raise RemarkRefused(_("Write what you think of it."))
    seen = _version(newest, passage.number)
    anchor = None
    if passage.start is not None and passage.end is not None:
        anchor = _anchor(seen, passage.start, passage.end)
    comment = _comment(newest, seen, anchor, text=text, author=by, written_at=at)
    return _begin(comment, newest, ActKind.COMMENTED, at=at)


@transaction.atomic
def add_suggestion(
    letter: Letter,
    language: str,
    passage: Passage,
    edited: str,
    text: str = "",
    *,
    by: Account,
    at: datetime,
) -> Comment:
    """Begin a thread with a change: `edited` is what the passage shall become.

    The suggestion is what differs between the two. `text` may say why.
    Raises NoSuchText, RemarkRefused, PassageChanged, TooMany, and TextRefused when the letter could
    not be saved with the change.
    """
    hold_letter(letter)
    newest = newest_text(letter, language)
    text = clean(text)
    seen = _version(newest, passage.number)
    start, end = passage.start or 0, passage.end or 0
    _anchor(seen, start, end)
    try:
        change = change_of(seen.body, start, end, normalize_body(edited).removesuffix("\n"))
    except Malformed as error:
        raise RemarkRefused(in_words(error)) from error
    if change is None:
        raise RemarkRefused(_("Nothing is changed yet. Edit the words as you would have them."))
    comment = _comment(
        newest,
        seen,
        change.anchor,
        kind=CommentKind.SUGGESTION.value,
        text=text,
        replacement=change.replacement,
        author=by,
        written_at=at,
    )
    carry([comment], newest)
    if not fits(comment):
        raise PassageChanged(
            _("This passage was changed while you were writing. Compare, and suggest once more.")
        )
    check_text(language, with_suggestion(newest, comment))
    return _begin(comment, newest, ActKind.SUGGESTED, at=at)


@transaction.atomic
def answer(letter: Letter, thread_id: int, text: str, *, by: Account, at: datetime) -> Comment:
    """Add an answer to a thread. Raises NoSuchThread, RemarkRefused, TooMany."""
    text = clean(text)
    hold_letter(letter)
    thread = thread_of(letter, thread_id)
    if not text:
        raise RemarkRefused(_("Write your answer."))
    latest = thread.answers.order_by("-id").first()
    if latest and latest.author_id == by.pk and latest.text == text:
        return latest  # Sent twice.
    if thread.answers.count() >= MAX_ANSWERS:
        raise TooMany(_("This thread is full. Begin a new one."))
    new = store_answer(thread, text, by=by, at=at)
    record(letter, ActKind.COMMENTED, thread, by=by, at=at)
    return new


@transaction.atomic
def withdraw_remark(letter: Letter, comment_id: int, *, by: Account, at: datetime) -> None:
    """Delete one's own words while nobody has answered them; twice is as good as once.

    Raises NotYourRemark, AlreadyEnded.
    """
    hold_letter(letter)
    comment = Comment.objects.filter(pk=comment_id, letter=letter).first()
    if comment is None:
        return
    if comment.author_id != by.pk:
        raise NotYourRemark(_("Only its author can withdraw this."))
    later = Comment.objects.filter(thread=comment.thread_id or comment.pk, pk__gt=comment.pk)
    if later.exists() or comment.state != CommentState.OPEN:
        raise AlreadyEnded(_("Somebody has answered this meanwhile, so it stays."))
    comment.delete()
    record(letter, ActKind.REMARK_WITHDRAWN, comment, by=by, at=at)


def _version(newest: Version, number: int) -> Version:
    if number == newest.number:
        return newest
    versions = Version.objects.filter(letter=newest.letter_id, language=newest.language)
    found = versions.filter(number=number).first()
    if found is None:
        raise NoSuchText(_("There is no such version of the text."))
    return found


def _anchor(seen: Version, start: int, end: int) -> Anchor:
    try:
        return anchor_at(seen.body, start, end)
    except Malformed as error:
        raise RemarkRefused(
            _("These words do not stand in the text. Choose them again.")
        ) from error


def _comment(newest: Version, seen: Version, anchor: Anchor | None, **fields: object) -> Comment:
    comment = Comment(
        letter=newest.letter,
        language=newest.language,
        number=seen.number,
        start=anchor.start if anchor else None,
        end=anchor.end if anchor else None,
        quote=anchor.quote if anchor else "",
        original_quote=anchor.quote if anchor else "",
    )
    for name, value in fields.items():
        setattr(comment, name, value)
    return comment


def _begin(comment: Comment, newest: Version, kind: ActKind, *, at: datetime) -> Comment:
    """Store a new thread, once."""
    if comment.original_quote:
        carry([comment], newest)
    comment.number = newest.number
    threads = Comment.objects.filter(letter=newest.letter, language=newest.language, thread=None)
    again = threads.filter(
        author=comment.author,
        kind=comment.kind,
        text=comment.text,
        replacement=comment.replacement,
        start=comment.start,
        written_at__gte=at - _SAME_AGAIN,
    ).first()
    if again:
        return again
    if threads.filter(state=CommentState.OPEN.value).count() >= MAX_THREADS:
        raise TooMany(_("This text has too many open remarks. Resolve some of them first."))
    comment.save()
    record(newest.letter, kind, comment, by=comment.author, at=at)
    return comment
