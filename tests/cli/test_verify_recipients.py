"""`undersigned verify --recipients`: whether the log names the keys that somebody holds."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shapes
from tests.cli.test_verify import report, verify

VECTORS = Path(__file__).parents[1] / "vectors" / "leaf-v2"
BUNDLE = str(VECTORS / "bundle.zip")
RECIPIENTS = VECTORS / "recipients.txt"
FINGERPRINT = (VECTORS / "recipients").read_text().rpartition("sha256:")[2].strip()

Captured = pytest.CaptureFixture[str]


def test_it_says_which_keys_the_log_names(capsys: Captured) -> None:
    found = report(capsys, BUNDLE)
    assert found["recipients"] == {"index": 3, "fingerprint": FINGERPRINT}
    assert "recipients_given" not in found
    assert (found["organizations"], found["people"]) == (0, 2)
    code, said = verify(capsys, BUNDLE)
    proven, not_proven = said.split("Not proven:")
    assert (code, f"since entry 3, for those with the fingerprint {FINGERPRINT}" in proven) == (
        0,
        True,
    )
    assert "sealed for these keys and no other" in not_proven


def test_whoever_holds_the_keys_compares_them(capsys: Captured, tmp_path: Path) -> None:
    found = report(capsys, BUNDLE, "--recipients", str(RECIPIENTS))
    assert found["recipients_given"] is True
    assert f"These are exactly the 2 keys in {RECIPIENTS}." in found["proven"]
    # The order does not matter, and one that stands twice is one.
    lines = RECIPIENTS.read_text().splitlines()[2:]
    other = tmp_path / "other.txt"
    other.write_text("\n".join([*reversed(lines), lines[0]]))
    assert report(capsys, BUNDLE, "--recipients", str(other))["recipients_given"] is True
    # The log names one key more than this.
    other.write_text(lines[0])
    found = report(capsys, BUNDLE, "--recipients", str(other))
    assert found["result"] == "refused"
    assert f"names others since entry 3: {FINGERPRINT}" in found["reason"]


def test_a_log_without_keys_names_none(shapes: Shapes, capsys: Captured) -> None:
    found = report(capsys, shapes.bundle)
    assert found["recipients"] is None
    assert not any("sealed" in sentence for sentence in found["proven"] + found["not_proven"])
    found = report(capsys, shapes.bundle, "--recipients", str(RECIPIENTS))
    assert (found["result"], found["reason"]) == (
        "refused",
        "The log names no key for which contact data is sealed.",
    )


@pytest.mark.parametrize("content", [b"", b"AGE-SECRET-KEY-1QQ\n", b"\xff", None])
def test_a_file_that_names_no_recipient_is_unusable(
    capsys: Captured, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "recipients.txt"
    if content is not None:
        file.write_bytes(content)
    found = report(capsys, BUNDLE, "--recipients", str(file))
    assert found["result"] == "unusable"
    assert found["reason"].startswith(f"--recipients {file}: ")


def test_a_receipt_names_no_keys(shapes: Shapes, capsys: Captured) -> None:
    found = report(capsys, shapes.receipt(5), "--recipients", str(RECIPIENTS))
    assert found["result"] == "unusable"
    assert found["reason"] == "Only a log says for which keys contact data is sealed."
