"""The typefaces in the repository are those that the tool cuts, each of them and no other."""

import re

from tools.vendor_fonts import ARABIC, GREEK, LATIN, LATIN_EXT, TARGET, code_points, cuts

WOFF2 = b"wOF2"
TRUE_TYPE = b"\x00\x01\x00\x00"


def test_every_cut_is_there_and_nothing_else() -> None:
    fonts = {
        path.relative_to(TARGET).as_posix()
        for path in TARGET.rglob("*")
        if path.suffix in {".woff2", ".ttf"}
    }
    assert fonts == {cut.target for cut in cuts()}


def test_files_are_what_their_names_say_and_modest() -> None:
    total = 0
    for cut in cuts():
        content = (TARGET / cut.target).read_bytes()
        assert content.startswith(WOFF2 if cut.target.endswith(".woff2") else TRUE_TYPE)
        total += len(content)
    assert total < 3_000_000


def test_licences_lie_beside() -> None:
    for name in ("amiri", "source-serif"):
        licence = (TARGET / f"LICENSE-{name}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_page_of_the_fonts_names_the_ranges_that_are_cut() -> None:
    page = (TARGET / "README.md").read_text(encoding="utf-8")
    ranges = dict(re.findall(r"^\| ([a-z-]+) \| `(U\+[^`]+)` \|$", page, re.MULTILINE))
    for name, characters in (("latin-ext", LATIN_EXT), ("greek", GREEK), ("naskh", ARABIC)):
        named = code_points(ranges[name].replace(",", "").replace("U+", ""))
        assert code_points(characters) <= named, name
    # The range of Latin is that of its block; what is cut from it holds no control characters.
    latin = code_points(ranges["latin"].replace(",", "").replace("U+", ""))
    assert code_points(LATIN) <= latin


def test_code_points_reads_ranges_and_single_points() -> None:
    assert code_points("0041-0043 20AC") == {0x41, 0x42, 0x43, 0x20AC}
