"""Articles that wait: fetched where they have an address, read, and held beside the letter."""

import logging

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
from undersigned.core.quotes.found import Sides
from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.language import UNKNOWN, guess_language
from undersigned.core.quotes.letter import prepare_letter
from undersigned.core.quotes.statements import find_statements
from undersigned.models import Article, Letter
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
    if len(read.text) > MAX_TEXT:
        raise Malformed(_("The article is too long to be an article."))
    language = _known(article.language) or guess_language(read.text)
    if language == UNKNOWN:
        language = read.language
    return CheckedArticle(
        text=read.text,
        language=language,
        edition=texts.current,
        quotations=_quotations(article, read.text, texts, language),
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


def _quotations(
    article: Article, text: str, texts: CanonicalTexts, language: str
) -> tuple[FoundQuotation, ...]:
    """Every quoted fragment, also what others say: a person may find that it is the letter's."""
    prepared = prepare_letter(texts.texts, current=texts.current)
    found = {}
    for statement in find_statements(text, language=language, sides=_sides(article.letter)):
        for fragment in statement.fragments:
            verdict = judge_quotation(fragment.of(text), prepared, language=language)
            found[fragment] = FoundQuotation(
                words=fragment,
                speaker=statement.speaker,
                confidence=statement.confidence,
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
                source=statement.source,
                cue=statement.cues[0] if statement.cues else None,
            )
    return tuple(found[span] for span in sorted(found))


def _sides(letter: Letter) -> Sides:
    """By which names an article may call those who carry the letter, and whom it addresses."""
    addressees = letter_record(letter, at=timezone.now()).addressees
    names = (name for one in addressees for name in (one.name, one.office, one.place) if name)
    return Sides(letter=names_of_coalition(letter), addressees=tuple(dict.fromkeys(names)))
