"""`undersigned quotes` at its edges: what it reads and writes, and what it cannot."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.quotes.test_quotes import LETTER, TRUE, article, letter, quotes, rows
from undersigned.cli import main
from undersigned.cli.quotes.outputs import open_output

__all__ = ["article", "letter"]

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("option", [[], ["--json"], ["--csv", "-"], ["--report", "-"]])
def test_a_closed_pipe_is_no_error(article: str, option: list[str]) -> None:
    Path(article).write_text(f"{TRUE}\n" * 1000, "utf-8")
    run = subprocess.Popen(
        [sys.executable, "-m", "undersigned", "quotes", article, *option],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.readline()
    run.stdout.close()
    with run:
        assert run.stderr.read() == b""
    assert run.returncode == 141


@pytest.mark.parametrize("option", [[], ["--json"], ["--csv", "-"], ["--report", "-"]])
def test_a_full_disk_is_named_and_not_the_article(article: str, option: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "undersigned", "quotes", article, *option],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    reason = b"undersigned quotes: Standard output: No space left on device\n"
    assert (run.returncode, run.stderr) == (2, reason)


def test_a_hyphen_is_standard_output(
    article: str, letter: str, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    for option, start in (
        ("--report", b"<!doctype html>"),
        ("--annotations", b"{"),
        ("--csv", b"\xef\xbb\xbffile,kind"),
    ):
        file = tmp_path / "out"
        assert main(["quotes", article, "--letter", letter, option, str(file)]) == 1
        assert capfdbinary.readouterr() == (b"", b"")
        assert main(["quotes", article, "--letter", letter, option, "-"]) == 1
        assert capfdbinary.readouterr() == (file.read_bytes(), b"")
        assert file.read_bytes().startswith(start)
    assert not Path("-").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--json", "--csv", "-"), "Only one of --json and --csv can go to standard output."),
        (
            ("--report", "-", "--annotations", "-"),
            "Only one of --report and --annotations can go to standard output.",
        ),
        (("--report", ""), "The name of a file to write is empty."),
        (("--letter", ""), "The name of the letter is empty."),
        (
            ("--language", "xx"),
            (
                "xx: There is no such language. en, fr, de, es, fa are read wholly; of others,"
                " named by their code in ISO 639 such as it or pt, the quotation marks."
            ),
        ),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    article: str, arguments: tuple[str, ...], reason: str, capsys: Captured
) -> None:
    assert quotes(capsys, article, *arguments) == (2, "", f"undersigned quotes: {reason}\n")


def test_article_and_letter_are_not_both_standard_input(capsys: Captured) -> None:
    assert quotes(capsys, "-", "--letter", "-") == (
        2,
        "",
        "undersigned quotes: Article and letter cannot both come on standard input.\n",
    )


def test_a_letter_comes_on_standard_input(
    article: str, letter: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = quotes(capsys, article, "--letter", letter, "--json")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LETTER.encode()), "utf-8"))
    assert quotes(capsys, article, "--letter", "-", "--json") == wanted
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"PK\x03\x04"), "utf-8"))
    code, _out, err = quotes(capsys, article, "--letter", "-")
    assert (code, err) == (
        2,
        "undersigned quotes: A bundle is read from a file only, not from standard input.\n",
    )


def test_languages_without_a_model_have_their_marks_read(article: str, capsys: Captured) -> None:
    for tag in ("it", "pt-BR", "yue", "und"):
        code, out, err = quotes(capsys, article, "--language", tag, "--json")
        assert (code, err) == (0, "")
        assert {row["kind"] for row in rows(out)} >= {"direct"}
    assert quotes(capsys, article, "--language", "EN", "--json") == quotes(
        capsys, article, "--json"
    )


def test_a_file_address_means_the_file(tmp_path: Path, letter: str, capsys: Captured) -> None:
    path = tmp_path / "an article ü.txt"
    path.write_text(TRUE, "utf-8")
    wanted = quotes(capsys, str(path), "--letter", letter, "--csv", "-")
    for address in (path.as_uri(), path.as_uri().replace("file://", "FILE://localhost")):
        told = quotes(capsys, address, "--letter", Path(letter).as_uri(), "--csv", "-")
        assert told == wanted
    for address, reason in (
        ("file://paper.example/a.txt", "This names a file of another machine."),
        (
            "file:a.txt",
            (
                "This names no file. A whole address is file:///articles/a.txt; the name of"
                " the file alone will do."
            ),
        ),
        ("ftp://paper.example/a", "Only addresses with http, https or file are read."),
    ):
        assert quotes(capsys, address) == (2, "", f"undersigned quotes: {address}: {reason}\n")


def test_a_guess_at_the_encoding_is_told(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("« La rivière a baissé », a dit le député.".encode("cp1252"))
    code, out, err = quotes(capsys, str(path), "--language", "fr", "--json")
    assert (code, len(rows(out))) == (0, 1)
    assert err == (
        f"undersigned quotes: {path}: This is not in UTF-8, and does not say what it is in."
        " It was read as windows-1252.\n"
    )


def test_a_file_is_whole_or_not_there(
    article: str, letter: str, tmp_path: Path, capsys: Captured
) -> None:
    """What was there stays until all is written, and nothing else is left beside it."""
    folder = tmp_path / "reports"
    folder.mkdir()
    report = folder / "r.html"
    report.write_text("before", "utf-8")
    report.chmod(0o640)
    (folder / "link.html").symlink_to(report)
    half = open_output(str(report))
    half.__enter__()(b"half")
    assert not half.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert report.read_text("utf-8") == "before"
    assert quotes(capsys, article, "--letter", letter, "--report", str(folder / "link.html")) == (
        1,
        "",
        "",
    )
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert report.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["link.html", "r.html"]
    missing = str(folder / "none" / "r.html")
    assert quotes(capsys, article, "--report", missing) == (
        2,
        "",
        f"undersigned quotes: {missing}: No such file or directory\n",
    )
    assert quotes(capsys, article, "--csv", "/dev/full") == (
        2,
        "",
        "undersigned quotes: /dev/full: No space left on device\n",
    )


def test_a_name_may_be_too_long(capsys: Captured) -> None:
    name = "a" * 300
    assert quotes(capsys, name) == (2, "", f"undersigned quotes: {name}: File name too long\n")
