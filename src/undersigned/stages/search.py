"""Search: the worker makes the texts that readers see findable.

Publishing leaves nothing here but what it leaves anyway: an edition that is the current one. What
the index lacks is found by that, whether it is new, was published before there was an index, or was
indexed in a form that is not made any more. Nothing is taken out: whoever searches finds, of what
is kept, only the texts of public letters' current editions.
"""

from typing import Final

from django.db import transaction

from undersigned.adapters import fulltext
from undersigned.core.fulltext import indexed_words
from undersigned.core.markdown import read_body
from undersigned.core.markdown.tree import plain
from undersigned.core.snippets import MAX_TEXT
from undersigned.core.text import parse_text
from undersigned.models import EditionText, SearchedText

FORM: Final = 1
"""How words are made (`core.fulltext`); when that changes, this grows, and all are made anew."""


def index_texts(*, limit: int) -> int:
    """Index the texts of current editions that are not, at most `limit`; return how many."""
    current = EditionText.objects.filter(edition__is_current=True)
    missing = current.exclude(searched__form=FORM).order_by("pk").values_list("pk", "data")
    # Making words takes longer than keeping them, and nobody else waits for it.
    made = [(key, *_read(bytes(data))) for key, data in missing[:limit]]
    if made:
        _keep(made)
    return len(made)


@transaction.atomic
def _keep(made: list[tuple[int, fulltext.Words, str]]) -> None:
    # Another worker may be at the same texts; both keep the same.
    SearchedText.objects.bulk_create(
        [
            SearchedText(text_id=key, form=FORM, plain=plain_body)
            for key, _words, plain_body in made
        ],
        update_conflicts=True,
        unique_fields=["text"],
        update_fields=["form", "plain"],
    )
    index = fulltext.index()
    for key, words, _plain in made:
        index.store(key, words)


def _read(data: bytes) -> tuple[fulltext.Words, str]:
    text = parse_text(data)
    document = read_body(text.body)
    body = plain(document.blocks)
    sources = " ".join(plain(source.children) for source in document.sources)
    addressees = " ".join(
        part for each in text.addressees for part in (each.name, each.office, each.place)
    )
    words = fulltext.Words(
        title=indexed_words(text.title),
        addressees=indexed_words(addressees),
        body=indexed_words(f"{body} {sources}"),
    )
    return words, body[:MAX_TEXT]
