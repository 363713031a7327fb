"""Articles that wait: fetched where they have an address, read, and held beside the letter."""

import logging
from dataclasses import replace

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from undersigned.adapters.article import read_article
from undersigned.adapters.fetch import PRODUCT, fetch_page
from undersigned.adapters.sentences import in_words
from undersigned.core.coverage import (
    MAX_TEXT,
    ArticleState,
    FoundQuotation,
    QuotedEdit,
    QuotedPassage,
)
from undersigned.core.errors import CoreError, Malformed
from undersigned.core.quotes.article import Article as ReadArticle
from undersigned.core.quotes.article import plain_article
from undersigned.core.quotes.found import Kind
from undersigned.core.quotes.items import Findings, check_article, letter_beside
from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import ReadLetter
from undersigned.models import Article
from undersigned.queries.coverage import CanonicalTexts, canonical_texts
from undersigned.queries.letter_record import letter_record, names_of_coalition
from undersigned.stages.coverage import (
    CheckedArticle,
    is_given_up,
    keep_checked,
    keep_failure,
    take_article,
)

log = logging.getLogger(__name__)


def check_articles() -> bool:
    """Take up the next article, and say whether there was one."""
    article = take_article(at=timezone.now())
    if article is None:
        return False
    texts = canonical_texts(article.letter_id)
    # Whoever added it reads why it failed.
    with translation.override(article.added_by.language or article.letter.original_language):
        try:
            if is_given_up(article):
                raise Malformed(_("This article cannot be read here."))
            checked = check(article, texts)
        except CoreError as problem:
            keep_failure(article, in_words(problem), edition=texts.current)
            return True
        except (DatabaseError, InterfaceError):
            # That concerns all articles; the lane waits and connects again.
            raise
        except Exception:
            # Tried again by whoever comes next, some times; the others go on meanwhile.
            log.exception("An article (%d) could not be checked.", article.pk)
            return True
    keep_checked(article, checked)
    return True


def check(article: Article, texts: CanonicalTexts) -> CheckedArticle:
    """All that is found in an article. Raises PageRefused, Malformed."""
    read = _read(article)
    if article.published_on is not None:
        read = replace(read, published=article.published_on)
    if len(read.text) > MAX_TEXT:
        raise Malformed(_("The article is too long to be an article."))
    letter = letter_beside(
        ReadLetter(texts.texts, texts.current, letter_record(article.letter, at=timezone.now())),
        called=names_of_coalition(article.letter),
    )
    findings = check_article(read, letter, language=_known(article.language))
    # Whoever says "another one" counts more than a guess among the languages that are known.
    said_another = article.language == "und" and read.language in {"", "und"}
    return CheckedArticle(
        text=read.text,
        language="und" if said_another else findings.language,
        edition=texts.current,
        quotations=_quotations(findings, texts),
        facts=[
            [it.fact.value, it.span.start, it.span.end, it.finding.value, it.recorded]
            for it in findings.facts
        ],
        address=read.address,
        outlet=read.outlet,
        title=read.title,
        published_on=read.published,
    )


def _read(article: Article) -> ReadArticle:
    if article.state != ArticleState.WAITING:
        return plain_article(article.text, language=article.language or "und")
    if article.data is not None:
        return read_article(bytes(article.data), address=article.address)
    page = fetch_page(
        article.address,
        user_agent=f"{PRODUCT} (+{settings.CONFIG.address})",
        inside=settings.CONFIG.articles_inside,
    )
    kind = f"{page.content_type}; charset={page.charset}" if page.charset else page.content_type
    return read_article(page.data, address=page.address, media_type=kind)


def _known(language: str) -> str:
    return "" if language == "und" else language


def _quotations(findings: Findings, texts: CanonicalTexts) -> tuple[FoundQuotation, ...]:
    """Every quoted fragment, also what others say: a person may find that it is the letter's."""
    assert findings.letter is not None
    found = {}
    for item in findings.items:
        if item.kind is not Kind.DIRECT:
            continue
        verdict = item.verdict or judge_quotation(
            item.span.of(findings.article.text),
            findings.letter.prepared,
            language=findings.language,
        )
        found[item.span] = FoundQuotation(
            words=item.span,
            speaker=item.statement.speaker,
            confidence=item.statement.confidence,
            judgement=verdict.judgement,
            passages=tuple(
                QuotedPassage(
                    texts.texts[passage.text_index].edition,
                    texts.texts[passage.text_index].language,
                    passage.span,
                )
                for passage in verdict.passages
            ),
            edits=tuple(QuotedEdit(it.quoted, it.letter, it.change) for it in verdict.edits),
            source=item.statement.source,
            cue=item.cue,
        )
    return tuple(found[span] for span in sorted(found))
