"""A noun phrase as an article writes it: its head, names, number and gender, as far as rules go."""

import re
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.speakers.vocabulary import Vocabulary
from undersigned.core.quotes.word_list import word_list

WORD: Final = re.compile(r"\d[\d.,]*\d(?![\w-])|[^\W_][\w\u200c’'.&/-]*[^\W_]|[^\W_]|[,،;:(—–]")
BREAKS: Final = frozenset(",،;:(—–")
LONGEST: Final = 240
FEMALE: Final = word_list(
    "mrs ms miss mme mlle madame frau señora sra doña lady spokeswoman chairwoman congresswoman "
    "councilwoman mother woman sister queen actress widow خانم بانو",
)
MALE: Final = word_list(
    "mr sir lord m monsieur herr señor sr don spokesman chairman congressman councilman father man "
    "brother king priest widower آقای آقا",
)
FEMALE_ENDINGS: Final = {
    "fr": ("trice", "euse", "ère", "enne", "ente", "ée"),
    "de": ("in",),
    "es": ("ora", "era", "ada", "esa", "ina", "aria", "osa"),
}
FEMALE_ARTICLES: Final = {
    "fr": frozenset(["la", "une", "cette"]),
    "es": frozenset(["la", "una", "las", "unas"]),
    "de": frozenset(),
}
MALE_ARTICLES: Final = {
    "fr": frozenset(["le", "un", "ce", "cet"]),
    "es": frozenset(["el", "un", "los", "unos"]),
    "de": frozenset(["der", "ein", "dem", "des"]),
}
PLURAL_ARTICLES: Final = {
    "fr": frozenset(
        ["les", "des", "ces", "ses", "leurs", "deux", "trois", "plusieurs", "certains"]
    ),
    "es": frozenset(["los", "las", "unos", "unas", "sus", "varios", "otros", "dos", "tres"]),
    "de": frozenset(["viele", "alle", "mehrere", "einige", "andere", "zwei", "drei", "beide"]),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a noun phrase; `segment` is what stands before a comma or preposition."""

    text: str
    words: tuple[str, ...]
    segment: tuple[str, ...]
    rest: tuple[str, ...]
    heads: tuple[str, ...]
    owner: tuple[str, ...]
    names: tuple[str, ...]
    # The names behind the first comma, if an apposition begins with one.
    apposed: tuple[str, ...]
    is_plural: bool
    gender: str

    @property
    def first(self) -> str:
        """The first word, in lower case."""
        return self.words[0] if self.words else ""


def read_phrase(text: str, language: str, words: Vocabulary) -> Phrase:
    """Take a noun phrase apart."""
    raw = WORD.findall(text[:LONGEST])
    if language == "fr":  # The article that has melted with its noun: l’association.
        raw = [part for word in raw for part in re.sub(r"^([ldLD]|qu)[’']", r"\1 ", word).split()]
    lower = [word.casefold().replace("'", "’") for word in raw]
    # Prepositions may be part of a number: more than, près de, at least.
    begin = next((i for i, word in enumerate(lower) if not _counts(word, words)), len(raw))
    places = range(max(1, begin), len(raw))
    end = next((i for i in places if _ends(lower[i], words)), len(raw))
    segment, rest = lower[:end], lower[end:]
    owner: list[str] = []
    if language == "en":
        split = next((i for i, word in enumerate(segment) if word.endswith(("’s", "s’"))), None)
        if split is not None and split + 1 < len(segment):
            owner, segment = segment[: split + 1], segment[split + 1 :]
    heads = _heads(segment, rest, words)
    names = tuple(
        word.casefold().removesuffix("’s").removesuffix("'s")
        for i, word in enumerate(raw[:end])
        if (word[0].isupper() or language == "fa") and lower[i] not in words.determiners
    )
    behind = raw[end + 1 : end + 6] if rest[:1] in ([","], ["،"]) else []
    stop = next((i for i, word in enumerate(behind) if not word[0].isupper()), len(behind))
    return Phrase(
        text=text[:LONGEST],
        words=tuple(lower),
        segment=tuple(segment),
        rest=tuple(rest),
        heads=heads,
        owner=tuple(owner),
        names=names,
        apposed=tuple(word.casefold().removesuffix("’s") for word in behind[:stop]),
        is_plural=_is_plural(segment, heads, language, words),
        gender=_gender(segment, language),
    )


def _counts(word: str, words: Vocabulary) -> bool:
    return word in words.determiners or word[0].isdigit()


def _ends(word: str, words: Vocabulary) -> bool:
    return word in BREAKS or word in words.cuts


def _heads(segment: list[str], rest: list[str], words: Vocabulary) -> tuple[str, ...]:
    """Stems of the nouns that say what it is; behind "a group of", also those of the group."""
    content = [word for word in segment if word not in words.determiners and word[0].isalpha()]
    if not content:
        if rest and rest[0] in words.links:
            return _heads_behind(rest, words)
        return ()
    head = content[-1] if words.is_head_last else content[0]
    found = [words.stem(head)]
    if not words.is_head_last and len(content) > 1:
        found.extend(words.stem(word) for word in content[1:3])
    if "and" in segment and words.is_head_last:
        before = segment[: segment.index("and")]
        found.extend(words.stem(word) for word in before[-1:])
    if head in words.quantities and rest and rest[0] in words.links:
        found.extend(_heads_behind(rest, words))
    return tuple(found)


def _heads_behind(rest: list[str], words: Vocabulary) -> tuple[str, ...]:
    end = next((i for i, word in enumerate(rest) if i and _ends(word, words)), len(rest))
    content = [w for w in rest[1:end] if w not in words.determiners and w[0].isalpha()]
    if not content:
        return ()
    return (words.stem(content[-1] if words.is_head_last else content[0]),)


def _is_plural(
    segment: list[str], heads: tuple[str, ...], language: str, words: Vocabulary
) -> bool:
    first = segment[0] if segment else ""
    if first in words.they:
        return True
    if language == "en":
        content = [word for word in segment if word not in words.determiners]
        last = content[-1] if content else ""
        return "and" in segment or last == "people" or (last.endswith("s") and last[-2:] != "ss")
    if language == "fa":
        counted = any(w[0].isdigit() or w in words.determiners for w in segment[1:3])
        return counted or any(w.endswith(("ان", "‌ها", "‌های", "ها", "های")) for w in segment[:2])
    if any(word[0].isdigit() for word in segment):
        return True
    if first in PLURAL_ARTICLES.get(language, frozenset()):
        return True
    if language == "de":
        last = segment[-1] if segment else ""
        return first not in ("der", "das", "ein", "eine", "dem") and last.endswith(
            ("en", "er", "e")
        )
    content = [word for word in segment if word not in words.determiners]
    singular = (
        first in MALE_ARTICLES[language] | FEMALE_ARTICLES[language]
        and first not in (PLURAL_ARTICLES[language])
    )
    return not singular and bool(content) and content[0].endswith(("s", "x"))


def _gender(segment: list[str], language: str) -> str:
    for word in segment:
        bare = word.rstrip(".")
        if bare in FEMALE:
            return "f"
        if bare in MALE:
            return "m"
    first = segment[0] if segment else ""
    if first in FEMALE_ARTICLES.get(language, frozenset()):
        return "f"
    endings = FEMALE_ENDINGS.get(language, ())
    if any(len(word) > 5 and word.endswith(endings) for word in segment[:3] if endings):
        return "f"
    if first in MALE_ARTICLES.get(language, frozenset()):
        return "m"
    return ""
