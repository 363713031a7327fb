"""`undersigned bounces` reads a Maildir, a folder of .eml files, or a report that is piped."""

import io
import sys
from pathlib import Path

import pytest

from tests.support.deliveries import mailed, make_signed_letter, report
from undersigned import cli
from undersigned.core.bounces import MAX_BYTES
from undersigned.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivery() -> Delivery:
    """Return a delivery whose mail a server took."""
    delivery = mailed(make_signed_letter())
    Delivery.objects.update(state="delivered", delivered_at=delivery.created_at)
    return delivery


def state(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.failure


@pytest.mark.parametrize("kind", ["maildir", "folder"])
def test_a_folder_is_read_and_left_as_it_is(
    delivery: Delivery, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mails = {
        "new/1.M1P2.mx:2,": report(delivery.message_id, action="delayed", status="4.4.7"),
        "cur/2.M1P2.mx:2,S": report(delivery.message_id),
        "cur/3.M1P2.mx:2,S": report("<1.2@elsewhere.example>"),
        "cur/4.M1P2.mx:2,S": b"Subject: Out of office\r\n\r\nBack on Monday.\r\n",
        "cur/5.M1P2.mx:2,S": report(delivery.message_id) + b"x" * MAX_BYTES,
    }
    for name, data in mails.items():
        path = tmp_path / (name if kind == "maildir" else f"{name[4:5]}.eml")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "notes.txt").write_bytes(report(delivery.message_id))
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    for _run in range(2):
        assert cli.main(["bounces", str(tmp_path)]) == 0
        said = "1 failed, 1 late, 1 of no delivery here, 2 no reports.\n"
        assert capsys.readouterr().out == said
        assert state(delivery) == ("failed", "the mail came back: 5.1.1")
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_a_piped_report_is_read(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(report(delivery.message_id, status="4.4.7")))
    monkeypatch.setattr(sys, "stdin", piped)
    assert cli.main(["bounces", "-"]) == 0
    assert capsys.readouterr().out.startswith("1 failed, 0 late,")
    # The server there gave up what it could not hand on: that is for good.
    assert state(delivery) == ("failed", "the mail came back: 4.4.7")


def test_a_folder_that_is_not_there_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bounces", str(tmp_path / "none")]) == 1
    assert "cannot be read: No such file or directory." in capsys.readouterr().err
