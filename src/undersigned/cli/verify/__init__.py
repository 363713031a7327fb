"""Checks a receipt, a printed letter's proof, a bundle, or a log, and says what is proven.

What is not proven is said too. Nothing is sent anywhere; only an http(s) address is read from the
network. Exit codes: 0 proven, 1 refused, 2 nothing that could be checked.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersigned.cli.verify.report import PROVEN, REFUSED, UNUSABLE, Report, Unusable
from undersigned.core.errors import CoreError, Malformed
from undersigned.core.tlog.note import VerifyingKey

if TYPE_CHECKING:
    from undersigned.core.bundle import LogFacts, Progress
    from undersigned.core.public_files import Source
    from undersigned.core.tlog.checkpoint import Checkpoint

_RECEIPT_START: Final = b"c2sp.org/tlog-proof@"
_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_MAX_SMALL_FILE: Final = 256 * 1024
_SILENT_SECONDS: Final = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "input",
        metavar="X",
        help="a receipt, the proof inside a printed letter, a bundle, the folder of an unzipped"
        " bundle, or the http(s) address of a log, which ends in /log/<letter id>/",
    )
    parser.add_argument(
        "--key",
        metavar="VKEY",
        help="the log's verification key, or a file that holds it; without it, the key that comes"
        " with X is used, and is not proven to be the log's",
    )
    parser.add_argument(
        "--against",
        metavar="CHECKPOINT",
        help="another view of the same log: a checkpoint, receipt, bundle, folder or address; for a"
        " receipt and a newer log, says whether the signature still counts",
    )
    parser.add_argument(
        "--organizations",
        action="store_true",
        help="tell of each organization that endorsed the letter, however many there are",
    )
    parser.add_argument(
        "--recipients",
        metavar="FILE",
        help="public halves of age keys, one a line as `age -R` reads them: refuse a log that says"
        " that contact data is sealed for others, or for more",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Checks and reports; returns the exit code."""
    report = Report(args.input)
    code, reason = PROVEN, ""
    try:
        _verify(args, report)
    except (Unusable, Malformed) as error:
        code, reason = UNUSABLE, str(error)
    except CoreError as error:
        code, reason = REFUSED, str(error)
    except OSError as error:
        code, reason = UNUSABLE, f"{error.filename or args.input}: {error.strerror or error}"
    report.print(code, reason, as_json=args.json)
    return code


def _verify(args: argparse.Namespace, report: Report) -> None:
    key = _read_key(args.key) if args.key else None
    if _kind_of(args.input) == "receipt":
        if args.recipients:
            raise Unusable("Only a log says for which keys contact data is sealed.")
        _verify_receipt(args.input, args.against, key, report)
    else:
        _verify_log(args, key, report)


def _verify_receipt(
    location: str, against: str | None, key: VerifyingKey | None, report: Report
) -> None:
    from undersigned.cli.verify.texts import verify_text_proof  # noqa: PLC0415 slow import
    from undersigned.core.receipt import check_receipt, parse_receipt  # noqa: PLC0415 slow import
    from undersigned.core.text_proof import is_text_proof  # noqa: PLC0415 slow import

    data = _read_small(location)
    if is_text_proof(data):
        checkpoint, used = verify_text_proof(data, Path(location), key, report)
        if against:
            other, source = _open_against(against, used)
            _compare(checkpoint, None, other, source)
            report.add_comparison(checkpoint, other)
        return
    report.kind = "receipt"
    receipt = parse_receipt(data)
    used = key or VerifyingKey.parse(receipt.vkey)
    facts = check_receipt(receipt, used)
    report.add_receipt(facts)
    if against:
        other, source = _open_against(against, used)
        log = None
        if source is not None and other.size >= facts.checkpoint.size:
            # Only all entries tell whether one of them withdraws this signature.
            log = _check_log(source, used, with_names=False)
            other = log.checkpoint
        _compare(facts.checkpoint, None, other, source)
        report.add_comparison(facts.checkpoint, other)
        if log is not None:
            report.add_state(log.replay.state_at(facts.index), log)
    report.add_key(used, is_given=key is not None)
    report.add_limits(is_compared=against is not None, is_receipt=True)


def _verify_log(args: argparse.Namespace, key: VerifyingKey | None, report: Report) -> None:
    held = _read_recipients(args.recipients) if args.recipients else ()
    source = _open_source(args.input)
    report.kind = "log"
    facts = _check_log(source, key, with_names=True)
    report.add_log(facts, is_listed=args.organizations)
    if held:
        report.add_recipients(facts, held, args.recipients)
    if args.against:
        other, other_source = _open_against(args.against, facts.key)
        _compare(facts.checkpoint, source, other, other_source)
        report.add_comparison(facts.checkpoint, other)
    report.add_key(facts.key, is_given=key is not None)
    report.add_limits(is_compared=args.against is not None, is_receipt=False)


def _check_log(source: "Source", key: VerifyingKey | None, *, with_names: bool) -> "LogFacts":
    from undersigned.core.bundle import check_log  # noqa: PLC0415 slow import

    with _progress() as progress:
        return check_log(source, key, with_names=with_names, progress=progress)


def _compare(
    first: "Checkpoint", source: "Source | None", other: "Checkpoint", other_source: "Source | None"
) -> None:
    from undersigned.core.bundle import check_same_history  # noqa: PLC0415 slow import

    larger = source if first.size >= other.size else other_source
    check_same_history(first, other, larger)


def _open_against(location: str, key: VerifyingKey) -> "tuple[Checkpoint, Source | None]":
    """The checkpoint of another view, and its tiles if it has any."""
    from undersigned.core.tlog.checkpoint import open_checkpoint  # noqa: PLC0415 slow import

    source = None
    try:
        match _kind_of(location):
            case "log":
                source = _open_source(location)
                data = source.read("checkpoint")
            case "receipt":
                from undersigned.core.receipt import parse_receipt  # noqa: PLC0415 slow import

                data = parse_receipt(_read_small(location)).checkpoint
            case _:
                data = _read_small(location)
        return open_checkpoint(data, key), source
    except (CoreError, Unusable) as error:
        raise type(error)(f"What it was to be compared with, {location}: {error}") from None


def _kind_of(location: str) -> str:
    """Whether an argument leads to a receipt, to a log, or to another file."""
    if location.startswith(("http://", "https://")) or Path(location).is_dir():
        return "log"
    start = _read_small(location, length=32)
    if start.startswith(_ZIP_STARTS):
        return "log"
    return "receipt" if start.startswith(_RECEIPT_START) else "other"


def _open_source(location: str) -> "Source":
    from undersigned.cli.verify.sources import open_source  # noqa: PLC0415 slow import

    if _kind_of(location) != "log":
        raise Unusable("This is neither a receipt nor a bundle.")
    return open_source(location)


def _read_small(location: str, *, length: int | None = None) -> bytes:
    path = Path(location)
    if not path.exists():
        raise Unusable("There is no such file.")
    if not path.is_file():
        raise Unusable("This is not a plain file.")
    with path.open("rb") as file:
        data = file.read(length if length is not None else _MAX_SMALL_FILE + 1)
    if len(data) > _MAX_SMALL_FILE:
        raise Unusable("The file is too large.")
    return data


def _read_key(text: str) -> VerifyingKey:
    """A key as it is written, or from a file of one line."""
    try:
        return VerifyingKey.parse(text)
    except Malformed as error:
        if not Path(text).is_file():
            raise Malformed(f"--key is neither a verification key nor a file. {error}") from None
    try:
        return VerifyingKey.parse(_read_small(text).decode("utf-8").removesuffix("\n"))
    except (Malformed, UnicodeDecodeError):
        raise Malformed(f"The file {text} does not hold a verification key.") from None


def _read_recipients(location: str) -> tuple[str, ...]:
    from undersigned.core.seal import parse_recipients  # noqa: PLC0415 slow import

    try:
        return parse_recipients(_read_small(location))
    except (Malformed, Unusable) as error:
        raise Unusable(f"--recipients {location}: {error}") from None


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A bar on standard error, when a person waits there and the check takes its time."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from undersigned.cli.verify.bar import Bar  # noqa: PLC0415 slow import

    bar = Bar(after_seconds=_SILENT_SECONDS)
    try:
        yield bar.show
    finally:
        bar.close()
