"""Find the quotations in an article, say who is quoted, and hold them beside a letter.

ARTICLE is plain text or HTML: a file, an http(s) address, a folder of such files, or - for what
comes on standard input. Without --letter, quotations are only found and attributed. A folder gives
a table of all verdicts. Nothing is sent anywhere; only an address is fetched, and only from public
machines. Where a file is written, - is standard output. Exit codes: 0 nothing is wrong, 1 a
quotation is not as the letter has it or a fact is not as the record has it, 2 something could not
be read.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersigned.cli.quotes.inputs import (
    STANDARD,
    Unusable,
    guess_told,
    load_article,
    load_letter,
    read_language,
    read_location,
)

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
        " letter as Undersigned writes it, any plain text, or - for one on standard input",
    )
    parser.add_argument(
        "--language",
        default="",
        metavar="TAG",
        help="the language of the article, such as en, fa or pt-BR, instead of a guess",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object a line for every item"
    )
    parser.add_argument(
        "--report", metavar="FILE.html", help="write one page that needs nothing else"
    )
    parser.add_argument("--annotations", metavar="FILE.json", help="write W3C Web Annotations")
    parser.add_argument(
        "--csv",
        metavar="FILE.csv",
        help="write the table of verdicts to a file; of a folder, it is printed otherwise",
    )


def run(args: argparse.Namespace) -> int:
    """Check and say what was found; returns the exit code."""
    try:
        code = _run(args)
        # Also where standard output is closed: print knows that, a method of it would not.
        print(end="", flush=True)
        return code
    except Unusable as error:
        print(f"undersigned quotes: {error}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # Whoever read has seen enough.
        _forget_output()
        return CLOSED_PIPE
    except OSError as error:
        # What is read, and each file that is written, is told of where that happens.
        _forget_output()
        what = error.filename or "Standard output"
        print(f"undersigned quotes: {what}: {error.strerror or error}", file=sys.stderr)
        return UNUSABLE


def _forget_output() -> None:
    """Let nothing more be flushed to where it cannot go when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(args: argparse.Namespace) -> int:
    _check_streams(args)
    language = read_language(args.language)
    article = read_location(args.article, "article")
    from undersigned.core.quotes.items import (  # noqa: PLC0415 slow import
        check_article,
        letter_beside,
    )

    read = load_letter(read_location(args.letter, "letter")) if args.letter is not None else None
    if article != STANDARD and os.path.isdir(article):  # noqa: PTH112 no name is too long for it
        if args.report or args.annotations:
            raise Unusable("--report and --annotations are of one article, and this is a folder.")
        from undersigned.cli.quotes.many import Task, check_all  # noqa: PLC0415 slow import

        folder = Path(article)
        task = Task(folder, language, is_json=args.json, table=args.csv)
        return check_all(task, read)
    letter = letter_beside(read) if read is not None else None
    loaded = load_article(article)
    if loaded.guessed_encoding:
        print(f"undersigned quotes: {guess_told(article, loaded)}", file=sys.stderr)
    findings = check_article(loaded, letter, language=language)
    if args.json:
        _print_json(findings)
    elif not (args.report or args.annotations or args.csv):
        from undersigned.cli.quotes.terminal import print_findings  # noqa: PLC0415 slow import

        print_findings(findings)
    _write_files(args, article, findings)
    return WRONG if findings.is_wrong else FINE


def _check_streams(args: argparse.Namespace) -> None:
    """Raises Unusable if two things want standard input or standard output."""
    if args.article == args.letter == STANDARD:
        raise Unusable("Article and letter cannot both come on standard input.")
    named = {"--report": args.report, "--annotations": args.annotations, "--csv": args.csv}
    if "" in named.values():
        raise Unusable("The name of a file to write is empty.")
    wanting = ["--json"] * args.json + [name for name, file in named.items() if file == STANDARD]
    if len(wanting) > 1:
        raise Unusable(f"Only one of {' and '.join(wanting)} can go to standard output.")


def _write_files(args: argparse.Namespace, article: str, findings: "Findings") -> None:
    from undersigned.cli.quotes.outputs import write_file  # noqa: PLC0415 slow import

    if args.report:
        from undersigned.cli.quotes.report import format_report  # noqa: PLC0415 slow import

        write_file(args.report, format_report(findings).encode("utf-8", "replace"))
    if args.annotations:
        from undersigned.cli.quotes.annotated import format_annotations  # noqa: PLC0415 slow import

        letter = read_location(args.letter, "letter") if args.letter is not None else ""
        write_file(args.annotations, format_annotations(findings, article, letter).encode())
    if args.csv:
        from undersigned.core.csv_out import format_table  # noqa: PLC0415 slow import
        from undersigned.core.quotes.rows import (  # noqa: PLC0415 slow import
            TABLE_COLUMNS,
            table_rows,
        )

        write_file(args.csv, format_table(TABLE_COLUMNS, table_rows(article, findings)))


def _print_json(findings: "Findings") -> None:
    from undersigned.core.quotes.rows import json_rows  # noqa: PLC0415 slow import

    for row in json_rows(findings):
        print(json.dumps(row))
