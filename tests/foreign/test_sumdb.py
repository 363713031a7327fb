"""The Go packages behind sum.golang.org accept our notes, tiles, leaves and receipts.

They come with Debian's packages golang-go and golang-golang-x-mod-dev; where these are missing the
tests are skipped.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.letters import last_mail, log_all, make_open_letter, public_files, signed, wish
from undersigned.models import Letter
from undersigned.stages.receipt import send_receipts

pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).with_name("sumdb_check.go")
GOPATH = Path("/usr/share/gocode")


@pytest.fixture(scope="module")
def sumdb_check(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built."""
    go = shutil.which("go")
    if go is None or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("golang-go and golang-golang-x-mod-dev are not installed")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
    }
    program = folder / "sumdb_check"
    subprocess.run([go, "build", "-o", program, SOURCE], check=True, env=environment)
    return program


def _write(letter: Letter, folder: Path) -> Path:
    for path, data in public_files(letter).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def _check(program: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *paths], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("people", [0, 1, 5, 300])
def test_sumdb_accepts_every_leaf_and_every_older_tree(
    sumdb_check: Path, tmp_path: Path, people: int
) -> None:
    letter = make_open_letter()
    for number in range(people):
        signed(letter, wish(f"Person {number}", f"p{number}@people.example"))
    log_all(letter, batch=7)
    done = _check(sumdb_check, _write(letter, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{people + 1} leaves, ")


def test_sumdb_accepts_a_receipt_and_refuses_a_changed_one(
    sumdb_check: Path, tmp_path: Path
) -> None:
    letter = make_open_letter()
    for number in range(5):
        signed(letter, wish(f"Person {number}", f"p{number}@people.example"))
    log_all(letter)
    send_receipts(at=letter.created_at, limit=10)
    folder = _write(letter, tmp_path / "log")
    receipt = tmp_path / "one.tlog-proof"
    data = bytes(last_mail("p3@people.example").attachment or b"")
    receipt.write_bytes(data)
    done = _check(sumdb_check, folder, receipt)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 receipts\n")
    receipt.write_bytes(data.replace(b"index 4", b"index 3"))
    assert _check(sumdb_check, folder, receipt).returncode == 1


def test_sumdb_refuses_a_changed_leaf(sumdb_check: Path, tmp_path: Path) -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    folder = _write(letter, tmp_path)
    assert _check(sumdb_check, folder).returncode == 0
    bundle = folder / "tile/entries/000.p/2"
    bundle.write_bytes(bundle.read_bytes().replace(b"kind person", b"kind Person"))
    assert _check(sumdb_check, folder).returncode == 1
