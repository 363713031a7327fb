"""Where an English content begins and ends, by rule: without who is told, when, and the answer."""

from collections.abc import Sequence
from typing import Final

from undersigned.core.quotes.features import form_of
from undersigned.core.quotes.sources import Run, has_verb, is_surely_finite
from undersigned.core.quotes.tokens import QUOTED

_TELLS: Final = frozenset(("tell", "tells", "told", "telling"))
_SAID: Final = frozenset(("said", "says", "say"))
_ASKED: Final = frozenset(("asked", "pressed", "questioned"))
_BEFORE_ASKED: Final = ((), (",",), ("When",), ("when",), ("But",), ("and",))
_QUESTIONS: Final = frozenset(("if", "whether", "why", "how", "what", "who", "when", "where"))
_STARTS: Final = frozenset(("determiner", "title"))
_AND_THAT: Final = frozenset((("and", "that"), ("but", "that")))
_PARTS_OF_NAMES: Final = frozenset(("’s", "'s", "of", "&"))
_CLAUSE_STARTS: Final = frozenset(("determiner", "pronoun", "opener", "title"))
_WHEN: Final = frozenset(("when", "as", "after"))
_ENDS: Final = frozenset((",", ".", ";", ":", "—", "–", "--", "and", "but", "when", QUOTED))
_QUANTIFIERS: Final = frozenset(("most", "some", "many", "few", "both", "all", "there", "nothing"))
_NO_CLAUSE: Final = frozenset(("who", "where", "when", "which"))
_CLOSING_MARKS: Final = frozenset(",.;:،؛–—-!?؟…)")
_OPENING_MARKS: Final = frozenset(",.;:،؛–—-)")
# What may stand between "said" and what is said.
_BESIDE: Final = frozenset(("time", "preposition", "hearer", "adverb", "object"))


def bordered(
    words: Sequence[str], contents: tuple[Run, ...], cue: Run, cues: Sequence[bool]
) -> tuple[Run, ...]:
    """The pieces that the model gave to a cue, with the borders that rules tell better.

    `cues` tells all words of all cues of the sentence.
    """
    contents = _without_setting(words, contents, cue)
    contents = _with_verb(words, contents)
    contents = _behind_aside(words, contents, cue)
    contents = _before_answer(words, contents, cue)
    contents = _without_hearer(words, contents, cue)
    contents = _behind_is(words, contents, cue)
    contents = _before_verb(words, contents, cue)
    contents = _with_of(words, contents, cues)
    return _with_second_that(words, contents, cues)


def behind_verb(words: Sequence[str], cue: Run) -> tuple[Run, ...]:
    """The clause behind a verb of saying and its time: "said on Sunday he would go"."""
    if cue[1] - cue[0] > 1 or words[cue[0]] not in _SAID:
        return ()
    start = cue[1]
    while start < len(words) - 1 and _BESIDE.intersection(_lists(words[start])):
        start += 1
    if start >= len(words) - 1 or not (_CLAUSE_STARTS.intersection(_lists(words[start]))):
        return ()
    end = next(
        (
            place
            for place in range(start, len(words) - 1)
            if words[place] == ";" or (words[place] == "," and words[place + 1].endswith("ing"))
        ),
        len(words),
    )
    return trimmed(words, [(start, end)])


def _lists(word: str) -> list[str]:
    return form_of(word, "en")[1].lstrip("^").split("+")


def _without_setting(words: Sequence[str], contents: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """Without what stands beside a quotation: "…," he said over eggs. Asked again, he said: "…"."""
    if len(contents) > 1 and contents[0][0] == 0 and words[0].lower() in _ASKED:
        return contents[1:]
    if len(contents) < 2 or words[slice(*contents[0])] != (QUOTED,) or contents[0][1] > cue[0]:
        return contents
    first, last = contents[1]
    names = _lists(words[first])
    is_setting = "preposition" in names or words[first][0].isupper() or "hearer" in names
    is_setting = is_setting or words[first] in _WHEN
    if first != cue[1] or not is_setting or "that" in words[first:last]:
        return contents
    return (contents[0], *contents[2:])


def _with_verb(words: Sequence[str], contents: tuple[Run, ...]) -> tuple[Run, ...]:
    """To the end of the sentence, if "that" stands there without the verb of its clause."""
    if not contents or words[contents[-1][0]] != "that":
        return contents
    first, last = contents[-1]
    if last < len(words) and words[last] == "," and not has_verb(words, first + 1, last):
        return (*contents[:-1], *trimmed(words, [(first, len(words))]))
    return contents


def _before_verb(words: Sequence[str], contents: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """Without the verb that the cue is subject of, as in "His promise to build it drew cheers"."""
    is_noun = "noun" in _lists(words[cue[1] - 1]) and not cue[0] and cue[1] == 1
    is_noun = is_noun or (cue[0] > 0 and "determiner" in _lists(words[cue[0] - 1]))
    if not is_noun or not contents or contents[0][0] != cue[1] or words[cue[1]] != "to":
        return contents
    first, last = contents[0]
    end = next((p for p in range(first + 2, last) if is_surely_finite(words[p])), last)
    return (*trimmed(words, [(first, end)]), *contents[1:])


def _with_of(
    words: Sequence[str], contents: tuple[Run, ...], cues: Sequence[bool]
) -> tuple[Run, ...]:
    """With what stands behind quoted words and belongs to them: called her “an enabler” of it."""
    if not contents or words[contents[-1][1] - 1] != QUOTED:
        return contents
    first, last = contents[-1]
    if words[last : last + 1] != ("of",):
        return contents
    end = next((p for p in range(last, len(words)) if words[p] in _ENDS or cues[p]), len(words))
    return (*contents[:-1], (first, end))


def _behind_is(words: Sequence[str], contents: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """Without the verb in "What they want is a vote"."""
    if words[0] != "What" or not contents or contents[0][0] != cue[1]:
        return contents
    first, last = contents[0]
    if words[first] not in ("is", "was") or last - first < 2:
        return contents
    return ((first + 1, last), *contents[1:])


def _behind_aside(words: Sequence[str], contents: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """From the that on in "argued, in a speech that went on for hours, that the rule …"."""
    at = next((place for place, run in enumerate(contents) if run[0] == cue[1] + 1), None)
    if at is None or words[cue[1]] != ",":
        return contents
    first, last = contents[at]
    if "preposition" not in form_of(words[first], "en")[1]:
        return contents
    for place in range(first + 1, last - 1):
        if words[place] == "," and words[place + 1] == "that":
            return (*contents[:at], (place + 1, last), *contents[at + 1 :])
    return contents


def _before_answer(words: Sequence[str], contents: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """Without the answer in "Asked whether it was true, he laughed"."""
    if words[cue[0]].lower() not in _ASKED or words[cue[0] - 1 : cue[0]] not in _BEFORE_ASKED:
        return contents
    if not contents or contents[0][0] < cue[1] or words[contents[0][0]] not in _QUESTIONS:
        return contents
    first, last = contents[0]
    for place in range(first + 1, len(words) - 1):
        if words[place] == ",":
            names = form_of(words[place + 1], "en")[1].lstrip("^").split("+")
            if "pronoun" in names or words[place + 1][0].isupper() or place + 1 >= last:
                return trimmed(words, [(first, place)])
            if not _STARTS.isdisjoint(names):
                return trimmed(words, [(first, place)])
    return contents


def _without_hearer(words: Sequence[str], contents: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """Without who is told, as in "told CNN he would go" and "told the Senate a trust is enough"."""
    at = next((place for place, run in enumerate(contents) if run[0] == cue[1]), None)
    if at is None or words[cue[1] - 1].lower() not in _TELLS:
        return contents
    begin = _end_of_hearer(words, *contents[at])
    if begin == contents[at][0]:
        return contents
    return (*contents[:at], (begin, contents[at][1]), *contents[at + 1 :])


def _with_second_that(
    words: Sequence[str], contents: tuple[Run, ...], cues: Sequence[bool]
) -> tuple[Run, ...]:
    """With all that is said in "said that …, and that …"."""
    if not contents or words[contents[-1][0]] != "that":
        return contents
    first, last = contents[-1]
    place = last + (words[last : last + 1] == (",",))
    if words[place : place + 2] not in _AND_THAT or any(cues[place:]):
        return contents
    return (*contents[:-1], *trimmed(words, [(first, len(words))]))


def _end_of_hearer(words: Sequence[str], start: int, end: int) -> int:
    """Where the words behind "told" begin that are said, if who is told stands before them."""
    lists = [form_of(word, "en")[1].lstrip("^").split("+") for word in words[:end]]
    place = start
    if place < end and "determiner" in lists[place]:
        place += 1
    head = place
    while place < end and (
        words[place][0].isupper() or "hearer" in lists[place] or words[place] in _PARTS_OF_NAMES
    ):
        place += 1
    if place == head or place >= end - 1:
        return start
    begins = not _CLAUSE_STARTS.isdisjoint(lists[place]) or words[place] in _QUANTIFIERS
    if begins and words[place] not in _NO_CLAUSE:
        return place
    return start


def trimmed(words: Sequence[str], pieces: Sequence[Run]) -> tuple[Run, ...]:
    """Without the marks around them; what only a comma parts is one piece."""
    joined: list[Run] = []
    for start, end in pieces:
        if joined and start - joined[-1][1] <= 1 and not words[joined[-1][1]][0].isalnum():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    found = []
    for first, last in joined:
        start, end = first, last
        while start < end and words[start] in _OPENING_MARKS:
            start += 1
        while end > start and words[end - 1] in _CLOSING_MARKS and words[end - 1] != QUOTED:
            end -= 1
        if start < end:
            found.append((start, end))
    return tuple(found)
