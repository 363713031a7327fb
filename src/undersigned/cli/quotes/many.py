"""Many articles at once: a folder, over all cores, with a bar and one table of all verdicts."""

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersigned.cli.progress import progress_bar
from undersigned.cli.quotes.inputs import (
    STANDARD,
    Unusable,
    article_files,
    guess_told,
    load_article,
)
from undersigned.cli.quotes.outputs import open_output, write_out
from undersigned.cli.signals import end_with
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
    """What came of one file: rows, lines of JSON, what is to be said, or why it was not read."""

    name: str
    rows: bytes = b""
    lines: bytes = b""
    is_wrong: bool = False
    notice: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every file; `table` is where rows are written, if a file was named."""

    folder: Path
    language: str
    is_json: bool
    table: str | None
    letter: LetterBeside | None = None

    @property
    def has_table(self) -> bool:
        """Whether a table is written: to a file, or to standard output where no JSON is."""
        return self.table is not None or not self.is_json


def check_all(task: Task, read: "ReadLetter | None") -> int:
    """Check all files; print or write the table, name what could not be read; the exit code."""
    files, said = article_files(task.folder)
    is_incomplete = bool(said)
    refused = 0
    is_wrong = False
    with ExitStack() as outputs:
        write = outputs.enter_context(open_output(task.table or STANDARD))
        if task.has_table:
            write(MARK.encode() + format_rows([TABLE_COLUMNS]))
        advance = outputs.enter_context(progress_bar("Articles", len(files)))
        for checked in _checked(task, files, read):
            advance(1)
            if task.has_table:
                write(checked.rows)
            if task.is_json:
                write_out(checked.lines)
            is_wrong = is_wrong or checked.is_wrong
            refused += bool(checked.refusal)
            said += filter(None, (checked.refusal, checked.notice))
    if refused:
        said.append(f"{refused} of {len(files)} files could not be read.")
    for sentence in said:
        print(f"undersigned quotes: {sentence}", file=sys.stderr)
    if refused or is_incomplete:
        return UNUSABLE
    return WRONG if is_wrong else FINE


def _checked(task: Task, files: list[Path], read: "ReadLetter | None") -> Iterator[Checked]:
    """The files in their order."""
    workers = min(len(os.sched_getaffinity(0)), len(files))
    if workers < 2:
        _prepare(task, read)
        yield from map(check_file, files)
        return
    # Not forked: the bar has a thread, and a fork takes its locks along as they are.
    pool = ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_prepare_worker,
        initargs=(os.getpid(), task, read),
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


def _prepare_worker(parent: int, task: Task, read: "ReadLetter | None") -> None:
    # A worker waits for work on a pipe that the other workers hold open, whoever is gone.
    end_with(parent)
    _prepare(task, read)


def _prepare(task: Task, read: "ReadLetter | None") -> None:
    global _task  # noqa: PLW0603 what an initializer of processes is for
    _task = replace(task, letter=letter_beside(read) if read is not None else None)


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
    rows = lines = b""
    if _task.has_table:
        rows = format_rows(table_rows(name, findings))
    if _task.is_json:
        objects = [json.dumps({"file": name, **row}) + "\n" for row in json_rows(findings)]
        lines = "".join(objects).encode()
    notice = guess_told(str(path), article) if article.guessed_encoding else ""
    return Checked(name, rows, lines, findings.is_wrong, notice)
