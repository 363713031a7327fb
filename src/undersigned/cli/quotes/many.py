"""Many articles at once: a folder, over all cores, with a bar and one table of all verdicts."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersigned.cli.progress import progress_bar
from undersigned.cli.quotes.inputs import Unusable, load_article
from undersigned.core.csv_out import MARK, format_rows
from undersigned.core.quotes.items import LetterBeside, check_article, letter_beside
from undersigned.core.quotes.rows import TABLE_COLUMNS, json_rows, table_rows

if TYPE_CHECKING:
    from undersigned.core.quotes.letter import ReadLetter

FINE: Final = 0
WRONG: Final = 1
UNUSABLE: Final = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one file: lines to print and whether the letter says otherwise, or a reason."""

    name: str
    lines: bytes = b""
    is_wrong: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every file."""

    folder: Path
    language: str
    is_json: bool
    letter: LetterBeside | None


def check_all(
    folder: Path, files: list[Path], read: "ReadLetter | None", args: argparse.Namespace
) -> int:
    """Check all files; print or write the table, name what could not be read; the exit code."""
    refused: list[Checked] = []
    is_wrong = False
    with _output(args.csv) as write:
        if not args.json:
            write(MARK.encode() + format_rows([TABLE_COLUMNS]))
        with progress_bar("Articles", len(files)) as advance:
            for checked in _checked(folder, files, read, args):
                advance(1)
                write(checked.lines)
                is_wrong = is_wrong or checked.is_wrong
                if checked.refusal:
                    refused.append(checked)
    for one in refused:
        print(f"undersigned quotes: {one.refusal}", file=sys.stderr)
    if refused:
        count = f"{len(refused)} of {len(files)} files"
        print(f"undersigned quotes: {count} could not be read.", file=sys.stderr)
        return UNUSABLE
    return WRONG if is_wrong else FINE


def _checked(
    folder: Path, files: list[Path], read: "ReadLetter | None", args: argparse.Namespace
) -> Iterator[Checked]:
    """The files in their order."""
    workers = min(len(os.sched_getaffinity(0)), len(files))
    given = (folder, args.language, args.json, read)
    if workers < 2:
        _prepare(*given)
        yield from map(check_file, files)
        return
    # Not forked: the bar has a thread, and a fork takes its locks along as they are.
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=given
    )
    done = 0
    try:
        for checked in pool.map(check_file, files, chunksize=4):
            done += 1
            yield checked
    except BrokenProcessPool:
        for path in files[done:]:
            yield Checked(str(path), refusal=f"{path}: The process that read it was ended.")
    finally:
        pool.shutdown(cancel_futures=True)


# Of this process; each of them prepares the letter once.
_task: Task | None = None


def _prepare(folder: Path, language: str, is_json: bool, read: "ReadLetter | None") -> None:
    global _task  # noqa: PLW0603 what an initializer of processes is for
    letter = letter_beside(read) if read is not None else None
    _task = Task(folder, language, is_json, letter)


def check_file(path: Path) -> Checked:
    """Check one file, in a process that was prepared."""
    assert _task is not None
    name = path.relative_to(_task.folder).as_posix()
    try:
        article = load_article(str(path))
        findings = check_article(article, _task.letter, language=_task.language)
    except Unusable as error:
        return Checked(name, refusal=str(error))
    except OSError as error:
        return Checked(name, refusal=f"{path}: {error.strerror or error}")
    except (MemoryError, RecursionError):
        return Checked(name, refusal=f"{path}: There is not enough memory for it.")
    if _task.is_json:
        rows = [json.dumps({"file": name, **row}) + "\n" for row in json_rows(findings)]
        lines = "".join(rows).encode()
    else:
        lines = format_rows(table_rows(name, findings))
    return Checked(name, lines, findings.is_wrong)


@contextmanager
def _output(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """A function that writes bytes to a file, or to standard output."""
    if path is not None:
        with path.open("wb") as file:
            yield file.write
        return
    yield sys.stdout.buffer.write
    sys.stdout.flush()
