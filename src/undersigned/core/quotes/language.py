"""A guess at the language of a text, by its scripts, its letters and its smallest words."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from undersigned.core.quotes.word_list import word_list

UNKNOWN: Final = "und"
# Enough of a text to tell; the whole of a long one would say the same.
SAMPLE_LENGTH: Final = 20_000
FEWEST_LETTERS: Final = 8
# How much of the words must speak for a language, and how much more than for the next.
SMALLEST_SHARE: Final = 0.08
SMALLEST_LEAD: Final = 1.1
WORD: Final = re.compile(r"[^\W\d_]+")

SCRIPTS: Final = (
    ("latin", "a", "\u024f"),
    ("greek", "\u0370", "\u03ff"),
    ("cyrillic", "\u0400", "\u052f"),
    ("hy", "\u0531", "\u058f"),
    ("he", "\u0590", "\u05ff"),
    ("arabic", "\u0600", "\u077f"),
    ("am", "\u1200", "\u137f"),
    ("deva", "\u0900", "\u097f"),
    ("bn", "\u0980", "\u09ff"),
    ("pa", "\u0a00", "\u0a7f"),
    ("gu", "\u0a80", "\u0aff"),
    ("ta", "\u0b80", "\u0bff"),
    ("te", "\u0c00", "\u0c7f"),
    ("kn", "\u0c80", "\u0cff"),
    ("ml", "\u0d00", "\u0d7f"),
    ("th", "\u0e00", "\u0e7f"),
    ("ka", "\u10a0", "\u10ff"),
    ("km", "\u1780", "\u17ff"),
    ("kana", "\u3040", "\u30ff"),
    ("han", "\u3400", "\u9fff"),
    ("ko", "\uac00", "\ud7a3"),
)
# Scripts of one language among those that newspapers print in; Devanagari has several.
SINGLE: Final = frozenset(
    ["hy", "he", "am", "bn", "pa", "gu", "ta", "te", "kn", "ml", "th", "ka", "km", "ko"]
)
# Letters that only one language of its script has; the first that is found often enough decides.
LETTERS: Final = {
    "cyrillic": (("uk", "іїєґ"), ("be", "ў"), ("mk", "ѓќѕ"), ("sr", "јљњћђџ"), ("ru", "ыэё")),
    "arabic": (("ur", "ٹڈڑےںہھ"), ("ckb", "ێۆڕڵە"), ("ps", "ښځڼۍېړ"), ("fa", "پچژگکی")),
}
OFTEN_ENOUGH: Final = 0.01
WORDS: Final = {
    "en": word_list(
        "the of and to in that is was for on with as by at from his her he she they it its be",
        "been have has had which who would not are were their this but or will said about",
        "after than",
    ),
    "fr": word_list(
        "le la les de des du et à en un une que qui dans pour sur pas par au aux avec est",
        "sont ont a il elle ce cette ces se sa son ses ne plus mais ou leur été d l qu n s c",
        "j",
    ),
    "de": word_list(
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als",
        "auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem",
        "über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei",
    ),
    "es": word_list(
        "el la los las de del y en que a un una por con no para su al se es lo como más o",
        "pero sus le ha este sí porque esta entre cuando muy sin sobre ser también fue han",
        "había hasta desde dos todo esa ese eso nos ya está son tras contra según donde",
        "fueron les mi durante",
    ),
    "it": word_list(
        "il lo la i gli le di del della dei delle e in un una che per con non da al alla nel",
        "nella è si sono come più ma anche ha questo questa dal dalla ai sul sulla l d ed",
        "hanno essere stato dell",
    ),
    "pt": word_list(
        "o a os as de do da dos das e em no na nos nas um uma que por para com não se ao à",
        "mais como mas foi ser é pelo pela seu sua ou são também já há até muito está ele ela",
    ),
    "ca": word_list(
        "el la els les de del dels i en un una que per amb no es al als a més com però ha",
        "aquest aquesta són va d l s n també ser han seva seu molt perquè pel",
    ),
    "nl": word_list(
        "de het een en van in is dat op te zijn met voor niet aan er om ook als maar dan of",
        "door over bij ze hij naar heeft uit nog worden wordt deze die was hebben kan geen",
        "zich wat",
    ),
    "sv": word_list(
        "och i att det som en på är av för med till den har de inte om ett han men var jag",
        "sig från vi så kan när år säger hon under också efter eller nu skulle vid",
    ),
    "da": word_list(
        "og i at det som en på er af for med til den har de ikke om et han men var jeg sig",
        "fra vi så kan når år siger hun efter også eller nu skulle ved blev være",
    ),
    "nb": word_list(
        "og i at det som en på er av for med til den har de ikke om et han men var jeg seg",
        "fra vi så kan når år sier hun etter også eller nå skulle ved ble være",
    ),
    "fi": word_list(
        "ja on ei se että oli hän joka mutta ovat kun myös tai sen niin ole kuin mukaan hänen",
        "vain",
    ),
    "pl": word_list(
        "i w na z do się nie że to jest o jak po od za ale przez dla są był by tym co tego",
        "czy oraz",
    ),
    "cs": word_list(
        "a v na se je že s z do o i to za pro by jako po ale od jsou k podle byl jeho které",
        "není",
    ),
    "ro": word_list(
        "și în de la a cu pe să nu că o din care este un pentru mai ca au fost al ale sau dar",
        "prin",
    ),
    "hu": word_list(
        "a az és hogy nem is egy van volt meg ez de csak még mint már el ki vagy azt szerint",
    ),
    "tr": word_list(
        "ve bir bu da de için ile olarak çok daha olan gibi kadar sonra en ne değil olduğunu",
        "ise",
    ),
    "id": word_list(
        "yang dan di dengan untuk pada dari ini itu tidak dalam akan oleh ke adalah juga",
        "sebagai",
    ),
}
# Letters that speak for languages of the Latin script beside their words.
TELLING: Final = {
    "ß": "de", "ñ": "es", "¿": "es", "ã": "pt", "õ": "pt", "ł": "pl", "ğ": "tr", "ı": "tr",
    "ř": "cs", "ě": "cs", "ț": "ro", "ș": "ro", "ő": "hu", "ű": "hu", "œ": "fr",
}  # fmt: skip


def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each word its languages; one that many share says less for each."""
    languages: dict[str, list[str]] = {}
    for language, words in WORDS.items():
        for word in words:
            languages.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(those)) for language in those)
        for word, those in languages.items()
    }


WEIGHTS: Final = _weights()


def guess_language(text: str) -> str:
    """The primary tag of the language that a text seems to be in, or "und"."""
    sample = text[:SAMPLE_LENGTH].lower()
    letters = Counter(filter(str.isalpha, sample))
    scripts = _scripts(letters)
    if sum(scripts.values()) < FEWEST_LETTERS:
        return UNKNOWN
    # Japanese mixes scripts, and every Japanese text has kana.
    if scripts["kana"] * 5 > scripts["han"] + scripts["kana"] > scripts["latin"]:
        return "ja"
    script = max(scripts, key=lambda name: scripts[name])
    if script == "latin":
        return _latin(WORD.findall(sample), letters)
    if script in LETTERS:
        return _by_letters(script, letters, scripts[script])
    if script in SINGLE:
        return script
    return {"greek": "el", "han": "zh", "kana": "ja"}.get(script, UNKNOWN)


_SCRIPT_OF: Final = {
    **{name: name for name in SINGLE},
    **dict.fromkeys(("ja", "zh"), "han"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug", "sd"), "arabic"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"), "cyrillic"),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), "deva"),
    "el": "greek",
    "yi": "he",
    "ti": "am",
}


def script_of(text: str) -> str:
    """The script of most letters of a text, where Chinese and Japanese share one; "" for none."""
    return _script_of(text[:_SCRIPT_SAMPLE])


# Each quotation is held beside the same few texts.
@lru_cache(maxsize=64)
def _script_of(sample: str) -> str:
    scripts = _scripts(Counter(filter(str.isalpha, sample.lower())))
    scripts["han"] += scripts.pop("kana", 0)
    return max(scripts, key=lambda name: scripts[name]) if scripts.total() else ""


def is_traditional(text: str) -> bool | None:
    """Whether Chinese is written in traditional characters; None where none of them tells.

    A character that only Big5 has is traditional, and one that only GB 2312 has is simplified.
    """
    return _is_traditional(text[:_SCRIPT_SAMPLE])


@lru_cache(maxsize=64)
def _is_traditional(sample: str) -> bool | None:
    counts: Counter[bool] = Counter()
    for character in sample:
        is_big5, is_gb2312 = _is_in(character, "big5"), _is_in(character, "gb2312")
        if is_big5 != is_gb2312:
            counts[is_big5] += 1
    if counts[True] == counts[False]:
        return None
    return counts[True] > counts[False]


def _is_in(character: str, encoding: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def language_of_words(words: str, expected: str, others: Iterable[str]) -> str:
    """The language that quoted words are in, if not the one in which they are expected.

    Few words say little: another language has to have two of its smallest ones among them, or three
    where it is none of the `others` that may well be, and twice as many as the expected one has.
    """
    guessed = guess_language(words)
    if guessed not in {UNKNOWN, *WORDS}:
        return guessed
    if guessed == expected or expected not in WORDS:
        return expected
    found = WORD.findall(words[:SAMPLE_LENGTH].lower())
    likely = WORDS.keys() & others
    languages = likely if guessed == UNKNOWN else {guessed}
    counts = {name: sum(word in WORDS[name] for word in found) for name in (*languages, expected)}
    best = max(sorted(counts), key=lambda name: counts[name])
    fewest = _FEWEST_WORDS if best in likely else _FEWEST_UNLIKELY
    is_clear = counts[best] >= fewest and counts[best] >= 2 * counts[expected]
    return best if is_clear else expected


_SCRIPT_SAMPLE: Final = 2_000
_FEWEST_WORDS: Final = 2
_FEWEST_UNLIKELY: Final = 3


def script_of_language(language: str) -> str:
    """The script that newspapers print a language in."""
    return _SCRIPT_OF.get(language, "latin")


def _scripts(letters: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for letter, count in letters.items():
        for name, first, last in SCRIPTS:
            if first <= letter <= last:
                found[name] += count
                break
    return found


def _by_letters(script: str, letters: Counter[str], total: int) -> str:
    for language, own in LETTERS[script]:
        if sum(letters[letter] for letter in own) > OFTEN_ENOUGH * total:
            return language
    if script == "arabic":
        return "ar"
    return "bg" if letters["ъ"] > OFTEN_ENOUGH * total else UNKNOWN


def _latin(words: Iterable[str], letters: Counter[str]) -> str:
    scores: Counter[str] = Counter()
    weights: dict[str, float] = dict.fromkeys(WORDS, 0.0)
    total = 0
    for word in words:
        total += 1
        for language, weight in WEIGHTS.get(word, ()):
            weights[language] += weight
            scores[language] += 1
    for letter, language in TELLING.items():
        weights[language] += letters[letter] / 2
    # The share of all words is steadier than that of the rare ones; both count.
    ranked = sorted(weights, key=lambda name: weights[name] + scores[name] / 4, reverse=True)
    first, second = (weights[name] + scores[name] / 4 for name in ranked[:2])
    if first < SMALLEST_SHARE * total or first < SMALLEST_LEAD * second:
        return UNKNOWN
    return ranked[0]
