"""Mails are signed so that others can check it, with the key that the DNS tells of."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import dkim  # type: ignore[import-untyped]  # the package has no annotations
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.support.dns import NameServer
from tests.support.mail import MAIL
from undersigned import config
from undersigned.adapters.dkim_signer import DKIMSigner, load_signer
from undersigned.adapters.dns import NoSuchRecord, txt_values
from undersigned.adapters.mail import FolderTransport, MailFile
from undersigned.cli.check import _check_signing

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: Any, form: serialization.PrivateFormat = serialization.PrivateFormat.PKCS8) -> bytes:
    data: bytes = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return data


def settings_with(folder: Path, key: bytes = pem(KEY), **other: str) -> config.Config:
    file = folder / "dkim.pem"
    file.write_bytes(key)
    file.chmod(0o600)
    return config.load(
        {
            "UNDERSIGNED_DATA": str(folder),
            "UNDERSIGNED_MAIL_FROM": "letters@undersigned.example",
            "UNDERSIGNED_DKIM_KEY": str(file),
            "UNDERSIGNED_DKIM_SELECTOR": "spring",
            **other,
        }
    )


def lookup(server: NameServer) -> Callable[..., bytes | None]:
    def ask(name: bytes, timeout: float = 5) -> bytes | None:
        try:
            return txt_values(name.decode().rstrip("."), server=server.setting)[0].encode()
        except NoSuchRecord:
            return None

    return ask


@pytest.mark.parametrize(
    "form", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL]
)
def test_a_signed_mail_verifies_by_the_record_in_the_dns(
    tmp_path: Path, name_server: NameServer, form: serialization.PrivateFormat
) -> None:
    signer = load_signer(settings_with(tmp_path, pem(KEY, form)))
    assert signer is not None
    assert signer.record_name == "spring._domainkey.undersigned.example"
    mail = replace(MAIL, files=(MailFile("letter.pdf", "application/pdf", b"%PDF-\r\n\x00" * 99),))
    FolderTransport(tmp_path / "mail", say=lambda _line: None, signer=signer).send(mail)
    (file,) = (tmp_path / "mail").glob("*.eml")
    data = file.read_bytes()
    ask = lookup(name_server)
    assert not dkim.verify(data, dnsfunc=ask)
    # A long key stands in several strings of one record.
    record = signer.record
    name_server.zone.records[signer.record_name] = [(record[:250], record[250:])]
    assert dkim.verify(data, dnsfunc=ask)
    assert not dkim.verify(data.replace(b"Please confirm", b"Please refuse"), dnsfunc=ask)
    assert not dkim.verify(data.replace(b"ada@", b"eve@"), dnsfunc=ask)


def test_no_key_signs_nothing(tmp_path: Path) -> None:
    assert load_signer(config.load({"UNDERSIGNED_DATA": str(tmp_path)})) is None


@pytest.mark.parametrize(
    ("key", "other", "what"),
    [
        (b"no key", {}, "is not a private key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), {}, "takes an RSA key"),
        (pem(KEY), {"UNDERSIGNED_DKIM_SELECTOR": ""}, "SELECTOR is not set"),
        (pem(KEY), {"UNDERSIGNED_DKIM_KEY": "/nowhere/key.pem"}, "cannot be read"),
    ],
)
def test_a_key_that_cannot_sign_is_refused(
    tmp_path: Path, key: bytes, other: dict[str, str], what: str
) -> None:
    assert isinstance(load_signer(settings_with(tmp_path)), DKIMSigner)
    with pytest.raises(config.ConfigError, match=what):
        load_signer(settings_with(tmp_path, key, **other))


def test_check_says_what_is_wrong_with_the_record(tmp_path: Path, name_server: NameServer) -> None:
    settings = settings_with(tmp_path, UNDERSIGNED_DNS=name_server.setting)
    signer = load_signer(settings)
    assert signer is not None
    missing = list(_check_signing(settings))[-1]
    assert not missing.is_well
    assert signer.record in missing.sentence
    name_server.zone.put(signer.record_name, "v=DKIM1; p=AAAA")
    other = list(_check_signing(settings))[-1]
    assert (other.is_well, "another key" in other.sentence) == (False, True)
    record = signer.record
    name_server.zone.records[signer.record_name] = [(record[:200], record[200:])]
    assert all(finding.is_well for finding in _check_signing(settings))
    Path(settings.dkim_key).chmod(0o644)
    assert not next(iter(_check_signing(settings))).is_well
