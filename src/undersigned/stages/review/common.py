"""What all acts of a review share: the text is held, the words are cleaned, the act is recorded."""

from datetime import datetime
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import filled, in_words
from undersigned.core.anchors import Anchor, apply_suggestion
from undersigned.core.coalition import ActKind, CommentKind
from undersigned.core.errors import Malformed
from undersigned.core.passages import read_aloud
from undersigned.core.text import normalize_body
from undersigned.models import Account, Comment, Letter, Version
from undersigned.stages.draft.typed import TextInput, content_of
from undersigned.stages.history import record_act
from undersigned.stages.review.refusals import NoSuchText, NoSuchThread, RemarkRefused

MAX_REMARK: Final = 4_000


def hold_letter(letter: Letter) -> None:
    """Let nobody else save or review the letter until this transaction ends.

    Saving a version takes this row as well, so that no thread is left at a passage of the version
    before, and what is read from here on stays true.
    """
    Letter.objects.filter(pk=letter.pk).update(state=F("state"))


def newest_text(letter: Letter, language: str) -> Version:
    """The newest version of a text. Raises NoSuchText when the letter has none."""
    newest = Version.objects.filter(letter=letter, language=language).order_by("-number").first()
    if newest is None or newest.is_removed:
        raise NoSuchText(_("The letter has no text in this language now."))
    return newest


def thread_of(letter: Letter, thread_id: int, *, kind: CommentKind | None = None) -> Comment:
    """A thread of the letter by the number of its first remark. Raises NoSuchThread."""
    threads = Comment.objects.filter(pk=thread_id, letter=letter, thread=None)
    if kind is not None:
        threads = threads.filter(kind=kind.value)
    thread = threads.select_related("author").first()
    if thread is None:
        raise NoSuchThread(_("This remark is not there any more."))
    return thread


def store_answer(thread: Comment, text: str, *, by: Account, at: datetime) -> Comment:
    """Add an answer to a thread."""
    return Comment.objects.create(
        letter_id=thread.letter_id,
        language=thread.language,
        thread=thread,
        author=by,
        written_at=at,
        text=text,
    )


def fits(comment: Comment) -> bool:
    """Whether the passage is what it was when its change was suggested."""
    return comment.start is not None and comment.quote == comment.original_quote


def with_suggestion(newest: Version, comment: Comment) -> TextInput:
    """The newest version with a suggestion that fits in place of its passage."""
    anchor = Anchor(comment.start or 0, comment.end or 0, comment.quote)
    body = apply_suggestion(newest.body, anchor, comment.replacement)
    content = content_of(newest)
    return TextInput(title=content.title, addressees=content.addressees, body=body)


def clean(text: str) -> str:
    """What somebody wrote, without what is not seen. Raises RemarkRefused."""
    try:
        cleaned = normalize_body(text).strip()
    except Malformed as error:
        raise RemarkRefused(in_words(error)) from error
    if len(cleaned) > MAX_REMARK:
        raise RemarkRefused(
            filled(_("This is too long: at most %(most)d characters fit here."), most=MAX_REMARK)
        )
    return cleaned


def record(
    letter: Letter,
    kind: ActKind,
    comment: Comment,
    *,
    by: Account,
    at: datetime,
    number: int | None = None,
    note: str = "",
) -> None:
    """Add a line to the history, with the passage as its subject."""
    record_act(
        letter,
        kind,
        by=by,
        at=at,
        subject=read_aloud(comment.original_quote, max_length=120),
        language=comment.language,
        number=number or comment.number or None,
        note=note,
    )
