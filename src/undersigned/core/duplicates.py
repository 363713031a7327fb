"""Organizations that may be one and the same, and why: for people to look at, side by side.

Names that are equal but for case, accents and punctuation, in the same country or without one, are
certain; everything else is likely. Time grows with the number of names and not with its square:
two names are only compared when they share something: a form, a host, or all words but one and half
of that. Where very many do, each is set beside the first of them only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from typing import Final, TypeVar

from rapidfuzz.distance import OSA

from undersigned.core.domains import domain_of_website, is_shared
from undersigned.core.name_forms import NameForms, forms_of, is_dense

Key = TypeVar("Key", str, tuple[str, ...])

MAX_SHARED: Final = 24
"""Of more names than this that share something, each is only set beside the first of them."""

MAX_WITH_PART: Final = 4

# In shorter words another letter makes another word; in longer ones two may be slips.
_LEAST_LETTERS: Final = 5
_LETTERS_FOR_TWO: Final = 9
# Everyone has a page on these hosts, and names below them are no sign either.
_SOCIAL: Final = (
    "facebook.com", "fb.com", "fb.me", "instagram.com", "twitter.com", "x.com", "linkedin.com",
    "youtube.com", "youtu.be", "tiktok.com", "t.me", "telegram.me", "vk.com", "whatsapp.com",
    "medium.com", "linktr.ee", "google.com", "goo.gl", "bit.ly", "meetup.com", "wikipedia.org",
    "github.com", "gitlab.com", "change.org", "patreon.com", "bsky.app", "threads.net",
)  # fmt: skip


class Reason(StrEnum):
    """Why two organizations may be one, the strongest first."""

    SAME_NAME = "same name"
    SAME_NAME_ELSEWHERE = "same name in another country"
    SAME_WORDS = "same words"
    OTHER_NAME = "name in another language"
    PART = "part of the name"
    INITIALS = "initials"
    SPELLING = "spelling"
    SAME_HOST = "same host"


@dataclass(frozen=True, slots=True)
class Named:
    """An organization as it is compared; `key` tells it from the others."""

    key: str
    name: str
    website: str = ""
    country: str = ""
    # Its names in other languages.
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """One reason, and what it rests on: the part, the initials, or the host that both have."""

    reason: Reason
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organizations that may be one, in the order in which they were given."""

    first: str
    second: str
    likenesses: tuple[Likeness, ...]

    @property
    def is_certain(self) -> bool:
        """Whether they are equal but for case, accents and punctuation."""
        return self.likenesses[0].reason is Reason.SAME_NAME


def same_key(name: str) -> str:
    """What two names have in common that differ in case, accents and punctuation only."""
    return forms_of(name).key


def find_pairs(organizations: Sequence[Named]) -> tuple[Pair, ...]:
    """All pairs that may be one organization; keys are all different."""
    finder = _Finder(organizations)
    finder.find_same_names()
    finder.find_same_parts()
    finder.find_same_initials()
    finder.find_same_hosts()
    finder.find_alike_spellings()
    return finder.pairs()


class _Finder:
    def __init__(self, organizations: Sequence[Named]) -> None:
        self._all = organizations
        # By number: of an organization all its names, its own first.
        self._forms: list[list[NameForms]] = [
            [forms_of(name) for name in (each.name, *each.other_names)] for each in organizations
        ]
        self._found: defaultdict[tuple[int, int], set[Likeness]] = defaultdict(set)
        # Numbers in the order of the keys, so that the order of the input decides nothing.
        by_key = sorted(range(len(organizations)), key=lambda number: organizations[number].key)
        self._rank = [0] * len(organizations)
        for rank, number in enumerate(by_key):
            self._rank[number] = rank

    def pairs(self) -> tuple[Pair, ...]:
        return tuple(
            Pair(self._all[first].key, self._all[second].key, _telling(found))
            for (first, second), found in sorted(self._found.items())
        )

    def find_same_names(self) -> None:
        """What is equal in its name, in the words of it, or in its name in another language."""
        for numbers in self._by(lambda number: [self._forms[number][0].key]).values():
            for pair in self._together(numbers):
                self._add(pair, self._same_name(*pair))
        for numbers in self._by(lambda number: [self._forms[number][0].words]).values():
            self._add_all(numbers, Reason.SAME_WORDS)
        names = self._by(lambda number: [form.key for form in self._forms[number]])
        for key, numbers in names.items():
            if any(self._all[number].other_names for number in numbers):
                self._add_all(numbers, Reason.OTHER_NAME, key)

    def find_same_parts(self) -> None:
        """What one is called, and another is called besides."""
        names = self._by(lambda number: [self._forms[number][0].key])
        parts = self._by(
            lambda number: [*self._forms[number][0].parts, *self._forms[number][0].short_forms]
        )
        for key, having in parts.items():
            # A part that many have is a place, a kind, or the roof that they stand under.
            if len(having) > MAX_WITH_PART:
                continue
            for pair in combinations({*having, *names.get(key, ())}, 2):
                # One is called only that, or both write it as initials are written.
                if any(self._forms[number][0].key == key for number in pair) or all(
                    key in self._forms[number][0].short_forms for number in pair
                ):
                    self._add(pair, Likeness(Reason.PART, key))

    def find_same_initials(self) -> None:
        """What one writes as initials, and another writes out."""
        spelled_out = self._by(lambda number: self._forms[number][0].initials)
        for key, short in self._by(lambda number: self._forms[number][0].short_forms).items():
            long = [number for number in spelled_out.get(key, ()) if number not in short]
            if len(short) * len(long) <= MAX_SHARED:
                for pair in product(short, long):
                    self._add(pair, Likeness(Reason.INITIALS, key.upper()))

    def find_same_hosts(self) -> None:
        """What is at home on the same host."""
        for host, numbers in self._by(
            lambda number: [_own_host(self._all[number].website)]
        ).items():
            self._add_all(numbers, Reason.SAME_HOST, host)

    def find_alike_spellings(self) -> None:
        """What differs by a letter or two in one word, or by a space."""
        firsts: dict[int, int] = {}
        blocks: dict[int, list[int]] = {}
        for number, (own, *_others) in enumerate(self._forms):
            for block in _blocks(own):
                first = firsts.setdefault(block, number)
                if first != number:
                    blocks.setdefault(block, [first]).append(number)
        compared: set[tuple[int, int]] = set()
        for numbers in blocks.values():
            for pair in self._together(numbers):
                if pair not in compared:
                    compared.add(pair)
                    first_forms, second_forms = (self._forms[number][0] for number in pair)
                    if _is_alike(first_forms, second_forms):
                        self._add(pair, Likeness(Reason.SPELLING))

    def _same_name(self, first: int, second: int) -> Likeness:
        countries = {self._all[first].country, self._all[second].country} - {""}
        return Likeness(Reason.SAME_NAME if len(countries) < 2 else Reason.SAME_NAME_ELSEWHERE)

    def _by(self, keys_of: Callable[[int], Iterable[Key]]) -> dict[Key, list[int]]:
        """The numbers that have each key, in their order; an empty key is none."""
        having: defaultdict[Key, list[int]] = defaultdict(list)
        for number in range(len(self._all)):
            for key in set(keys_of(number)):
                if key:
                    having[key].append(number)
        return having

    def _add_all(self, numbers: list[int], reason: Reason, shared: str = "") -> None:
        for pair in self._together(numbers):
            self._add(pair, Likeness(reason, shared))

    def _together(self, numbers: list[int]) -> Iterator[tuple[int, int]]:
        if len(numbers) <= MAX_SHARED:
            yield from combinations(numbers, 2)
            return
        first = min(numbers, key=lambda number: self._rank[number])
        yield from ((first, number) for number in numbers if number != first)

    def _add(self, pair: tuple[int, int], likeness: Likeness) -> None:
        first, second = sorted(pair)
        self._found[first, second].add(likeness)


def _telling(found: Iterable[Likeness]) -> tuple[Likeness, ...]:
    """The strongest first; what follows from an equal name or equal words is not said once more."""
    order = list(Reason)
    kept = sorted(found, key=lambda each: (order.index(each.reason), each.shared))
    if order.index(kept[0].reason) <= order.index(Reason.SAME_WORDS):
        kept = [kept[0], *(each for each in kept[1:] if each.reason is Reason.SAME_HOST)]
    return tuple(kept)


def _own_host(website: str) -> str:
    host = domain_of_website(website) if website else ""
    if not host or is_shared(host):
        return ""
    return "" if any(f".{host}".endswith(f".{social}") for social in _SOCIAL) else host


def _blocks(forms: NameForms) -> set[int]:
    """Numbers of which two names share one when a single word of theirs is spelled in two ways.

    All other words are the same, and of the word that differs the beginning or the end is: half of
    it where one letter may differ, a third where two may. Python's hashes serve, as they never
    leave the process and each pair is compared afterwards.
    """
    found = {hash(("joined", forms.joined))}
    for place, word in enumerate(forms.words):
        length = len(word)
        if length < _LEAST_LETTERS:
            continue
        rest = (*forms.words[:place], *forms.words[place + 1 :])
        # Lengths that a word shares with one that is a letter or two shorter.
        sizes = (
            {length // 2, (length - 1) // 2}
            if length < _LETTERS_FOR_TWO
            else {length // 3, (length - 1) // 3, (length - 2) // 3}
        )
        for size in sizes:
            found.add(hash((rest, "^", word[:size])))
            found.add(hash((rest, "$", word[-size:])))
    return found


def _is_alike(first: NameForms, second: NameForms) -> bool:
    """Whether the words in which two names differ are one word, spelled in two ways.

    Of a word of five letters one may differ, of nine two; digits never do. To compare the whole
    names instead would find "University of Lille" and "University of Nice" alike.
    """
    if first.words == second.words:
        return False
    if first.joined == second.joined:  # "Net work" is "network" with a slip of the thumb.
        return True
    if len(first.words) != len(second.words):
        return False
    left = [word for word in first.words if word not in second.words]
    right = [word for word in second.words if word not in first.words]
    return len(left) == len(right) == 1 and _is_one_word(left[0], right[0])


def _is_one_word(left: str, right: str) -> bool:
    shorter = min(len(left), len(right))
    if abs(len(left) - len(right)) > 2:
        return False
    if is_dense(left) or is_dense(right):
        # One character of these scripts is a syllable or a word.
        allowed = 1 if shorter >= 2 * _LEAST_LETTERS else 0
    elif shorter < _LEAST_LETTERS:
        allowed = 0
    # Whoever slips twice slips inside the word: Jönköping is not Linköping.
    elif shorter < _LETTERS_FOR_TWO or left[0] != right[0]:
        allowed = 1
    else:
        allowed = 2
    if not allowed or OSA.distance(left, right, score_cutoff=allowed) > allowed:
        return False
    return [c for c in left if c.isdigit()] == [c for c in right if c.isdigit()]
