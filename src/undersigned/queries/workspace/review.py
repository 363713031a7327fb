"""The reading page: the newest version of a text as it is set, and what people say beside it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from undersigned.core.changes import Passage, mark_words
from undersigned.core.coalition import CommentKind, CommentState
from undersigned.core.errors import Malformed
from undersigned.core.languages import direction
from undersigned.core.markdown import Labels
from undersigned.core.markdown.marked import Mark, MarkedBlock, render_marked
from undersigned.core.markdown.places import PlacedUnit, place_units
from undersigned.core.passages import read_aloud, words_around
from undersigned.core.text import Addressee, read_addressees
from undersigned.models import Account, Comment, Letter, Reading, Version
from undersigned.queries.workspace.texts import languages_of

PAGE: Final = 50
"""How many threads are shown at once."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer, or the reason of a decision."""

    id: int
    author: str
    written_at: datetime
    text: str
    # Nobody has answered it, and it is the reader's own.
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A remark or a suggestion with its answers, and what the reader may do with it."""

    id: int
    kind: CommentKind
    state: CommentState
    author: str
    written_at: datetime
    text: str
    # The passage as it reads now, or last did; "" for the text as a whole.
    quote: str
    is_gone: bool
    # Of a suggestion: what it changes in the Markdown, and whether the passage is still the same.
    change: tuple[Passage, ...]
    # The words around the passage, where it still stands.
    before: str
    after: str
    fits: bool
    current: str
    answers: tuple[AnswerView, ...]
    ended_by: str
    ended_at: datetime | None
    may_withdraw: bool
    may_resolve: bool
    # The element of the text at which the passage begins.
    place: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is CommentState.OPEN

    @property
    def is_suggestion(self) -> bool:
        return self.kind is CommentKind.SUGGESTION


@dataclass(frozen=True, slots=True)
class UnitView:
    """What can be remarked on; `number` counts within its block, 0 where it is the only one."""

    start: int
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block of the letter as HTML, and the threads that belong beside it."""

    html: str
    units: tuple[UnitView, ...]
    threads: tuple[ThreadView, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A language of the draft, and how many threads are open there."""

    language: str
    is_original: bool
    open: int


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The reading page of one language."""

    language: str
    direction: str
    number: int
    title: str
    author: str
    saved_at: datetime
    reason: str
    addressees: tuple[Addressee, ...]
    tabs: tuple[Tab, ...]
    blocks: tuple[BlockView, ...]
    # Threads about the text as a whole, and those whose passage is gone.
    elsewhere: tuple[ThreadView, ...]
    open: int
    ended: int
    shows_all: bool
    page: int
    pages: int
    # The version that the reader has said to have read; 0 for none.
    read: int


@dataclass(frozen=True, slots=True)
class OpenThread:
    """An open thread in the list beside the editor."""

    id: int
    kind: CommentKind
    author: str
    text: str
    quote: str
    is_gone: bool


def view_reading(
    letter: Letter,
    language: str,
    account: Account,
    *,
    labels: Labels,
    may_write: bool,
    shows_all: bool = False,
    page: int = 1,
) -> ReadingView:
    """The newest version with one page of threads. Raises Version.DoesNotExist without a text."""
    version = find_version(letter, language)
    opened, ended = _counts(letter)
    pages = max(1, -(-(opened.get(language, 0) + shows_all * ended.get(language, 0)) // PAGE))
    page = min(max(page, 1), pages)
    threads = list(
        _threads(letter, language, shows_all=shows_all).select_related("author", "ended_by")[
            (page - 1) * PAGE : page * PAGE
        ]
    )
    answers: dict[int | None, list[Comment]] = {}
    for answer in (
        Comment.objects.filter(thread__in=[thread.pk for thread in threads])
        .select_related("author")
        .order_by("id")
    ):
        answers.setdefault(answer.thread_id, []).append(answer)
    reading = Reading.objects.filter(letter=letter, language=language, account=account).first()
    starts = {thread.pk: _start(thread, version) for thread in threads}
    views = [
        _view(thread, answers.get(thread.pk, []), version, account, may_write=may_write)
        for thread in threads
    ]
    blocks, elsewhere = _blocks(version, threads, views, starts, labels)
    return ReadingView(
        language=language,
        direction=direction(language),
        number=version.number,
        title=version.title,
        author=version.author.called,
        saved_at=version.saved_at,
        reason=version.reason,
        addressees=read_addressees(version.addressees),
        tabs=tuple(
            Tab(tag, tag == letter.original_language, opened.get(tag, 0))
            for tag in languages_of(letter)
        ),
        blocks=blocks,
        elsewhere=elsewhere,
        open=opened.get(language, 0),
        ended=ended.get(language, 0),
        shows_all=shows_all,
        page=page,
        pages=pages,
        read=reading.number if reading else 0,
    )


def page_of_thread(thread: Comment, *, shows_all: bool = False) -> int:
    """The page on which a thread stands; 1 when it stands on none."""
    threads = _threads(thread.letter, thread.language, shows_all=shows_all)
    ids = list(threads.values_list("pk", flat=True))
    return ids.index(thread.pk) // PAGE + 1 if thread.pk in ids else 1


def open_threads(letter: Letter, language: str, *, most: int) -> tuple[tuple[OpenThread, ...], int]:
    """The first open threads of a text in the order of their passages, and how many there are."""
    threads = _threads(letter, language, shows_all=False)
    views = tuple(
        OpenThread(
            id=thread.pk,
            kind=CommentKind(thread.kind),
            author=thread.author.called,
            text=_shortened(thread.text),
            quote=read_aloud(thread.quote, max_length=120),
            is_gone=_is_gone(thread),
        )
        for thread in threads.select_related("author")[:most]
    )
    return views, threads.count() if len(views) == most else len(views)


def find_thread(letter: Letter, language: str, thread_id: int) -> Comment:
    """A thread of a text. Raises Comment.DoesNotExist."""
    threads = Comment.objects.filter(letter=letter, language=language, thread=None)
    return threads.select_related("author", "ended_by", "letter").get(pk=thread_id)


def view_thread(
    letter: Letter, thread: Comment, account: Account, *, may_write: bool
) -> ThreadView:
    """One thread by itself, as the reading page shows it. Raises Version.DoesNotExist."""
    version = Version.objects.filter(letter=letter, language=thread.language).latest("number")
    answers = list(thread.answers.select_related("author").order_by("id"))
    return _view(thread, answers, version, account, may_write=may_write)


def _counts(letter: Letter) -> tuple[dict[str, int], dict[str, int]]:
    is_open = Q(state=CommentState.OPEN.value)
    rows = list(
        Comment.objects.filter(letter=letter, thread=None)
        .values("language")
        .annotate(opened=Count("id", filter=is_open), ended=Count("id", filter=~is_open))
        .values_list("language", "opened", "ended")
    )
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _threads(letter: Letter, language: str, *, shows_all: bool) -> QuerySet[Comment]:
    """In the order of their passages; first those about the whole, and those whose is gone."""
    threads = Comment.objects.filter(letter=letter, language=language, thread=None)
    if not shows_all:
        threads = threads.filter(state=CommentState.OPEN.value)
    return threads.order_by(F("start").asc(nulls_first=True), "id")


def _is_gone(thread: Comment) -> bool:
    return bool(thread.original_quote) and thread.start is None


def _start(thread: Comment, version: Version) -> int | None:
    """Where the passage begins in the newest version; a thread that has ended did not move."""
    if thread.start is None:
        return None
    if thread.number == version.number:
        return thread.start
    words = thread.replacement if thread.state == CommentState.ACCEPTED else thread.quote
    if words and version.body.count(words) == 1:
        return version.body.index(words)
    return None


def _view(
    thread: Comment,
    answers: Sequence[Comment],
    version: Version,
    account: Account,
    *,
    may_write: bool,
) -> ThreadView:
    is_mine = thread.author_id == account.pk
    is_suggestion = thread.kind == CommentKind.SUGGESTION
    change = mark_words(thread.original_quote, thread.replacement) if is_suggestion else ()
    before = after = ""
    if (
        is_suggestion
        and thread.start is not None
        and thread.end
        and thread.number == version.number
    ):
        before, after = words_around(version.body, thread.start, thread.end)
    last = answers[-1].pk if answers else None
    return ThreadView(
        id=thread.pk,
        kind=CommentKind(thread.kind),
        state=CommentState(thread.state),
        author=thread.author.called,
        written_at=thread.written_at,
        text=thread.text,
        quote=read_aloud(thread.quote),
        is_gone=_is_gone(thread) and thread.state == CommentState.OPEN,
        change=change,
        before=before,
        after=after,
        fits=thread.start is not None and thread.quote == thread.original_quote,
        current=thread.quote,
        answers=tuple(
            AnswerView(
                id=answer.pk,
                author=answer.author.called,
                written_at=answer.written_at,
                text=answer.text,
                may_withdraw=answer.pk == last and answer.author_id == account.pk,
            )
            for answer in answers
        ),
        ended_by=thread.ended_by.called if thread.ended_by else "",
        ended_at=thread.ended_at,
        may_withdraw=is_mine and not answers and thread.state == CommentState.OPEN,
        may_resolve=is_mine or may_write,
    )


def _blocks(
    version: Version,
    threads: Iterable[Comment],
    views: Iterable[ThreadView],
    starts: Mapping[int, int | None],
    labels: Labels,
) -> tuple[tuple[BlockView, ...], tuple[ThreadView, ...]]:
    """The blocks with the threads that begin in each, and the threads that begin in none."""
    try:
        placed = place_units(version.body)
    except Malformed:
        # Nothing is written yet.
        return (), tuple(views)
    marks = [
        Mark(thread.pk, thread.start, thread.end)
        for thread in threads
        if thread.start is not None and thread.end and thread.number == version.number
        if thread.state == CommentState.OPEN
    ]
    marked = render_marked(placed, marks, language=version.language, labels=labels)
    begins = sorted(
        (one.unit.start, number)
        for number, block in enumerate(marked.blocks)
        for one in block.units
    )
    beside: dict[int, list[ThreadView]] = {}
    elsewhere: list[ThreadView] = []
    for view in views:
        start = starts[view.id]
        place = bisect_right(begins, (start, len(marked.blocks))) - 1 if start is not None else -1
        if place < 0:
            elsewhere.append(view)
            continue
        number = begins[place][1]
        name = marked.ids.get(view.id) or f"block-{number + 1}"
        beside.setdefault(number, []).append(replace(view, place=name))
    return (
        tuple(
            BlockView(block.html, _units(block), tuple(beside.get(number, ())))
            for number, block in enumerate(marked.blocks)
        ),
        tuple(elsewhere),
    )


def _units(block: MarkedBlock) -> tuple[UnitView, ...]:
    is_one = len(block.units) == 1
    return tuple(
        UnitView(one.unit.start, one.unit.kind.value, 0 if is_one else number)
        for number, one in enumerate(block.units, start=1)
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"


def placed_unit(version: Version, start: int) -> PlacedUnit | None:
    """The unit of a version that begins at this character."""
    try:
        return place_units(version.body).unit_at(start)
    except Malformed:
        return None


def find_version(letter: Letter, language: str, number: int | None = None) -> Version:
    """A version of a text that is part of the draft, the newest one without a number.

    Raises Version.DoesNotExist.
    """
    versions = Version.objects.filter(letter=letter, language=language)
    newest = versions.select_related("author").latest("number")
    if newest.is_removed:
        raise Version.DoesNotExist
    return newest if number in {None, newest.number} else versions.get(number=number)
