"""`undersigned quotes`: what it prints and writes of an article, and how it ends."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shapes
from undersigned.cli import main
from undersigned.core.quotes.annotations import CONTEXT

Captured = pytest.CaptureFixture[str]

LETTER = (
    "The river has been falling for three summers.\n\n"
    "We ask that every gauge be published each month, and that nobody be punished.\n"
)
TRUE = "“We ask that every gauge be published each month,” the signatories said.\n"
FALSE = "The signatories wrote that the river “has been falling for two summers”.\n"
OTHER = "“We have not read it at all,” a diplomat said.\n"


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, "utf-8")
    return str(path)


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(f"{FALSE}\n{TRUE}\n{OTHER}", "utf-8")
    return str(path)


def quotes(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it said."""
    code = main(["quotes", *arguments])
    output = capsys.readouterr()
    return code, output.out, output.err


# Any: JSON objects with members of many types.
def rows(output: str) -> list[Any]:
    return [json.loads(line) for line in output.splitlines()]


def test_json_has_one_object_a_line(article: str, letter: str, capsys: Captured) -> None:
    code, out, err = quotes(capsys, article, "--letter", letter, "--json")
    text = Path(article).read_text("utf-8")
    found = rows(out)
    assert (code, err) == (1, "")
    assert [
        (row["kind"], text[row["start"] : row["end"]], row["speaker_class"], row["verdict"])
        for row in found
        if row["kind"] == "direct"
    ] == [
        ("direct", "has been falling for two summers", "letter", "altered"),
        ("direct", "We ask that every gauge be published each month,", "letter", "verbatim"),
        ("direct", "We have not read it at all,", "third", None),
    ]


def test_exit_codes_tell_true_from_altered(tmp_path: Path, letter: str, capsys: Captured) -> None:
    path = tmp_path / "a.txt"
    for text, code in ((TRUE, 0), (FALSE, 1), (OTHER, 0)):
        path.write_text(text, "utf-8")
        assert quotes(capsys, str(path), "--letter", letter)[0] == code
        assert quotes(capsys, str(path))[0] == 0


def test_people_read_verdicts_in_words_and_signs(
    article: str, letter: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, err = quotes(capsys, article, "--letter", letter)
    assert (code, err) == (1, "")
    assert "“has been falling for two summers”[1 ✗ altered]." in out
    assert "✗ altered (a number changed)  The signatories · the letter’s side" in out
    assert "article has been falling for [-three-]{+two+} summers" in out
    assert "letter  has been falling for three summers  (edition 1, en)" in out
    assert "each month,”[2 ✓ verbatim]" in out
    assert "✓ 1 verbatim   ✗ 1 altered   1 quotation of others" in out
    assert "\x1b" not in out


def test_a_word_left_out_stands_between_words(
    tmp_path: Path, letter: str, capsys: Captured
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "“We ask that every gauge published each month,” the signatories said.", "utf-8"
    )
    out = quotes(capsys, str(path), "--letter", letter)[1]
    assert "every gauge [-be-] published" in out


def test_a_narrow_terminal_gets_narrow_lines(
    article: str, letter: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    _code, out, _err = quotes(capsys, article, "--letter", letter)
    assert max(map(len, out.splitlines())) <= 40


def test_colours_obey_their_setting(
    article: str, letter: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = re.compile(r"\x1b\[(?:[0-9]+;)*3[0-7][;m]")
    assert coloured.search(quotes(capsys, article, "--letter", letter)[1])
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured.search(quotes(capsys, article, "--letter", letter)[1])


def test_an_article_cannot_move_the_cursor(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.txt"
    path.write_text("“We \x1b[2J ask \u202e it,” \x07the signatories said.\n", "utf-8")
    for arguments in ([], ["--json"]):
        out = quotes(capsys, str(path), *arguments)[1]
        assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_standard_input_is_an_article(
    letter: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TRUE.encode()), "utf-8"))
    code, out, _err = quotes(capsys, "-", "--letter", letter, "--json")
    assert (code, [row["verdict"] for row in rows(out)]) == (0, ["verbatim"])


def test_a_bundle_and_a_folder_of_one_are_letters(
    shapes: Shapes, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("“The harbour was sold in one night without a vote,” they wrote.", "utf-8")
    told = [
        quotes(capsys, str(path), "--letter", place, "--language", "en", "--json")
        for place in (shapes.bundle, shapes.unzipped)
    ]
    assert told[0] == told[1]
    assert told[0][2] == ""


def test_a_page_tells_the_places_in_its_file(tmp_path: Path, letter: str, capsys: Captured) -> None:
    page = (
        f"<html lang=en><body><article><p>{FALSE.replace('two', '<b>two</b>')}</p>"
        f"<p>{TRUE}</p></article></body></html>"
    )
    path = tmp_path / "a.html"
    path.write_text(page, "utf-8")
    code, out, _err = quotes(capsys, str(path), "--letter", letter, "--json")
    altered = next(row for row in rows(out) if row["verdict"] == "altered")
    assert code == 1
    assert (
        page[altered["file_start"] : altered["file_end"]]
        == "has been falling for <b>two</b> summers"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "There is no text in it."),
        ("a.txt", b"%PDF-1.7", "This is a PDF. Save the article as a page or as plain text."),
        ("a.html", b"<html></html>", "There is no article on this page."),
        ("a.txt", None, "There is no such file."),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes | None, reason: str, capsys: Captured
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert quotes(capsys, str(path)) == (2, "", f"undersigned quotes: {path}: {reason}\n")


def test_a_letter_that_cannot_be_read_is_named(
    tmp_path: Path, article: str, capsys: Captured
) -> None:
    path = tmp_path / "letter"
    for content in (b"", b"\xff", b"PK\x03\x04", b"undersigned/text/v1\n"):
        path.write_bytes(content)
        code, out, err = quotes(capsys, article, "--letter", str(path))
        assert (code, out) == (2, "")
        assert err.startswith(f"undersigned quotes: {path}: ")
    path.unlink()
    path.mkdir()
    assert quotes(capsys, article, "--letter", str(path))[0] == 2


def test_private_addresses_are_not_fetched(capsys: Captured) -> None:
    code, out, err = quotes(capsys, "http://127.0.0.1:1/article")
    assert (code, out) == (2, "")
    assert err.startswith("undersigned quotes: http://127.0.0.1:1/article: ")


def test_annotations_are_written(
    tmp_path: Path, article: str, letter: str, capsys: Captured
) -> None:
    out = tmp_path / "a.json"
    assert quotes(capsys, article, "--letter", letter, "--annotations", str(out))[:2] == (1, "")
    made = json.loads(out.read_text("utf-8"))
    first = made["first"]["items"][0]
    assert (made["@context"], made["total"]) == (CONTEXT, 3)
    assert first["target"]["source"] == Path(article).as_uri()
    assert first["body"][0]["value"] == "altered"
    assert first["body"][1]["source"] == Path(letter).as_uri()
    assert first["body"][1]["selector"][0]["exact"] == "has been falling for three summers"


def test_a_report_holds_everything_and_runs_nothing(
    tmp_path: Path, article: str, letter: str, capsys: Captured
) -> None:
    hostile = Path(article)
    hostile.write_text(f"So <script>alert(1)</script> & {FALSE}\n</style>{TRUE}\n", "utf-8")
    out = tmp_path / "r.html"
    assert quotes(capsys, article, "--letter", letter, "--report", str(out))[:2] == (1, "")
    page = out.read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<script") == page.count('<script type="application/ld+json">') == 1
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert set(re.findall(r"url\((data:[a-z/0-9]+)", page)) == {"data:font/woff2"}
    assert "default-src &#x27;none&#x27;; style-src &#x27;sha256-" in page
    assert "<del>three</del> <ins>two</ins>" in page
    assert page.count("</style>") == 1


def test_a_terminal_without_the_characters_gets_others(article: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "undersigned", "quotes", article],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"?has been falling for two summers?[1]" in run.stdout
    assert run.stderr == b""


@pytest.mark.parametrize(
    ("options", "more"),
    [(["--json"], ""), (["--json", "--letter"], ""), ([], "rich"), (["--letter"], "rich")],
)
def test_it_starts_without_what_it_does_not_need(
    article: str, letter: str, options: list[str], more: str
) -> None:
    """No Django, nor what reads pages, nor Markdown for a plain letter: each takes its time."""
    words = ["quotes", article, *options, *([letter] if "--letter" in options else [])]
    program = (
        "import sys\nfrom undersigned.cli import main\n"
        f"main({words!r})\n"
        "names = {name.partition('.')[0] for name in sys.modules}\n"
        "print(*sorted(names & {'django', 'trafilatura', 'lxml', 'rich', 'markdown_it', 'numpy',"
        " 'charset_normalizer', 'multiprocessing', 'http', 'hashlib'}), file=sys.stderr)\n"
        "assert 'undersigned.cli.verify.report' not in sys.modules\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stderr == f"{more}\n"
    assert len(run.stdout.splitlines()) >= 3
