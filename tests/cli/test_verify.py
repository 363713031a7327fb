"""`undersigned verify`: what it says of each shape of a log, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shapes, write_folder, write_zip
from tests.support.log import LETTER, ORIGIN, LogBuilder, organization, person, small_log
from undersigned.cli import main
from undersigned.core.leaf import SignatoryKind
from undersigned.core.receipt import format_receipt
from undersigned.core.tlog.note import SigningKey

Captured = pytest.CaptureFixture[str]


def verify(capsys: Captured, *arguments: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    code = main(["verify", *arguments])
    output = capsys.readouterr()
    assert output.err == ""
    return code, output.out


# Any: the report is a JSON object with members of many types.
def report(capsys: Captured, *arguments: str) -> Any:
    """Run the command for machines; check that code and result agree."""
    code, output = verify(capsys, *arguments, "--json")
    found = json.loads(output)
    assert found["result"] == {0: "proven", 1: "refused", 2: "unusable"}[code]
    assert found["format"] == "undersigned/verify/v1"
    if code:
        assert found["reason"]
        assert found["proven"] == found["not_proven"] == []
    return found


def test_a_bundle_a_folder_and_a_server_say_the_same(
    shapes: Shapes, server: str, capsys: Captured
) -> None:
    found = [
        report(capsys, place, "--key", shapes.key)
        for place in (shapes.bundle, shapes.unzipped, server, f"{server}/", f"{server}/checkpoint")
    ]
    for one in found:
        assert one["letter"] == LETTER
        assert (one["organizations"], one["people"], one["withdrawn"]) == (3, 287, 4)
        assert one["named"] == {"organizations": 3, "people": 219}
        assert one["closed"] is True
        assert one["key"] == shapes.key
        assert one["key_given"] is True
        assert [edition["people"] for edition in one["editions"]] == [277, 10]
        assert one["editions"][1]["texts"][2]["language"] == "fa"
        assert one["checkpoint"]["origin"] == ORIGIN
    unproven = ["README.txt", "letter.pdf"]
    assert [one["unproven_files"] for one in found] == [unproven, unproven, [], [], []]


def test_it_says_in_sentences_what_is_proven_and_what_is_not(
    shapes: Shapes, capsys: Captured
) -> None:
    code, said = verify(capsys, shapes.bundle, "--key", shapes.key)
    assert code == 0
    assert "3 organizations and 287 people signed it, not counting 4 withdrawn signatures." in said
    assert "“A letter about the harbour (en)”" in said
    proven, not_proven = said.split("Not proven:")
    assert "Edition 2" in proven
    assert "The letter is closed" in proven
    assert "README.txt and letter.pdf" in not_proven
    assert "distinct real person" in not_proven
    assert "68 signatories" in not_proven
    assert "everyone is shown this same log" in not_proven
    assert "key is the log's own" not in said


def test_without_a_key_it_says_that_the_key_is_not_proven(shapes: Shapes, capsys: Captured) -> None:
    for place in (shapes.bundle, shapes.receipt(5)):
        code, said = verify(capsys, place)
        assert code == 0
        assert "key is the log's own" in said.split("Not proven:")[1]
        assert shapes.key in said


def test_a_receipt_says_what_was_signed(shapes: Shapes, capsys: Captured) -> None:
    found = report(capsys, shapes.receipt(5, 200), "--key", shapes.key)
    assert found["kind"] == "person"
    assert (found["index"], found["checkpoint"]["size"]) == (5, 200)
    assert found["fields"] == shapes.log.signed[5].fields
    assert [text["sha256"] for text in found["texts"]] == [
        digest.hex() for _, digest in shapes.log.text_leaves[0].digests
    ]
    code, said = verify(capsys, shapes.receipt(5, 200), "--key", shapes.key)
    assert code == 0
    assert "entry 5 of 200" in said
    assert "still counts today" in said.split("Not proven:")[1]


def test_a_key_may_lie_in_a_file(shapes: Shapes, capsys: Captured, tmp_path: Path) -> None:
    vkey = str(tmp_path / "log" / "vkey")
    assert report(capsys, shapes.bundle, "--key", vkey)["key_given"] is True


@pytest.mark.parametrize("key", ["", "x", "x+y+z", "/nowhere/key"])
def test_a_key_that_is_none_is_unusable(shapes: Shapes, capsys: Captured, key: str) -> None:
    if key:
        assert "--key" in report(capsys, shapes.bundle, "--key", key)["reason"]
    bundle = Path(shapes.bundle)
    assert report(capsys, shapes.unzipped, "--key", str(bundle))["result"] == "unusable"


def test_another_key_is_refused(shapes: Shapes, capsys: Captured) -> None:
    for other in (SigningKey(ORIGIN, bytes(32)).vkey, SigningKey("other", shapes.log.seed).vkey):
        for place in (shapes.bundle, shapes.unzipped, shapes.receipt(5)):
            found = report(capsys, place, "--key", other)
            assert found["result"] == "refused"
            assert "another key" in found["reason"]


@pytest.mark.parametrize("shape", ["bundle", "unzipped", "server"])
def test_a_receipt_is_found_in_a_newer_log(
    shapes: Shapes, server: str, capsys: Captured, shape: str
) -> None:
    newer = server if shape == "server" else getattr(shapes, shape)
    for index, state in [(5, "counted"), (20, "withdrawn"), (100, "withdrawn")]:
        found = report(capsys, shapes.receipt(index, 200), "--against", newer)
        assert (found["state"], found["against"]["size"]) == (state, 305)
        assert any("one and the same" in sentence for sentence in found["proven"])
    code, said = verify(capsys, shapes.receipt(100, 200), "--against", newer)
    assert code == 0
    assert "has been withdrawn" in said
    assert "“A letter about the harbour (en)”" in said
    assert "still counts" not in said


def test_a_receipt_against_its_own_size_needs_no_tiles(shapes: Shapes, capsys: Captured) -> None:
    found = report(capsys, shapes.receipt(5, 200), "--against", shapes.checkpoint(200))
    assert found["result"] == "proven"
    assert "state" not in found
    assert report(capsys, shapes.receipt(5), "--against", shapes.receipt(6))["result"] == "proven"


def test_what_cannot_be_compared_is_refused(shapes: Shapes, capsys: Captured) -> None:
    for other in (shapes.checkpoint(100), shapes.receipt(6, 250)):
        found = report(capsys, shapes.receipt(5, 200), "--against", other)
        assert found["result"] == "refused"
        assert "can only be compared" in found["reason"]


def test_a_log_continues_an_older_checkpoint(shapes: Shapes, server: str, capsys: Captured) -> None:
    for place in (shapes.bundle, shapes.unzipped, server):
        for other in (shapes.checkpoint(1), shapes.checkpoint(305), shapes.receipt(30, 257)):
            assert report(capsys, place, "--against", other)["result"] == "proven"


def test_an_older_bundle_is_a_beginning_of_a_newer_one(
    shapes: Shapes, capsys: Captured, tmp_path: Path
) -> None:
    older = write_zip(tmp_path / "older.zip", small_log().files(280))
    found = report(capsys, older, "--against", shapes.bundle)
    assert (found["checkpoint"]["size"], found["against"]["size"]) == (280, 305)
    assert report(capsys, shapes.bundle, "--against", older)["result"] == "proven"
    # The older one has not the tiles of the newer.
    found = report(capsys, older, "--against", shapes.checkpoint(305))
    assert found["result"] == "refused"


def forked_log(length: int) -> LogBuilder:
    """Return another history that the same key has signed, different from leaf 1 on."""
    log = LogBuilder()
    log.add_text()
    log.sign(organization(77), kind=SignatoryKind.ORGANIZATION)
    for number in range(length - 2):
        log.sign(person(number, is_named=False))
    return log


def test_two_histories_are_refused(shapes: Shapes, capsys: Captured, tmp_path: Path) -> None:
    shorter, longer = forked_log(200), forked_log(400)
    fork = write_folder(tmp_path / "fork", longer.files())
    same_size = tmp_path / "same"
    same_size.write_bytes(longer.checkpoint(305))
    older = tmp_path / "older"
    older.write_bytes(shorter.checkpoint())
    receipt = tmp_path / "receipt"
    receipt.write_bytes(format_receipt(shorter.receipt(5)))
    for place, other in [
        (shapes.bundle, fork),
        (fork, shapes.bundle),
        (shapes.bundle, str(same_size)),
        (shapes.bundle, str(older)),
        (shapes.bundle, str(receipt)),
        (shapes.receipt(5, 305), str(same_size)),
        (shapes.receipt(5, 200), fork),
        (str(receipt), shapes.bundle),
    ]:
        found = report(capsys, place, "--key", shapes.key, "--against", other)
        assert found["result"] == "refused"
        assert "two histories" in found["reason"]
    assert report(capsys, fork, "--key", shapes.key)["result"] == "proven"


def test_a_comparison_with_a_stranger_is_refused(
    shapes: Shapes, capsys: Captured, tmp_path: Path
) -> None:
    stranger = LogBuilder(seed=bytes(32))
    stranger.add_text()
    other = write_zip(tmp_path / "other.zip", stranger.files())
    assert "no signature" not in report(capsys, shapes.bundle, "--against", other)["proven"]
    found = report(capsys, shapes.bundle, "--against", other)
    assert (found["result"], other in found["reason"]) == ("refused", True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "neither a receipt nor a bundle"),
        (b"hello", "neither a receipt nor a bundle"),
        (b"PK\x03\x04", "not a readable zip"),
        (b"PK\x05\x06" + bytes(18), "no checkpoint|missing"),
        (b"c2sp.org/tlog-proof@v1\n", "does not begin|no index|proof"),
        (b"c2sp.org/tlog-proof@v1\n" + b"x" * 300_000, "too large"),
    ],
)
def test_what_is_nothing_of_ours_is_unusable(
    capsys: Captured, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    code, said = verify(capsys, str(path))
    assert code in {1, 2}
    assert any(part in said for part in reason.split("|"))
    assert "Traceback" not in said


def test_a_place_that_is_not_there_is_unusable(
    capsys: Captured, tmp_path: Path, shapes: Shapes
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    places = [str(tmp_path / "nothing"), str(empty), "http://", "https:///log", "x" * 5000, "\0"]
    for place in places:
        assert report(capsys, place)["result"] == "unusable"
        assert report(capsys, shapes.bundle, "--against", place)["result"] == "unusable"


def test_a_checkpoint_alone_proves_nothing(shapes: Shapes, capsys: Captured) -> None:
    assert report(capsys, shapes.checkpoint(100))["result"] == "unusable"


def test_a_server_that_does_not_answer_is_unusable(shapes: Shapes, capsys: Captured) -> None:
    # Port 9 is the discard service, which nobody runs.
    assert "does not answer" in report(capsys, "http://127.0.0.1:9/log/x/")["reason"]


def test_a_server_without_a_log_is_refused(server: str, capsys: Captured) -> None:
    assert "missing" in report(capsys, f"{server}/elsewhere")["reason"]


def test_names_cannot_move_the_cursor(capsys: Captured, tmp_path: Path) -> None:
    log = LogBuilder(origin=f"\x9b31m\u202eletters.example/log/{LETTER}")
    log.add_text()
    bundle = write_zip(tmp_path / "b.zip", log.files())
    (tmp_path / "r").write_bytes(format_receipt(log.receipt(log.sign(person(1)))))
    for place in (bundle, str(tmp_path / "r")):
        for arguments in (
            [place],
            [place, "--json"],
            [place, "--key", SigningKey("x", bytes(32)).vkey],
        ):
            _code, said = verify(capsys, *arguments)
            assert "\x9b" not in said
            assert "\u202e" not in said


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_verify_loads_neither_django_nor_what_it_does_not_need(shapes: Shapes) -> None:
    script = (
        "import sys; from undersigned.cli import main; code = main(['verify', sys.argv[1]]);"
        "print(code, [name for name in sys.argv[2].split(',') if name in sys.modules])"
    )
    unwanted = "django,rich,urllib.request,http.client,ssl,structlog,zipfile,orjson"
    result = run("-c", script, shapes.receipt(5), unwanted)
    assert result.stdout.splitlines()[-1] == "0 []"
    result = run("-c", script, shapes.bundle, "django,rich,http.client,ssl,structlog")
    assert result.stdout.splitlines()[-1] == "0 []"


def test_the_command_ends_with_the_code(shapes: Shapes) -> None:
    for arguments, code in [
        ([shapes.receipt(5)], 0),
        ([shapes.receipt(5), "--key", SigningKey(ORIGIN, bytes(32)).vkey], 1),
        (["/nowhere"], 2),
        ([], 2),
        (["--colour"], 2),
    ]:
        result = run("-m", "undersigned", "verify", *arguments)
        assert result.returncode == code
        assert "Traceback" not in result.stderr


def test_a_terminal_without_unicode_is_no_obstacle(shapes: Shapes) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "undersigned", "verify", shapes.receipt(3)],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0
    assert b"Proven" in result.stdout
