"""Open an export of sealed contact data, on any machine, and write it as a table.

FILE is what the page "Contact data" of a letter gives. The table is CSV for spreadsheet programs.
The key never leaves this machine. Exit codes: 0 all opened, 1 some are sealed for other keys,
2 nothing could be opened.
"""

import argparse
import getpass
import os
import sys
from pathlib import Path

from undersigned.adapters.age import Locked, Opener
from undersigned.core.csv_out import format_table
from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.seal import COLUMNS, parse_contact, parse_export


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the export")
    parser.add_argument(
        "-i",
        "--identity",
        metavar="KEY",
        type=Path,
        required=True,
        help="the file with the secret half of your key; for one that is protected, the passphrase"
        " is asked for",
    )
    parser.add_argument(
        "-o", "--output", metavar="TABLE", type=Path, help="where to write it, instead of printing"
    )


def run(args: argparse.Namespace) -> int:
    """Open each record by itself, and say what could not be opened."""
    try:
        opener = _opener(args.identity.read_bytes())
        letter, records = parse_export(args.file.read_bytes())
    except OSError as error:
        return _unusable(f"{error.filename} cannot be read: {error.strerror}.")
    except Locked:
        return _unusable("This is not the passphrase of the key.")
    except CoreError as error:
        return _unusable(str(error))
    rows, others = [], 0
    for sealed in records:
        try:
            contact = parse_contact(opener.open(sealed))
            if contact.letter != letter:
                raise Malformed("A record belongs to another letter.")
        except NotProven:
            others += 1
            continue
        except Malformed as error:
            return _unusable(str(error))
        values = (getattr(contact, name) for name in COLUMNS)
        rows.append([_cell(value) for value in values])
    if others and not rows:
        return _unusable("Nothing in it is sealed for this key.")
    table = format_table(COLUMNS, rows)
    if args.output is None:
        sys.stdout.buffer.write(table)
    else:
        try:
            _write_privately(args.output, table)
        except OSError as error:
            return _unusable(f"{args.output} cannot be written: {error.strerror}.")
    print(f"Opened {len(rows)} of {len(records)} records.", file=sys.stderr)
    return 1 if others else 0


def _opener(file: bytes) -> Opener:
    try:
        return Opener(file)
    except Locked:
        return Opener(file, getpass.getpass("Passphrase of the key: "))


def _cell(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _write_privately(path: Path, data: bytes) -> None:
    """Write what nobody but the owner of the file may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
