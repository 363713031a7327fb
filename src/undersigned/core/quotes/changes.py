"""What an edit does to a quotation, as far as its words tell: negations, numbers and names.

The lists hold function words that negate in the languages that Undersigned speaks, and in Arabic,
Chinese, Italian, Portuguese, Russian and Dutch. They err towards a warning.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from undersigned.core.quotes.numerals import is_number, read_digits
from undersigned.core.quotes.verdict import Change

_NEGATIONS: Final = {
    "en": "no not never none nobody nothing nowhere neither nor without cannot hardly barely"
    " scarcely refuse refuses refused reject rejects rejected deny denies denied fail fails failed"
    " stop against",
    "fr": "ne n' pas jamais aucun aucune rien personne ni sans nul nulle non plus guère refuse"
    " refusons refusent contre",
    "de": "nicht nie niemals kein keine keinen keinem keiner keines nichts niemand weder ohne nein"
    " gegen",
    "es": "no nunca jamás ningún ninguno ninguna nada nadie ni sin tampoco contra",
    "fa": "نه نیست نیستند نیستیم نبود نبودند نباید هرگز هیچ بدون نخواهد نخواهند نخواهیم نشده نکرده"
    " ندارد ندارند نداریم نداشت علیه مخالف",
    "ar": "لا لم لن ليس لیس ليست لیست ما بدون دون غير غیر",
    "it": "non mai nessuno nessuna niente nulla né senza",
    "pt": "não nunca jamais nenhum nenhuma nada ninguém nem sem",
    "nl": "niet nooit geen niets niemand noch zonder",
    "ru": "не нет никогда никто ничего ни без",
    "zh": "不 没 沒 无 無 非 未 别 別 勿 莫 否 毋 休",
    "ja": "ず ぬ 不 非 無 未",
}
_NEGATION_SETS: Final = {
    language: frozenset(words.split()) for language, words in _NEGATIONS.items()
}
_ALL_NEGATIONS: Final = frozenset().union(*_NEGATION_SETS.values())
_PREFIXES: Final = ("un", "in", "im", "il", "ir", "dis", "non", "de", "des", "nicht", "anti", "ن")
_MIN_STEM: Final = 3
_PERSIAN_NEGATION: Final = re.compile("ن(?:می|خواه|دار|کرد|شد|کن|باش|بود|شو|توان|گذار|پذیر)")
_UNITS: Final = (
    "% ‰ percent per cent prozent pourcent por ciento درصد hundred thousand million millions"
    " billion billions trillion dozen mille milliers milliard milliards tausend millionen"
    " milliarde milliarden mil millón millones هزار میلیون میلیارد 百 千 万 萬 亿 億 倍"
)
UNITS: Final = frozenset(_UNITS.split())
"""Without them, a number just before says something else."""


def is_negation(word: str, language: str) -> bool:
    """Whether a normalized word says no, in this language or, if it is unknown, in any."""
    words = _NEGATION_SETS.get(language, _ALL_NEGATIONS)
    if word in words or word.endswith("n't"):
        return True
    return language == "fa" and _PERSIAN_NEGATION.match(word) is not None


_BESIDE_ITS_WORD: Final = (
    "without against stop no sans contre aucun aucune ni ohne gegen kein keine keinen keinem keiner"
    " keines weder sin contra ningún ninguna بدون علیه senza contro sem zonder без neither nor"
)
BESIDE_ITS_WORD: Final = frozenset(_BESIDE_ITS_WORD.split())
"""Negations that stand just before what they negate."""


def change_of(
    quoted: Sequence[str],
    letter: Sequence[str],
    *,
    quoted_names: Collection[str],
    letter_names: Collection[str],
    language: str,
) -> Change:
    """What it does to put the normalized words `quoted` in the place of `letter`.

    The names among them are told by whoever sees how they are written.
    """
    if _negations(quoted, language) != _negations(letter, language):
        return Change.NEGATION
    if len(quoted) == len(letter) == 1 and _is_opposite(quoted[0], letter[0]):
        return Change.NEGATION
    if _numbers(quoted, language) != _numbers(letter, language):
        return Change.NUMBER
    if set(quoted_names) != set(letter_names):
        return Change.NAME
    return Change.WORDS


def _negations(words: Sequence[str], language: str) -> int:
    return sum(is_negation(word, language) for word in words)


def _numbers(words: Sequence[str], language: str) -> list[str | int]:
    """The numbers, without the marks between thousands."""
    return [
        word if (value := read_digits(word)) is None else value
        for word in words
        if is_number(word, language)
    ]


def _is_opposite(one: str, other: str) -> bool:
    """Whether one word is the other with a prefix that negates."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _MIN_STEM and any(long == prefix + short for prefix in _PREFIXES)


def names_among(
    words: Sequence[str],
    written: Sequence[str],
    *,
    begins_sentence: Sequence[bool],
    before: str,
    language: str,
    known: Collection[str],
) -> tuple[str, ...]:
    """The words that are names or parts of one: `known` ones, and capitals within a sentence.

    In German, which writes every noun so, only where no article or adjective is before it.
    """
    names: list[str] = []
    for word, raw, is_first in zip(words, written, begins_sentence, strict=True):
        if word in known:
            names.append(word)
        elif raw[:1].isupper() and not is_first:
            is_noun = language == "de" and _GERMAN_BEFORE_NOUN.fullmatch(before)
            if not is_noun:
                names.append(word)
        before = word
    return tuple(names)


_GERMAN_BEFORE_NOUN: Final = re.compile(
    r"(?:d(?:er|ie|as|em|en|es)|(?:k?ein|mein|dein|sein|unser|euer|ihr|dies|jed|jen|welch|all)"
    r"(?:e|er|es|em|en)?|zu[mr]|[aiv]m|vom|beim|ins|ans|und|oder|aller|\w+(?:e|er|es|em|en))"
)
