"""A text as words and the white space between them, and what an edit did to them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.characters import IDEOGRAPHS
from undersigned.core.compare import compare

# No-break spaces belong to the word: "10 000" and "« word »" are one.
_WORD: Final = re.compile(
    f"[{IDEOGRAPHS}][\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
    f"|(?:(?![{IDEOGRAPHS}])\\S|[\u00a0\u2007\u202f])+"
)
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Edit:
    """The parts from `start` to before `end` became those from `new_start` to before `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int


def split_words(text: str) -> list[str]:
    """The text in parts, to the byte: a word, white space, a word, and so on.

    The number of parts is odd. The first and the last word are empty where the text begins or ends
    with white space, and all white space between Chinese or Japanese characters may be. No part
    begins within a grapheme cluster.
    """
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        gap, word = text[end : match.start()], match[0]
        end = match.end()
        if parts and not gap and _is_joined(parts[-1], word):
            parts[-1] += word
        elif gap and _extends(word[0]):
            # The mark stands on the last space, which so becomes a part of the word.
            if len(gap) > 1 or not parts:
                parts += [gap[:-1], gap[-1] + word] if parts else ["", gap[:-1], gap[-1] + word]
            else:
                parts[-1] += gap + word
        else:
            if parts or gap:
                parts += [gap] if parts else ["", gap]
            parts.append(word)
    if not parts:
        return ["", text, ""] if text else [""]
    return [*parts, text[end:], ""] if end < len(text) else parts


def _is_joined(before: str, word: str) -> bool:
    """Whether no space stands between the two and the end of one is drawn with the other."""
    return _extends(word[0]) or (
        not before.isascii() and bool(before) and unicodedata.category(before[-1]) == "Cf"
    )


def _extends(character: str) -> bool:
    return character > "\u02ff" and (
        character in _JOINERS or unicodedata.category(character)[0] == "M"
    )


def compare_words(
    before: Sequence[str], after: Sequence[str], *, counts_chance: bool = False
) -> list[Edit]:
    """What makes `after` of `before`, both from `split_words`: edits in order, none overlapping.

    What no edit covers is the same in both. Edits may touch each other. A word or two that stand
    between longer rewritten passages of both texts count as rewritten, unless `counts_chance`.
    """
    if before == after:
        return []
    matches = compare(_named_ends(before), _named_ends(after))
    return list(
        _edits(before, after, matches if counts_chance else _without_chance_matches(matches))
    )


def joined(edits: Iterable[Edit]) -> list[Edit]:
    """The same edits, with those that touch each other as one."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].end == edit.start:
            last = found[-1]
            found[-1] = Edit(last.start, edit.end, last.new_start, edit.new_end)
        else:
            found.append(edit)
    return found


def _named_ends(parts: Sequence[str]) -> list[str]:
    """The words, with names for empty ones, so that an end is not taken for a beginning."""
    words = list(parts[::2])
    if not words[-1]:
        words[-1] = "\n"
    if not words[0]:
        words[0] = " "
    return words


def _without_chance_matches(matches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The matches without those that two rewritten sentences share by chance.

    A word between two passages of three changed words or more counts as changed with them, two
    words between passages of five or more, and so on.
    """
    kept: list[tuple[int, int, int]] = []
    end = new_end = 0
    for number, (start, new_start, length) in enumerate(matches):
        changed = max(start - end, new_start - new_end)
        if number + 1 < len(matches):
            next_start, next_new_start, _ = matches[number + 1]
            next_changed = max(next_start - start - length, next_new_start - new_start - length)
            if 2 * length < min(changed, next_changed):
                continue
        kept.append((start, new_start, length))
        end, new_end = start + length, new_start + length
    return kept


def _edits(
    before: Sequence[str], after: Sequence[str], matches: Sequence[tuple[int, int, int]]
) -> Iterator[Edit]:
    """Edits of parts, made of matches of words: white space goes with the words beside it."""
    end = new_end = 0
    for start, new_start, length in matches:
        if end < start and new_end < new_start:
            yield from _gap(before, after, end, new_end)
            yield Edit(2 * end, 2 * start - 1, 2 * new_end, 2 * new_start - 1)
            yield from _gap(before, after, start, new_start)
        elif end < start:
            yield from _removal(before, after, (end, start), new_end)
        elif new_end < new_start:
            # What was added is what would be removed on the way back.
            for back in _removal(after, before, (new_end, new_start), end):
                yield Edit(back.new_start, back.new_end, back.start, back.end)
        else:
            yield from _gap(before, after, start, new_start)
        end, new_end = start + length, new_start + length
        for word in range(start + 1, end):
            yield from _gap(before, after, word, word - start + new_start)


def _gap(before: Sequence[str], after: Sequence[str], word: int, new_word: int) -> Iterator[Edit]:
    """The edit of the white space before a word, if there is any."""
    gap, new_gap = 2 * word - 1, 2 * new_word - 1
    if 0 < gap < len(before) and before[gap] != after[new_gap]:
        yield Edit(gap, gap + 1, new_gap, new_gap + 1)


def _removal(
    before: Sequence[str], after: Sequence[str], words: tuple[int, int], new_word: int
) -> Iterator[Edit]:
    """The edits that removed words, with the white space before or behind them.

    What is left between their neighbours tells which of the two went, if one did.
    """
    start, end, place = 2 * words[0], 2 * words[1], 2 * new_word
    if start == 0:
        yield Edit(0, end, 0, 0)
    elif end > len(before) or (before[start - 1] != after[place - 1] == before[end - 1]):
        yield Edit(start - 1, end - 1, place - 1, place - 1)
    else:
        yield from _gap(before, after, words[0], new_word)
        yield Edit(start, end, place, place)
