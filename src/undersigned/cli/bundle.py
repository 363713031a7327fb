"""Write everything that is public about a letter to one zip file.

`undersigned verify FILE` checks it on any machine; unzipped behind any web server it is a mirror of
the letter's log.
"""

import argparse
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from undersigned.cli import site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("letter", metavar="LETTER", help="the letter's slug or id")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, required=True, help="where to write it"
    )


def run(args: argparse.Namespace) -> int:
    """Write the bundle under another name and then give it its own."""
    site.open_database()
    from undersigned.adapters.archive import zip_stream  # noqa: PLC0415 app ready
    from undersigned.cli.letters import find_letter  # noqa: PLC0415 app ready
    from undersigned.cli.progress import progress_bar  # noqa: PLC0415 slow import
    from undersigned.core.tlog.tiles import tiles_of  # noqa: PLC0415 app ready
    from undersigned.queries.bundle import bundle_files  # noqa: PLC0415 app ready
    from undersigned.queries.log_files import NotInLog, published_head  # noqa: PLC0415 app ready

    letter = find_letter(args.letter)
    try:
        size = published_head(letter.pk).size
    except NotInLog as error:
        raise site.Unusable(f"The letter {letter.slug!r} has no published log yet.") from error
    total = sum(1 for _tile in tiles_of(size))
    draft = args.output.with_name(f".{args.output.name}.{secrets.token_hex(4)}")
    try:
        with progress_bar("Bundling", total) as advance, draft.open("wb") as file:
            for part in zip_stream(_told(bundle_files(letter), advance)):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        # All of it is public, whatever else this server's files are.
        draft.chmod(0o644)
        draft.replace(args.output)
    except OSError as error:
        raise site.Unusable(f"{args.output} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    print(f"Wrote {args.output}: {letter.slug!r} at log size {size}.")
    return 0


def _told(
    files: Iterator[tuple[str, bytes]], advance: Callable[[int], None]
) -> Iterator[tuple[str, bytes]]:
    for path, data in files:
        yield path, data
        if path.startswith("tile/"):
            advance(1)
