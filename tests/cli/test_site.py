"""What all commands on a server share: a database that goes away is told in one sentence."""

import argparse

import pytest
from django.db import OperationalError, ProgrammingError

from undersigned.cli import serve, site
from undersigned.config import load
from undersigned.stages import people


def test_a_database_that_goes_away_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(_args: argparse.Namespace) -> int:
        raise OperationalError("server closed the connection\n\tunexpectedly")

    assert site.with_settings(run)(argparse.Namespace(data=None)) == site.UNUSABLE
    assert capsys.readouterr().err == (
        "undersigned: The database cannot be used: server closed the connection unexpectedly.\n"
    )


def test_a_defect_is_not_taken_for_a_database_that_is_away() -> None:
    def run(_args: argparse.Namespace) -> int:
        raise ProgrammingError("no such column")

    with pytest.raises(ProgrammingError):
        site.with_settings(run)(argparse.Namespace(data=None))


def test_a_server_whose_database_goes_away_while_it_starts_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_token() -> str:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(people, "first_link_token", no_token)
    serve._say_welcome(load())
    assert "Sign in with your mail address at" in capsys.readouterr().out
