"""The worked examples in docs/formats: commands print what is said, quoted vectors are whole.

An example is an indented block. One whose lines begin with `$ ` is a command and what it prints,
run in the folder of the project. One that follows a line ending in the path of a vector and a colon
is that vector, whole.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "formats").glob("*.md"))
TOOLS = ("bash", "sha256sum", "openssl", "xxd", "unzip", "base64")
INDENT = "    "
PROMPT = "$ "
VECTOR = re.compile(r"`(tests/vectors/[^`]+)`:$")


@dataclass(frozen=True)
class Block:
    """An indented block of a page, and the line before it."""

    intro: str
    lines: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The bytes that it shows."""
        return "".join(f"{line}\n" for line in self.lines).encode()

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Each command, and what it prints."""
        steps: list[tuple[str, str]] = []
        command = ""
        for line in self.lines:
            if line.startswith(PROMPT) or command:
                command += f"{line if command else line.removeprefix(PROMPT)}\n"
                if not is_unfinished(command):
                    steps.append((command, ""))
                    command = ""
            else:
                before, output = steps.pop()
                steps.append((before, f"{output}{line}\n"))
        return steps


def is_unfinished(command: str) -> bool:
    """Whether the next line still belongs to the command."""
    is_open = "<<'END'" in command and not command.endswith("\nEND\n")
    return is_open or command.endswith("\\\n")


def blocks_of(page: str) -> list[Block]:
    """All indented blocks; an empty line ends one only when no indented line follows."""
    lines = page.split("\n")
    blocks: list[Block] = []
    intro, empty = "", 0
    found: list[str] = []
    for line in [*lines, "end"]:
        # Within a list or a paragraph an indented line is no block.
        begins = empty and not intro.startswith(("- ", "  "))
        if line.startswith(INDENT) and (found or begins):
            found += [""] * (empty if found else 0)
            found.append(line.removeprefix(INDENT))
            empty = 0
            continue
        if not line:
            empty += 1
            continue
        if found:
            blocks.append(Block(intro, tuple(found)))
            found = []
        intro, empty = line, 0
    return blocks


def run(command: str, scratch: Path) -> str:
    """What a command prints in the folder of the project; `scratch` takes what it makes."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": str(scratch),
    }
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_quoted_vectors_are_the_vectors(page: Path) -> None:
    for block in blocks_of(page.read_text("utf-8")):
        if named := VECTOR.search(block.intro):
            assert block.content == (ROOT / named[1]).read_bytes(), named[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    for block in blocks_of(page.read_text("utf-8")):
        if block.lines[0].startswith(PROMPT):
            for command, output in block.commands:
                assert (command, run(command, tmp_path)) == (command, output)


def test_the_examples_of_each_page_are_found() -> None:
    found = {}
    for page in PAGES:
        blocks = blocks_of(page.read_text("utf-8"))
        quoted = [block for block in blocks if VECTOR.search(block.intro)]
        steps = [block.commands for block in blocks if block.lines[0].startswith(PROMPT)]
        found[page.stem] = (len(quoted), sum(map(len, steps)))
    assert found == {
        "README": (0, 0),
        "bundle": (0, 5),
        "endorsement": (1, 6),
        "leaf": (2, 4),
        "log": (1, 7),
        "names": (0, 3),
        "opening": (0, 5),
        "receipt": (0, 3),
        "recipients-leaf": (1, 4),
        "sealed-contact": (0, 1),
        "signer-data": (0, 0),
        "text": (1, 2),
        "text-proof": (0, 2),
    }


PAGE = """\
Of `tests/vectors/a/b`:

    one

    two

And:

    $ printf 1 \\
        2
    1
    $ cat <<'END'
    1
    END
    1
"""


def test_blocks_are_found() -> None:
    vector, transcript = blocks_of(PAGE)
    assert vector == Block("Of `tests/vectors/a/b`:", ("one", "", "two"))
    printed = ("printf 1 \\\n    2\n", "1\n")
    assert transcript.commands == [printed, ("cat <<'END'\n1\nEND\n", "1\n")]
