"""Signing a PDF with the certificate of whoever runs the server: PAdES-B-B, without any network."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate

if TYPE_CHECKING:
    # Only a server with a certificate needs it: some 0.4 s and 17 MiB of every start.
    from pyhanko.sign.signers import SimpleSigner

FIELD: Final = "Signature"
_MOST_BYTES: Final = 1024 * 1024


class CertificateUnusable(Exception):
    """Nothing can be signed with the certificate; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class PdfCertificate:
    """A certificate with its key, ready to sign."""

    signer: "SimpleSigner"
    subject: str
    not_after: datetime
    fingerprint: str


def load_certificate(path: Path, passphrase: str, *, at: datetime) -> PdfCertificate:
    """The certificate of a PKCS#12 file, valid at a time. Raises CertificateUnusable."""
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 slow import

    certificate = _read(path, passphrase)
    not_after = certificate.not_valid_after_utc
    if at > not_after:
        raise CertificateUnusable(f"The certificate in {path} expired on {not_after:%Y-%m-%d}.")
    if at < certificate.not_valid_before_utc:
        since = certificate.not_valid_before_utc
        raise CertificateUnusable(f"The certificate in {path} is valid only from {since:%Y-%m-%d}.")
    # The library does not say what it takes.
    signer = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(path), passphrase=passphrase.encode() or None
    )
    if signer is None:
        raise CertificateUnusable(f"The certificate in {path} is of a kind that cannot sign here.")
    return PdfCertificate(
        signer=signer,
        subject=certificate.subject.rfc4514_string(),
        not_after=not_after,
        fingerprint=signer.signing_cert.sha256.hex(),
    )


def _read(path: Path, passphrase: str) -> Certificate:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError as error:
        raise CertificateUnusable(
            f"The certificate file {path} cannot be read: {error.strerror or error}."
        ) from error
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(
            data, passphrase.encode() or None
        )
    except (ValueError, TypeError) as error:
        raise CertificateUnusable(
            f"The file {path} is not a PKCS#12 file, or the passphrase is another one."
        ) from error
    if key is None or certificate is None:
        raise CertificateUnusable(f"The file {path} lacks the private key or its certificate.")
    return certificate


def sign_pdf(pdf: bytes, certificate: PdfCertificate) -> bytes:
    """The PDF with a signature after it, so that the bytes before it stay what they were.

    It is not drawn: a picture of a signature proves nothing, and what is drawn has to be read out
    to those who do not see it (PDF/UA-1, 7.18).
    """
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 slow import
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign.fields import (  # noqa: PLC0415 slow import
        InvisSigSettings,
        SigFieldSpec,
        SigSeedSubFilter,
    )
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415 slow import

    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        ),
        certificate.signer,
        new_field_spec=SigFieldSpec(
            FIELD,
            invis_sig_settings=InvisSigSettings(set_print_flag=False, set_hidden_flag=True),
        ),
    )
    # pyHanko runs an event loop for it, and a thread that has one already cannot run another.
    with ThreadPoolExecutor(1) as thread:
        signed = thread.submit(signer.sign_pdf, IncrementalPdfFileWriter(BytesIO(pdf))).result()
    assert isinstance(signed, BytesIO)
    return signed.getvalue()
