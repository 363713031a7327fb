"""What an edit does to a quotation, as far as its words tell: negations, numbers and names.

The lists hold function words that negate in the languages that Undersigned speaks, and in Arabic,
Chinese, Italian, Portuguese, Russian and Dutch. They err towards a warning.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from undersigned.core.quotes.numerals import is_number, read_digits
from undersigned.core.quotes.verdict import Change
from undersigned.core.quotes.word_list import word_list

_NEGATIONS: Final = {
    "en": "no not never none nobody nothing nowhere neither nor without cannot hardly barely"
    " scarcely refuse refuses refused reject rejects rejected deny denies denied fail fails failed"
    " stop against",
    "fr": "ne n' pas jamais aucun aucune rien personne ni sans nul nulle non plus guère refuse"
    " refusons refusent contre",
    "de": "nicht nie niemals kein keine keinen keinem keiner keines nichts niemand"
    " niemandem niemanden nirgends keineswegs keinesfalls keinerlei weder ohne nein gegen",
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
# Parts of words that say no, beside which more stand that they need not negate.
_OPPOSED: Final = frozenset("反禁拒")
_PREFIXES: Final = ("un", "in", "im", "il", "ir", "dis", "non", "de", "des", "nicht", "anti")
_PERSIAN_PREFIXES: Final = ("ن", "نا", "بی", "غیر", "ضد")
_MIN_STEM: Final = 3
_MIN_PERSIAN_STEM: Final = 2
# Words that begin so and negate nothing: "form" and "inform" are no opposites.
_NO_OPPOSITES: Final = word_list(
    "inside inform informs informed intend intends intended intent increase increases increased",
    "income indeed inland invest invent insist install installed instead intense inquire",
    "import imports imported impress impressed improve improves improved impose imposes imposed",
    "impart impact display discharge dispatch distress disease depart demand demands demanded",
    "defend depend detail until unless union under unter indem indes denn demander demande devenir",
    "dessous dessus desde desarrollo informe informer",
)
# Words that tell how many or which one, beside the numerals.
_AMOUNTS: Final = {
    "en": word_list(
        "billion billions trillion trillions half halves third thirds quarter quarters fifth",
        "fifths tenth double doubled doubles triple tripled triples twice first second fourth",
    ),
    "fr": word_list(
        "milliard milliards billion billions millier milliers centaine centaines dizaine dizaines",
        "douzaine douzaines vingtaine trentaine quarantaine cinquantaine moitié tiers quart quarts",
        "double doublé triple triplé premier première deuxième second seconde troisième",
    ),
    "de": word_list(
        "milliarde milliarden mrd billion billionen hunderte hunderten tausende tausenden dutzend",
        "dutzende dutzenden hälfte halb halbe halben drittel viertel fünftel zehntel doppelt",
        "verdoppelt dreifach verdreifacht erste ersten zweite zweiten dritte dritten",
    ),
    "es": word_list(
        "billón billones miles cientos centenares decena decenas docena docenas mitad tercio",
        "tercios cuarto quinto doble duplicado triple triplicado primer primero primera segundo",
        "segunda tercer tercero tercera",
    ),
    "fa": word_list(
        "میلیارد تریلیون میلیونها هزاران صدها دهها نیم نیمی نصف ثلث ربع اول دوم سوم چهارم",
    ),
    "zh": frozenset("半倍"),
}
_ALL_AMOUNTS: Final = frozenset().union(*_AMOUNTS.values())
# The mark between thousands, where the other one is that of a fraction.
_BETWEEN_THOUSANDS: Final = {
    **dict.fromkeys(("en", "fa", "zh", "ja", "ar"), ","),
    **dict.fromkeys(("de", "fr", "es", "it", "pt", "nl", "ru"), "."),
}
_PERSIAN_NINE: Final = "نه"
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
    if language == "fa" and _is_nine(quoted, letter):
        return Change.NUMBER
    if _negations(quoted, language) != _negations(letter, language):
        return Change.NEGATION
    if len(quoted) == len(letter) == 1 and _is_opposite(quoted[0], letter[0], language):
        return Change.NEGATION
    if _numbers(quoted, language) != _numbers(letter, language):
        return Change.NUMBER
    if set(quoted_names) != set(letter_names):
        return Change.NAME
    return Change.WORDS


def _is_nine(quoted: Sequence[str], letter: Sequence[str]) -> bool:
    """Whether a Persian word that is "no" or nine stands where the other has a number."""
    both = sorted((*quoted, *letter), key=lambda word: word != _PERSIAN_NINE)
    return len(quoted) == len(letter) == 1 and both[0] == _PERSIAN_NINE and is_number(both[1], "fa")


def _negations(words: Sequence[str], language: str) -> int:
    return sum(is_negation(word, language) or word in _OPPOSED for word in words)


def _numbers(words: Sequence[str], language: str) -> list[str | int]:
    """The numbers and amounts, without the marks and spaces between thousands."""
    amounts = _AMOUNTS.get(language, _ALL_AMOUNTS)
    found: list[str | int] = []
    before = ""
    for word in words:
        goes_on = _FIRST_DIGITS.fullmatch(before) and _THOUSAND.fullmatch(word)
        if goes_on and isinstance(last := found[-1], int):
            found[-1] = last * 1000 + int(word)
        elif is_number(word, language):
            found.append(_value(word, language))
        elif word in amounts:
            found.append(word)
        before = f"{before} {word}" if goes_on else word
    return found


_FIRST_DIGITS: Final = re.compile("[0-9]{1,3}(?: [0-9]{3}){0,3}")
_THOUSAND: Final = re.compile("[0-9]{3}")
_ONE_MARK: Final = re.compile("[0-9]+([.,])[0-9]+")


def _value(word: str, language: str) -> str | int:
    """The number; as it is written where its only mark may be that of a fraction."""
    marked = _ONE_MARK.fullmatch(word)
    if marked and marked[1] != _BETWEEN_THOUSANDS.get(language):
        return word
    value = read_digits(word)
    return word if value is None else value


def _is_opposite(one: str, other: str, language: str) -> bool:
    """Whether one word is the other with a prefix that negates."""
    short, long = sorted((one, other), key=len)
    if long in _NO_OPPOSITES:
        return False
    if language == "fa":
        return len(short) >= _MIN_PERSIAN_STEM and long.removesuffix(short) in _PERSIAN_PREFIXES
    if len(short) < _MIN_STEM or not long.endswith(short):
        return False
    prefix = long.removesuffix(short)
    return prefix in _PREFIXES or (language == "es" and prefix == "i" and short[0] == "l")


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
