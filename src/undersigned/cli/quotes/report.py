"""The findings as one page of HTML: the article on one side, the letter's passages on the other.

It needs no script and no other file: typefaces and style stand in it, and its policy lets a
browser load nothing else. Everything that comes from the article or the letter is escaped.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Final

from undersigned.cli.quotes.words import (
    CLOSES,
    EXPLAINED,
    FACTS,
    FINDINGS,
    LABELS,
    RTL_LANGUAGES,
    changes_of,
    counted,
    facts_line,
    parts_of,
    who,
)
from undersigned.core.quotes.annotations import Quoted, Resource, article_json_ld, embedded_json
from undersigned.core.quotes.article import Block, BlockKind
from undersigned.core.quotes.found import Kind
from undersigned.core.quotes.items import Findings, Item
from undersigned.core.quotes.rows import letter_text, letter_words

_STATIC: Final = files("undersigned").joinpath("static", "undersigned")
_FACES: Final = (
    ("Undersigned Serif", "400", "normal", "serif-latin"),
    ("Undersigned Serif", "400", "italic", "serif-latin-italic"),
    ("Undersigned Serif", "600 700", "normal", "serif-latin-semibold"),
)
_NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LATIN: Final = (
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC,"
    " U+2116, U+2122, U+2190-2193, U+2212, U+2215"
)
_NASKH: Final = ("Undersigned Naskh", "400", "normal", "naskh")
_TAGS: Final = {
    BlockKind.HEADING: "h2",
    BlockKind.PARAGRAPH: "p",
    BlockKind.QUOTATION: "blockquote",
}


def format_report(findings: Findings) -> str:
    """The whole page."""
    article = findings.article
    title = article.title or "Quotations"
    style = _style(findings)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none';"
        " form-action 'none'"
    )
    numbered = {
        item.span: (number, item)
        for number, item in enumerate(
            sorted(
                (item for item in findings.items if item.kind is Kind.DIRECT),
                key=lambda item: item.span,
            ),
            1,
        )
    }
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{_text(title)} – quotations checked</title>\n<style>{style}</style>\n",
        f'<script type="application/ld+json">{embedded_json(_linked_data(findings))}</script>\n',
        "</head>\n<body>\n<main>\n",
        _head(findings, len(numbered)),
        *_rows(findings, list(numbered.values())),
        _facts(findings),
        "</main>\n<footer>Made by Undersigned, which compares words. ",
        "What was meant is for people to judge.</footer>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _style(findings: Findings) -> str:
    faces = [(*face, _LATIN) for face in _FACES]
    languages = {findings.language}
    if findings.letter is not None:
        languages |= {text.source.language for text in findings.letter.prepared.texts}
    if languages & RTL_LANGUAGES:
        faces.append((*_NASKH, "U+0600-06FF, U+0750-077F, U+200C-200F, U+FB50-FDFF, U+FE70-FEFF"))
    rules = [
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};'
        f"src:url(data:font/woff2;base64,{_font(name)}) format('woff2');unicode-range:{range_}}}"
        for family, weight, slant, name, range_ in faces
    ]
    sheets = [_STATIC.joinpath(name).read_text("utf-8") for name in ("tokens.css", "report.css")]
    return "\n".join([*rules, *sheets])


def _font(name: str) -> str:
    return base64.b64encode(_STATIC.joinpath("fonts", f"{name}.woff2").read_bytes()).decode()


def _head(findings: Findings, quotations: int) -> str:
    article = findings.article
    title = article.title or "An article and its quotations"
    facts = facts_line(findings)
    lines = [
        "<header>\n",
        f"<h1{_direction(findings.language)}>{_text(title)}</h1>\n",
    ]
    if facts:
        lines.append(f'<p class="facts">{_text(facts)}</p>\n')
    if article.address.startswith(("http://", "https://")):
        address = escape(article.address)
        lines.append(f'<p class="facts"><a href="{address}" rel="noreferrer">{address}</a></p>\n')
    badges = [
        f'<li class="{LABELS[judgement][1]}"><b>{count}</b> {LABELS[judgement][0]}</li>'
        for judgement, count in counted(findings)
    ]
    others = quotations - len(findings.judged)
    if others:
        word = "quotations" if others != 1 else "quotation"
        what = "not compared" if findings.letter is not None else "found"
        badges.append(f'<li class="plain"><b>{others}</b> {word} {what}</li>')
    lines.append(f'<ul class="summary">{"".join(badges)}</ul>\n</header>\n')
    return "".join(lines)


def _rows(findings: Findings, numbered: list[tuple[int, Item]]) -> Iterator[str]:
    """Each block of the article, beside what is said of its quotations."""
    following = 0
    article = findings.article
    for number, block in enumerate(article.blocks):
        if number == 0 and block.span.of(article.text) == article.title:
            continue
        here = []
        while following < len(numbered) and numbered[following][1].span.start < block.span.end:
            here.append(numbered[following])
            following += 1
        yield '<section class="row">\n'
        yield _block(findings, block, here)
        if here:
            yield f'<div class="cards">\n{"".join(_card(findings, *one) for one in here)}</div>\n'
        yield "</section>\n"


def _block(findings: Findings, block: Block, here: list[tuple[int, Item]]) -> str:
    text = findings.article.text
    tag = _TAGS[block.kind]
    parts = [f'<{tag} class="words"{_direction(findings.language)}>']
    at = block.span.start
    for number, item in here:
        if item.span.start < at:
            continue
        tone = LABELS[item.verdict.judgement][1] if item.verdict else "other"
        end = min(item.span.end, block.span.end)
        words = _text(text[item.span.start : end])
        parts += [
            _text(text[at : item.span.start]),
            f'<mark class="{tone}" id="q{number}">{words}</mark>',
            _text(text[end : end + 1]) if text[end : end + 1] in CLOSES else "",
            f'<a class="number" href="#c{number}" aria-label="Quotation {number}">{number}</a>',
        ]
        at = end + (text[end : end + 1] in CLOSES)
    parts.append(f"{_text(text[at : block.span.end])}</{tag}>\n")
    return "".join(parts)


def _card(findings: Findings, number: int, item: Item) -> str:
    link = f'<a class="number" href="#q{number}" aria-label="To the article">{number}</a>'
    named, side = who(findings, item)
    said = f'<p class="who">{f"<bdi>{_text(named)}</bdi> · " if named else ""}{side}</p>\n'
    if item.verdict is None:
        return f'<article class="card other" id="c{number}">\n{link}{said}</article>\n'
    label, tone = LABELS[item.verdict.judgement]
    notes = changes_of(item)
    badge = f'<p class="badge">{label}</p>'
    noted = "".join(f'<p class="note">{note}</p>' for note in notes)
    passages = []
    for passage in item.verdict.passages:
        found = letter_text(findings, passage)
        passages.append(
            f'<p class="label">Letter <small>edition {found.edition}, {_text(found.language)}'
            "</small></p>\n"
            f"<blockquote{_direction(found.language)}>"
            f"{_text(letter_words(findings, passage))}</blockquote>\n"
        )
    compared = ""
    if any(part.is_edit for part in parts_of(findings, item)):
        compared = (
            '<p class="label">What changed</p>\n'
            f'<p class="compared"{_direction(findings.language)}>'
            f"{_compared(findings, item)}</p>\n"
        )
    return (
        f'<article class="card {tone}" id="c{number}">\n<div class="verdict">{link}{badge}</div>\n'
        f'{noted}{said}<p class="why">{_text(EXPLAINED[item.verdict.judgement])}</p>\n'
        f"{compared}{''.join(passages)}</article>\n"
    )


def _compared(findings: Findings, item: Item) -> str:
    parts = []
    for part in parts_of(findings, item):
        if not part.is_edit or part.is_marked:
            parts.append(_text(part.words))
            continue
        was = f"<del>{_text(part.was)}</del>" if part.was else ""
        became = f"<ins>{_text(part.words)}</ins>" if part.words else ""
        parts.append(f"{was} {became}" if was and became else was + became)
    return "".join(parts)


def _facts(findings: Findings) -> str:
    """What the article reports of the letter, beside the record."""
    if not findings.facts:
        return ""
    rows = []
    for fact in findings.facts:
        label, tone = FINDINGS[fact.finding]
        words = fact.span.of(findings.article.text)
        rows.append(
            f'<tr class="{tone}"><th scope="row">{FACTS[fact.fact]}</th>'
            f"<td><bdi>{_text(words)}</bdi></td><td><bdi>{_text(fact.recorded)}</bdi></td>"
            f'<td><span class="badge">{label}</span></td></tr>\n'
        )
    return (
        '<section class="facts-table">\n<h2>Facts about the letter</h2>\n<table>\n<thead><tr>'
        '<th scope="col">What</th><th scope="col">Article</th><th scope="col">Record</th>'
        f'<th scope="col">Finding</th></tr></thead>\n<tbody>\n{"".join(rows)}</tbody>\n'
        "</table>\n</section>\n"
    )


def _direction(language: str) -> str:
    tag = f' lang="{escape(language)}"' if language != "und" else ""
    return f'{tag} dir="{"rtl" if language in RTL_LANGUAGES else "auto"}"'


def _text(text: str) -> str:
    """Escaped, and without what is no character of HTML or turns what follows around."""
    return escape(_NO_TEXT.sub("\ufffd", text))


def _linked_data(findings: Findings) -> dict[str, object]:
    article = findings.article
    resource = Resource(article.address, article.text, findings.language)
    quoted = [
        Quoted(
            item.span,
            speaker=item.statement.source.of(article.text) if item.statement.source else "",
        )
        for item in findings.items
        if item.kind is Kind.DIRECT
    ]
    return article_json_ld(
        resource,
        quoted,
        headline=article.title,
        published=article.published.isoformat() if article.published else "",
        outlet=article.outlet,
    )
