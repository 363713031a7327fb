"""Numbers as they are written in articles and letters: in digits, and in words of five languages.

Words are compared as `normal.normalize` writes them. Unicode CLDR names the languages' number
words; what is here reaches up to the millions, which no count of signatories goes beyond.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a row of words, from the word at `start` to before `end`."""

    start: int
    end: int
    value: int


def _table(words: str, first: int, step: int = 1) -> dict[str, int]:
    return {
        word: first + step * place
        for place, spellings in enumerate(words.split())
        for word in spellings.split("/")
    }


def _german() -> dict[str, int]:
    ones = _table("ein zwei drei vier fünf sechs sieben acht neun", 1)
    tens = _table("zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
    small = _table(
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
        " sechzehn siebzehn achtzehn neunzehn",
        1,
    )
    joined = {f"{one}und{ten}": a + b for one, a in ones.items() for ten, b in tens.items()}
    below = {**small, **tens, **joined}
    hundreds = {
        f"{one}hundert{rest}": 100 * value + more
        for one, value in {**ones, "": 1}.items()
        for rest, more in {**below, "": 0}.items()
    }
    thousands = {f"{one}tausend": 1000 * value for one, value in {**below, **ones}.items()}
    return {**below, **hundreds, **thousands}


_EN_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_FA_TENS: Final = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
_WORDS: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {
        **_table(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
            " fifteen sixteen seventeen eighteen nineteen",
            0,
        ),
        **_table(_EN_TENS, 20, 10),
    },
    "fr": {
        **_table(
            "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
            " seize",
            2,
        ),
        **_table("vingt/vingts trente quarante cinquante soixante septante huitante nonante", 20,
                 10),
        "octante": 80,
    },
    "de": _german(),
    "es": {
        **_table(
            "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
            " dieciséis diecisiete dieciocho diecinueve veinte veintiuno/veintiuna/veintiún"
            " veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho"
            " veintinueve",
            2,
        ),
        **_table("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10),
        **_table(
            "doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas"
            " quinientos/quinientas seiscientos/seiscientas setecientos/setecientas"
            " ochocientos/ochocientas novecientos/novecientas",
            200,
            100,
        ),
        "ciento": 100,
        "cien": 100,
    },
    "fa": {
        **_table("دو سه چهار پنج شش/شیش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده"
                 " هجده/هیجده نوزده", 2),
        **_table(_FA_TENS, 20, 10),
        **_table("صد/یکصد دویست سیصد چهارصد پانصد/پونصد ششصد هفتصد هشتصد نهصد", 100, 100),
    },
}  # fmt: skip
_SCALES: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12, "score": 20},
    "fr": {"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6},
    "de": {"tausend": 1000, "million": 10**6, "millionen": 10**6, "mio": 10**6},
    "es": {"mil": 1000, "millón": 10**6, "millones": 10**6},
    "fa": {"هزار": 1000, "میلیون": 10**6},
}
_JOINED_BY: Final = {"en": "and", "fr": "et", "de": "und", "es": "y", "fa": "و"}
# Words that may count and mostly do not: "one of them", "un accord", "نه" (nine, and no).
_DOUBTFUL: Final = frozenset({"one", "نه", "سی", "score"})
_DIGITS: Final = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,6})*")
_CHINESE: Final = frozenset("〇零一二三四五六七八九十百千万亿萬億两兩")


def is_number(word: str, language: str) -> bool:
    """Whether a word, on its own, says how many or which number."""
    if word[0].isdecimal() or word in _CHINESE:
        return True
    if word in _DOUBTFUL:
        return False
    for key in (language,) if language in _WORDS else ("en",):
        if word in _WORDS[key] or word in _SCALES[key] or word.removesuffix("s") in _SCALES[key]:
            return True
    return False


def read_digits(word: str) -> int | None:
    """The whole number in digits, with or without marks between thousands; None for another."""
    if not _DIGITS.fullmatch(word):
        return None
    first, *groups = re.split("[.,]", word)
    if any(len(group) != 3 for group in groups) or (groups and len(first) > 3):
        return None
    return int(first + "".join(groups))


def find_numerals(
    words: Sequence[str], language: str, *, parted: Collection[int] = ()
) -> tuple[Numeral, ...]:
    """The numbers in a row of normalized words; "one" and its like are none on their own.

    `parted` are the places of words before which a mark stands that parts numbers.
    """
    if language not in _WORDS:
        language = "en"
    found: list[Numeral] = []
    at = 0
    while at < len(words):
        numeral = None
        # What follows a fraction is a part of it: "3.1 million".
        if at == 0 or not words[at - 1][0].isdecimal() or read_digits(words[at - 1]) is not None:
            numeral = _numeral_at(words, at, language, parted)
        if numeral is not None:
            found.append(numeral)
        at = at + 1 if numeral is None else numeral.end
    return tuple(found)


def _numeral_at(
    words: Sequence[str], start: int, language: str, parted: Collection[int]
) -> Numeral | None:
    """Parts below a thousand are added up, and multiplied by the scale that follows them."""
    ones, scales = _WORDS[language], _SCALES[language]
    total, part = 0, 0
    last_scale = 10**9
    are_digits = False
    at = start
    while at < len(words) and not (at > start and at in parted):
        word = words[at]
        digits = read_digits(word)
        if digits is not None:
            # "2 000" is one number in many languages.
            if at > start and not (are_digits and len(word) == 3):
                break
            part = part * 1000 + digits
            are_digits = True
        elif word in ones:
            value = ones[word]
            if are_digits:
                break
            if language == "fr" and value == 20 and at > start and words[at - 1] == "quatre":
                part += 80 - 4
            elif part == 0 or _may_follow(part, value, language):
                part += value
            else:
                break
        elif word in scales:
            scale = scales[word]
            if scale <= 100:
                if part >= 100:
                    break
                part = scale * (part or 1)
            elif scale < last_scale:
                total += scale * (part or 1)
                part, last_scale, are_digits = 0, scale, False
            else:
                break
        else:
            value = 0 if are_digits or at == start else _joined_value(words, at, language)
            if not value or not _may_follow(part, value, language):
                break
            at += 1
            part += value
        at += 1
    if at == start or (at == start + 1 and words[start] in _DOUBTFUL):
        return None
    return Numeral(start, at, total + part)


def _joined_value(words: Sequence[str], at: int, language: str) -> int:
    """What "and", in its language, joins to the number before; 0 for nothing."""
    if words[at] != _JOINED_BY[language] or at + 1 == len(words):
        return 0
    word = words[at + 1]
    return _WORDS[language].get(word, _ONE.get(word, 0))


_ONE: Final = dict.fromkeys(("un", "une", "uno", "una", "یک"), 1)


def _may_follow(part: int, value: int, language: str) -> bool:
    """Whether a number word goes on with a number: "forty three", "cent vingt", not "two three"."""
    if part % 100 == 0:
        return part == 0 or value < 100
    if language == "fr" and part % 100 == 10:
        return 7 <= value <= 9
    is_long_ten = language == "fr" and part % 100 in {60, 80}
    return part % 10 == 0 and part % 100 >= 20 and value < (20 if is_long_ten else 10)
