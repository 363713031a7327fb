"""The language of a text, guessed from it alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.corpus import LANGUAGES, article_files, read_article
from undersigned.core.quotes.language import guess_language

SENTENCES = {
    "en": "The groups have written to the minister and asked her to stop the talks.",
    "fr": "Les associations ont écrit à la ministre pour lui demander d’y mettre fin.",
    "de": "Die Verbände haben der Ministerin geschrieben und verlangen ein Ende der Gespräche.",
    "es": "Las asociaciones han escrito a la ministra y le piden que ponga fin al diálogo.",
    "it": "Le associazioni hanno scritto alla ministra per chiederle di fermare i colloqui.",
    "nl": "De verenigingen hebben de minister geschreven en vragen om het einde van het gesprek.",
    "pt": "As associações escreveram à ministra para lhe pedir que não continue.",
    "ca": "Les associacions han escrit a la ministra per demanar que aturi les converses.",
    "sv": "Föreningarna har skrivit till ministern och vill att hon ska avsluta samtalen.",
    "pl": "Organizacje napisały do minister i chcą, żeby rozmowy się skończyły.",
    "fa": "انجمن‌ها به وزیر نامه نوشتند و خواستند که گفت‌وگوها پایان یابد.",
    "ar": "كتبت الجمعيات إلى الوزيرة وطلبت منها وقف المحادثات في أقرب وقت ممكن.",
    "ur": "تنظیموں نے وزیر کو خط لکھا ہے اور بات چیت روکنے کا مطالبہ کیا ہے۔",
    "ru": "Организации написали министру и потребовали прекратить переговоры, которые были начаты.",
    "uk": "Організації написали міністру і вимагають припинити переговори, які тривають.",
    "el": "Οι οργανώσεις έγραψαν στην υπουργό.",
    "he": "הארגונים כתבו לשרה וביקשו להפסיק.",
    "zh": "这些团体致信部长，要求停止谈判。",
    "ja": "団体は大臣に手紙を書き、交渉の中止を求めた。",
    "ko": "단체들은 장관에게 편지를 보냈다.",
    "und": "Nota bene: xyzzy plugh 123 qwertz.",
}  # fmt: skip


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_sentence(language: str, sentence: str) -> None:
    assert guess_language(sentence) == language


def test_nothing_to_tell_from() -> None:
    assert [guess_language(text) for text in ("", "12 : —", "Hm.", "\ud800" * 40)] == ["und"] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_and_their_paragraphs(language: str) -> None:
    articles = [read_article(path).text for path in article_files(language)]
    assert {guess_language(text) for text in articles} == {language}
    paragraphs = [part for text in articles for part in text.split("\n\n") if len(part) > 200]
    wrong = [part for part in paragraphs if guess_language(part) != language]
    assert len(wrong) * 100 <= len(paragraphs)


@given(st.text())
def test_any_text_has_a_tag(text: str) -> None:
    assert guess_language(text).isalpha()
