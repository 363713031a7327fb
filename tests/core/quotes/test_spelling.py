"""Words that differ only in case, vowel signs or ß: the same word, or another one."""

import pytest

from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import prepare_letter
from undersigned.core.quotes.verdict import Change, Judgement, LetterText

J = Judgement
LETTERS = {
    "de": "Wir trinken Wein in Maßen und tun Buße vor dem Haus. Wir bitten Sie, daß sie uns helfen,"
    " und danken Ihnen dafür. Die Straße ist lang. Haben Sie Mut zu handeln.",
    "en": "They want us to act and it is time. We may march in Polish towns. The US must help, and"
    " the WHO too. We will NOT accept it, and so do the Greens in the Parliament.",
    "fr": "Le vent souffle de l’Est et le coup d’état est là. Les pays de l’UE ont eu leur part.",
    "es": "El Papa no quiere que el pan sea caro. Sí, pero si no llueve no hay ni caña ni vino.",
    "fa": "او گفت که این مَلِک بزرگ ایران است و کتاباً نوشت.",
    "tr": "Isı ve ışık Irak için çok önemli İran gibi.",
    "el": "Ο κόσμος λέει ή τώρα ή ποτέ η απόφαση.",
    "und": "They told us and Sie alike that the WHO was right.",
}


@pytest.mark.parametrize(
    ("language", "words", "judgement"),
    [
        ("de", "trinken Wein in Massen und", J.ALTERED),
        ("de", "tun Busse vor dem Haus", J.ALTERED),
        ("de", "Die Strasse ist lang", J.ALTERED),
        ("de", "TUN BUSSE VOR DEM HAUS", J.TYPOGRAPHY),
        ("de", "bitten Sie, dass sie uns helfen", J.TYPOGRAPHY),
        ("de", "Wir bitten sie, daß sie uns", J.ALTERED),
        ("de", "wir bitten sie […] und danken Ihnen", J.ALTERED),
        ("de", "[w]ir bitten [s]ie, daß sie uns helfen", J.EDITED),
        ("de", "und danken ihnen dafür.", J.ALTERED),
        ("de", "haben Sie Mut zu handeln", J.TYPOGRAPHY),
        ("de", "haben sie Mut zu handeln", J.ALTERED),
        ("de", "haben Sie mut zu handeln", J.ALTERED),
        ("en", "They want US to act and", J.ALTERED),
        ("en", "the us must help, and", J.ALTERED),
        ("en", "us must help, and the WHO", J.ALTERED),
        ("en", "the US must help, and the Who too", J.ALTERED),
        ("en", "THE US MUST HELP, AND THE WHO TOO", J.TYPOGRAPHY),
        ("en", "We May March in Polish Towns", J.TYPOGRAPHY),
        ("en", "We May march in Polish towns", J.ALTERED),
        ("en", "We may march in polish towns", J.ALTERED),
        ("en", "may march in Polish towns", J.VERBATIM),
        ("en", "May march in Polish towns", J.TYPOGRAPHY),
        ("en", "We will not accept it", J.TYPOGRAPHY),
        ("en", "so do the greens in the Parliament", J.ALTERED),
        ("en", "so do the Greens in the parliament", J.TYPOGRAPHY),
        ("fr", "vent souffle de l’est et", J.ALTERED),
        ("fr", "le coup d’État est là", J.ALTERED),
        ("fr", "LE COUP D’ÉTAT EST LÀ", J.TYPOGRAPHY),
        ("fr", "Les pays de l’UE ont EU leur part", J.ALTERED),
        ("es", "El papa no quiere que el PAN", J.ALTERED),
        ("es", "pero sí no llueve no hay", J.ALTERED),
        ("es", "no hay ni cana ni vino", J.ALTERED),
        ("fa", "این ملک بزرگ ایران است", J.TYPOGRAPHY),
        ("fa", "این مَلک بزرگ ایران است", J.TYPOGRAPHY),
        ("fa", "این مُلک بزرگ ایران است", J.ALTERED),
        ("fa", "است و کتابًا نوشت", J.TYPOGRAPHY),
        ("fa", "است و کتابٌا نوشت", J.ALTERED),
        ("tr", "isı ve ışık Irak için", J.ALTERED),
        ("tr", "Isı ve ışık irak için", J.ALTERED),
        ("tr", "Işik Irak için çok önemli", J.ALTERED),
        ("el", "λέει η τώρα ή ποτέ", J.ALTERED),
        ("und", "They told US and Sie alike", J.ALTERED),
        ("und", "told us and sie alike", J.ALTERED),
    ],
)
def test_a_word_that_is_written_otherwise(language: str, words: str, judgement: Judgement) -> None:
    letter = prepare_letter([LetterText(LETTERS[language], language)], current=1)
    assert judge_quotation(words, letter, language=language).judgement is judgement


def test_the_other_word_is_the_edit() -> None:
    letter = prepare_letter([LetterText(LETTERS["de"], "de")], current=1)
    words = "Wir bitten sie, daß sie uns retten"
    found = [
        (edit.quoted.of(words), edit.letter.of(LETTERS["de"]), edit.change)
        for edit in judge_quotation(words, letter, language="de").edits
    ]
    assert found == [("sie", "Sie", Change.WORDS), ("retten", "helfen", Change.WORDS)]


def test_another_place_with_the_same_words_is_found() -> None:
    letter = prepare_letter(
        [LetterText("Das US hilft us nie. that us hilft us oft.", "en")], current=1
    )
    verdict = judge_quotation("das us hilft us", letter, language="en")
    assert verdict.judgement is J.ALTERED
    verdict = judge_quotation("That us hilft us", letter, language="en")
    assert verdict.judgement is J.TYPOGRAPHY


@pytest.mark.parametrize(
    ("words", "judgement"),
    [
        ("current president of the state spoke", J.ALTERED),
        ("The ex/current president of the state", J.VERBATIM),
        ("women and children to come", J.VERBATIM),
        ("43 years ago it began", J.VERBATIM),
        ("4 of all land", J.ALTERED),
        ("5 percent of it", J.ALTERED),
        ("200 people signed it in 2020", J.ALTERED),
        ("3 200 people signed it in 2020", J.VERBATIM),
        ("70 people signed it then", J.VERBATIM),
    ],
)
def test_what_a_slash_or_a_number_joins_is_whole(words: str, judgement: Judgement) -> None:
    text = """The
ex/current president of the state spoke. We ask men / women and children to come.
43 years ago it began. It is 3/4 of all land or .5 percent of it. Then 3 200 people signed it in
2020. 70 people signed it then."""
    letter = prepare_letter([LetterText(text, "en")], current=1)
    assert judge_quotation(words, letter, language="en").judgement is judgement


@pytest.mark.parametrize(
    ("language", "text", "cut", "whole"),
    [
        ("de", "Heute kamen alle Lehrer*innen und die Bürger:innen.", "kamen alle Lehrer", ""),
        ("de", "Heute kamen alle Lehrer*innen und die Bürger:innen.", "innen und die Bürger:innen",
         "und die Bürger:innen"),
        ("fr", "Ici viennent tous les citoyen·ne·s, les élu.e.s et eux.", "tous les citoyen",
         "tous les citoyen·ne·s"),
        ("fr", "Ici viennent tous les citoyen·ne·s, les élu.e.s et eux.", "les élu",
         "les élu.e.s et eux"),
        ("es", "Vengan los hijos/as de todos, ya.", "Vengan los hijos", "hijos/as de todos"),
        ("de", "Das Gesetz ist un-\nmenschlich und falsch.", "menschlich und falsch", ""),
        ("de", "Das Gesetz ist un-\nmenschlich und falsch.", "Gesetz ist un", "Das Gesetz ist"),
        ("en", "Write to info@example.org or call us today.", "example.org or call us",
         "info@example.org or call us"),
        ("zh", "德国总理奥拉夫·朔尔茨没有回答我们的信。", "", "朔尔茨没有回答我们的信"),
        ("zh", "三分之二的议员支持这项法律，百分之六十的人民也支持。", "二的议员支持这项法律",
         "三分之二的议员支持"),
        ("zh", "三分之二的议员支持这项法律，百分之六十的人民也支持。", "六十的人民也支持",
         "百分之六十的人民"),
    ],
)  # fmt: skip
def test_a_word_or_share_is_not_cut(language: str, text: str, cut: str, whole: str) -> None:
    letter = prepare_letter([LetterText(text, language)], current=1)
    for words, is_true in ((cut, False), (whole, True)):
        verdict = judge_quotation(words, letter, language=language)
        assert not words or (verdict.judgement is J.VERBATIM) is is_true


def test_a_sentence_that_begins_with_a_number_is_whole_in_chinese() -> None:
    letter = prepare_letter(
        [LetterText("河流已经干了。1998年夏天，孩子们还在磨坊下面游泳。", "zh")], current=1
    )
    verdict = judge_quotation("1998年夏天，孩子们还在磨坊下面游泳", letter, language="zh")
    assert verdict.judgement is J.VERBATIM
