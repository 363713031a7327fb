"""The contracts of pyproject.toml hold, and each would notice what it forbids."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.files import PACKAGE, ROOT


def lint(source: Path) -> tuple[int, str]:
    """Check the contracts for the package in a folder; return exit code and report."""
    program = "from importlinter.cli import lint_imports_command as check; check()"
    config = str(ROOT / "pyproject.toml")
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--config", config],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        PACKAGE,
        tmp_path / "undersigned",
        ignore=lambda _folder, names: [n for n in names if "." in n and not n.endswith(".py")],
    )
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    code, report = lint(copy)
    assert (code, "5 kept, 0 broken" in report) == (0, True), report


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("newcomer/__init__.py", "", "Layers"),
        ("stages/newcomer.py", "", "Lifecycle"),
        ("models/newcomer.py", "", "Models"),
        ("models/outbox.py", "import undersigned.stages.outbox", "Layers"),
        ("stages/draft.py", "import undersigned.stages.publish", "Lifecycle"),
        ("models/letter.py", "import undersigned.models.signature", "Models"),
        ("core/leaf.py", "import django.db", "Core"),
        ("core/leaf.py", "import socket", "Core"),
        ("core/errors.py", "import undersigned.core.leaf", "No cycles"),
    ],
)
def test_a_contract_notices_what_it_forbids(copy: Path, file: str, line: str, broken: str) -> None:
    path = copy / "undersigned" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    code, report = lint(copy)
    assert code == 1, report
    assert any(
        name.startswith(broken) and name.rstrip().endswith("BROKEN") for name in report.splitlines()
    ), report


def test_verify_loads_no_django() -> None:
    script = "import sys, undersigned.cli.verify; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
