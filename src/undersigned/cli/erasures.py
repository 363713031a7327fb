"""Say what was erased, when, and of how many signatures; nobody knows any more of whose.

Each line is a day (UTC), a letter, what was erased, and how many:
`unconfirmed`, wishes to sign that nobody confirmed in time; `signature`, whole signatures, by their
signers; `contact`, contact data of signatures, UNDERSIGNED_CONTACT_DAYS after their letter closed;
`restored`, signatures of a restored backup that had been erased since it was made; `invalidated`,
signatures that were taken for not genuine, when that could be undone no more.
"""

import argparse

from undersigned.cli import site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="slug or id; all without it")


def run(args: argparse.Namespace) -> int:
    """Print the record, the oldest day first; 0."""
    site.open_database()
    from undersigned.cli.letters import find_letter  # noqa: PLC0415 app ready
    from undersigned.models import Erasure  # noqa: PLC0415 app ready

    rows = Erasure.objects.select_related("letter").order_by("day", "letter__slug", "what")
    if args.letter is not None:
        rows = rows.filter(letter=find_letter(args.letter))
    for row in rows.iterator():
        print(f"{row.day}  {row.letter.slug}  {row.what}  {row.count}")
    if not rows.exists():
        print("Nothing has been erased.")
    return 0
