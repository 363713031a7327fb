"""What quoted words are: a quotation, a title or name, or scare quotes, by the words around.

The words of somebody are never to be taken for scare quotes: only an explicit sign, or a sentence
without any word of speech, makes them so. Only bounded pieces of text are looked at.
"""

import re
from bisect import bisect_right
from enum import StrEnum
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.marks.words import (
    BEFORE_TITLES,
    BEHIND_TITLES,
    ENTITLED,
    SMALL_WORDS,
    TITLE_WORDS,
    cues,
    words_as_words,
)
from undersigned.core.quotes.paragraphs import find_sentences

NEARBY: Final = 60
LONGEST_TITLE: Final = 80
LONGEST_SENTENCE: Final = 1200
WORD: Final = re.compile(r"[\w\u200c][\w\u200c’'&\-]*|&")
NAME_BEFORE: Final = re.compile(r"\b[A-ZÀ-Þ][\w.’'-]*\s$")
NAME_AFTER: Final = re.compile(r"\s[A-ZÀ-Þ][\w’'-]+")
LAW_NAMES: Final = frozenset(["Act", "Bill", "Amendment", "Prize", "Award", "Initiative"])
_SPOKE_ON_AIR: Final = re.compile(r"\b(?:told|asked|said|spoke|speaking|interview\w*|appear\w*)\b")
_OWNED: Final = ("’s", "'s", "s’")
SPEECH_END: Final = re.compile(r"[.!?…]\s*$")


class Role(StrEnum):
    """What quotation marks are there for."""

    QUOTATION = "quotation"
    TITLE = "title"
    SCARE = "scare"  # Also nicknames, and words that are spoken about.


class Roles:
    """The roles of quoted words in one paragraph."""

    def __init__(self, text: str, paragraph: Span, language: str) -> None:
        """Read the paragraph's sentences; the language decides which words are looked for."""
        self._text, self._paragraph, self._language = text, paragraph, language
        self._sentences = list(find_sentences(text, paragraph, language))
        self._starts = [sentence.start for sentence in self._sentences]
        self._has_cue: dict[int, bool] = {}
        self._is_headline: bool | None = None

    def of(self, outer: Span, inner: Span) -> Role:
        """The role of words between quotation marks."""
        length = inner.end - inner.start
        if self._language not in TITLE_WORDS or length > LONGEST_TITLE:
            return Role.QUOTATION
        words = WORD.findall(self._text, inner.start, inner.end)
        before = self._text[max(self._paragraph.start, outer.start - NEARBY) : outer.start]
        after = self._text[outer.end : min(self._paragraph.end, outer.end + NEARBY)]
        if self._is_title(words, before, after, inner):
            return Role.TITLE
        if self._is_nickname(words, before, after, inner):
            return Role.SCARE
        if len(words) <= 6 and words_as_words(self._language).search(before):
            return Role.SCARE
        if len(words) <= 3 and self._is_nobodys(outer, inner):
            return Role.SCARE
        return Role.QUOTATION

    def _is_title(self, words: list[str], before: str, after: str, inner: Span) -> bool:
        """Whether it is the title of a work, or the name of a paper, group or campaign."""
        if not words or len(words) > 10:
            return False
        nearby = [word.casefold() for word in WORD.findall(before)[-3:]]
        if SPEECH_END.search(self._text[inner.start : inner.end]):
            # The full stop of the sentence stands within: on “Meet the Nation.”
            is_programme = len(words) > 1 and all(word[0].isupper() for word in words)
            is_shown = nearby[-1:] == ["on"] and _SPOKE_ON_AIR.search(before) is not None
            is_owned = bool(nearby) and nearby[-1].endswith(_OWNED)
            return self._language == "en" and is_programme and (is_shown or is_owned)
        entitled = nearby[-1:] != [] and nearby[-1] in ENTITLED and len(words) > 1
        cued = entitled or bool(TITLE_WORDS[self._language].intersection(nearby))
        if before.rstrip().endswith((":", "!", "?")) or SPEECH_END.search(before):
            return False
        if self._language == "fa":
            return len(words) <= 5 and bool(TITLE_WORDS["fa"].intersection(nearby[-1:]))
        if self._language != "en":
            first = words[0][:1]
            direct = entitled or bool(TITLE_WORDS[self._language].intersection(nearby[-2:]))
            return direct and first.isupper() and len(words) <= 8
        big = [word for word in words if word[:1].isupper() or word[:1].isdigit()]
        small = [word for word in words if word[:1].islower()]
        if not words[0][:1].isupper() or any(w.casefold() not in SMALL_WORDS for w in small):
            return False
        if cued or (len(big) > 1 and words[-1] in LAW_NAMES):
            return True
        if len(big) < 2 or self._in_headline():
            return False
        behind = WORD.match(after.lstrip())
        if behind is not None and behind[0] in BEHIND_TITLES:
            return True
        possessive = bool(nearby) and nearby[-1].endswith(_OWNED)
        return bool(nearby) and (nearby[-1] in BEFORE_TITLES or possessive)

    def _in_headline(self) -> bool:
        """Whether the paragraph capitalizes nearly all its words, so that case tells nothing."""
        if self._is_headline is None:
            start, end = self._paragraph.start, self._paragraph.end
            words = [
                w for w in WORD.findall(self._text, start, min(end, start + 400)) if len(w) > 3
            ]
            small = sum(word[:1].islower() for word in words)
            ended = self._text[end - 1] in ".!?…”\"’'"
            self._is_headline = not ended and end - start < 300 and small * 4 <= len(words) > 3
        return self._is_headline

    def _is_nickname(self, words: list[str], before: str, after: str, inner: Span) -> bool:
        """Whether it stands between first and last name."""
        return (
            0 < len(words) <= 2
            and all(word[:1].isupper() for word in words)
            and self._text[inner.end - 1].isalnum()
            and NAME_BEFORE.search(before) is not None
            and NAME_AFTER.match(after) is not None
            and not self._in_headline()
        )

    def _is_nobodys(self, outer: Span, inner: Span) -> bool:
        """Whether lower-case words stand in a sentence in which nobody speaks."""
        words = self._text[inner.start : inner.end]
        if words != words.lower() or words[-1] in ".!?…،" or self._language == "fa":
            return False
        place = bisect_right(self._starts, outer.start) - 1
        if place < 0:
            return False
        if place not in self._has_cue:
            self._has_cue[place] = self._finds_cue(place)
        return not self._has_cue[place]

    def _finds_cue(self, place: int) -> bool:
        """Whether the sentence or the one before, which may go on in it, tells of speech."""
        sentences = self._sentences[max(0, place - 1) : place + 1]
        if self._sentences[place].end - sentences[0].start > LONGEST_SENTENCE:
            return True
        pattern = cues(self._language)
        return any(pattern.search(self._text, s.start, s.end) for s in sentences)
