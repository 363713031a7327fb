"""The server's two secrets, made on first run and kept in the data folder with mode 0600."""

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyUnusable(Exception):
    """A key file is there but cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Keys:
    """`secret` keys digests and link tokens; `log_seed` is the log's Ed25519 seed; 32 bytes."""

    secret: bytes
    log_seed: bytes

    def __repr__(self) -> str:
        return "Keys(…)"


def load_keys(data: Path) -> Keys:
    """Read the keys in `data`; make the folder (0700) and the keys (0600) where they are missing.

    `secret.key` holds 64 hexadecimal digits, `log.key` an Ed25519 key as PKCS #8 PEM (RFC 8410).
    Raises KeyUnusable.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        secret_file = _ensure(data / "secret.key", lambda: secrets.token_hex(32).encode() + b"\n")
        log_file = _ensure(data / "log.key", _make_log_key)
        secret = bytes.fromhex(secret_file.read_text(encoding="ascii").strip())
        log_key = serialization.load_pem_private_key(log_file.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"The keys in {data} cannot be used: {error}.") from error
    if len(secret) != 32:
        raise KeyUnusable(f"{secret_file} must hold 64 hexadecimal digits.")
    if not isinstance(log_key, Ed25519PrivateKey):
        raise KeyUnusable(f"{log_file} must hold an Ed25519 key.")
    return Keys(secret=secret, log_seed=log_key.private_bytes_raw())


def _make_log_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _ensure(path: Path, make: Callable[[], bytes]) -> Path:
    if path.exists():
        return path
    # Written whole under another name and then linked: two processes that start at
    # once agree on one key, and a crash leaves no half of one.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path
