"""Annotations, JSON-LD and text fragments, beside the examples of their specifications."""

import json
import re

from undersigned.core.quotes.annotations import (
    Quoted,
    Resource,
    annotation,
    annotation_collection,
    article_json_ld,
    embedded_json,
    text_fragment_link,
    text_position_selector,
    text_quote_selector,
)
from undersigned.core.quotes.found import Span

ARTICLE = Resource(
    "https://paper.example/a",
    "They wrote that the river “has been falling for three summers”, and asked for more.\n\n"
    "“We ask one-by-one, and in time”, they said.",
    "en",
)
LETTER = Resource(
    "https://letters.example/log/x/text/1",
    "The river *has been falling* for three summers.\nWe ask.\n",
    "en",
    is_markdown=True,
)

# Text Fragments, section "Syntax": the grammar of a text directive.
_CHARACTERS = r"(?:[A-Za-z0-9._~!$'()*+/:;=?@]|%[0-9A-F]{2})+"
DIRECTIVE = re.compile(rf"(?:{_CHARACTERS}-,)?{_CHARACTERS}(?:,{_CHARACTERS})?(?:,-{_CHARACTERS})?")


def place(resource: Resource, words: str) -> Span:
    start = resource.text.index(words)
    return Span(start, start + len(words))


def directive(resource: Resource, span: Span) -> str:
    address, _, found = text_fragment_link(resource, span).partition("#:~:text=")
    assert address == resource.address
    assert DIRECTIVE.fullmatch(found), found
    return found


def test_selectors_are_those_of_the_recommendation() -> None:
    # Web Annotation Data Model, sections 4.2.4 and 4.2.5, with the values of their examples.
    text = "this is an anotation that has some"
    assert text_quote_selector(text, place(Resource("", text), "anotation")) == {
        "type": "TextQuoteSelector",
        "exact": "anotation",
        "prefix": "this is an ",
        "suffix": " that has some",
    }
    assert text_position_selector(Span(412, 795)) == {
        "type": "TextPositionSelector",
        "start": 412,
        "end": 795,
    }


def test_positions_count_code_points() -> None:
    text = "🌊 “a”"
    assert text_quote_selector(text, Span(3, 4))["exact"] == "a"


def test_an_annotation_joins_words_and_passage() -> None:
    quoted = Quoted(
        place(ARTICLE, "has been falling for three summers"),
        ((LETTER, place(LETTER, "has been falling* for three summers")),),
        "typography",
        "the groups",
    )
    made = annotation(ARTICLE, quoted)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(made.pop("id")))
    assert made == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "linking",
        "body": [
            {
                "type": "TextualBody",
                "value": "typography",
                "format": "text/plain",
                "language": "en",
                "purpose": "classifying",
            },
            {
                "type": "SpecificResource",
                "source": LETTER.address,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": "has been falling* for three summers",
                        "prefix": "The river *",
                        "suffix": ".\nWe ask.\n",
                    },
                    {"type": "TextPositionSelector", "start": 11, "end": 46},
                ],
                "purpose": "linking",
            },
        ],
        "target": {
            "type": "SpecificResource",
            "source": ARTICLE.address,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "has been falling for three summers",
                    "prefix": "They wrote that the river “",
                    "suffix": "”, and asked for more.\n\n“We ask ",
                },
                {"type": "TextPositionSelector", "start": 27, "end": 61},
            ],
        },
    }
    assert annotation(ARTICLE, quoted) == annotation(ARTICLE, quoted)


def test_places_in_a_text_taken_out_of_a_page_are_not_told() -> None:
    page = Resource(ARTICLE.address, ARTICLE.text, is_whole=False)
    target = annotation(page, Quoted(place(page, "in time")))["target"]
    assert isinstance(target, dict)
    assert [one["type"] for one in target["selector"]] == ["TextQuoteSelector"]


def test_a_collection_holds_each_annotation_once() -> None:
    made = annotation_collection(
        ARTICLE, [Quoted(place(ARTICLE, "in time")), Quoted(place(ARTICLE, "one-by-one"))]
    )
    first = made["first"]
    assert isinstance(first, dict)
    assert (made["type"], made["total"]) == ("AnnotationCollection", 2)
    assert (first["type"], first["startIndex"]) == ("AnnotationPage", 0)
    assert len({item["id"] for item in first["items"]}) == 2
    assert all("@context" not in item for item in first["items"])


def test_long_enough_words_stand_alone_in_a_fragment() -> None:
    assert (
        directive(ARTICLE, place(ARTICLE, "has been falling for three summers"))
        == "has%20been%20falling%20for%20three%20summers"
    )


def test_few_words_are_told_apart_by_those_around() -> None:
    # Text Fragments: text=prefix-,start,-suffix; a hyphen, a comma and & in a part are encoded.
    assert (
        directive(ARTICLE, place(ARTICLE, "one-by-one, and"))
        == "%E2%80%9CWe%20ask-,one%2Dby%2Done%2C%20and,-in%20time%E2%80%9D%2C%20they"
    )
    assert directive(Resource(ARTICLE.address, "R&D"), Span(0, 3)) == "R%26D"


def test_context_stays_within_the_paragraph() -> None:
    assert directive(ARTICLE, place(ARTICLE, "“We ask")).startswith("%E2%80%9CWe%20ask,-one%2Dby")


def test_what_is_long_or_goes_over_paragraphs_is_told_by_its_ends() -> None:
    text = "We ask that " + "very " * 60 + "much be done.\n\nAnd soon, we hope so."
    resource = Resource("https://paper.example/a", text)
    assert directive(resource, Span(0, len(text))) == (
        "We%20ask%20that%20very%20very,And%20soon%2C%20we%20hope%20so."
    )
    assert directive(resource, Span(0, text.index("\n"))) == (
        "We%20ask%20that%20very%20very,very%20very%20much%20be%20done."
    )


def test_marks_of_a_letter_are_not_looked_for_on_its_page() -> None:
    assert (
        directive(LETTER, place(LETTER, "has been falling* for three summers"))
        == "has%20been%20falling%20for%20three%20summers"
    )


def test_a_script_without_spaces_has_fragments_that_end() -> None:
    resource = Resource("https://paper.example/a", "水" * 1000)
    assert len(directive(resource, Span(0, 1000))) == 2 * 80 * 9 + 1
    assert len(directive(resource, Span(500, 503))) < 3000


def test_an_address_with_a_fragment_keeps_it() -> None:
    for address, linked in (
        ("https://paper.example/a#part", "https://paper.example/a#part:~:text=R"),
        ("https://paper.example/a#:~:text=old", "https://paper.example/a#:~:text=R"),
    ):
        assert text_fragment_link(Resource(address, "R"), Span(0, 1)) == linked
    assert text_fragment_link(Resource("https://x.example/", " "), Span(0, 1)) == (
        "https://x.example/"
    )


def test_half_a_character_makes_a_link_all_the_same() -> None:
    assert directive(Resource("https://x.example/", "a\ud800b"), Span(0, 3)) == "a%3Fb"


def test_an_article_is_told_as_schema_org_says() -> None:
    span = place(ARTICLE, "has been falling for three summers")
    passage = place(LETTER, "has been falling* for three summers")
    assert article_json_ld(
        ARTICLE,
        [Quoted(span, ((LETTER, passage),), "typography", "the groups")],
        headline="River",
        published="2026-11-01",
        outlet="The Paper",
    ) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": "https://paper.example/a",
        "headline": "River",
        "datePublished": "2026-11-01",
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": "The Paper"},
        "hasPart": [
            {
                "@type": "Quotation",
                "text": "has been falling for three summers",
                "url": "https://paper.example/a#:~:text="
                "has%20been%20falling%20for%20three%20summers",
                "creditText": "the groups",
                "isBasedOn": [
                    {
                        "@type": "CreativeWork",
                        "url": "https://letters.example/log/x/text/1#:~:text="
                        "has%20been%20falling%20for%20three%20summers",
                        "inLanguage": "en",
                        "text": "has been falling* for three summers",
                    }
                ],
            }
        ],
    }


def test_nothing_in_json_ends_its_script() -> None:
    hostile = {"text": "</script><!-- & \u2028"}
    embedded = embedded_json(dict(hostile))
    assert not set("<>&\u2028") & set(embedded)
    assert json.loads(embedded) == hostile
