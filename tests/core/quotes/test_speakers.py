"""The sides of sources: in each article, [letter|words] marks a source and its side."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.corpus import Article, article_files, read_article
from undersigned.core.quotes.found import NO_SIDES, Sides, Span, Speaker
from undersigned.core.quotes.speakers import Judged, Speakers

MARK = re.compile(r"\[(letter|addressee|third)\|([^\]]*)\]")
ENGLISH = """[letter|Eleven river groups] urge minister to stop the dam

[letter|Eleven groups of river dwellers] have urged the water minister to stop the dam. In a \
letter to the minister, Ola Brandt, \
[letter|they] say it is a mistake. [letter|The letter] says it twice.

[addressee|The minister] said no. [addressee|He] promised a reply. [addressee|Brandt] left. \
[addressee|A spokeswoman for the water ministry] said more.

[third|Diplomats] said nothing of it. [letter|The signatories] insist. [letter|They] will not rest.

[letter|Marit Sol, who drafted the letter], wept. [letter|She] said so. [letter|The groups] went on.

[third|Gil Penrose, a former harbour master], doubted it. [third|He] laughed. [third|Some] agree.
"""
FRENCH = """[letter|Douze associations] écrivent à la ministre

[letter|Douze associations] ont adressé une lettre ouverte à la ministre de la Santé, \
Hélène Caradec. \
[letter|Les signataires] demandent une réponse. [letter|Ils] attendent. [letter|La lettre] le dit.

[addressee|La ministre] refuse. [addressee|Hélène Caradec] le répète. \
[third|Un passant] s’étonne.
"""
GERMAN = """[letter|Verbände] schreiben an Umweltministerin

In einem offenen Brief an Umweltministerin Katrin Dahlmann fordern [letter|die Verbände] den \
Stopp. [letter|Die Unterzeichner] warnen. [letter|Der Brief] nennt Zahlen.

[addressee|Dahlmann] wies das zurück. [third|Ein Passant] staunte.
"""
SPANISH = """[letter|Doce asociaciones] piden al ministro un plan

[letter|Doce asociaciones] han firmado una carta abierta al ministro de Sanidad, Pablo Ruiz. \
[letter|Los firmantes] exigen respuesta. [letter|La carta] lo dice.

[addressee|El ministro] calló. [third|Un vecino] se sorprendió.
"""
PERSIAN = """[letter|دوازده انجمن] به وزیر نیرو نامه نوشتند

[letter|دوازده انجمن] در نامه‌ای به وزیر نیرو خواستار توقف سد شدند. \
[letter|امضاکنندگان] هشدار دادند. [letter|این نامه] می‌گوید. [letter|آنان] منتظرند.

[addressee|وزیر نیرو] پاسخ نداد.
"""
POLITICS = """[third|Senators] split over budget

[third|Senator Ann Lee] said the budget was late. [third|She] blamed the mayor. \
[third|The mayor] said no.
"""
ARTICLES = [
    ("en", ENGLISH), ("fr", FRENCH), ("de", GERMAN), ("es", SPANISH), ("fa", PERSIAN),
    ("en", POLITICS), ("nl", "[third|De groepen] schrijven een brief."),
]  # fmt: skip


def unmarked(marked: str) -> tuple[str, list[tuple[Span, Speaker]]]:
    """The article, and its sources with their sides."""
    text, place, sources = "", 0, []
    for mark in MARK.finditer(marked):
        text += marked[place : mark.start()]
        sources.append((Span(len(text), len(text) + len(mark[2])), Speaker(mark[1])))
        text += mark[2]
        place = mark.end()
    return text + marked[place:], sources


@pytest.mark.parametrize(("language", "marked"), ARTICLES)
@pytest.mark.parametrize("ahead", [True, False])
def test_sides_of_an_article_by_itself(language: str, marked: str, ahead: bool) -> None:
    text, sources = unmarked(marked)
    mentions = [span for span, _ in sources] if ahead else []
    speakers = Speakers(text, language=language, mentions=mentions)
    found = [(span, speakers.judge(span, span.start).speaker) for span, _ in sources]
    assert found == sources


def test_names_that_are_given_decide() -> None:
    text = "Peace Now and Ada Byron disagree. Byron wept. A spokesman for Peace Now did not."
    sides = Sides(letter=("Peace Now",), addressees=("Prime Minister Ada Byron",))
    speakers = Speakers(text, language="en", sides=sides)
    spans = [Span(0, 9), Span(14, 23), Span(34, 39), Span(46, 70)]
    assert [speakers.judge(span, span.start).speaker for span in spans] == [
        Speaker.LETTER,
        Speaker.ADDRESSEE,
        Speaker.ADDRESSEE,
        Speaker.LETTER,
    ]


def test_pronouns_go_back_to_the_nearest_fitting_mention() -> None:
    text = "The senators met Mr. Lee. Mr. Lee spoke. They laughed. He left."
    senators, lee = Span(0, 12), Span(26, 33)
    they, he = Span(41, 45), Span(55, 57)
    speakers = Speakers(text, language="en", mentions=[senators, lee, they, he])
    assert speakers.judge(they, 41) == Judged(Speaker.THIRD, senators)
    assert speakers.judge(he, 55) == Judged(Speaker.THIRD, lee)


def test_no_source_is_unknown() -> None:
    assert Speakers("It rains.", language="en").judge(None, 3) == Judged(Speaker.UNKNOWN, None)


def right_sides(article: Article, language: str, sides: Sides) -> tuple[int, int]:
    """How many sources of an article are judged right, and how many there are."""
    sources = [
        (Span(one.sources[0].start, one.sources[-1].end), one.speaker.value)
        for one in article.attributions
        if one.sources
    ]
    speakers = Speakers(
        article.text, language=language, sides=sides, mentions=[span for span, _ in sources]
    )
    right = sum(speakers.judge(span, span.start).speaker.value == side for span, side in sources)
    return right, len(sources)


@pytest.mark.parametrize(
    ("language", "alone", "helped"),
    [
        ("en", 0.75, 0.87),
        ("fr", 0.7, 0.87),
        ("de", 0.65, 0.8),
        ("es", 0.75, 0.85),
        ("fa", 0.68, 0.84),
    ],
)
def test_corpus(language: str, alone: float, helped: float) -> None:
    shares = []
    for given_sides in (False, True):
        counts = []
        for path in article_files(language):
            article = read_article(path)
            if article.header["kind"] != "letter":
                continue
            letter, addressees = (
                tuple(article.header[key].split("; ")) for key in ("letter", "addressees")
            )
            sides = Sides(letter, addressees) if given_sides else NO_SIDES
            counts.append(right_sides(article, language, sides))
        right, total = map(sum, zip(*counts, strict=True))
        shares.append(right / total)
    assert (shares[0] >= alone, shares[1] >= helped) == (True, True), shares


@given(st.text("aA letrs,.’\n'the minister they ", max_size=200), st.data())
@settings(max_examples=60)
def test_any_span_is_judged(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    for language in ("en", "fr", "de", "es", "fa", "und"):
        judged = Speakers(text, language=language).judge(span, start)
        assert judged.speaker in Speaker


@pytest.mark.parametrize(
    "piece", ["Ann Lee ", "the letter to ", "A", "minister, ", "\n", "signed "]
)
def test_large_articles_end(piece: str) -> None:
    text = "In an open letter to the minister, groups say. " + piece * (400_000 // len(piece))
    mentions = [Span(place, place + 6) for place in range(0, 200_000, 20)]
    speakers = Speakers(text, language="en", mentions=mentions)
    assert speakers.judge(mentions[0], 0).speaker in Speaker


@pytest.mark.parametrize(
    ("language", "source"), [("en", "This newspaper"), ("en", "We"), ("de", "Diese Zeitung")]
)
def test_a_paper_that_speaks_for_itself_is_the_narrator(language: str, source: str) -> None:
    text = f"{source} reported in May that the gauges fail."
    speakers = Speakers(text, language=language)
    assert speakers.judge(Span(0, len(source)), 0) == Judged(Speaker.NARRATOR, None)


@pytest.mark.parametrize(
    "told",
    ["“The rain has come to our town.”", "“It is all full of lies.”", "“The letter is a lie.”"],
)
def test_who_only_says_something_did_not_write_the_letter(told: str) -> None:
    source = "The White House"
    text = f"The signatories of the letter wrote: “We act.” {source} said: {told}"
    start = text.index(source)
    sides = Sides(("River Alliance",), ("Minister for Water",))
    judged = Speakers(text, language="en", sides=sides).judge(
        Span(start, start + len(source)), start
    )
    assert judged.speaker is Speaker.THIRD


@pytest.mark.parametrize(
    "text",
    [
        # What is said of a letter is not said in it.
        "Exiles\n\n200 exiles urged Paris in an open letter to act.\n\n{} said the letter is here.",
        # The headline's last word is no office of whom the next line begins with.
        "Letter to minister\n\nThree French unions asked him to act.\n\n{} left the letter unread.",
        "French ministry replies\n\nNot now, {} said. The open letter is signed by 40 mayors.",
    ],
)
def test_spokesman_of_a_ministry_does_not_speak_for_the_letter(text: str) -> None:
    source = "A spokesman for the French foreign ministry"
    start = text.index("{}")
    told = text.format(source)
    groups = [match.span() for match in re.finditer("Three French unions|200 exiles", told)]
    mentions = [Span(*span) for span in (*groups, (start, start + len(source)))]
    speakers = Speakers(told, language="en", mentions=mentions)
    sides = [speakers.judge(span, span.start).speaker for span in mentions]
    assert sides == [*([Speaker.LETTER] * len(groups)), Speaker.ADDRESSEE]
