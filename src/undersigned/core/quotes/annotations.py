"""Quotations for other programs: W3C annotations, schema.org, and links to the words themselves.

Web Annotation Data Model, W3C Recommendation 2017: an annotation joins the words of the article
(target) with the passage of the letter (body), each told by its words and by its place. A text
fragment (WICG, "URL Fragment Text Directives") is an address at which browsers show the words.
"""

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from undersigned.core.passages import read_aloud
from undersigned.core.quotes.found import Span

Json = dict[str, object]
"""A JSON object, as the specifications name its members."""

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_AROUND: Final = 32
# Fewer words may well stand elsewhere too, and are told apart by those around them.
_UNIQUE_WORDS: Final = 6
_CONTEXT_WORDS: Final = 3
# What is longer is told by how it begins and ends, as is what goes over several lines.
_MAX_EXACT: Final = 200
_END_WORDS: Final = 5
_MAX_WORDS_LENGTH: Final = 80
_PARAGRAPH: Final = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Resource:
    """A text with an address; spans count its code points.

    `is_whole` says that the text is to the character what the address gives; a text that was taken
    out of a page is not, and places in it would mean nothing to others.
    """

    address: str
    text: str
    language: str = "und"
    is_whole: bool = True
    is_markdown: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of an article, the passages they are compared with, and the judgement in one word."""

    span: Span
    passages: tuple[tuple[Resource, Span], ...] = ()
    judgement: str = ""
    speaker: str = ""


def text_quote_selector(text: str, span: Span) -> Json:
    """The words and some before and after them, by which they are found in a changed text."""
    return {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }


def text_position_selector(span: Span) -> Json:
    """The place of the words, in code points from 0, the end exclusive."""
    return {"type": "TextPositionSelector", "start": span.start, "end": span.end}


def annotation(article: Resource, quoted: Quoted) -> Json:
    """One annotation: these words of the article, judged by and linked to the letter's passages."""
    body: list[Json] = []
    if quoted.judgement:
        body.append(
            {
                "type": "TextualBody",
                "value": quoted.judgement,
                "format": "text/plain",
                "language": "en",
                "purpose": "classifying",
            }
        )
    for resource, span in quoted.passages:
        body.append({**_specific(resource, span), "purpose": "linking"})
    name = f"{article.address} {quoted.span.start} {quoted.span.end} {json.dumps(body)}"
    made: Json = {
        "@context": CONTEXT,
        # The same words and verdict have the same name wherever they are annotated.
        "id": uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        "type": "Annotation",
        "motivation": "linking" if quoted.passages else "highlighting",
    }
    if body:
        made["body"] = body
    return {**made, "target": _specific(article, quoted.span)}


def annotation_collection(article: Resource, all_quoted: Sequence[Quoted]) -> Json:
    """All annotations of an article in one file, a collection with its only page inside."""
    items = [annotation(article, quoted) for quoted in all_quoted]
    for item in items:
        del item["@context"]
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{article.address} annotations")
    return {
        "@context": CONTEXT,
        "id": name.urn,
        "type": "AnnotationCollection",
        "label": "Quotations",
        "total": len(items),
        "first": {
            "id": uuid.uuid5(name, "first").urn,
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    }


def article_json_ld(
    article: Resource,
    all_quoted: Sequence[Quoted],
    *,
    headline: str = "",
    published: str = "",
    outlet: str = "",
) -> Json:
    """The article as schema.org/NewsArticle, with a schema.org/Quotation for each quotation."""
    made: Json = {"@context": "https://schema.org", "@type": "NewsArticle"}
    if article.address.startswith(("http://", "https://")):
        made["url"] = article.address
    if headline:
        made["headline"] = headline
    if published:
        made["datePublished"] = published
    if article.language != "und":
        made["inLanguage"] = article.language
    if outlet:
        made["publisher"] = {"@type": "Organization", "name": outlet}
    made["hasPart"] = [_quotation(article, quoted) for quoted in all_quoted]
    return made


def embedded_json(value: Json) -> str:
    """JSON that may stand in a <script> of HTML: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def text_fragment_link(resource: Resource, span: Span) -> str:
    """The resource's address with a text directive that leads to the words of the span.

    The address alone where the span holds no word.
    """
    address = resource.address.partition(":~:")[0]
    directive = _directive(resource, span)
    if not directive:
        return address
    return f"{address}{'' if '#' in address else '#'}:~:text={directive}"


def _directive(resource: Resource, span: Span) -> str:
    """`[prefix-,]start[,end][,-suffix]`, each part with percent-encoding."""
    words = resource.text[span.start : span.end]
    lines = [line for line in _PARAGRAPH.split(words.strip()) if line]
    if resource.is_markdown:
        lines = [read for line in lines if (read := read_aloud(line, max_length=len(line) + 1))]
    if not lines:
        return ""
    if len(lines) > 1 or len(lines[0]) > _MAX_EXACT:
        return f"{_encoded(_first(lines[0], _END_WORDS))},{_encoded(_last(lines[-1], _END_WORDS))}"
    parts = [_encoded(lines[0])]
    if len(lines[0].split()) < _UNIQUE_WORDS:
        before = resource.text[max(0, span.start - _MAX_EXACT) : span.start]
        after = resource.text[span.end : span.end + _MAX_EXACT]
        # Where the text is Markdown, marks may stand between, and context would not be found.
        if not resource.is_markdown:
            if prefix := _last(_PARAGRAPH.split(before)[-1], _CONTEXT_WORDS):
                parts.insert(0, f"{_encoded(prefix)}-")
            if suffix := _first(_PARAGRAPH.split(after)[0], _CONTEXT_WORDS):
                parts.append(f"-{_encoded(suffix)}")
    return ",".join(parts)


def _first(line: str, most: int) -> str:
    return _fitting(line.split()[:most])


def _last(line: str, most: int) -> str:
    return _fitting(line.split()[-most:], from_end=True)


def _fitting(words: list[str], *, from_end: bool = False) -> str:
    """The words, or in a script that sets no spaces as many characters of them as are enough."""
    text = " ".join(words)
    return text[-_MAX_WORDS_LENGTH:] if from_end else text[:_MAX_WORDS_LENGTH]


def _encoded(part: str) -> str:
    """A part of a directive: `-`, `,` and `&` mean something in it and are encoded, too."""
    text = " ".join(part.split()).encode("utf-8", "replace")
    return quote(text, safe="").replace("-", "%2D")


def _specific(resource: Resource, span: Span) -> Json:
    return {
        "type": "SpecificResource",
        "source": resource.address,
        "selector": list(_selectors(resource, span)),
    }


def _selectors(resource: Resource, span: Span) -> Iterator[Json]:
    yield text_quote_selector(resource.text, span)
    if resource.is_whole:
        yield text_position_selector(span)


def _quotation(article: Resource, quoted: Quoted) -> Json:
    made: Json = {"@type": "Quotation", "text": quoted.span.of(article.text)}
    if article.address.startswith(("http://", "https://")):
        made["url"] = text_fragment_link(article, quoted.span)
    if quoted.speaker:
        made["creditText"] = quoted.speaker
    if quoted.passages:
        made["isBasedOn"] = [
            {
                "@type": "CreativeWork",
                "url": text_fragment_link(resource, span),
                "inLanguage": resource.language,
                "text": span.of(resource.text),
            }
            for resource, span in quoted.passages
        ]
    return made
