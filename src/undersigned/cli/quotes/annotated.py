"""The findings as W3C annotations: which words of the article stand where in the letter."""

import json
from pathlib import Path

from undersigned.core.quotes.annotations import Quoted, Resource, annotation_collection
from undersigned.core.quotes.found import Kind
from undersigned.core.quotes.items import Findings, Item
from undersigned.core.quotes.rows import letter_text
from undersigned.core.quotes.verdict import Passage
from undersigned.core.text import VERSION


def format_annotations(findings: Findings, article: str, letter: str) -> str:
    """JSON-LD of all quotations; files are named by their place on this machine, as file: IRIs."""
    resource = Resource(
        findings.article.address or _address(article),
        findings.article.text,
        findings.language,
        # The text of a page was taken out of it, so that places in it are no places of the page.
        is_whole=findings.article.places is None,
    )
    all_quoted = [
        _quoted(findings, item, letter) for item in findings.items if item.kind is Kind.DIRECT
    ]
    made = annotation_collection(resource, all_quoted)
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _quoted(findings: Findings, item: Item, letter: str) -> Quoted:
    source = item.statement.source
    speaker = source.of(findings.article.text) if source is not None else ""
    if item.verdict is None:
        return Quoted(item.span, speaker=speaker)
    passages = tuple(
        (_letter_resource(findings, passage, letter), passage.span)
        for passage in item.verdict.passages
    )
    return Quoted(item.span, passages, str(item.verdict.judgement), speaker)


def _letter_resource(findings: Findings, passage: Passage, letter: str) -> Resource:
    text = letter_text(findings, passage)
    return Resource(
        _address(letter),
        text.text,
        text.language,
        is_markdown=text.text.startswith(f"{VERSION}\n"),
    )


def _address(location: str) -> str:
    if location.startswith(("http://", "https://")):
        return location
    if location == "-":
        return "urn:undersigned:standard-input"
    return Path(location).resolve().as_uri()
