"""Mails that are written to a folder, and what a mail shows of itself."""

from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.support.mail import MAIL
from undersigned.adapters.mail import (
    FolderTransport,
    TemporaryFailure,
    links_of,
    make_message,
)


def test_a_folder_takes_a_mail_as_a_file_of_ones_own_and_says_its_link(tmp_path: Path) -> None:
    said: list[str] = []
    folder = tmp_path / "mail"
    FolderTransport(folder, say=said.append).send(MAIL)
    (file,) = folder.iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    assert folder.stat().st_mode & 0o777 == 0o700
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == (MAIL.recipient, MAIL.subject)
    assert said == ['Mail "Please confirm your signature": https://letters.example/confirm/abc/']


def test_a_mail_without_a_link_is_said_with_its_file(tmp_path: Path) -> None:
    said: list[str] = []
    FolderTransport(tmp_path, say=said.append).send(replace(MAIL, body="Your code is 123456.\n"))
    (file,) = tmp_path.iterdir()
    assert said == [f'Mail "Please confirm your signature": {file}']


def test_a_folder_that_cannot_be_written_gives_the_mail_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TemporaryFailure):
        FolderTransport(tmp_path / "file" / "mail", say=print).send(MAIL)


def test_links_stand_without_the_punctuation_around_them() -> None:
    text = "See https://a.example/x, (https://b.example/?q=1) and <https://c.example/>. Again: https://a.example/x."
    assert links_of(text) == ["https://a.example/x", "https://b.example/?q=1", "https://c.example/"]


def test_a_mail_shows_no_mailbox_when_it_is_printed() -> None:
    assert MAIL.recipient not in repr(MAIL)
    assert "confirm/abc" not in repr(MAIL)
    assert make_message(MAIL)["Message-ID"] == MAIL.message_id
