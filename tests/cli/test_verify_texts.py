"""`undersigned verify` of the proof that travels inside a printed letter."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shapes
from tests.cli.test_verify import report, verify
from undersigned.core.public_files import text_path
from undersigned.core.text_proof import format_text_proof

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def proof(shapes: Shapes) -> Path:
    """The proof, with the text in one of its languages beside it."""
    text_proof = shapes.log.text_proof(0)
    language, digest = text_proof.leaf.digests[0]
    (shapes.folder / f"{language}.txt").write_bytes(shapes.log.texts[text_path(digest)])
    path = shapes.folder / "letter.tlog-proof"
    path.write_bytes(format_text_proof(text_proof))
    return path


def test_it_says_which_texts_are_in_the_log(shapes: Shapes, proof: Path, capsys: Captured) -> None:
    code, said = verify(capsys, str(proof), "--key", shapes.key)
    assert code == 0
    assert f"is entry 0 of {len(shapes.log.entries)} in the log" in said
    assert "The file en.txt beside it is that text to the byte." in said
    assert "fr.txt" not in said
    assert "That the key is the log's own" not in said
    (proof.parent / "en.txt").unlink()
    code, said = verify(capsys, str(proof))
    assert (code, "any text which you have read" in said) == (0, True)
    assert "That the key is the log's own" in said


def test_changed_text_or_proof_is_refused(shapes: Shapes, proof: Path, capsys: Captured) -> None:
    text = proof.parent / "en.txt"
    text.write_bytes(text.read_bytes().replace(b"open", b"shut"))
    found = report(capsys, str(proof))
    assert found["result"] == "refused"
    assert found["reason"] == "The file en.txt beside it is not the text of this edition."
    text.unlink()
    proof.write_bytes(proof.read_bytes().replace(b"index 0", b"index 1"))
    assert report(capsys, str(proof))["result"] == "refused"


def test_it_is_compared_with_another_view(shapes: Shapes, proof: Path, capsys: Captured) -> None:
    found = report(capsys, str(proof), "--against", shapes.bundle)
    assert found["against"]["size"] == len(shapes.log.entries)
