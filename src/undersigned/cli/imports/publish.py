"""Publishes and logs the letter of a folder, and says what became of it."""

import sys
from typing import Final

from django.utils import timezone

from undersigned.adapters.keeper import CHECKPOINTS_FOLDER, CheckpointKeeper
from undersigned.cli.imports.folder import LetterFolder
from undersigned.cli.progress import progress_bar
from undersigned.cli.site import Unusable
from undersigned.core.leaf import SignatoryKind
from undersigned.core.refusal import Refused
from undersigned.models import Letter
from undersigned.settings import CONFIG
from undersigned.stages.imports import import_letter
from undersigned.stages.log import LogForked, LostRace, log_letter, owed_letters

STOPPED: Final = 1


def publish_folder(folder: LetterFolder) -> int:
    """Import and log a letter; the exit code. Raises Unusable when nothing was imported."""
    for remark in folder.listed.remarks:
        print(f"{folder.list_name}, line {remark.line}: {remark.sentence}")
    for remark in folder.listed.skipped:
        print(f"{folder.list_name}, line {remark.line}, skipped: {remark.sentence}")
    letter = _import(folder)
    signatories = folder.letter.signatories
    organizations = sum(one.kind is SignatoryKind.ORGANIZATION for one in signatories)
    languages = ", ".join(text.language for text in folder.letter.texts)
    print(
        f"Published {letter.slug!r} ({languages}) with {organizations} organizations and"
        f" {len(signatories) - organizations} people; rows skipped: {len(folder.listed.skipped)}."
    )
    try:
        _log(letter, len(signatories))
    except LogForked as error:
        print(f"undersigned: {error}", file=sys.stderr)
        return STOPPED
    print(f"Logged as {letter.pk}; see {CONFIG.address}/letters/{letter.slug}/")
    return 0


def _import(folder: LetterFolder) -> Letter:
    try:
        with progress_bar("Storing", len(folder.letter.signatories)) as advance:
            return import_letter(folder.letter, at=timezone.now(), progress=advance)
    except Refused as refused:
        raise Unusable(f"{refused.sentence} Nothing was imported.") from refused


def _log(letter: Letter, total: int) -> None:
    """Log all of it; beside a running worker, whoever is first does each batch."""
    keeper = CheckpointKeeper(CONFIG.data / CHECKPOINTS_FOLDER)
    with progress_bar("Logging", total) as advance:
        while letter.pk in owed_letters(at=timezone.now()):
            try:
                advance(log_letter(letter.pk, keeper=keeper, at=timezone.now(), batches=2))
            except LostRace:
                continue
