"""Three-way merge of a text by words: what two people made of one text becomes one text again.

Edits of different words merge, also of neighbours. Edits of the same words are a conflict, and so
are different words that were put in the same place, words put beside words that the other removed
on the same line, and edits of Chinese or Japanese characters that stand side by side. The same
edit on both sides is one edit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from undersigned.core.errors import Malformed
from undersigned.core.words import Edit, compare_words, joined, split_words


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place of which two people made different things; any of the three may be empty."""

    base: str
    mine: str
    theirs: str


class Choice(Enum):
    """What to take at a conflict; BOTH is mine and then theirs, with white space between."""

    BASE = "base"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text in order: agreed text, and conflicts; never two texts in a row."""

    pieces: tuple[str | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a person has to choose, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Conflict))

    @property
    def text(self) -> str | None:
        """The merged text, or None while something has to be chosen."""
        return None if self.conflicts else self.resolve(())

    def resolve(self, choices: Sequence[Choice | str]) -> str:
        """The text with one choice for each conflict, in order; a str is taken as it is.

        Raises Malformed when there are more or fewer choices than conflicts.
        """
        if len(choices) != len(self.conflicts):
            raise Malformed("There is not exactly one choice for each conflict.")
        left = iter(choices)
        return "".join(
            _chosen(piece, next(left)) if isinstance(piece, Conflict) else piece
            for piece in self.pieces
        )


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both edits of `base` in one text, to the byte where they agree, or what they disagree on.

    Takes time in proportion to the size of the texts, whatever they hold. Where two texts share
    too little to be compared, everything between what they share counts as one edit.
    """
    parts, my_parts, their_parts = split_words(base), split_words(mine), split_words(theirs)
    merger = _Merger(parts, my_parts, their_parts)
    pieces: list[str | Conflict] = []
    end = 0
    for group in merger.groups():
        _append(pieces, "".join(parts[end : group.start]))
        _append(pieces, merger.merged(group))
        end = group.end
    _append(pieces, "".join(parts[end:]))
    return Merged(tuple(pieces))


def _append(pieces: list[str | Conflict], piece: str | Conflict) -> None:
    match pieces, piece:
        case _, "":
            pass
        case [*_, str(before)], str(text):
            pieces[-1] = before + text
        case _:
            pieces.append(piece)


def _chosen(conflict: Conflict, choice: Choice | str) -> str:
    match choice:
        case Choice.BASE:
            return conflict.base
        case Choice.MINE:
            return conflict.mine
        case Choice.THEIRS:
            return conflict.theirs
        case Choice.BOTH:
            mine, theirs = conflict.mine, conflict.theirs
            is_parted = mine[-1:].isspace() or theirs[:1].isspace() or not mine or not theirs
            return mine + ("" if is_parted else " ") + theirs
        case str():
            return choice


@dataclass(slots=True)
class _Group:
    """Edits of both sides that concern the same parts of the base, from `start` to `end`."""

    start: int
    end: int
    mine: list[Edit]
    theirs: list[Edit]


class _Merger:
    def __init__(self, base: list[str], mine: list[str], theirs: list[str]) -> None:
        self._base = base
        self._mine = mine
        self._theirs = theirs

    def groups(self) -> Iterator[_Group]:
        """The edits of both sides in order, those that cannot be told apart together."""
        edits = [
            *((edit, True) for edit in joined(compare_words(self._base, self._mine))),
            *((edit, False) for edit in joined(compare_words(self._base, self._theirs))),
        ]
        # What is put in before a word comes before what becomes of the word.
        edits.sort(key=lambda one: (one[0].start, one[0].end))
        group: _Group | None = None
        for edit, is_mine in edits:
            own = _Group(edit.start, edit.end, [edit] * is_mine, [edit] * (not is_mine))
            if group is None:
                group = own
            elif self._concerns(group, edit, is_mine=is_mine):
                group.end = max(group.end, edit.end)
                group.mine += own.mine
                group.theirs += own.theirs
            else:
                yield group
                group = own
        if group:
            yield group

    def merged(self, group: _Group) -> str | Conflict:
        """What becomes of the parts of a group."""
        base = "".join(self._base[group.start : group.end])
        mine = self._side(group, self._mine, group.mine)
        theirs = self._side(group, self._theirs, group.theirs)
        if mine == theirs or not group.theirs:
            return mine
        return Conflict(base, mine, theirs) if group.mine else theirs

    def _side(self, group: _Group, parts: list[str], edits: list[Edit]) -> str:
        text: list[str] = []
        at = group.start
        for edit in edits:
            text += self._base[at : edit.start]
            text += parts[edit.new_start : edit.new_end]
            at = edit.end
        return "".join([*text, *self._base[at : group.end]])

    def _concerns(self, group: _Group, edit: Edit, *, is_mine: bool) -> bool:
        """Whether an edit, which does not begin before the group, belongs to it."""
        if edit.start < group.end:
            return True
        others, parts = (group.theirs, self._mine) if is_mine else (group.mine, self._theirs)
        other_parts = self._theirs if is_mine else self._mine
        # The group reaches to here with the last edit of the other side, or only touches with it.
        if not others or others[-1].end < group.end:
            return False
        last = others[-1]
        # Only the white space between two words may lie between two edits of one place.
        between = self._base[group.end : edit.start]
        if edit.start % 2 == 0 and edit.start == group.end + 1:
            if "\n" in between[0]:
                return False
        elif between:
            return False
        if "" in (
            *_gaps(self._base, group.end - 1, edit.start + 1),
            *_gaps(other_parts, last.new_end - 1, last.new_end),
            *_gaps(parts, edit.new_start, edit.new_start + 1),
        ):
            # Between Chinese or Japanese characters nothing tells where a word ends.
            return True
        last_kind = self._adds_and_removes(last, other_parts)
        kind = self._adds_and_removes(edit, parts)
        if last_kind == kind == (True, False):
            return True
        if last_kind == (True, False) and kind == (False, True):
            return "\n" not in _space_behind(other_parts[last.new_start : last.new_end])
        if last_kind == (False, True) and kind == (True, False):
            return "\n" not in (
                _space_behind(self._base[last.start : last.end])
                + _space_before(parts[edit.new_start : edit.new_end])
            )
        return False

    def _adds_and_removes(self, edit: Edit, parts: list[str]) -> tuple[bool, bool]:
        """Whether the edit adds anything but white space, and whether it removes any."""
        added = parts[edit.new_start + edit.new_start % 2 : edit.new_end : 2]
        removed = self._base[edit.start + edit.start % 2 : edit.end : 2]
        return (
            any(added) or edit.start == edit.end,
            any(removed) or edit.new_start == edit.new_end,
        )


def _gaps(parts: Sequence[str], start: int, end: int) -> Sequence[str]:
    """The white space among these parts: every second one, from the second part of the text."""
    start = max(start, 0)
    return parts[start + 1 - start % 2 : end : 2]


def _space_behind(parts: Sequence[str]) -> str:
    text = "".join(parts[-2:])
    return text[len(text.rstrip()) :]


def _space_before(parts: Sequence[str]) -> str:
    text = "".join(parts[:2])
    return text[: len(text) - len(text.lstrip())]
