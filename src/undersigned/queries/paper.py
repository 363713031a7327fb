"""A public letter on paper: its texts, who signed, and what proves both, as one PDF."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from undersigned.adapters.pdf import (
    Attachment,
    PrintedName,
    PrintedSignatures,
    PrintLabels,
    letter_pdf,
)
from undersigned.adapters.pdf_signature import CertificateUnusable, load_certificate, sign_pdf
from undersigned.adapters.typeset import template_digest
from undersigned.core.display_names import country_name, number_text
from undersigned.core.leaf import SignatoryKind, TextLeaf
from undersigned.core.text import Text, parse_text
from undersigned.core.text_proof import TextProof, format_text_proof
from undersigned.core.tlog.tiles import inclusion_proof
from undersigned.models import Edition, Letter, TreeHead
from undersigned.queries.letter_page import (
    PUBLIC_STATES,
    LetterNotFound,
    published_counts,
)
from undersigned.queries.log_files import NotInLog, published_head, tile_reader, vkey
from undersigned.queries.paper_words import count_sentence, notes, print_labels
from undersigned.queries.signatories import (
    Signatory,
    all_signatories,
    earlier_editions,
    shown,
)
from undersigned.queries.spoken import interface_language

log = logging.getLogger(__name__)

# So many names, and so long, that Typst keeps within its memory; the page says what is left out.
NAMES_AT_MOST: Final = 100_000
CHARACTERS_AT_MOST: Final = 6_000_000
ALL_LANGUAGES: Final = "all-languages"
"""The part of a letter that holds all its texts; no language has this tag."""


@dataclass(frozen=True, slots=True)
class PaperState:
    """What decides whether a PDF is as it would be made now."""

    letter_id: str
    revision: str
    names_revision: int
    languages: tuple[str, ...]

    def require(self, part: str) -> None:
        """Raises LetterNotFound when the letter has no such part."""
        if part != ALL_LANGUAGES and part not in self.languages:
            raise LetterNotFound


def paper_state(**letter: str) -> PaperState:
    """The state of a public letter, found by `slug` or by `pk`; two queries.

    Raises LetterNotFound, and NotInLog before there is a published head.
    """
    row = (
        Letter.objects.filter(**letter, state__in=PUBLIC_STATES)
        .values_list("pk", "state", "names_revision", "log__published_size")
        .first()
    )
    if row is None:
        raise LetterNotFound
    letter_id, state, names_revision, size = row
    if not size:
        raise NotInLog(letter_id)
    texts = (
        Edition.objects.filter(letter=letter_id, is_current=True)
        .order_by("texts__position")
        .values_list("number", "texts__language")
    )
    numbers, languages = zip(*texts, strict=True)
    return PaperState(
        letter_id=letter_id,
        revision=f"{numbers[0]}-{state}-{size}-{_maker()}",
        names_revision=names_revision,
        languages=tuple(languages),
    )


def make_paper(letter_id: str, part: str, *, at: datetime) -> bytes:
    """The PDF of one language of a public letter, or of all; signed where that is set up.

    Raises LetterNotFound, NotInLog, and NotTypeset.
    """
    state = paper_state(pk=letter_id)
    state.require(part)
    letter = Letter.objects.get(pk=letter_id)
    edition = letter.editions.get(is_current=True)
    head = published_head(letter_id)
    texts = [
        parse_text(bytes(text.data))
        for text in edition.texts.all()
        if part in {ALL_LANGUAGES, text.language}
    ]
    language = texts[0].language
    with translation.override(interface_language(language)):
        attachments = list(_attachments(edition, head))
    pdf = letter_pdf(
        texts,
        published_at=letter.published_at,
        origin=letter.origin,
        checkpoint=bytes(head.checkpoint).decode(),
        labels=labels_of(texts, has_attachments=True),
        signatures=_signatures(letter, head, language),
        address=check_address(letter, language),
        attachments=attachments,
    )
    return signed(pdf, at=at)


def labels_of(texts: list[Text], *, has_attachments: bool = False) -> dict[str, PrintLabels]:
    """The words around each of the texts."""
    return {
        text.language: print_labels(text.language, has_attachments=has_attachments)
        for text in texts
    }


def check_address(letter: Letter, language: str) -> str:
    """Where a reader of the paper can check it."""
    return str(settings.CONFIG.address + reverse("check", args=[letter.slug, language]))


def counts_alone(letter: Letter, head: TreeHead, language: str) -> PrintedSignatures:
    """How many signed, for a letter whose names stand elsewhere."""
    counts = published_counts(letter.pk, head.size)
    spoken = interface_language(language)
    with translation.override(spoken):
        # As if there were no names at all: none is missing.
        said = notes(
            counts, head, named=counts.total, printed=counts.total, earlier=(), language=spoken
        )
        return PrintedSignatures(count=count_sentence(counts), notes=said)


def signed(pdf: bytes, *, at: datetime) -> bytes:
    """The PDF with the signature of the server's certificate; as it was where none can be used."""
    path = settings.CONFIG.pdf_certificate
    if not path:
        return pdf
    try:
        certificate = load_certificate(Path(path), settings.CONFIG.pdf_passphrase, at=at)
    except CertificateUnusable as error:
        # `undersigned check` says it too; readers get the letter all the same.
        log.error("A letter on paper was not signed: %s", error)  # noqa: TRY400 said in full
        return pdf
    return sign_pdf(pdf, certificate)


def _signatures(letter: Letter, head: TreeHead, language: str) -> PrintedSignatures:
    counts = published_counts(letter.pk, head.size)
    revision = f"{letter.names_revision}-{head.size}"
    named = shown(letter.pk, revision).total
    spoken = interface_language(language)
    with translation.override(spoken):
        organizations: list[PrintedName] = []
        people: list[PrintedName] = []
        characters = 0
        for row in all_signatories(letter.pk, head.size):
            name = _printed(row, language, spoken)
            characters += len(name.name) + sum(map(len, name.details))
            printed = len(organizations) + len(people)
            if printed >= NAMES_AT_MOST or characters > CHARACTERS_AT_MOST:
                break
            (organizations if row.kind == SignatoryKind.ORGANIZATION else people).append(name)
        return PrintedSignatures(
            count=count_sentence(counts),
            notes=notes(
                counts,
                head,
                named=named,
                printed=len(organizations) + len(people),
                earlier=earlier_editions(letter.pk, revision),
                language=spoken,
            ),
            organizations=organizations,
            people=people,
        )


def _printed(row: Signatory, language: str, spoken: str) -> PrintedName:
    # An organization has its website in `affiliation`, which nobody types from paper.
    about = (row.role, row.affiliation) if row.kind == SignatoryKind.PERSON else ()
    country = country_name(row.country_code, language) if row.country_code else ""
    earlier = ""
    if row.earlier_edition:
        earlier = _("edition %(number)s") % {"number": number_text(row.earlier_edition, spoken)}
    return PrintedName(
        name=row.name,
        details=tuple(part for part in (*about, country) if part),
        earlier=earlier,
    )


def _attachments(edition: Edition, head: TreeHead) -> Iterator[Attachment]:
    """What lets anyone check the texts without a server; nothing of it is about a person."""
    key = vkey(edition.letter_id)
    checkpoint = bytes(head.checkpoint)
    yield Attachment("checkpoint", _("The state of the log, signed"), checkpoint.decode())
    yield Attachment("vkey", _("The key of the log"), f"{key}\n")
    texts = list(edition.texts.all())
    for text in texts:
        yield Attachment(
            f"{text.language}.txt", f"sha256:{bytes(text.digest).hex()}", bytes(text.data).decode()
        )
    index = edition.log_index
    if index is None or index >= head.size:
        return
    digests = tuple((text.language, bytes(text.digest)) for text in texts)
    proof = TextProof(
        leaf=TextLeaf(edition.letter_id, edition.number, digests),
        index=index,
        hashes=inclusion_proof(index, head.size, tile_reader(edition.letter_id)),
        checkpoint=checkpoint,
        vkey=key,
    )
    yield Attachment(
        "letter.tlog-proof",
        _("The proof that these texts are in the log"),
        format_text_proof(proof).decode(),
    )


@lru_cache(maxsize=1)
def _template() -> str:
    return template_digest()


def _maker() -> str:
    """Changes with the template and with the certificate, so that neither leaves old files."""
    maker = _template()
    config = settings.CONFIG
    if config.pdf_certificate:
        try:
            changed = Path(config.pdf_certificate).stat().st_mtime_ns
        except OSError:
            changed = 0
        maker += f"{config.pdf_certificate}\n{changed}\n{config.pdf_passphrase}"
    return hashlib.sha256(maker.encode()).hexdigest()[:12]
