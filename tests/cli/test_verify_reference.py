"""The page about `undersigned verify --json` tells each member that it prints, and no other."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Shapes
from undersigned.cli import main
from undersigned.core.text_proof import format_text_proof

VECTORS = Path(__file__).parents[1] / "vectors" / "leaf-v2"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "verify.md"
SECTION = re.compile(r"^### (.+?)\n(.+?)(?=\n### |\Z)", re.MULTILINE | re.DOTALL)
FIRST_CELL = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)
MEMBER = re.compile(r"`([a-z_]+)`")


def told_members() -> dict[str, set[str]]:
    """What the first cells of each section's table name."""
    return {
        title: {member for cell in FIRST_CELL.findall(body) for member in MEMBER.findall(cell)}
        for title, body in SECTION.findall(PAGE.read_text(encoding="utf-8"))
    }


def test_the_page_names_the_members_of_each_kind_of_object(
    shapes: Shapes, capsys: pytest.CaptureFixture[str]
) -> None:
    def members(*arguments: str) -> set[str]:
        main(["verify", "--json", *arguments])
        return {*json.loads(capsys.readouterr().out)}

    told = told_members()
    always = told["Always there"]
    proven = always | told["When proven"]
    assert members("/nowhere") == always
    # No organization endorsed the letter of this log.
    log = proven | told["Of a log"] - {"endorsements", "recipients_given"}
    assert members(shapes.bundle, "--against", shapes.receipt(5)) == log
    keys = ("--recipients", str(VECTORS / "recipients.txt"))
    sealed = log - {"against"} | {"recipients_given"}
    assert members(str(VECTORS / "bundle.zip"), *keys) == sealed
    text = shapes.folder / "letter.tlog-proof"
    text.write_bytes(format_text_proof(shapes.log.text_proof(0)))
    text_proof = proven | told["Of the proof in a printed letter"]
    assert members(str(text), "--against", shapes.bundle) == text_proof
    receipt = proven | told["Of a receipt"]
    assert members(shapes.receipt(5), "--against", shapes.bundle) == receipt
