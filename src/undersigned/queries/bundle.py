"""The bundle: everything public about a letter, as paths and bytes."""

import hashlib
from collections.abc import Iterator, Sequence

from django.template.loader import render_to_string
from django.utils import timezone

from undersigned.adapters.pdf import letter_pdf
from undersigned.core.names import names_path
from undersigned.core.public_files import evidence_path
from undersigned.core.text import Text, parse_text
from undersigned.core.tlog.tiles import TILE_WIDTH, tile_path, tiles_of
from undersigned.models import ENTRIES_LEVEL, EditionText, Letter, TreeHead
from undersigned.queries.log_files import (
    entries,
    names_and_evidence,
    published_head,
    tile,
    vkey,
)
from undersigned.queries.paper import check_address, counts_alone, labels_of, signed


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
    yield "letter.pdf", _printed(letter, texts, head)
    for level, number, width in tiles_of(head.size):
        path = tile_path(level, number, width)
        if level == ENTRIES_LEVEL:
            yield path, entries(letter.pk, number, width)
            first = number * TILE_WIDTH
            lines, files_of_evidence = names_and_evidence(letter.pk, first, first + width)
            if lines:
                yield names_path(number), lines
            for evidence in files_of_evidence:
                yield evidence_path(hashlib.sha256(evidence).digest()), evidence
        else:
            yield path, tile(letter.pk, level, number, width)


def printed_letter(letter: Letter) -> bytes:
    """The newest published edition on paper, as it stands in the bundle. Raises NotInLog."""
    head = published_head(letter.pk)
    rows = EditionText.objects.filter(edition__letter=letter, edition__is_published=True)
    texts = [parse_text(bytes(data)) for data in rows.values_list("data", flat=True)]
    return _printed(letter, texts, head)


def _printed(letter: Letter, texts: Sequence[Text], head: TreeHead) -> bytes:
    """The newest edition on paper, its original first, and how many signed; names are in `names/`.

    The same state of the log gives the same bytes, except where a certificate signs them.
    """
    newest = max(text.edition for text in texts)
    printed = sorted(
        (text for text in texts if text.edition == newest),
        key=lambda text: (text.language != letter.original_language, text.language),
    )
    pdf = letter_pdf(
        printed,
        published_at=letter.published_at,
        origin=letter.origin,
        checkpoint=bytes(head.checkpoint).decode(),
        labels=labels_of(printed),
        signatures=counts_alone(letter, head, printed[0].language),
        address=check_address(letter, printed[0].language),
    )
    return signed(pdf, at=timezone.now())
