"""Where `undersigned quotes` writes: files that are whole or not there, and standard output."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from undersigned.cli.quotes.inputs import STANDARD, Unusable


def write_file(location: str, data: bytes) -> None:
    """Write a whole file, or to standard output by "-". Raises Unusable."""
    with open_output(location) as write:
        write(data)


@contextmanager
def open_output(location: str) -> Iterator[Callable[[bytes], object]]:
    """A function that writes to a file, or to standard output by "-". Raises Unusable.

    A file appears under its name when all is written; whatever ends the program before leaves what
    was there. What is no plain file, such as a pipe, is written to as it is.
    """
    if location == STANDARD:
        yield write_out
        return
    path = Path(os.path.realpath(location))
    with _telling_of(location):
        mode = path.stat().st_mode if path.exists() else 0
        is_plain = not mode or stat.S_ISREG(mode)
        # In the same folder, so that it is renamed; hidden, so that it is taken for no article.
        part = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}.part") if is_plain else path
        file = part.open("xb" if is_plain else "wb")

    def write(data: bytes) -> None:
        with _telling_of(location):
            file.write(data)

    try:
        yield write
        with _telling_of(location):
            file.flush()
            if is_plain:
                if mode:
                    part.chmod(stat.S_IMODE(mode))
                # A crash of the machine must not leave a name without its content.
                os.fsync(file.fileno())
                part.replace(path)
    except BaseException:
        if is_plain:
            part.unlink(missing_ok=True)
        raise
    finally:
        # What could not be written is tried again when a file is closed.
        with suppress(OSError):
            file.close()


@contextmanager
def _telling_of(location: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unusable(f"{location}: {error.strerror or error}") from None


def write_out(data: bytes) -> None:
    """Write to standard output; nowhere, if whoever started the program has closed it."""
    standard_output: TextIO | None = sys.stdout
    if standard_output is not None:
        standard_output.flush()
        # Where PYTHONUNBUFFERED is set, a part of it may be written at a time.
        left = memoryview(data)
        while left:
            left = left[standard_output.buffer.write(left) :]
        standard_output.buffer.flush()
