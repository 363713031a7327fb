"""Read reports of mail servers (RFC 3464) that a letter could not be delivered, or is late.

FOLDER is a Maildir or a folder of .eml files.
`-` reads one mail from standard input, for a mail server that pipes what comes to the address in
UNDERSIGNED_MAIL_FROM:

    letters: "|/opt/undersigned/bin/undersigned bounces -"

A report that is about no delivery of ours, or that names a recipient elsewhere, is ignored. Reading
one twice does no harm. Mails are read, never changed or deleted.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from undersigned.cli import site
from undersigned.core.bounces import MAX_BYTES, read_bounce
from undersigned.core.errors import Malformed

# So many mails of one folder are read in one run.
MAX_MAILS = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the mails are."""
    parser.add_argument("folder", metavar="FOLDER", help="Maildir, folder of .eml files, or -")


def run(args: argparse.Namespace) -> int:
    """Read all reports; 0 unless the folder cannot be read."""
    site.start_django()
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.stages.deliver import record_bounce  # noqa: PLC0415 app ready

    counts = {"failed": 0, "late": 0, "of no delivery here": 0, "no reports": 0}
    try:
        for data in _mails(args.folder):
            try:
                bounce = read_bounce(data)
            except Malformed:
                counts["no reports"] += 1
                continue
            if not record_bounce(bounce, at=timezone.now()):
                counts["of no delivery here"] += 1
            else:
                counts["failed" if bounce.is_permanent else "late"] += 1
    except OSError as error:
        print(f"{args.folder} cannot be read: {error.strerror}.", file=sys.stderr)
        return 1
    print(", ".join(f"{number} {what}" for what, number in counts.items()) + ".")
    return 0


def _mails(folder: str) -> Iterator[bytes]:
    if folder == "-":
        # One byte more than is read tells that it is too large.
        yield sys.stdin.buffer.read(MAX_BYTES + 1)
        return
    path = Path(folder)
    is_maildir = (path / "new").is_dir() and (path / "cur").is_dir()
    places = [path / "new", path / "cur"] if is_maildir else [path]
    files = [
        file
        for place in places
        for file in sorted(place.iterdir())
        if file.is_file() and (is_maildir or file.suffix == ".eml")
    ]
    for file in files[-MAX_MAILS:]:
        with file.open("rb") as opened:
            yield opened.read(MAX_BYTES + 1)
