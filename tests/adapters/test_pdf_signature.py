"""A signed PDF is accepted by another program, and a changed byte is reported."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.adapters.test_pdf import ENGLISH, PUBLISHED
from tests.support.certificates import write_certificate
from tests.support.pdf import signature_of
from undersigned.adapters.pdf import letter_pdf
from undersigned.adapters.pdf_signature import CertificateUnusable, load_certificate, sign_pdf

PDF = letter_pdf([ENGLISH], published_at=PUBLISHED)
NOW = datetime.now(UTC)


def test_signature_is_valid_and_a_changed_byte_is_not(tmp_path: Path) -> None:
    path = write_certificate(tmp_path / "letters.p12", "a secret")
    signed = sign_pdf(PDF, load_certificate(path, "a secret", at=NOW))
    assert signed.startswith(PDF)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in signed
    said = signature_of(signed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Letters of the river" in said
    assert "does not contain any signatures" in signature_of(PDF, tmp_path)
    changed = bytearray(signed)
    changed[len(PDF) // 2] ^= 1
    said = signature_of(bytes(changed), tmp_path)
    assert "Signature is Valid." not in said
    assert "Digest Mismatch" in said


def test_certificate_without_a_passphrase(tmp_path: Path) -> None:
    path = write_certificate(tmp_path / "letters.p12")
    certificate = load_certificate(path, "", at=NOW)
    assert certificate.subject == "CN=Letters of the river"


def test_what_cannot_sign_says_why(tmp_path: Path) -> None:
    path = write_certificate(tmp_path / "letters.p12", "a secret")

    def why(file: Path = path, passphrase: str = "a secret", at: datetime = NOW) -> str:
        with pytest.raises(CertificateUnusable) as refused:
            load_certificate(file, passphrase, at=at)
        return str(refused.value).replace(str(tmp_path), "…")

    assert why(tmp_path / "none.p12") == (
        "The certificate file …/none.p12 cannot be read: No such file or directory."
    )
    assert why(passphrase="another") == (
        "The file …/letters.p12 is not a PKCS#12 file, or the passphrase is another one."
    )
    assert why(passphrase="").endswith("or the passphrase is another one.")
    broken = tmp_path / "broken.p12"
    broken.write_bytes(path.read_bytes()[:500])
    assert why(broken).startswith("The file …/broken.p12 is not a PKCS#12 file")
    assert why(write_certificate(tmp_path / "k.p12", with_certificate=False), "") == (
        "The file …/k.p12 lacks the private key or its certificate."
    )
    later = NOW + timedelta(days=401)
    assert why(at=later) == f"The certificate in …/letters.p12 expired on {_day(400)}."
    assert why(at=NOW - timedelta(days=101)) == (
        f"The certificate in …/letters.p12 is valid only from {_day(-100)}."
    )


def _day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"
