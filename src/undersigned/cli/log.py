"""Look after the logs of letters.

`undersigned log fsck` reads all entries and recomputes from them every tile, every head that was
ever signed, the counts, the texts, what each signature's row must hold, and the checkpoint that is
kept outside of the database. It changes nothing, and the server may run meanwhile.
"""

import argparse

from undersigned.cli import site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "action", choices=["fsck"], help="recompute everything and say what does not agree"
    )
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="slug or id; all without it")


def run(args: argparse.Namespace) -> int:
    """Check one log or all, and return 1 when something does not agree."""
    site.open_database()
    from undersigned.adapters.keeper import (  # noqa: PLC0415 app ready
        CHECKPOINTS_FOLDER,
        CheckpointKeeper,
    )
    from undersigned.cli.letters import find_letter  # noqa: PLC0415 app ready
    from undersigned.cli.progress import progress_bar  # noqa: PLC0415 slow import
    from undersigned.models import Letter, Log  # noqa: PLC0415 app ready
    from undersigned.queries.log_check import find_faults  # noqa: PLC0415 app ready
    from undersigned.settings import CONFIG  # noqa: PLC0415 app ready

    keeper = CheckpointKeeper(CONFIG.data / CHECKPOINTS_FOLDER)
    if args.letter is not None:
        letters = [find_letter(args.letter)]
    else:
        letters = list(Letter.objects.exclude(origin="").order_by("slug"))
    code = 0
    for letter in letters:
        if not letter.origin:
            print(f"{letter.slug}: has no log, since it is not published.")
            continue
        size = Log.objects.filter(letter=letter).values_list("size", flat=True).first() or 0
        with progress_bar(letter.slug, size) as advance:
            faults = find_faults(letter, keeper=keeper, progress=advance)
        for fault in faults:
            print(f"{letter.slug}: {fault}")
            code = 1
        if not faults:
            print(
                f"{letter.slug}: all {size} entries, and everything that follows from them, agree."
            )
    if not letters:
        print("No letter is published.")
    return code
