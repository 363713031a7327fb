"""`tools/test-env` brings Chromium where it may, and says what is left out where it may not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "test-env"
LEFT_OUT = "The browser tests will be left out, because there is no Chromium. All others run.\n"
INSTALLS = "No Chromium here; installing Debian's (chromium, fonts-noto-core) …\n"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A machine with nothing on it but what the script itself needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "mktemp", "rm", "tail", "touch", "chmod"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    add_program(folder, "pdfsig", "exit 1")
    add_program(folder, "age", "exit 1")
    return folder


def add_program(folder: Path, name: str, script: str) -> None:
    """Put a program of our own on the machine."""
    path = folder / name
    path.write_text(f"#!{folder / 'bash'}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run_script(programs: Path) -> str:
    """Run it; return what it says."""
    done = subprocess.run(
        [programs / "bash", SCRIPT],
        env=os.environ | {"PATH": str(programs), "TMPDIR": str(programs)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_that_is_there_is_enough(programs: Path, name: str) -> None:
    add_program(programs, name, "exit 1")
    add_program(programs, "id", "echo 0")
    add_program(programs, "apt-get", "exit 1")
    assert run_script(programs) == ""


def test_root_gets_one_installed(programs: Path) -> None:
    add_program(programs, "id", "echo 0")
    target = programs / "chromium"
    install = f'case "$*" in *install*chromium*) touch {target}; chmod +x {target};; esac'
    add_program(programs, "apt-get", install)
    assert run_script(programs) == INSTALLS
    assert target.exists()


def test_an_installation_that_fails_is_said_with_what_is_left_out(programs: Path) -> None:
    add_program(programs, "id", "echo 0")
    add_program(programs, "apt-get", "echo no such package; exit 100")
    said = run_script(programs)
    assert said == f"{INSTALLS}It could not be installed:\nno such package\n{LEFT_OUT}"


def test_others_are_told_who_can_install_it_and_what_is_left_out(programs: Path) -> None:
    add_program(programs, "id", "echo 1000")
    add_program(programs, "apt-get", "exit 1")
    said = run_script(programs)
    only_root = "only root can install it (apt-get install chromium fonts-noto-core)."
    assert said == f"No Chromium here, and {only_root}\n{LEFT_OUT}"


def test_poppler_is_installed_too_or_said_to_be_missing(programs: Path) -> None:
    add_program(programs, "chromium", "exit 1")
    (programs / "pdfsig").unlink()
    left_out = (
        "The tests that have others read our PDFs will be left out, because there is no"
        " poppler-utils.\n"
    )
    add_program(programs, "id", "echo 1000")
    assert run_script(programs) == left_out
    add_program(programs, "id", "echo 0")
    add_program(programs, "apt-get", "exit 100")
    installs = "No pdfsig here; installing Debian's (poppler-utils) …\n"
    assert run_script(programs) == installs + left_out
    target = programs / "pdfsig"
    install = f'case "$*" in *install*poppler*) touch {target}; chmod +x {target};; esac'
    add_program(programs, "apt-get", install)
    assert run_script(programs) == installs
