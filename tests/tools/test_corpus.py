"""The corpus follows its guide, and a file that does not is refused with the reason."""

import re
from pathlib import Path

import pytest

from tools.corpus import (
    LANGUAGES,
    Article,
    Attribution,
    BadFile,
    Kind,
    Span,
    Speaker,
    article_files,
    parse_article,
    read_article,
)

GUIDE = Path(__file__).parents[2] / "docs/reference/annotating-quotations.md"
LETTER = """language: en
kind: letter
letter: the groups
addressees: the minister
author: Undersigned
licence: CC0-1.0

"""
POLITICS = """language: en
kind: politics
author: Undersigned
licence: CC0-1.0

"""


def words(article: Article, spans: tuple[Span, ...]) -> list[str]:
    """What stands at some places of an article."""
    return [article.text[span.start : span.end] for span in spans]


def test_all_files_follow_the_guide() -> None:
    faults = []
    for path in article_files():
        try:
            article = read_article(path)
        except BadFile as error:
            faults.append(str(error))
            continue
        if article.header["language"] != path.parent.name:
            faults.append(f"{path.name}: is in the folder of another language.")
    assert faults == []


def test_files_are_numbered_without_a_gap_and_no_text_is_there_twice() -> None:
    for language in LANGUAGES:
        numbers = [int(path.name.split("-")[0]) for path in article_files(language)]
        assert numbers == list(range(1, len(numbers) + 1))
    texts = [read_article(path).text for path in article_files()]
    assert len(set(texts)) == len(texts) >= 40


def test_articles_are_as_long_and_as_dense_as_the_guide_says() -> None:
    for path in article_files():
        article = read_article(path)
        assert 200 <= article.length <= 700, (path.name, article.length)
        assert article.length / len(article.attributions) < 45, path.name


def test_a_file_is_read_to_its_text_and_attributions() -> None:
    article = parse_article(
        LETTER
        + "{l1:Groups} {c1:urge} {i1:vote}\n\n"
        + "{d2:“It is late,”} {l2,3:she} {c2:said}, {d2:“too late,”} {c3:adding} "
        + "{m3:that {a4:the minister} {c4:promised} {i4:a reply} “soon” in {t:“Today”}}.\n"
    )

    assert article.text == (
        "Groups urge vote\n\n“It is late,” she said, “too late,” adding that the minister promised "
        "a reply “soon” in “Today”."
    )
    assert article.attributions[0] == Attribution(
        number=1,
        kind=Kind.INDIRECT,
        contents=(Span(12, 16),),
        cues=(Span(7, 11),),
        sources=(Span(0, 6),),
        speaker=Speaker.LETTER,
        inside=None,
    )
    _, second, third, fourth = article.attributions
    assert words(article, second.contents) == ["“It is late,”", "“too late,”"]
    assert words(article, article.fragments(second)) == ["It is late,", "too late,"]
    assert words(article, article.fragments(third)) == ["soon"]
    assert words(article, third.sources) == ["she"]
    assert (fourth.speaker, fourth.inside) == (Speaker.ADDRESSEE, 3)
    assert words(article, article.titles) == ["“Today”"]


def test_a_source_that_is_not_written_has_a_class_and_no_place() -> None:
    article = parse_article(LETTER + "{l1:}{i1:They} {c1:are asked} {i1:to stop}. {c2:So} {i2:x}\n")
    first, second = article.attributions
    assert (first.speaker, first.sources) == (Speaker.LETTER, ())
    assert (second.speaker, second.sources) == (Speaker.UNKNOWN, ())


def test_marks_between_no_break_spaces_are_no_words() -> None:
    article = parse_article(
        POLITICS + "{s1:Il}\u00a0{c1::} {d1:«\u00a0C’est 1\u202f!\u00a0»} — {x:«\u00a0oui\u00a0»}\n"
    )
    assert article.length == len(["Il", "C’est", "1", "oui"])
    assert words(article, article.fragments(article.attributions[0])) == ["C’est 1\u202f!"]


def test_an_apostrophe_closes_no_quotation() -> None:
    article = parse_article(
        POLITICS + "{s1:He} {c1:said} {m1:‘it’s not late’ for the clerks’ offer}\n"
    )
    assert words(article, article.fragments(article.attributions[0])) == ["it’s not late"]


@pytest.mark.parametrize("marks", ["»«", "«»", "„“", '""', "“”"])
def test_a_content_may_begin_within_the_marks(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    article = parse_article(
        POLITICS
        + f"{{m1:Es sei {opening}gut}}, {{c1:sagte}} {{s1:er}}, "
        + f"{{m1:und schlecht{closing}, nicht {opening}spät{closing}}}\n"
    )
    found = words(article, article.fragments(article.attributions[0]))
    assert found == ["gut", "und schlecht", "spät"]


def test_a_mark_that_is_no_apostrophe_closes_before_a_letter() -> None:
    persian = POLITICS.replace(": en", ": fa")
    article = parse_article(persian + "{s1:او} {c1:گفت} {m1:این پیمان «آغاز»ی است و نه «پایان»}.\n")
    assert words(article, article.fragments(article.attributions[0])) == ["آغاز", "پایان"]


@pytest.mark.parametrize(
    "typed", ["علي", "كار", "سال 3", "سال ٣", "آری, نه", "چرا?", "می \u200cرود"]
)
def test_persian_is_typed_with_persian_letters(typed: str) -> None:
    persian = POLITICS.replace(": en", ": fa")
    parse_article(f"{persian}در سال ۳ چرا آری، نه؟ می\u200cرود؛ علی کار\n")
    with pytest.raises(BadFile, match="not how Persian is typed"):
        parse_article(f"{persian}{typed}\n")


def test_a_quotation_goes_on_over_paragraphs() -> None:
    article = parse_article(
        POLITICS + "{s1:He} {c1:said}: {d1:“We asked.}\n\n{d1:“It’s ‘never’ too late.”}\n"
    )
    assert words(article, article.fragments(article.attributions[0])) == [
        "We asked.",
        "It’s ‘never’ too late.",
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{s1:He} {c1:said} {i1:no", "line 6: a mark is not closed"),
        ("{s1:He} {c1:said} {i1:no}}", "this brace closes nothing"),
        ("{s1:He} {c1:said} {q1:no}", "a mark looks like"),
        ("{s:He} {c1:said} {i1:no}", "t and x have no number"),
        ("{s1:He} {c1:said} {i1:no} {t2:x}", "t and x have no number"),
        ("{s1:He} {c1:said}", "1: needs a content of one kind"),
        ("{s1:He} {c1:said} {i1:no} {d1:“x”}", "1: needs a content of one kind"),
        ("{s1:He} {i1:no}", "1: an indirect content needs a cue"),
        ("{s2:He} {c2:said} {i2:no}", "The numbers are not 1 to 1"),
        ("{s1:He} {c1:said} {d1:no}", "1: a direct content begins with a quotation mark"),
        ("{s1:He} {c1:said} {d1:“no} way", "1: a direct content ends with a quotation mark"),
        ("{s1:He} {c1:said} {m1:no}", "1: a mixed content has words in quotation marks"),
        ("{s1:He} {c1:said} {m1:no {t:“Way”}}", "1: a mixed content has words in quotation"),
        ("{s1:He} {c1:said} {i1:no “way”}", "This quotation mark belongs to no content"),
        ("{s1:He} {c1:said} {i1: no}", "A mark begins or ends with a space"),
        ("{s1:He} {c1:said:} {i1:no}", "ends with a colon"),
        ("{s1:او} {c1:گفت} {i1:آری؛} نه", "ends with a colon"),
        ("{s1:او} {c1:می\u200c}گوید {i1:آری}", "begins or ends with a space"),
        ("{s1:He} {c1:} {i1:no}", "only the mark of a source may be empty"),
        ("{l1:He} {c1:said} {i1:no}", "l and a are for articles on a letter"),
        ("{s1:He} {c1:said} {i1:no}\n\n{c1:said} {i1:x}", "one cue in two paragraphs"),
        ("{s1:He} {c1:said} {i1,2:no} {c2:x}", "1: a content belongs to one attribution"),
        ("{s1:He} {c1:said} {i1:{i2:no}} {c2:x}", "mark the same words"),
        ("No. \n\nNo.", "no spaces end a line"),
    ],
)
def test_a_fault_is_named(body: str, reason: str) -> None:
    with pytest.raises(BadFile, match=re.escape(reason)):
        parse_article(f"{POLITICS}{body}\n")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (POLITICS.replace("kind: politics\n", ""), "The header must have"),
        (POLITICS.replace("politics", "letter"), "The header must have"),
        (POLITICS.replace("politics", "sport"), "The language is one of"),
        (POLITICS.replace("language: en", "language: xx"), "The language is one of"),
        (POLITICS.replace("CC0-1.0", "MIT"), "the licence is CC0-1.0"),
        (POLITICS.replace("kind: ", "kind:"), "not one new “key: value”"),
    ],
)
def test_a_fault_of_the_header_is_named(header: str, reason: str) -> None:
    with pytest.raises(BadFile, match=re.escape(reason)):
        parse_article(f"{header}No.\n")


def test_every_example_of_the_guide_is_right() -> None:
    lines = GUIDE.read_text(encoding="utf-8").replace("}\n\n    {d1", "}¶{d1").split("\n")
    examples: list[list[str]] = [[]]
    for line in lines:
        if re.match(" {4,}.*[{].:?[0-9]", line):
            examples[-1].append(line.strip())
        else:
            examples.append([])
    found = [" ".join(example).replace("¶", "\n\n") for example in examples if example]
    assert len(found) > 12
    for example in found:
        assert parse_article(f"{LETTER}{example}\n").attributions
