"""How true quotations are to a letter, in several languages."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import PreparedLetter, prepare_letter
from undersigned.core.quotes.verdict import Change, Judgement, LetterText, Verdict

J = Judgement
LETTER = """# An open letter

We call on you to end the failed policy of negotiating with the government. The regime has carried
out hundreds of attacks around the world, and 43 years ago it took hostages.

We do not support the continuation of this war. Germany and France must act now, without further
delay, for the people of the region — all of them. It cost $5 million and 1,200 lives.

## Our demands

- Stop the talks in Vienna before the end of the year.
- Release all *political* prisoners, among them the teachers of Shiraz.

Will you act? Emmanuel Macron was told of this in 2021 by the families of the victims.
"""
EARLIER = "We call on you to suspend the failed policy of negotiating with the government.\n"
ENGLISH = prepare_letter(
    [LetterText(EARLIER, "en", edition=1), LetterText(LETTER, "en", edition=2)], current=2
)
FRENCH_TEXT = """Nous vous demandons de mettre fin à l’accord nucléaire avec le régime. Nous
n’acceptons pas la poursuite de ces négociations. Depuis 1979, le peuple attend la liberté
et la justice.
"""
GERMAN_TEXT = """Wir fordern Sie auf, die gescheiterten Verhandlungen mit der Regierung sofort zu
beenden. Die Bundesregierung darf Wien nicht länger als Bühne dienen lassen. Frau Anders hat davon
gewusst.
"""
PERSIAN_TEXT = """ما از شما می‌خواهیم که به سیاست شکست‌خوردهٔ مذاکره با حکومت پایان دهید.
مردم ایران هرگز این سال‌های تاریک را فراموش نمی‌کنند. آلمان و فرانسه باید امروز تصمیم بگیرند.
"""
CHINESE_TEXT = """我们呼吁各国政府立即停止与该政权的谈判，并支持伊朗人民争取自由的斗争。
四十三年来，该政权没有遵守任何国际协议。德国和法国必须现在采取行动，释放所有政治犯。
"""


def prepared(text: str, language: str) -> PreparedLetter:
    return prepare_letter([LetterText(text, language)], current=1)


LETTERS = {
    "en": ENGLISH,
    "fr": prepared(FRENCH_TEXT, "fr"),
    "de": prepared(GERMAN_TEXT, "de"),
    "fa": prepared(PERSIAN_TEXT, "fa"),
    "zh": prepared(CHINESE_TEXT, "zh"),
}


@pytest.mark.parametrize(
    ("words", "judgement"),
    [
        ("the failed policy of negotiating", J.VERBATIM),
        ("The regime has carried out hundreds of attacks", J.VERBATIM),
        ("Release all political prisoners", J.VERBATIM),
        ("this war", J.VERBATIM),
        ("“the failed policy of negotiating”", J.VERBATIM),
        ("The failed policy of negotiating", J.TYPOGRAPHY),
        ("the failed policy of negotiating,", J.TYPOGRAPHY),
        ("the failed policy of negotiating.", J.TYPOGRAPHY),
        ("the people of the region - all of them", J.TYPOGRAPHY),
        # It runs over the end of a paragraph, which only the layout parts.
        ("43 years ago it took hostages. We do not support", J.TYPOGRAPHY),
        ("the failed policy […] with the government", J.EDITED),
        ("the failed policy ... with the government", J.EDITED),
        ("the failed policy (…) with the government,", J.EDITED),
        ("… the failed policy of negotiating …", J.EDITED),
        ("[t]he regime has carried out hundreds of attacks", J.EDITED),
        ("the regime [in power] has carried out hundreds of attacks", J.EDITED),
        ("[It] has carried out hundreds of attacks", J.EDITED),
        ("negotiat[ed] with the government. The regime has", J.EDITED),
        ("negotiating [sic] with the government", J.EDITED),
        ("the failed policy of bargaining with the government", J.ALTERED),
        ("We support the continuation of this war", J.ALTERED),
        ("the failed policy with the government", J.ALTERED),
        ("with the government the failed policy of negotiating", J.ALTERED),
        ("must act now without further delay", J.ALTERED),
        ("gime has carried out hundreds of attacks", J.ALTERED),
        ("the failed policy of negotiat", J.ALTERED),
        ("5 million and 1,200 lives", J.ALTERED),
        ("200 lives. It is enough", J.NOT_IN_LETTER),
        ("the failed policy of negotiating. It cost $5 million and 1,200 lives", J.SPLICED),
        ("Our demands Stop the talks in Vienna", J.SPLICED),
        ("Stop the talks in Vienna … end the failed policy of negotiating", J.SPLICED),
        (
            "end the failed policy of negotiating, and we shall rest when each single one is free",
            J.PARTLY,
        ),
        ("The moon is made of green cheese and all of us know it", J.NOT_IN_LETTER),
        ("suspend the failed policy of negotiating", J.EARLIER_EDITION),
        ("This War", J.TOO_SHORT),
        ("that war", J.TOO_SHORT),
        ("this war,", J.TOO_SHORT),
        ("ation of this", J.TOO_SHORT),
        ("200 lives", J.TOO_SHORT),
        ("Will you act.", J.TOO_SHORT),
        ("", J.TOO_SHORT),
        ("…", J.TOO_SHORT),
    ],
)
def test_english(words: str, judgement: Judgement) -> None:
    assert judge_quotation(words, ENGLISH, language="en").judgement is judgement


@pytest.mark.parametrize(
    ("language", "words", "judgement"),
    [
        ("fr", "mettre fin à l’accord nucléaire", J.VERBATIM),
        ("fr", "accord nucléaire avec le régime", J.VERBATIM),
        ("fr", "mettre fin à l'accord nucléaire", J.TYPOGRAPHY),
        ("fr", "Nous acceptons la poursuite de ces négociations", J.ALTERED),
        ("fr", "Depuis 1989, le peuple attend la liberté", J.ALTERED),
        ("fr", "Depuis 1979, le peuple […] la justice", J.EDITED),
        ("de", "darf Wien nicht länger als Bühne", J.VERBATIM),
        ("de", "die gescheiterten Verhandlungen mit der Opposition sofort", J.ALTERED),
        ("de", "darf Wien länger als Bühne dienen", J.ALTERED),
        ("fa", "سیاست شکست‌خوردهٔ مذاکره با حکومت", J.VERBATIM),
        ("fa", "ما از شما مي خواهيم که به سياست", J.TYPOGRAPHY),
        ("fa", "این سالهای تاریک را فراموش نمی کنند", J.TYPOGRAPHY),
        ("fa", "این سال‌های تاریک را فراموش می‌کنند", J.ALTERED),
        ("fa", "آلمان و اسپانیا باید امروز تصمیم بگیرند", J.ALTERED),
        ("zh", "立即停止与该政权的谈判", J.VERBATIM),
        ("zh", "立即停止与该政权的谈判,并支持伊朗人民", J.TYPOGRAPHY),
        ("zh", "立即继续与该政权的谈判", J.ALTERED),
        ("zh", "该政权遵守任何国际协议", J.ALTERED),
        ("zh", "德国和英国必须现在采取行动", J.ALTERED),
        ("zh", "停止谈判", J.TOO_SHORT),
        ("zh", "政治犯", J.VERBATIM),
    ],
)
def test_other_languages(language: str, words: str, judgement: Judgement) -> None:
    verdict = judge_quotation(words, LETTERS[language], language=language)
    assert verdict.judgement is judgement


@pytest.mark.parametrize(
    ("language", "words", "edits"),
    [
        ("en", "end the failed policy of talking with the government",
         [("talking", "negotiating", Change.WORDS)]),
        ("en", "We support the continuation of this war", [("", "do not", Change.NEGATION)]),
        ("en", "Germany and France must not act now", [("not", "", Change.NEGATION)]),
        ("en", "support the continuation of this war", [("", "not", Change.NEGATION)]),
        ("en", "carried out thousands of attacks around",
         [("thousands", "hundreds", Change.NUMBER)]),
        ("en", "and 53 years ago it took hostages", [("53", "43", Change.NUMBER)]),
        ("en", "Germany and Spain must act now", [("Spain", "France", Change.NAME)]),
        ("en", "must act now without further delay", [(" ", ",", Change.PUNCTUATION)]),
        ("en", "the failed policy […] with the government",
         [("[…]", "of negotiating", Change.MARKED)]),
        ("en", "We […] support the continuation of this war",
         [("[…]", "do not", Change.NEGATION)]),
        ("en", "the failed polcy [sic] of negotiating with",
         [("polcy", "policy", Change.WORDS), ("[sic]", "", Change.MARKED)]),
        ("en", "5 million and 1,200 lives", [("", "$", Change.NUMBER)]),
        ("fr", "Depuis 1989, le peuple attend la liberté", [("1989", "1979", Change.NUMBER)]),
        ("de", "die gescheiterten Verhandlungen mit der Opposition sofort",
         [("Opposition", "Regierung", Change.WORDS)]),
        ("de", "Frau Berger hat davon gewusst", [("Berger", "Anders", Change.NAME)]),
        ("fa", "این سال‌های تاریک را فراموش می‌کنند",
         [("", "هرگز", Change.NEGATION), ("می‌کنند", "نمی‌کنند", Change.NEGATION)]),
        ("fa", "آلمان و اسپانیا باید امروز تصمیم بگیرند", [("اسپانیا", "فرانسه", Change.NAME)]),
        ("zh", "该政权遵守任何国际协议", [("", "没有", Change.NEGATION)]),
        ("zh", "德国和英国必须现在采取行动", [("英", "法", Change.NAME)]),
    ],
)  # fmt: skip
def test_edits_word_by_word(
    language: str, words: str, edits: list[tuple[str, str, Change]]
) -> None:
    letter = LETTERS[language]
    verdict = judge_quotation(words, letter, language=language)
    text = letter.texts[verdict.passages[0].text_index].source.text
    found = [(edit.quoted.of(words), edit.letter.of(text), edit.change) for edit in verdict.edits]
    assert found == edits


def test_passages_are_places_of_the_file() -> None:
    verdict = judge_quotation(
        "Stop the talks in Vienna. Release all political prisoners", ENGLISH, language="en"
    )
    assert [passage.span.of(LETTER) for passage in verdict.passages] == [
        "Stop the talks in Vienna",
        "Release all *political* prisoners",
    ]
    assert [passage.text_index for passage in verdict.passages] == [1, 1]


def test_earlier_edition_names_its_passage() -> None:
    verdict = judge_quotation("to suspend the failed policy", ENGLISH, language="en")
    assert verdict.judgement is J.EARLIER_EDITION
    assert [passage.text_index for passage in verdict.passages] == [0]


def test_translation_is_never_verbatim_and_shows_a_possible_source() -> None:
    words = "Emmanuel Macron en a été informé en 2021 par les familles des victimes"
    verdict = judge_quotation(words, ENGLISH, language="fr")
    assert verdict.judgement is J.TRANSLATED
    assert "Emmanuel Macron was told" in verdict.passages[0].span.of(LETTER)
    assert 0.4 < verdict.confidence < 1


def test_translation_with_nothing_in_common_has_no_source() -> None:
    assert judge_quotation("Wir haben genug davon gesehen", ENGLISH, language="de") == Verdict(
        J.TRANSLATED, (), (), 0.0
    )


SEVERAL = prepare_letter(
    [
        LetterText(EARLIER, "en", edition=1),
        LetterText(LETTER, "en", edition=2),
        LetterText(GERMAN_TEXT, "de", edition=2),
        LetterText(PERSIAN_TEXT, "fa", edition=2),
        LetterText(CHINESE_TEXT, "zh", edition=2),
    ],
    current=2,
)


@pytest.mark.parametrize(
    ("article", "words", "judgement", "language"),
    [
        ("fr-CA", "the failed policy of negotiating", J.VERBATIM, "en"),
        ("fr", "The failed policy of negotiating,", J.TYPOGRAPHY, "en"),
        ("fr", "the failed policy of bargaining with the government", J.ALTERED, "en"),
        ("fr", "suspend the failed policy of negotiating", J.EARLIER_EDITION, "en"),
        # Three words of one script may be anybody's.
        ("fr", "this war", J.TOO_SHORT, ""),
        ("fa", "this war", J.VERBATIM, "en"),
        ("fa", "This War", J.TOO_SHORT, "en"),
        ("en", "立即停止与该政权的谈判", J.VERBATIM, "zh"),
        ("en", "政治犯", J.VERBATIM, "zh"),
        ("en", "德国和英国必须现在采取行动", J.ALTERED, "zh"),
        ("en", "月亮是用绿色的奶酪做的，大家都知道", J.NOT_IN_LETTER, ""),
        ("en", "مردم ایران هرگز این سال‌های تاریک را فراموش نمی‌کنند", J.VERBATIM, "fa"),
        ("de", "We do not support the continuation of this war", J.VERBATIM, "en"),
        ("de", "We support the continuation of this war", J.ALTERED, "en"),
        ("fa", "We support the continuation of this war", J.ALTERED, "en"),
        ("zh", "the failed policy […] with the government", J.EDITED, "en"),
        ("en", "darf Wien nicht länger als Bühne dienen", J.VERBATIM, "de"),
        ("en", "Die Bundesregierung darf Wien länger als Bühne dienen lassen", J.ALTERED, "de"),
        ("zh", "die gescheiterten Verhandlungen mit", J.VERBATIM, "de"),
        ("ru", "мы не поддерживаем продолжение этой войны", J.TRANSLATED, ""),
        ("en", "мы не поддерживаем продолжение этой войны", J.TRANSLATED, ""),
        ("fr", "nous ne soutenons pas la poursuite de cette guerre", J.TRANSLATED, ""),
        ("en", "nous ne soutenons pas la poursuite de cette guerre", J.TRANSLATED, ""),
        # Words that other languages have, too.
        ("en", "Release a political prisoner, often to", J.NOT_IN_LETTER, ""),
        ("en", "In Vienna a war, and in Shiraz prisoners", J.NOT_IN_LETTER, ""),
        # Traditional characters of what the letter has in simplified ones.
        ("zh", "我們呼籲各國政府立即停止與該政權的談判", J.TRANSLATED, ""),
        ("en", "我們呼籲各國政府立即停止與該政權的談判", J.TRANSLATED, ""),
        ("en", "The moon is made of green cheese and all of us know it", J.NOT_IN_LETTER, ""),
    ],
)
def test_language_of_the_words_decides(
    article: str, words: str, judgement: Judgement, language: str
) -> None:
    verdict = judge_quotation(words, SEVERAL, language=article)
    found = {SEVERAL.texts[passage.text_index].source.language for passage in verdict.passages}
    assert (verdict.judgement, found) == (judgement, {language} if language else set())


def test_text_in_the_articles_language_is_asked_first() -> None:
    letter = prepare_letter(
        [LetterText(LETTER, "en"), LetterText(FRENCH_TEXT, "fr", is_original=False)], current=1
    )
    verdict = judge_quotation("la poursuite de ces négociations", letter, language="fr")
    assert (verdict.judgement, verdict.passages[0].text_index) == (J.VERBATIM, 1)


def test_repeated_words_go_on_behind_the_letters_last_word() -> None:
    letter = prepare_letter([LetterText("We act now", "en")], current=1)
    assert judge_quotation("We act now we act now", letter, language="en").judgement is J.ALTERED


ALPHABET = st.sampled_from(["we", "do", "not", "act", "now", "5", "co-op", "it's", "é", ".", ","])
WORD = re.compile(r"\w[\w'-]*\w|\w")


@given(st.lists(ALPHABET, min_size=1, max_size=14), st.lists(ALPHABET, min_size=1, max_size=8))
def test_true_means_that_the_words_stand_there_in_a_row(
    letter_words: list[str], quoted_words: list[str]
) -> None:
    text, words = " ".join(letter_words), " ".join(quoted_words)
    letter = prepare_letter([LetterText(text, "en")], current=1)
    verdict = judge_quotation(words, letter, language="en")
    if verdict.judgement in {J.VERBATIM, J.TYPOGRAPHY}:
        theirs, mine = WORD.findall(text), WORD.findall(words)
        assert any(theirs[at : at + len(mine)] == mine for at in range(len(theirs) - len(mine) + 1))
    if verdict.judgement is J.VERBATIM:
        assert words.strip(" ") in text


@given(st.sampled_from(["en", "fr", "de", "fa"]), st.integers(0, 400), st.integers(1, 200))
def test_cut_anywhere_is_verbatim_only_between_words(
    language: str, start: int, length: int
) -> None:
    letter = LETTERS[language]
    text = " ".join(letter.texts[-1].source.text.split())
    words = text[start : start + length].strip()
    verdict = judge_quotation(words, letter, language=language)
    if verdict.judgement in {J.VERBATIM, J.TYPOGRAPHY}:
        # Somewhere these words stand whole.
        core = re.escape(words.strip("\u200c*#,.;—-’' "))
        assert re.search(rf"(?<![\w\u200c]){core}(?![\w\u200c])", text)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Only .5 percent of all people agree with it.", "5 percent of all people"),
        ("en", "Some 20 000 people in Rome died of it.", "000 people in Rome died"),
        ("en", "Exactly 3×10 people of Rome came to us.", "10 people of Rome came"),
        ("en", "We met at 12:30 in the hall of Rome.", "30 in the hall of Rome"),
        ("en", "In the end the final score was 12:30.", "the final score was 12"),
        ("en", "All in all it grew by 3 1/2 percent.", "All in all it grew by 3"),
        ("en", "About ±5 people of them remain here.", "5 people of them remain"),
        ("zh", "政府逮捕了三百五十个北京城的学生。", "五十个北京城的学生"),
        ("zh", "政府在2015年逮捕了一千二百人。", "政府在2015年逮捕了一千"),
    ],
)
def test_a_number_is_not_cut(language: str, text: str, words: str) -> None:
    letter = prepare_letter([LetterText(text, language)], current=1)
    verdict = judge_quotation(words, letter, language=language)
    assert verdict.judgement not in {J.VERBATIM, J.TYPOGRAPHY}
    whole = judge_quotation(text, letter, language=language)
    assert whole.judgement is J.VERBATIM


@pytest.mark.parametrize("words", ["of all of us it cost us $", "% of all of us it cost"])
def test_a_sign_is_not_cut_from_its_number(words: str) -> None:
    text = "In the end 40% of all of us it cost us $4,000 a year, and more."
    letter = prepare_letter([LetterText(text, "en")], current=1)
    whole = words.strip("%$ ")
    assert judge_quotation(whole, letter, language="en").judgement is J.VERBATIM
    assert judge_quotation(words, letter, language="en").judgement is J.ALTERED


@pytest.mark.parametrize(
    "words",
    ["accord nucléaire avec le ré", "accord nucl", "acceptons pas la poursuite de ces négo"],
)
def test_what_begins_behind_an_elision_ends_with_a_word_too(words: str) -> None:
    verdict = judge_quotation(words, LETTERS["fr"], language="fr")
    assert verdict.judgement in {J.ALTERED, J.TOO_SHORT}


@given(st.text(max_size=40), st.text(max_size=20), st.sampled_from(["en", "fa", "zh", "und"]))
def test_any_text_is_judged(text: str, words: str, language: str) -> None:
    letter = prepare_letter([LetterText(text, "en")], current=1)
    verdict = judge_quotation(words, letter, language=language)
    for edit in verdict.edits:
        assert 0 <= edit.quoted.start <= edit.quoted.end <= len(words)
        assert 0 <= edit.letter.start <= edit.letter.end <= len(text)
    for passage in verdict.passages:
        assert 0 <= passage.span.start <= passage.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a " * 500_000, "a " * 500_000 + "b"),
        ("a " * 500_000, "a " * 100),
        ("a" * 1_000_000, "a" * 500_000),
        ("ab " * 300_000, "ba " * 300_000),
        ("水" * 200_000, "水" * 100_000 + "火"),
        ("a b c d. " * 100_000, "[a] … " * 100_000),
        ("a b c d. " * 100_000, "a b … " * 39),
        ("", "word " * 200_000),
    ],
)
def test_hostile_input_is_bounded(text: str, words: str) -> None:
    letter = prepare_letter([LetterText(text, "en")], current=1)
    began = process_time()
    verdict = judge_quotation(words, letter, language="en")
    assert verdict.judgement is not J.VERBATIM or words.strip() in text
    assert process_time() - began < 20
