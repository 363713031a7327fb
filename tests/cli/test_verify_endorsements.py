"""What `undersigned verify` says of endorsing organizations, and that it takes no changed one."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import write_zip
from tests.support.endorsements import (
    Passkey,
    endorsed_log,
    from_mailbox,
    log_endorsement,
    statement_of,
    with_passkey,
)
from tests.support.log import LogBuilder, MemorySource, organization, small_log
from undersigned.cli import main
from undersigned.cli.verify.endorsements import MOST_LISTED
from undersigned.cli.verify.report import PROVEN, REFUSED
from undersigned.core.bundle import check_log
from undersigned.core.public_files import evidence_path

Captured = pytest.CaptureFixture[str]


def say(capsys: Captured, path: Path, files: dict[str, bytes], *options: str) -> tuple[int, str]:
    """Write a bundle, run the command; return its exit code and what it said."""
    code = main(["verify", write_zip(path / "bundle.zip", files), *options])
    output = capsys.readouterr()
    assert output.err == ""
    return code, output.out


def test_it_says_of_each_organization_what_is_proven(tmp_path: Path, capsys: Captured) -> None:
    code, said = say(capsys, tmp_path, endorsed_log().files())
    assert code == PROVEN
    proven, not_proven = said.split("Not proven:")
    key = hashlib.sha256(Passkey().public_key).hexdigest()
    assert (
        "For 2 organizations, a passkey at letters.example signed exactly the texts of the edition"
        " together with the name, website and country that are shown."
    ) in proven
    assert (
        "“Association No. 1”: a passkey signed edition 1; its holder was asked for a PIN, a finger"
        f" or a face. Its public key has the SHA-256 {key}."
    ) in proven
    assert "“Association No. 1”: a passkey signed edition 2; its holder was only asked" in proven
    assert "Association No. 2" not in proven
    assert "these passkeys are the organizations' own. letters.example says so." in not_proven
    assert (
        "1 endorsed by a code from a mailbox alone, which leaves no signature; 2 confirmed a"
        " mailbox; 1 had a record at a domain; 1 were vouched for by the lead."
    ) in not_proven
    assert (
        "“Association No. 1”, edition 1: a code from a mailbox at association.example on"
        " 2026-11-23; on 2026-11-24 a TXT record at _undersigned.association.example with the value"
        " undersigned=0123456789abcdef, which can be looked up today; the lead's word of"
        " 2026-11-23."
    ) in not_proven
    assert (
        "“Association No. 2”, edition 1: a code from a mailbox at association.example on"
        " 2026-11-23."
    ) in not_proven


def test_it_says_the_same_to_machines(tmp_path: Path, capsys: Captured) -> None:
    log = endorsed_log()
    code, said = say(capsys, tmp_path, log.files(), "--json")
    assert code == PROVEN
    found = json.loads(said)["endorsements"]
    assert found[0] == {
        "index": 1,
        "edition": 1,
        "name": "Association No. 1",
        "evidence": hashlib.sha256(log.evidence[1]).hexdigest(),
        "passkey": {
            "algorithm": "ES256",
            "key_sha256": hashlib.sha256(Passkey().public_key).hexdigest(),
            "user_verified": True,
        },
        "mailbox": {"domain": "association.example", "date": "2026-11-23"},
        "dns": {
            "domain": "association.example",
            "date": "2026-11-24",
            "value": "undersigned=0123456789abcdef",
        },
        "lead": {"date": "2026-11-23"},
    }
    assert [one["passkey"] and one["passkey"]["algorithm"] for one in found] == [
        "ES256",
        None,
        "EdDSA",
    ]
    assert (found[1]["dns"], found[1]["lead"]) == (None, None)


def test_without_endorsements_nothing_is_said_of_them(tmp_path: Path, capsys: Captured) -> None:
    files = small_log().files()
    code, said = say(capsys, tmp_path, files)
    assert (code, "endorsed" in said, "passkey" in said) == (PROVEN, False, False)
    code, said = say(capsys, tmp_path, files, "--json")
    assert (code, "endorsements" in json.loads(said)) == (PROVEN, False)


def test_many_organizations_are_counted_unless_a_list_is_wanted(
    tmp_path: Path, capsys: Captured
) -> None:
    log = LogBuilder()
    log.add_text()
    for number in range(MOST_LISTED + 1):
        fields = organization(number)
        make = from_mailbox if number % 3 else with_passkey
        log_endorsement(log, make(statement_of(log, fields)), fields=fields)
        if number + 1 == MOST_LISTED:
            assert "“Association No. 1”" in say(capsys, tmp_path, log.files())[1]
    code, said = say(capsys, tmp_path, log.files())
    assert code == PROVEN
    assert "For 7 organizations, a passkey" in said
    assert "14 endorsed by a code from a mailbox alone" in said
    assert "listed with --organizations" in said
    assert "“Association No." not in said
    code, said = say(capsys, tmp_path, log.files(), "--organizations")
    assert code == PROVEN
    assert "listed with --organizations" not in said
    assert all(f"“Association No. {number}”" in said for number in range(MOST_LISTED + 1))
    # A list for machines is always whole.
    found = json.loads(say(capsys, tmp_path, log.files(), "--json")[1])["endorsements"]
    assert len(found) == len(check_log(MemorySource(log.files())).endorsements) == MOST_LISTED + 1


def test_changed_evidence_is_refused(tmp_path: Path, capsys: Captured) -> None:
    log = endorsed_log()
    files = log.files()
    one, other = (evidence_path(hashlib.sha256(log.evidence[index]).digest()) for index in (1, 2))
    assert say(capsys, tmp_path, files)[0] == PROVEN
    for changed in (
        files | {one: files[other], other: files[one]},
        files | {one: files[one] + b"\n"},
        files | {one: b""},
        files | {evidence_path(bytes(32)): files[one]},
        {path: data for path, data in files.items() if path != one},
    ):
        code, said = say(capsys, tmp_path, changed)
        assert code == REFUSED
        assert said.startswith("Refused: ")
    large = files | {one: bytes(49_153)}
    assert say(capsys, tmp_path, large)[0] != PROVEN


def test_names_cannot_turn_a_terminal_around(tmp_path: Path, capsys: Captured) -> None:
    log = LogBuilder()
    log.add_text()
    fields = organization(1) | {"name": "Left\u200eRight"}
    log_endorsement(log, with_passkey(statement_of(log, fields)), fields=fields)
    code, said = say(capsys, tmp_path, log.files())
    assert (code, "\u200e" in said, "Left�Right" in said) == (PROVEN, False, True)
