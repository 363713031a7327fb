"""Invented letters in six languages, in sentences of tokens, and words to alter them with."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

LETTERS = Path(__file__).parent / "letters"
LANGUAGES = ("de", "en", "es", "fa", "fr", "zh")


# Of each language: words that are in no letter; what says no and what is left of it; names and
# others for them; sentences that no letter has.
NEW = {
    "de": "Laterne Geige Fenster Teppich Orangen Bahnhof Kissen Zauberei Löffel",
    "en": "lantern violin window carpet oranges station pillow wizardry spoon",
    "es": "linterna violín ventana alfombra naranjas estación almohada magia cuchara",
    "fa": "فانوس ویولن پنجره فرش پرتقال ایستگاهی بالش جادو قاشق",
    "fr": "lanterne violon fenêtre tapis oranges gare oreiller magie cuillère",
    "zh": "灯笼 琴弦 窗帘 地毯 橘子 枕头 魔术 勺匙 蝴蝶",
}
EARLIER = {
    "de": "Wolke", "en": "cloud", "es": "nube", "fa": "ابر", "fr": "nuage", "zh": "云彩",
}  # fmt: skip
INSERTED = {
    "de": "nicht", "en": "never", "es": "nunca", "fa": "هرگز", "fr": "jamais", "zh": "不",
}  # fmt: skip
NEGATIONS = {
    "de": {"nicht": "", "nie": "", "keine": "eine", "kein": "ein"},
    "en": {"not": "", "never": "", "no": "a", "without": "with", "cannot": "can"},
    "es": {"no": "", "nunca": "", "nadie": "todos", "sin": "con", "tampoco": ""},
    "fa": {"نمی‌کند": "می‌کند", "نیست": "است", "نمی‌کنیم": "می‌کنیم", "هرگز": "", "نمی‌خواهیم":
           "می‌خواهیم", "نمی‌دهند": "می‌دهند", "نمی‌توانیم": "می‌توانیم", "بدون": "با",
           "نخواهد": "خواهد"},
    "fr": {"pas": "", "jamais": "", "sans": "avec", "ne": "", "aucun": "un"},
    "zh": {"不": "", "没": "", "未": ""},
}  # fmt: skip
NAMES = {
    "de": {"Karsholm": "Delmont", "Brandt": "Kessler", "Torin": "Almere", "Lindow": "Ambach",
           "Verhoeven": "Castellan", "Wien": "Paris", "Varde": "Orlin"},
    "fa": {"آلمان": "ایتالیا", "فرانسه": "ایتالیا", "اتریش": "ایتالیا"},
    "zh": {"德国": "英国", "法国": "英国"},
}  # fmt: skip
NAMES["en"] = {**NAMES["de"], "Vienna": "Paris"}
NAMES["es"] = {**NAMES["de"], "Viena": "París"}
NAMES["fr"] = {**NAMES["de"], "Vienne": "Paris"}
INVENTED = {
    "de": "Gestern Abend spielte das Orchester zum letzten Mal seine alte Sinfonie im"
          " Stadttheater von Rom und alle Zuschauer weinten vor Freude.",
    "en": "Yesterday evening an orchestra played its old symphony for one last time inside"
          " Rome's city theatre while every listener wept with joy.",
    "es": "Ayer por la noche una orquesta tocó su vieja sinfonía por última ocasión dentro del"
          " teatro romano mientras cada oyente lloraba emocionado.",
    "fa": "دیشب ارکستر سمفونی قدیمی خود را برای آخرین بار در تالار نمایش رم نواخت در حالی که"
          " همهٔ تماشاگران از شادی می‌گریستند و گل پرتاب می‌کردند.",
    "fr": "Hier soir un orchestre jouait sa vieille symphonie une dernière fois dans le théâtre"
          " romain tandis que chaque auditeur pleurait de joie.",
    "zh": "昨晚交响乐团最后演奏古典乐曲，剧院观众感动落泪并献上鲜花和掌声。",
}  # fmt: skip
VARIANTS = {
    "fa": (("ی", "ي"), ("ک", "ك"), ("\u200c", " ")),
    "zh": (("，", ","), ("。", "."), ("“", "「"), ("”", "」")),
}
MARKS = (("’", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("« ", '"'), (" »", '"'), ("—", "--"),
          ("–", "-"), ("«", '"'), ("»", '"'), ("\u200c", ""), ("，", ", "))  # fmt: skip
_TOKEN = {"zh": re.compile("[0-9]+|[A-Za-z]+|[^\\s]")}
_SPACED_TOKEN = re.compile(r"\S+")
_SENTENCE = re.compile(r"(?<=[.!?。])(?<!Frau\.)[\s]*(?=\S)")


@dataclass(frozen=True)
class Bench:
    """One letter in sentences of tokens, and the one before it, in which each has another word."""

    language: str
    text: str
    earlier: str
    sentences: tuple[tuple[str, ...], ...]
    earlier_sentences: tuple[tuple[str, ...], ...]

    @property
    def space(self) -> str:
        """What stands between two words."""
        return "" if self.language == "zh" else " "

    @property
    def scale(self) -> int:
        """How many tokens make a word."""
        return 2 if self.language == "zh" else 1


def read_bench(language: str) -> Bench:
    """The letter of a language, and its earlier edition."""
    text = (LETTERS / f"{language}.txt").read_text(encoding="utf-8")
    space = "" if language == "zh" else " "
    paragraphs: list[str] = []
    sentences: list[tuple[str, ...]] = []
    earlier: list[tuple[str, ...]] = []
    for paragraph in text.split("\n\n"):
        changed: list[str] = []
        for sentence in re.split(r"(?<=[.!?])\s+|(?<=。)", paragraph.strip()):
            tokens = tuple(split_tokens(sentence, language))
            if not tokens:
                continue
            sentences.append(tokens)
            at = _word_near(tokens, len(tokens) // 2)
            other = (*tokens[:at], EARLIER[language], *tokens[at + 1 :])
            earlier.append(other)
            changed.append(space.join(other))
        paragraphs.append(space.join(changed))
    return Bench(language, text, "\n\n".join(paragraphs) + "\n", tuple(sentences), tuple(earlier))


def split_tokens(text: str, language: str) -> list[str]:
    return _TOKEN.get(language, _SPACED_TOKEN).findall(text)


def is_word(token: str) -> bool:
    return all(character.isalpha() or character == "\u200c" for character in token)


def _word_near(tokens: tuple[str, ...], at: int) -> int:
    return min((i for i, token in enumerate(tokens) if is_word(token)), key=lambda i: abs(i - at))


def stripped(words: str) -> str:
    return words.strip(" ,.;:!?—–-“”„«»「」()，。、؛،؟\u00a0\u202f")


def clean(token: str) -> bool:
    """Whether a token may stand at either end: it has no mark, so nothing is cut from it."""
    return token.isalnum() or is_word(token)


class Pieces:
    """Takes pieces of one letter by chance."""

    def __init__(self, bench: Bench, chance: random.Random) -> None:
        self._bench = bench
        self._chance = chance
        self._language = bench.language

    def _part(self, least: int = 7, most: int = 16) -> list[str]:
        """Tokens in a row within one sentence that begins and ends with a clean word."""
        least, most = least * self._bench.scale, most * self._bench.scale
        while True:
            sentence = self._chance.choice(self._bench.sentences)
            if len(sentence) < least:
                continue
            start = self._chance.randrange(len(sentence) - least + 1)
            end = min(len(sentence), start + self._chance.randint(least, most))
            part = list(sentence[start:end])
            if clean(part[0]) and clean(part[-1]) and not self._is_open(part):
                return part

    def _is_open(self, part: list[str]) -> bool:
        return any(mark in token for token in part for mark in "“”„«»")

    def _join(self, tokens: list[str]) -> str:
        return self._bench.space.join(token for token in tokens if token)

    def _inner(self, part: list[str], *, margin: int = 2) -> int | None:
        """The place of a word, with words at both sides of it."""
        margin *= self._bench.scale
        places = [at for at in range(margin, len(part) - margin) if is_word(part[at])]
        return self._chance.choice(places) if places else None
