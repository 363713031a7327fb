"""Find the quotations in an article, say who is quoted, and hold them beside a letter.

ARTICLE is plain text or HTML: a file, an http(s) address, a folder of such files, or - for what
comes on standard input. Without --letter, quotations are only found and attributed. A folder gives
a table of all verdicts. Nothing is sent anywhere; only an address is fetched, and only from public
machines. Exit codes: 0 nothing is wrong, 1 a quotation is not as the letter has it or a fact is not
as the record has it, 2 something could not be read.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersigned.cli.quotes.inputs import Unusable, article_files, load_article, load_letter

if TYPE_CHECKING:
    from undersigned.core.quotes.items import Findings

FINE: Final = 0
WRONG: Final = 1
UNUSABLE: Final = 2
# As shells tell it of a program that a closed pipe has ended.
CLOSED_PIPE: Final = 141


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "article", metavar="ARTICLE", help="a file, a folder of files, an http(s) address, or -"
    )
    parser.add_argument(
        "--letter",
        metavar="LETTER",
        help="a bundle, the folder of an unzipped one, the http(s) address of a log, a text of a"
        " letter as Undersigned writes it, or any plain text",
    )
    parser.add_argument(
        "--language",
        default="",
        metavar="TAG",
        help="the language of the article, such as en or fa, instead of a guess",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object a line for every item"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="write one page that needs nothing else"
    )
    parser.add_argument(
        "--annotations", type=Path, metavar="FILE.json", help="write W3C Web Annotations"
    )
    parser.add_argument(
        "--csv",
        type=Path,
        metavar="FILE.csv",
        help="write the table of verdicts to a file; of a folder, it is printed otherwise",
    )


def run(args: argparse.Namespace) -> int:
    """Check and say what was found; returns the exit code."""
    try:
        if not args.article:
            raise Unusable("The name of the article is empty.")
        code = _run(args)
        # Also where standard output is closed: print knows that, a method of it would not.
        print(end="", flush=True)
        return code
    except Unusable as error:
        print(f"undersigned quotes: {error}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # Whoever read has seen enough; nothing more is flushed into the pipe at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except OSError as error:
        what = error.filename or args.article
        print(f"undersigned quotes: {what}: {error.strerror or error}", file=sys.stderr)
        return UNUSABLE


def _run(args: argparse.Namespace) -> int:
    from undersigned.core.quotes.items import (  # noqa: PLC0415 slow import
        check_article,
        letter_beside,
    )

    read = load_letter(args.letter) if args.letter else None
    if args.article != "-" and Path(args.article).is_dir():
        if args.report or args.annotations:
            raise Unusable("--report and --annotations are of one article, and this is a folder.")
        from undersigned.cli.quotes.many import check_all  # noqa: PLC0415 slow import

        folder = Path(args.article)
        return check_all(folder, article_files(folder), read, args)
    letter = letter_beside(read) if read is not None else None
    findings = check_article(load_article(args.article), letter, language=args.language)
    if args.json:
        _print_json(findings)
    elif not (args.report or args.annotations or args.csv):
        from undersigned.cli.quotes.terminal import print_findings  # noqa: PLC0415 slow import

        print_findings(findings)
    _write_files(args, findings)
    return WRONG if findings.is_wrong else FINE


def _write_files(args: argparse.Namespace, findings: "Findings") -> None:
    if args.report:
        from undersigned.cli.quotes.report import format_report  # noqa: PLC0415 slow import

        args.report.write_text(format_report(findings), encoding="utf-8", errors="replace")
    if args.annotations:
        from undersigned.cli.quotes.annotated import format_annotations  # noqa: PLC0415 slow import

        made = format_annotations(findings, args.article, args.letter or "")
        args.annotations.write_text(made, encoding="utf-8")
    if args.csv:
        from undersigned.core.csv_out import format_table  # noqa: PLC0415 slow import
        from undersigned.core.quotes.rows import (  # noqa: PLC0415 slow import
            TABLE_COLUMNS,
            table_rows,
        )

        args.csv.write_bytes(format_table(TABLE_COLUMNS, table_rows(args.article, findings)))


def _print_json(findings: "Findings") -> None:
    from undersigned.core.quotes.rows import json_rows  # noqa: PLC0415 slow import

    for row in json_rows(findings):
        print(json.dumps(row))
