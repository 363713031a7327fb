"""DKIM (RFC 6376): outgoing mail is signed for the domain that it comes from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from undersigned.config import Config, ConfigError

MIN_BITS: Final = 1024
# What a recipient sees or acts on; a header that is named but not there cannot be added later.
_SIGNED: Final = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"mime-version",
    b"content-type", b"content-language", b"auto-submitted", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip


@dataclass(frozen=True)
class DKIMSigner:
    """A private key (PEM), and where its public half stands: `<selector>._domainkey.<domain>`."""

    domain: str
    selector: str
    key: bytes = field(repr=False)

    @property
    def record_name(self) -> str:
        """The name of the TXT record with the public key."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What the TXT record has to say."""
        private = serialization.load_pem_private_key(self.key, password=None)
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        body = "".join(public.decode().splitlines()[1:-1])
        return f"v=DKIM1; k=rsa; p={body}"

    def sign(self, message: bytes) -> bytes:
        """The message, which has CRLF line ends, with its signature before it."""
        # The package has no annotations.
        import dkim  # type: ignore[import-untyped]  # noqa: PLC0415 slow import

        present = {line.partition(b":")[0].lower() for line in _head(message)}
        header: bytes = dkim.sign(
            message,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in _SIGNED if name in present] + [b"from", b"subject"],
        )
        return header + message


def _head(message: bytes) -> list[bytes]:
    return message.partition(b"\r\n\r\n")[0].split(b"\r\n")


def load_signer(config: Config) -> DKIMSigner | None:
    """Who signs as the settings ask; None when no key is set. Raises ConfigError."""
    if not config.dkim_key:
        return None
    if not config.dkim_selector:
        raise ConfigError("UNDERSIGNED_DKIM_SELECTOR is not set, which the key needs.")
    domain = config.mail_from.rpartition("@")[2].encode("idna").decode()
    try:
        key = Path(config.dkim_key).read_bytes()
    except OSError as error:
        raise ConfigError(
            f"UNDERSIGNED_DKIM_KEY: {config.dkim_key} cannot be read: {error.strerror}."
        ) from error
    try:
        private = serialization.load_pem_private_key(key, password=None)
    except (ValueError, TypeError) as error:
        raise ConfigError(
            f"UNDERSIGNED_DKIM_KEY: {config.dkim_key} is not a private key in PEM without a"
            " password."
        ) from error
    if not isinstance(private, RSAPrivateKey) or private.key_size < MIN_BITS:
        raise ConfigError(
            f"UNDERSIGNED_DKIM_KEY takes an RSA key of {MIN_BITS} bits or more; 2048 are usual."
        )
    # The one form that the signing library reads, whatever the file was written by.
    plain = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return DKIMSigner(domain, config.dkim_selector, plain)
