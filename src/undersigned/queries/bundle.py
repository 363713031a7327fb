"""The bundle: everything public about a letter, as paths and bytes."""

from collections.abc import Iterator, Sequence

from django.template.loader import render_to_string

from undersigned.adapters.pdf import letter_pdf
from undersigned.core.names import names_path
from undersigned.core.text import Text, parse_text
from undersigned.core.tlog.tiles import TILE_WIDTH, tile_path, tiles_of
from undersigned.models import ENTRIES_LEVEL, EditionText, Letter
from undersigned.queries.log_files import entries, names_between, published_head, tile, vkey


def bundle_files(letter: Letter) -> Iterator[tuple[str, bytes]]:
    """Paths and bytes of the bundle under the published head, small files first.

    Raises NotInLog before the first file when nothing is published yet. Between the files signers
    may withdraw: an opening that is gone by then is missing, which a bundle may be of any.
    """
    head = published_head(letter.pk)
    files = {
        bytes(digest).hex(): bytes(data)
        for digest, data in EditionText.objects.filter(
            edition__letter=letter, edition__is_published=True
        ).values_list("digest", "data")
    }
    texts = [parse_text(data) for data in files.values()]
    yield "checkpoint", bytes(head.checkpoint)
    yield "vkey", (vkey(letter.pk) + "\n").encode()
    for digest, data in files.items():
        yield f"text/{digest}", data
    context = {"letter": letter, "head": head, "texts": texts}
    yield "README.txt", render_to_string("bundle/README.txt", context).lstrip().encode()
    yield "letter.pdf", _printed(letter, texts, bytes(head.checkpoint))
    for level, number, width in tiles_of(head.size):
        path = tile_path(level, number, width)
        if level == ENTRIES_LEVEL:
            yield path, entries(letter.pk, number, width)
            first = number * TILE_WIDTH
            if lines := names_between(letter.pk, first, first + width):
                yield names_path(number), lines
        else:
            yield path, tile(letter.pk, level, number, width)


def _printed(letter: Letter, texts: Sequence[Text], checkpoint: bytes) -> bytes:
    """The newest edition on paper, its original first."""
    newest = max(text.edition for text in texts)
    texts = sorted(
        (text for text in texts if text.edition == newest),
        key=lambda text: (text.language != letter.original_language, text.language),
    )
    return letter_pdf(
        texts,
        published_at=letter.published_at,
        origin=letter.origin,
        checkpoint=checkpoint.decode(),
    )
