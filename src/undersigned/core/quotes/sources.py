"""Who says quoted words, by rule: the verb of saying beside them, and the noun phrase beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.features import form_of
from undersigned.core.quotes.tokens import QUOTED

Run = tuple[int, int]

_FARTHEST: Final = 12
_COMMAS: Final = frozenset(",،")
_STOPS: Final = frozenset(";:؛—–") | {QUOTED}
# Behind a quotation, "he went on" and "she shot back" are ways of saying.
_SAYING: Final = frozenset(("say", "aside"))
# In these languages, what stands behind a quotation and its comma is its verb, whatever it means.
_INVERTING: Final = frozenset(("de", "es", "fr"))
_REFLEXIVES: Final = frozenset(("s’", "s'", "se", "me"))
_NO_VERB: Final = frozenset(
    ("adverb", "time", "opener", "conjunction", "preposition", "auxiliary", "object", "pronoun")
) | {"determiner", "relative", "report", "noun", "person", "body", "paper", "number"}
_ADVERBS: Final = frozenset(("adverb", "ly"))
_BEFORE_VERBS: Final = frozenset(("adverb", "ly", "time", "preposition"))
_WHO: Final = frozenset(("who", "whose", "which"))
_WHOM: Final = frozenset(("which", "that", "whom", "what"))
_APPOSED: Final = frozenset(("a", "an", "the", "one"))
_VERBS: Final = frozenset(("say", "think", "will", "judge", "light", "aside"))
_ASIDES: Final = frozenset(("however", "too", "though", "nevertheless", "meanwhile", "once"))
_POSSESSIVES: Final = frozenset(("’s", "'s", "’", "'"))
_ADVERBIAL: Final = frozenset(("preposition", "time", "conjunction", "adverb"))
_UPON: Final = frozenset(("asked", "pressed", "told", "when", "if", "once", "moments", "earlier"))
_NO_ACTIVE: Final = frozenset(("according", "is", "are", "was", "were", "be", "been"))
_LONG_DASHES: Final = frozenset(("—", "–", "--"))
_INNER: Final = frozenset(("preposition", "relative"))
_WHAT: Final = frozenset(("what", "whom", "which", "where"))
_OUTSIDE_NOUNS: Final = frozenset(("preposition", "conjunction", "auxiliary", "say", "pronoun"))
_ARTICLES: Final = frozenset(("a", "an"))
_MEDIA: Final = frozenset(
    ("email", "e-mail", "interview", "statement", "tweet", "post", "speech", "message")
)
_BEFORE_NOUNS: Final = frozenset(("determiner", "preposition"))
_NO_HEAD: Final = frozenset(("conjunction", "opener"))
# Forms of verbs that are in no list, and that only verbs have.
_IRREGULAR: Final = frozenset(
    ("became", "began", "brought", "built", "came", "chose", "did", "drew", "drove", "fell", "flew")
) | {
    *("gave", "got", "grew", "held", "kept", "led", "lost", "made", "met", "ran", "rode", "rose"),
    *("sat", "sent", "shook", "sold", "spent", "spoke", "stood", "threw", "took", "went", "won"),
    *("wore",),
}
_AUXILIARIES: Final = frozenset(("is", "are", "was", "were", "has", "had", "will", "would"))
_PHRASE_ENDS: Final = frozenset(".,;:—–") | {QUOTED}
_STARTS: Final = frozenset(("determiner", "pronoun"))
_NO_SOURCE: Final = frozenset(
    ("adverb", "time", "opener", "conjunction", "preposition", "auxiliary", "object")
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The cue beside quoted words, and its source."""

    cue: Run
    source: Run | None


def find_beside(words: Sequence[str], place: int, language: str) -> Beside | None:
    """Who says the quoted piece at a place of a sentence: "…," she said; She said, "…"."""
    lists = [form_of(word, language)[1].lstrip("^").split("+") for word in words]
    after = _after(words, lists, place)
    if after is None and language in _INVERTING:
        after = _inverted(words, lists, place)
    beside = after if after is not None else _before(words, lists, place)
    if beside is None and language == "en" and words[place - 1 : place] == (":",):
        # Falk was blunter: "…"
        beside = Beside((place - 1, place), find_subject(words, place - 1, language))
    return beside


def find_subject(words: Sequence[str], before: int, language: str) -> Run | None:
    """The noun phrase that an English sentence begins with, if its verb stands before a place.

    A clause between commas that tells more of it belongs to it.
    """
    start = 0
    lists = [form_of(word, language)[1] for word in words[:before]]
    while start < before and _opens_adverbial(words, lists, start):
        start = next((p + 1 for p in range(start, before) if words[p] == ","), before)
    place = start
    while place < before:
        if words[place] == ",":
            if place + 1 < before and "relative" not in lists[place + 1]:
                return None
            place = next((p for p in range(place + 1, before) if words[p] == ","), before)
        elif place > start and _is_verb(words, lists, place):
            end = place - (words[place - 1] == ",")
            while end > start and _BEFORE_VERBS.intersection(lists[end - 1].lstrip("^").split("+")):
                end -= 1
            is_bare = start < end and _NO_HEAD.isdisjoint(lists[start].lstrip("^").split("+"))
            return (start, end) if is_bare else None
        place += 1
    return None


def whole_phrase(
    words: Sequence[str], source: Run, cue: Run, cues: Sequence[bool], language: str
) -> Run:
    """The English noun phrase that a source is part of: with its clause, without another's.

    "The open letter, which is long, laments": all of it up to the comma. "…," said Falk, a judge:
    to the end of the sentence, but only Falk in "said Falk, who complained". "The plan, which
    ministers described": only the ministers.
    """
    first, last = source
    lists = [form_of(word, language)[1] for word in words]
    for place in range(last - 2, first, -1):
        if words[place] in _WHOM and last == cue[0]:
            inner = range(place + 1, last)
            if not any(_is_finite(words[p], lists[p]) for p in inner):
                return (place + 1, last)
    follows = words[last + 1] if last + 1 < len(words) and words[last] == "," else ""
    if last < cue[0]:
        is_closed = cue[0] - last > 2 and words[cue[0] - 1] == ","
        if is_closed and follows in _WHO and QUOTED not in words[last : cue[0]]:
            return (first, cue[0] - 1)
    elif follows in _WHO or (follows in _APPOSED and source[0] == cue[1]):
        if follows in _WHO and any(cues[last + 2 : last + 4]) and words[cue[0]] != "according":
            return source
        end = next((p for p in range(last + 1, len(words)) if words[p] in _PHRASE_ENDS), None)
        if end is not None and end == len(words) - 1 and words[end] == ".":
            return (first, end)
    return source


def relative_subject(words: Sequence[str], cue: Run) -> Run | None:
    """Who speaks in "what he called", "whom aides describe", "in which her advisers fretted"."""
    if words[cue[0]] in _NO_ACTIVE:
        return None
    for place in range(cue[0] - 1, max(-1, cue[0] - 8), -1):
        if words[place].lower() in _WHAT:
            lists = [form_of(word, "en")[1] for word in words[: cue[0]]]
            if any(_is_verb(words, lists, p) for p in range(place + 1, cue[0])):
                return None
            end = cue[0]
            while end > place + 1 and _ADVERBS.intersection(lists[end - 1].split("+")):
                end -= 1
            return (place + 1, end) if end > place + 1 else None
        if not words[place][0].isalnum() and words[place] not in _POSSESSIVES:
            return None
    return None


def phrase_before_who(words: Sequence[str], cue: Run) -> Run | None:
    """The noun phrase that "who" before a cue stands for, as in "an incumbent who called her"."""
    end = cue[0] - 1
    if end < 1 or words[end] != "who":
        return None
    end -= words[end - 1] == ","
    lists = [form_of(word, "en")[1].lstrip("^").split("+") for word in words[:end]]
    start = end
    while start > 0 and words[start - 1][0].isalnum():
        names = lists[start - 1]
        if "determiner" in names:
            return (start - 1, end)
        if not _OUTSIDE_NOUNS.isdisjoint(names) and words[start - 1][0].islower():
            break
        start -= 1
    return (start, end) if start < end and words[start][0].isupper() else None


def bare_phrase(words: Sequence[str], source: Run, cue: Run, language: str) -> Run:
    """An English source without the adverb behind it, and without the verb of its sentence.

    "The clerk, however, said": the clerk. "The clerk resigned, saying": the clerk.
    """
    first, last = source
    if first >= cue[0]:
        return (first, _end_before_aside(words, first, last))
    if words[last - 1] == "part":
        last = next((p for p in range(last - 4, first, -1) if words[p] == ","), last)
    while last - 1 > first and (words[last - 1] in _COMMAS or words[last - 1] in _ASIDES):
        last -= 1
    while last - 1 > first and last == cue[0] and _is_adverb(words, last - 1):
        last -= 1
    if words[cue[0]].endswith("ing") or "to" in words[cue[0] - 1 : cue[0] + 1]:
        subject = find_subject(words, last, language)
        if subject is not None and subject[0] == first < subject[1] < last:
            return subject
    before = form_of(words[first - 1], language)[1].split("+") if first else ()
    if first and (words[first - 1] == "to" or not _INNER.isdisjoint(before)):
        subject = find_subject(words, cue[1], language)
        if subject is not None and subject[0] < first and subject[1] == last:
            return subject
    return (first, _end_before_aside(words, first, last))


def is_surely_finite(word: str) -> bool:
    """Whether an English word can only be the verb of a clause, as "drew", "was" and "has"."""
    return word in _IRREGULAR or word in _AUXILIARIES


def has_verb(words: Sequence[str], start: int, end: int) -> bool:
    """Whether an English clause has a finite verb, as far as lists of verbs tell."""
    lists = [form_of(word, "en")[1] for word in words[:end]]
    return QUOTED in words[start:end] or any(
        _is_verb(words, lists, place) for place in range(start, end)
    )


def _end_before_aside(words: Sequence[str], first: int, last: int) -> int:
    """Where a noun phrase ends before ", adding that …" and "in an email to reporters"."""
    for place in range(first + 1, last - 1):
        if words[place] in _LONG_DASHES:
            return place
        following = words[place + 1]
        if words[place] == "," and following.endswith("ing") and following != "including":
            return place
        is_aside = words[place] == "in" and following in _ARTICLES and place + 2 < last
        if is_aside and _MEDIA.intersection(words[place + 2 : place + 4]):
            return place - (words[place - 1] == ",")
    return last


def _is_adverb(words: Sequence[str], place: int) -> bool:
    """Whether it is an adverb and no noun: "he quickly", but "the regional assembly"."""
    lists = form_of(words[place], "en")[1].split("+")
    before = form_of(words[place - 1], "en")[1]
    return "adverb" in lists or (
        "ly" in lists and ("pronoun" in before or words[place - 1].istitle())
    )


def _opens_adverbial(words: Sequence[str], lists: Sequence[str], place: int) -> bool:
    """Whether words up to a comma only tell when, where or upon what: "Asked by reporters, …"."""
    is_known = not _ADVERBIAL.isdisjoint(lists[place].lstrip("^").split("+"))
    word = words[place].lower()
    return is_known or word in _UPON or (word.endswith("ing") and place + 1 < len(words))


def _is_verb(words: Sequence[str], lists: Sequence[str], place: int) -> bool:
    """Whether a word is the verb of its sentence: not "the claim", not "an appeals court"."""
    if words[place] in _IRREGULAR:
        return True
    if words[place] == "named" or "person" in lists[place].split("+"):
        return False
    before = lists[place - 1].lstrip("^").split("+")
    is_noun = not _BEFORE_NOUNS.isdisjoint(before) or words[place - 1] in _POSSESSIVES
    if is_noun and "auxiliary" not in lists[place]:
        return False
    return _is_finite(words[place], lists[place])


def _is_finite(word: str, lists: str) -> bool:
    if not word[0].islower():
        return False
    names = lists.split("+")
    return "ed" in names or "auxiliary" in names or not _VERBS.isdisjoint(names)


def _after(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    start = place + 1
    while start < len(words) and words[start] in _COMMAS:
        start += 1
    end = start
    while end < len(words) and words[end] not in _STOPS and words[end] not in ".?!":
        end += 1
    for verb in range(start, min(end, start + _FARTHEST)):
        if _SAYING.isdisjoint(lists[verb]) or (verb > start and words[verb][0].isupper()):
            continue
        if verb > start:
            begin = verb
            while begin > start and words[begin - 1] not in _COMMAS:
                begin -= 1
            is_apposed = begin == verb and begin > start + 1
            run = (start, verb - 1) if is_apposed else (begin, verb)
            source = _trimmed(words, lists, run)
            return Beside((verb, verb + 1), source) if source is not None else None
        until = next((p for p in range(verb + 1, end) if _ends_phrase(words, lists, p)), end)
        return Beside((verb, verb + 1), _trimmed(words, lists, (verb + 1, until)))
    return None


def _inverted(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    """A verb directly behind the comma, and the noun phrase behind it: », sourit la maire."""
    start = place + 2
    if start >= len(words) or words[place + 1] != ",":
        return None
    verb = start + (words[start] in _REFLEXIVES)
    if verb >= len(words) or not words[verb].isalpha() or not words[verb].islower():
        return None
    if len(words[verb]) < 4 or not _NO_VERB.isdisjoint(lists[verb]):
        return None
    phrase = verb + 1 + (words[verb + 1 : verb + 2] == ("-",))
    if phrase >= len(words) or words[phrase] in _STOPS or words[phrase] in ".?!,":
        return Beside((start, verb + 1), None)
    names_somebody = words[phrase][0].isupper() or not _STARTS.isdisjoint(lists[phrase])
    if not names_somebody:
        return None
    if "pronoun" in lists[phrase]:
        return Beside((start, verb + 1), (phrase, phrase + 1))
    end = next(
        (p for p in range(phrase, len(words)) if words[p] in _STOPS or words[p] in ".?!,"),
        len(words),
    )
    return Beside((start, verb + 1), _trimmed(words, _without_articles(lists), (phrase, end)))


def _without_articles(lists: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lists of words, but an article that may also be an object is only an article."""
    return [("determiner",) if "determiner" in names else names for names in lists]


def _before(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    floor = place - 1
    while floor >= 0 and words[floor] not in ".?!" and words[floor] != QUOTED:
        floor -= 1
    for verb in range(place - 1, floor, -1):
        if "say" not in lists[verb] or words[verb][0].isupper():
            continue
        start = verb
        while start - 1 > floor and not _ends_phrase(words, lists, start - 1):
            start -= 1
        return Beside((verb, verb + 1), _trimmed(words, lists, (start, verb)))
    return None


def _ends_phrase(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> bool:
    return words[place] in _COMMAS or words[place] in _STOPS or "conjunction" in lists[place]


def _trimmed(words: Sequence[str], lists: Sequence[Sequence[str]], run: Run) -> Run | None:
    """Without what is no part of a noun phrase at both ends; none if nothing is left."""
    start, end = run
    while start < end and (
        not words[start][0].isalnum() or not _NO_SOURCE.isdisjoint(lists[start])
    ):
        start += 1
    while end > start and (
        not words[end - 1][0].isalnum() or not _NO_SOURCE.isdisjoint(lists[end - 1])
    ):
        end -= 1
    return (start, end) if start < end else None
