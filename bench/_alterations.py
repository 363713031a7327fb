"""Alterations of a letter's words as the press makes them, each with the judgement it deserves."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench._letters import (
    EARLIER,
    INSERTED,
    INVENTED,
    LANGUAGES,
    MARKS,
    NAMES,
    NEGATIONS,
    NEW,
    VARIANTS,
    Bench,
    Pieces,
    clean,
    is_word,
    split_tokens,
    stripped,
)
from undersigned.core.quotes.verdict import Change, Judgement

J = Judgement


@dataclass(frozen=True)
class Case:
    """Quoted words, in which language they are said to be, and what has to be said of them."""

    kind: str
    words: str
    language: str
    judgement: Judgement
    change: Change | None = None


class Alterer(Pieces):
    """Makes cases of one letter by chance."""

    def __init__(self, bench: Bench, chance: random.Random, others: dict[str, Bench]) -> None:
        super().__init__(bench, chance)
        self._others = others
        self._new = NEW[bench.language].split()

    def cases(self, kind: str, count: int) -> Iterator[Case]:
        """Cases of a kind; fewer where the letter has no words for it."""
        make = KINDS[kind]
        tries = 0
        made = 0
        while made < count and tries < 40 * count:
            tries += 1
            case = make(self, kind)
            if case is not None:
                made += 1
                yield case

    def _case(
        self, kind: str, words: str, judgement: Judgement, change: Change | None = None
    ) -> Case:
        return Case(kind, words, self._language, judgement, change)

    # -- kinds ----------------------------------------------------------------------------------

    def verbatim(self, kind: str) -> Case:
        return self._case(kind, self._join(self._part()), J.VERBATIM)

    def sentence(self, kind: str) -> Case:
        tokens = list(self._chance.choice(self._bench.sentences[1:]))
        return self._case(kind, self._join(tokens), J.VERBATIM)

    def marks(self, kind: str) -> Case | None:
        words = self._join(list(self._chance.choice(self._bench.sentences[1:])))
        new = words
        for mark, plain in MARKS:
            new = new.replace(mark, plain)
        return self._case(kind, new, J.TYPOGRAPHY) if new != words else None

    def case(self, kind: str) -> Case | None:
        words = self._join(self._part())
        new = words[0].swapcase() + words[1:]
        for form, variant in VARIANTS.get(self._language, ()):
            new = new.replace(form, variant)
        return self._case(kind, new, J.TYPOGRAPHY) if new != words else None

    def final_comma(self, kind: str) -> Case | None:
        words = self._join(self._part())
        comma = {"fa": "،", "zh": "，"}.get(self._language, ",")
        if f"{words}{comma}" in " ".join(self._bench.text.split()):
            return None
        return self._case(kind, words + comma, J.TYPOGRAPHY)

    def ellipsis(self, kind: str) -> Case | None:
        part = self._part(11, 22)
        size, scale = len(part), self._bench.scale
        start = 4 * scale + self._chance.randrange(2)
        end = start + self._chance.randint(1, 4) * scale
        if end + 3 * scale > size or not (clean(part[start - 1]) and clean(part[end])):
            return None
        mark = self._chance.choice(["…", "...", "[…]", "[...]", "(…)", "(...)"])
        words = self._join(
            [*part[:start], f" {mark} ".strip() if scale == 1 else mark, *part[end:]]
        )
        return self._case(kind, words, J.EDITED)

    def left_out(self, kind: str) -> Case | None:
        part = self._part(11, 22)
        scale = self._bench.scale
        start = 4 * scale
        end = start + self._chance.randint(1, 4) * scale
        if end + 4 * scale > len(part) or not all(map(clean, part[start - 1 : end + 1])):
            return None
        if part[start:end] == part[end : 2 * end - start] or part[start] == part[end]:
            return None
        return self._case(kind, self._join([*part[:start], *part[end:]]), J.ALTERED)

    def bracket_replaced(self, kind: str) -> Case | None:
        part = self._part(9, 18)
        at = self._inner(part, margin=3)
        if at is None:
            return None
        part[at] = f"[{self._chance.choice(self._new)}]"
        return self._case(kind, self._join(part), J.EDITED)

    def bracket_inserted(self, kind: str) -> Case | None:
        part = self._part(9, 18)
        at = self._inner(part, margin=3)
        if at is None or not clean(part[at - 1]):
            return None
        part.insert(at, f"[{self._chance.choice(self._new)}]")
        return self._case(kind, self._join(part), J.EDITED)

    def bracket_capital(self, kind: str) -> Case | None:
        words = self._join(self._part())
        if words[0].swapcase() == words[0]:
            return None
        return self._case(kind, f"[{words[0].swapcase()}]{words[1:]}", J.EDITED)

    def sic(self, kind: str) -> Case | None:
        part = self._part()
        at = self._inner(part)
        if at is None:
            return None
        return self._case(kind, self._join([*part[: at + 1], "[sic]", *part[at + 1 :]]), J.EDITED)

    def word_replaced(self, kind: str) -> Case | None:
        part = self._part()
        at = self._inner(part)
        if at is None:
            return None
        part[at] = self._chance.choice(self._new)
        return self._case(kind, self._join(part), J.ALTERED)

    def words_replaced(self, kind: str) -> Case | None:
        part = self._part(10, 18)
        for _ in range(2):
            at = self._inner(part)
            if at is None:
                return None
            part[at] = self._chance.choice(self._new)
        return self._case(kind, self._join(part), J.ALTERED)

    def word_added(self, kind: str) -> Case | None:
        part = self._part()
        at = self._inner(part)
        if at is None:
            return None
        part.insert(at, self._chance.choice(self._new))
        return self._case(kind, self._join(part), J.ALTERED)

    def ending_changed(self, kind: str) -> Case | None:
        part = self._part()
        at = self._inner(part)
        if at is None or len(part[at]) < 4:
            return None
        part[at] = part[at][:-1] + self._chance.choice("qwk".replace(part[at][-1], ""))
        return self._case(kind, self._join(part), J.ALTERED)

    def negation_added(self, kind: str) -> Case | None:
        part = self._part()
        at = self._inner(part)
        word = INSERTED[self._language]
        if at is None or word in {part[at], part[at - 1]}:
            return None
        part.insert(at, word)
        return self._case(kind, self._join(part), J.ALTERED, Change.NEGATION)

    def negation_removed(self, kind: str) -> Case | None:
        table = NEGATIONS[self._language]
        return self._replaced(kind, table, Change.NEGATION)

    def number_changed(self, kind: str) -> Case | None:
        part = self._part()
        places = [at for at in range(1, len(part) - 1) if re.fullmatch(r"[0-9۰-۹]+", part[at])]
        if not places:
            return None
        at = self._chance.choice(places)
        zero = "۰" if self._language == "fa" else "0"
        first = ord(part[at][0]) - ord(zero)
        part[at] = chr(ord(zero) + first % 9 + 1) + part[at][1:]
        return self._case(kind, self._join(part), J.ALTERED, Change.NUMBER)

    def name_changed(self, kind: str) -> Case | None:
        return self._replaced(kind, NAMES[self._language], Change.NAME)

    def _replaced(self, kind: str, table: dict[str, str], change: Change) -> Case | None:
        part = self._part(8, 18)
        scale = self._bench.scale
        words = self._join(part)
        if self._language == "zh":
            found = [key for key in table if key in words[scale:-scale]]
            if not found:
                return None
            key = self._chance.choice(found)
            at = words.index(key, scale)
            words = words[:at] + table[key] + words[at + len(key) :]
            return self._case(kind, words, J.ALTERED, change)
        places = [at for at in range(1, len(part) - 1) if part[at] in table]
        if not places:
            return None
        at = self._chance.choice(places)
        part[at] = table[part[at]]
        return self._case(kind, self._join(part), J.ALTERED, change)

    def comma_removed(self, kind: str) -> Case | None:
        part = self._part(8, 20)
        comma = {"fa": "،", "zh": "，"}.get(self._language, ",")
        words = self._join(part)
        if comma not in words or re.search("[0-9],[0-9]", words):
            return None
        return self._case(kind, words.replace(comma, "", 1), J.ALTERED, Change.PUNCTUATION)

    def order_swapped(self, kind: str) -> Case | None:
        part = self._part()
        at = self._inner(part)
        if at is None or not is_word(part[at + 1]) or part[at] == part[at + 1]:
            return None
        part[at], part[at + 1] = part[at + 1], part[at]
        words = self._join(part)
        if self._language == "zh" and words in self._bench.text:
            return None
        return self._case(kind, words, J.ALTERED)

    def _two_places(self) -> tuple[list[str], list[str]] | None:
        """Parts of two sentences that are not neighbours, in the order of the letter."""
        numbers = sorted(self._chance.sample(range(len(self._bench.sentences)), 2))
        if numbers[1] - numbers[0] < 2:
            return None
        parts: list[list[str]] = []
        for number in numbers:
            sentence = self._bench.sentences[number]
            size = self._chance.randint(5, 8) * self._bench.scale
            if len(sentence) < size + 1:
                return None
            start = self._chance.randrange(len(sentence) - size)
            part = list(sentence[start : start + size])
            if not (clean(part[0]) and clean(part[-1])) or self._is_open(part):
                return None
            parts.append(part)
        return parts[0], parts[1]

    def spliced(self, kind: str) -> Case | None:
        parts = self._two_places()
        if parts is None:
            return None
        joint = self._chance.choice(["", "and", "."]) if self._language == "en" else ""
        first = self._join(parts[0])
        words = (
            f"{first}. {self._join(parts[1])}"
            if joint == "."
            else self._join([*parts[0], joint, *parts[1]])
        )
        return self._case(kind, words, J.SPLICED)

    def spliced_marked(self, kind: str) -> Case | None:
        parts = self._two_places()
        if parts is None:
            return None
        return self._case(kind, self._join([*parts[0], "[…]", *parts[1]]), J.EDITED)

    def spliced_turned(self, kind: str) -> Case | None:
        parts = self._two_places()
        if parts is None:
            return None
        first, second = self._join(parts[0]), self._join(parts[1])
        text = " ".join(self._bench.text.split())
        if text.count(first) > 1 or text.count(second) > 1:
            return None
        return self._case(kind, f"{second} … {first}", J.SPLICED)

    def half(self, kind: str) -> Case:
        part = self._part(7, 9)
        invented = split_tokens(INVENTED[self._language], self._language)
        size = self._chance.randint(7, 9) * self._bench.scale
        start = self._chance.randrange(len(invented) - size)
        other = invented[start : start + size]
        parts = [part, other] if self._chance.random() < 0.5 else [other, part]
        return self._case(kind, stripped(self._join([*parts[0], *parts[1]])), J.PARTLY)

    def invented(self, kind: str) -> Case:
        invented = split_tokens(INVENTED[self._language], self._language)
        size = self._chance.randint(6, 14) * self._bench.scale
        size = min(size, len(invented) - 1)
        start = self._chance.randrange(len(invented) - size)
        return self._case(
            kind, stripped(self._join(invented[start : start + size])), J.NOT_IN_LETTER
        )

    def earlier(self, kind: str) -> Case | None:
        sentence = self._chance.choice(self._bench.earlier_sentences)
        word = EARLIER[self._language]
        at = sentence.index(word)
        around = self._chance.randint(3, 6) * self._bench.scale
        part = list(sentence[max(0, at - around) : at + around])
        if len(part) < 6 * self._bench.scale or self._is_open(part):
            return None
        if not (clean(part[0]) and clean(part[-1])):
            return None
        return self._case(kind, self._join(part), J.EARLIER_EDITION)

    def other_language(self, kind: str) -> Case:
        other = self._chance.choice([name for name in LANGUAGES if name != self._language])
        bench = self._others[other]
        tokens = list(self._chance.choice([s for s in bench.sentences if len(s) > 12]))
        return Case(kind, stripped(bench.space.join(tokens)), other, J.TRANSLATED)

    def too_short(self, kind: str) -> Case:
        part = self._part(3, 3)[: 1 + self._chance.randrange(2)]
        part.insert(self._chance.randrange(len(part) + 1), self._chance.choice(self._new))
        return self._case(kind, stripped(self._join(part)), J.TOO_SHORT)

    def short(self, kind: str) -> Case | None:
        part = self._part(3, 3)[: 1 + self._chance.randrange(3)]
        if not all(map(clean, part)):
            return None
        return self._case(kind, self._join(part), J.VERBATIM)

    def cut_within_word(self, kind: str) -> Case | None:
        part = self._part(8, 16)
        if self._language == "zh" or len(part[0]) < 5 or len(part[-1]) < 5:
            return None
        if self._chance.random() < 0.5:
            part[0] = part[0][2:]
        else:
            part[-1] = part[-1][:-2]
        if not (part[0].isalpha() and part[-1].isalpha()):
            return None
        vocabulary = {stripped(token) for s in self._bench.sentences for token in s}
        if part[0] in vocabulary and part[-1] in vocabulary:
            return None
        return self._case(kind, self._join(part), J.ALTERED)


Maker = Callable[[Alterer, str], Case | None]
KINDS: dict[str, Maker] = {
    "verbatim": Alterer.verbatim,
    "whole sentence": Alterer.sentence,
    "other marks": Alterer.marks,
    "case and script forms": Alterer.case,
    "final comma": Alterer.final_comma,
    "ellipsis": Alterer.ellipsis,
    "words left out": Alterer.left_out,
    "bracket for a word": Alterer.bracket_replaced,
    "bracket put in": Alterer.bracket_inserted,
    "bracketed capital": Alterer.bracket_capital,
    "sic": Alterer.sic,
    "one word replaced": Alterer.word_replaced,
    "two words replaced": Alterer.words_replaced,
    "one word added": Alterer.word_added,
    "ending changed": Alterer.ending_changed,
    "negation added": Alterer.negation_added,
    "negation removed": Alterer.negation_removed,
    "number changed": Alterer.number_changed,
    "name changed": Alterer.name_changed,
    "comma within removed": Alterer.comma_removed,
    "order swapped": Alterer.order_swapped,
    "spliced": Alterer.spliced,
    "spliced with ellipsis": Alterer.spliced_marked,
    "spliced and turned": Alterer.spliced_turned,
    "half from elsewhere": Alterer.half,
    "invented": Alterer.invented,
    "earlier edition": Alterer.earlier,
    "other language": Alterer.other_language,
    "too short": Alterer.too_short,
    "short and verbatim": Alterer.short,
    "cut within a word": Alterer.cut_within_word,
}
