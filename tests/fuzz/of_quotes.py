"""What reads letters and articles to hold quotations beside each other."""

from typing import Any

from tests.fuzz.inputs import Target
from tests.fuzz.of_letters import BODY, BODY_FA, HEAD
from undersigned.core.quotes.facts import check_facts
from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import prepare_letter, read_letter
from undersigned.core.quotes.normal import normalize
from undersigned.core.quotes.numerals import read_digits
from undersigned.core.quotes.quotation import read_quotation
from undersigned.core.quotes.reading import read_words
from undersigned.core.quotes.record import LetterRecord
from undersigned.core.quotes.sentence import split_sentences
from undersigned.core.quotes.statements import find_statements
from undersigned.core.quotes.verdict import LetterText

LETTER = prepare_letter(
    [LetterText(HEAD + BODY, "en"), LetterText(HEAD + BODY_FA, "fa", is_original=False)], current=1
)
ARTICLE = "Eleven groups signed the letter to Ada Exemplar. “It is published on 3 May,” it says."
PERSIAN = "وزیر گفت که نامه را خوانده است. امضاکنندگان نوشتند: «این سیاست شکست خورده است.»"
WORDS = ["For three summers the [river] has … low", "سه تابستان است که", "this war, [sic]"]


def _judged(words: str) -> None:
    for language in ("en", "fa", "fr"):
        judge_quotation(words, LETTER, language=language)


def _found(text: str) -> None:
    for language in ("en", "fa", "fr", "zh"):
        find_statements(text, language=language)


def _beside(text: str) -> None:
    letter = prepare_letter([LetterText(text, "en")], current=1)
    for words in WORDS:
        judge_quotation(words, letter, language="en")


# Any: text and bytes beside each other.
TARGETS: list[Target[Any]] = [
    Target("core.quotes.letter.read_letter", read_letter, [(HEAD + BODY).encode(), BODY.encode()]),
    Target("core.quotes.letter.prepare_letter", _beside, [HEAD + BODY, BODY_FA], most=100_000),
    Target("core.quotes.reading.read_words", read_words, [HEAD + BODY, BODY_FA], most=100_000),
    Target("core.quotes.normal.normalize", normalize, [BODY, BODY_FA]),
    Target("core.quotes.quotation.read_quotation", read_quotation, WORDS),
    Target("core.quotes.judge.judge_quotation", _judged, WORDS),
    Target("core.quotes.numerals.read_digits", read_digits, ["2,000", "3"]),
    Target("core.quotes.statements.find_statements", _found, [ARTICLE, PERSIAN], most=20_000),
    Target(
        "core.quotes.facts.check_facts",
        lambda text: check_facts(text, (), LetterRecord(), language="en", published=None),
        [ARTICLE],
        most=100_000,
    ),
    Target(
        "core.quotes.sentence.split_sentences",
        lambda text: list(split_sentences(text, ())),
        [ARTICLE],
    ),
]
