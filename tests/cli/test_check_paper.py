"""`undersigned check` says who signs letters on paper, or why nobody does."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.certificates import write_certificate
from undersigned import config
from undersigned.cli.check import _check_paper
from undersigned.cli.findings import Finding


def findings(path: Path | None, passphrase: str = "") -> list[Finding]:
    """What the check says of a certificate."""
    environ = {} if path is None else {"UNDERSIGNED_PDF_CERTIFICATE": str(path)}
    said: Iterator[Finding] = _check_paper(
        config.load(environ | {"UNDERSIGNED_PDF_PASSPHRASE": passphrase})
    )
    return list(said)


def test_nothing_is_said_where_nothing_is_signed() -> None:
    assert findings(None) == []


def test_certificate_that_signs(tmp_path: Path) -> None:
    until = datetime.now(UTC) + timedelta(days=30)
    path = write_certificate(tmp_path / "letters.p12", "a secret", until=until)
    sentence = f"Letters on paper are signed as CN=Letters of the river, until {until:%Y-%m-%d}."
    closed = Finding(True, f"The certificate {path} is closed to others.")
    assert findings(path, "a secret") == [Finding(True, sentence), closed]
    path.chmod(0o644)
    assert findings(path, "a secret")[1] == Finding(
        False, f"The certificate {path} is open to others: chmod 600 {path}."
    )
    until = datetime.now(UTC) + timedelta(days=13)
    path = write_certificate(tmp_path / "soon.p12", "a secret", until=until)
    assert not findings(path, "a secret")[0].is_well


def test_certificate_that_does_not(tmp_path: Path) -> None:
    until = datetime.now(UTC) - timedelta(days=1)
    path = write_certificate(tmp_path / "letters.p12", until=until)
    assert findings(path) == [
        Finding(
            False,
            f"Letters on paper are not signed. The certificate in {path} expired on"
            f" {until:%Y-%m-%d}.",
        )
    ]
    os.truncate(path, 100)
    (finding,) = findings(path)
    assert "is not a PKCS#12 file, or the passphrase is another one." in finding.sentence
    assert not finding.is_well
