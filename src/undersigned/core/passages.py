"""Passages that people point at: found in the Markdown by words as read, and changed by hand."""

import re
from dataclasses import dataclass
from typing import Final

from undersigned.core.anchors import Anchor, anchor_at, apply_suggestion
from undersigned.core.errors import Malformed
from undersigned.core.markdown.places import PlacedUnit, place_words, words_of
from undersigned.core.words import compare_words, split_words

# White space, and what is not seen: a browser, a mail or a keyboard may add or lose it.
_UNSEEN: Final = re.compile(
    "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
)
_MARKS: Final = (
    # No bracket within brackets and no endless address: many that stay open took quadratic time.
    (re.compile(r"\[\^[^\[\]\n]*\](?!:)"), ""),
    (re.compile(r"\[([^\[\]\n]+)\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"(?m)^[ >]*(?:(?:[-+*]|[0-9]{1,9}[.)]|#{1,6}|\[\^[^\]\n]*\]:) +)*"), ""),
    (re.compile(r"(?<!\\)[*_]{1,3}(?=\S)|(?<=\S)(?<!\\)[*_]{1,3}"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    (re.compile(r"\s+"), " "),
)


# Between two paragraphs, items of a list, or lines that only hold marks.
_BORDER: Final = re.compile(r"\n(?:\n|(?= *(?:[-+*]|[0-9]{1,9}[.)]) |:::))")


@dataclass(frozen=True, slots=True)
class Change:
    """A passage and what shall stand in its place."""

    anchor: Anchor
    replacement: str


def find_passage(
    body: str, placed: PlacedUnit, words: str, *, before: int = 0, length: int | None = None
) -> Anchor:
    """The anchor of the whole words that `find_words` finds. Raises Malformed as it does."""
    return anchor_at(body, *find_words(body, placed, words, before=before, length=length))


def find_words(
    body: str, placed: PlacedUnit, words: str, *, before: int = 0, length: int | None = None
) -> tuple[int, int]:
    """The characters of a unit that read `words`, or are written so; the nearest of several.

    `before` counts the characters of the unit before them and `length` theirs, where `words` are
    only the first of them; both without white space and invisible characters, which are not
    compared. Raises Malformed when the words do not stand there.
    """
    start, end = placed.unit.start, placed.unit.end
    read = [
        (character, place)
        for one, places in zip(words_of(placed.blocks), place_words(body, placed), strict=True)
        for character, place in zip(one.text, places, strict=True)
    ]
    written = [(character, start + place) for place, character in enumerate(body[start:end])]
    wanted = _seen(words)
    for stream in (read, written):
        seen = [(character, place) for character, place in stream if _seen(character)]
        text = "".join(character for character, _ in seen)
        found = _nearest(text, wanted, before) if wanted else None
        if found is not None:
            last = min(found + max(length or 0, len(wanted)), len(seen)) - 1
            character, place = seen[last]
            # An escaped character is written as two.
            return seen[found][1], place + (1 if body[place] == character else 2)
    raise Malformed("These words do not stand in this passage.")


def change_of(body: str, start: int, end: int, edited: str) -> Change | None:
    """What somebody changed who made `edited` of the characters from `start` to before `end`.

    The passage is as short as whole words allow; None when nothing was changed. What was only put
    in is told by a word beside it, which stays.
    """
    whole = body[start:end]
    if edited == whole:
        return None
    wanted = body[:start] + edited + body[end:]
    parts, new_parts = split_words(whole), split_words(edited)
    edits = compare_words(parts, new_parts, counts_chance=True)
    first, new_first = edits[0].start, edits[0].new_start
    behind, new_behind = edits[-1].end, edits[-1].new_end
    taken_out = "".join(parts[first:behind])
    if taken_out.strip() and not "".join(new_parts[new_first:new_behind]).strip():
        place = start + len("".join(parts[:first])) + len(taken_out) - len(taken_out.lstrip())
        change = _change(body, place, place + len(taken_out.strip()), "", wanted)
        if change is not None:
            return change
    # The passage begins and ends with a word: white space alone is no passage.
    step = first % 2
    first, new_first = first - step, new_first - step
    step = 1 - behind % 2
    behind, new_behind = behind + step, new_behind + step
    place = start + len("".join(parts[:first]))
    passage = "".join(parts[first:behind])
    replacement = "".join(new_parts[new_first:new_behind])
    change = _change(body, place, place + len(passage), replacement, wanted)
    return change or _change(body, start, end, edited, wanted)


def words_around(body: str, start: int, end: int, *, most: int = 50) -> tuple[str, str]:
    """Some whole words of the paragraph or item before and behind a passage, and the space between.

    "…" stands where the paragraph goes on; both are "" where the passage is all of it.
    """
    ahead = _BORDER.split(body[:start])[-1]
    behind = _BORDER.split(body[end:], maxsplit=1)[0].rstrip("\n")
    if len(ahead) > most:
        cut = ahead[-most:]
        ahead = f"…{cut[cut.find(' ') + 1 :]}"
    if len(behind) > most:
        cut = behind[:most]
        behind = f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"
    return ahead, behind


def read_aloud(quote: str, *, max_length: int = 300) -> str:
    """A quoted passage in one line without most of its marks, shortened in its middle."""
    for pattern, replacement in _MARKS:
        quote = pattern.sub(replacement, quote)
    quote = quote.strip()
    if len(quote) <= max_length:
        return quote
    half = max_length // 2
    return f"{quote[:half].rsplit(' ', 1)[0]} … {quote[-half:].split(' ', 1)[-1]}"


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text)


def _nearest(text: str, wanted: str, before: int) -> int | None:
    """Where `wanted` stands in the text, as near to `before` as it does."""
    if text.startswith(wanted, before):
        return before
    behind = text.find(wanted, before)
    ahead = text.rfind(wanted, 0, before + len(wanted))
    places = [place for place in (ahead, behind) if place >= 0]
    return min(places, key=lambda place: abs(place - before), default=None)


def _change(body: str, start: int, end: int, replacement: str, wanted: str) -> Change | None:
    """The change of these characters, widened to whole words; None when it does not do it."""
    try:
        anchor = anchor_at(body, start, end)
    except Malformed:
        return None
    if replacement:
        replacement = body[anchor.start : start] + replacement + body[end : anchor.end]
    if apply_suggestion(body, anchor, replacement) != wanted:
        return None
    return Change(anchor, replacement)
