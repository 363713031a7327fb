"""Fetch the typefaces, cut them to the scripts that we set, and write them for pages and PDF.

Run it as `python -m tools.vendor_fonts` with npm on the path and fonttools, brotli and uharfbuzz
installed, which nothing else here needs. The same packages give the same bytes.
"""

import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

TARGET: Final = Path(__file__).resolve().parent.parent / "src/undersigned/static/undersigned/fonts"

# Whole static faces; the licence texts and the face with an optical size come from elsewhere.
SERIF: Final = "@expo-google-fonts/source-serif-4@0.4.1"
NASKH: Final = "@expo-google-fonts/amiri@0.4.1"
VARIABLE_SERIF: Final = "@fontsource-variable/source-serif-4@5.3.1"
NASKH_LICENCE: Final = "@fontsource/amiri@5.3.0"

LATIN: Final = (
    "0020-007E 00A0-00FF 0131 0152-0153 02BB-02BC 02C6 02DA 02DC 2000-200B 2010-2027 202F-205F "
    "20AC 2116 2122 2190-2193 2212 2215"
)
LATIN_EXT: Final = (
    "0100-0130 0132-0151 0154-02BA 02BD-02C5 02C7-02CC 02CE-02D7 02DD-02FF 0300-030C 0323-0331 "
    "1E00-1EFF 20A0-20AB 20AD-20C0 2113 2C60-2C7F A720-A7FF"
)
GREEK: Final = "0370-03FF"
CYRILLIC: Final = "0400-045F 0462-0463 0472-0475 0490-0493 0496-04FF 0500-052F"
_BETWEEN: Final = (
    "200C-200F 0020-0021 0025 0028-0029 002D-003A 005B 005D 00A0 00AB 00BB 2010-2014 2018-201F "
    "2026 2039-203A FD3E-FD3F"
)
# Letters, points and digits of Arabic, Persian, Urdu, Kurdish, Pashto and Uyghur.
ARABIC_LETTERS: Final = (
    "060C 061B 061F 0621-063A 0640-0655 0659 0660-066C 0670-0671 0679 067C 067E 0681 0685-0686 "
    "0688-0689 0691-0693 0695-0696 0698 069A 06A4 06A9 06AB 06AD 06AF 06B5 06BA 06BC 06BE "
    "06C0-06C3 06C6-06C8 06CB-06CE 06D0 06D2-06D5 06F0-06F9"
)
ARABIC: Final = f"{ARABIC_LETTERS} {_BETWEEN}"
# All letters of the script, which only paper can afford, without the signs of recitation.
ARABIC_WHOLE: Final = f"0600-0603 0606-061C 061E-06D5 06EE-06FF 0750-077F FDFA-FDFC {_BETWEEN}"

WEB_FEATURES: Final = [
    "kern", "liga", "ccmp", "locl", "mark", "mkmk", "onum", "lnum", "pnum", "tnum",
    "curs", "init", "medi", "fina", "isol", "rlig", "calt", "rtlm",
]  # fmt: skip
PDF_FEATURES: Final = [*WEB_FEATURES, "smcp", "sups", "case"]
# Most glyphs of the naskh are forms of a letter before certain others. A plain cut keeps the four
# that every letter has, and those without which these words would be misspelt.
PLAIN_WORDS: Final = ("لا", "لأ", "لإ", "لآ", "بلا", "بلأ", "بلإ", "بلآ", "الله", "لله", "بالله")
FAMILY: Final = "Undersigned"
"""A subset is a modified version, which may not bear the name that Adobe reserves (OFL, 3)."""


@dataclass(frozen=True)
class Cut:
    """A file to write: which face, which characters, under which family."""

    target: str
    package: str
    face: str
    characters: str
    family: str
    style: str = "Regular"
    optical_size: float | None = None
    has_small_capitals: bool = False
    is_plain: bool = False

    @property
    def features(self) -> list[str]:
        """The layout features to keep: on pages, those that their sheets ask for."""
        if not self.target.endswith(".woff2"):
            return PDF_FEATURES
        return [*WEB_FEATURES, "smcp"] if self.has_small_capitals else WEB_FEATURES


_SERIF = "{0}/SourceSerif4_{0}.ttf"
_NASKH = "{0}/Amiri_{0}.ttf"
_DISPLAY = "files/source-serif-4-{0}-opsz-normal.woff2"
_FACES: Final = (
    ("", "400Regular", "Regular"),
    ("-italic", "400Regular_Italic", "Italic"),
    ("-semibold", "600SemiBold", "SemiBold"),
)
_SCRIPTS: Final = (
    ("latin", LATIN),
    ("latin-ext", LATIN_EXT),
    ("greek", GREEK),
    ("cyrillic", CYRILLIC),
)


def cuts() -> Iterator[Cut]:
    """All files: woff2 by script for pages, one TrueType file a face for the PDF."""
    every_script = " ".join(characters for _, characters in _SCRIPTS)
    for suffix, face, style in _FACES:
        source = _SERIF.format(face)
        for script, characters in _SCRIPTS:
            name = f"serif-{script}{suffix}.woff2"
            yield Cut(
                name, SERIF, source, characters, "Serif", style, has_small_capitals=not suffix
            )
        yield Cut(f"pdf/serif{suffix}.ttf", SERIF, source, every_script, "Serif", style)
    for script, characters in _SCRIPTS[:2]:
        source = _DISPLAY.format(script)
        name = f"serif-display-{script}.woff2"
        yield Cut(name, VARIABLE_SERIF, source, characters, "Display", optical_size=48)
        # Typst takes one file for a face of a family, so each script is a family of its own.
        family = "Display" if script == "latin" else "Display Ext"
        name = f"pdf/display-{script}.ttf"
        yield Cut(name, VARIABLE_SERIF, source, characters, family, optical_size=48)
    for suffix, face, style in (("", "400Regular", "Regular"), ("-bold", "700Bold", "Bold")):
        source = _NASKH.format(face)
        is_plain = style == "Bold"
        characters = ARABIC_LETTERS if is_plain else ARABIC
        name = f"naskh{suffix}.woff2"
        yield Cut(name, NASKH, source, characters, "Naskh", style, is_plain=is_plain)
        yield Cut(f"pdf/naskh{suffix}.ttf", NASKH, source, ARABIC_WHOLE, "Naskh", style)
    source = _NASKH.format("400Regular")
    yield Cut("naskh-plain.woff2", NASKH, source, ARABIC_LETTERS, "Naskh Plain", is_plain=True)


def code_points(characters: str) -> set[int]:
    """The code points of ranges such as "0020-007E 00A0"."""
    points: set[int] = set()
    for part in characters.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def write_cut(cut: Cut, folder: Path, target: Path) -> None:
    """Cut one face and write it, as woff2 or TrueType by the name of the target."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import (
        instantiateVariableFont,
    )

    font = TTFont(folder / cut.face, recalcTimestamp=False)
    if cut.optical_size is not None:
        font = instantiateVariableFont(font, {"opsz": cut.optical_size, "wght": 400})
    options = Options()
    options.layout_features = cut.features
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 7, 8, 9, 11, 13, 14]
    options.drop_tables += ["STAT", "DSIG", "meta", "MVAR", "HVAR", "avar"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points(cut.characters))
    if cut.is_plain:
        glyphs, lookups = _needed_by(PLAIN_WORDS, folder / cut.face)
        _keep_ligatures(font, lookups)
        subsetter.populate(glyphs=glyphs | _reached(folder / cut.face, cut))
        options.layout_closure = False
    subsetter.subset(font)
    _rename(font, f"{FAMILY} {cut.family}", cut.style)
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target, reorderTables=False)


def _needed_by(words: Iterable[str], face: Path) -> tuple[set[str], set[int]]:
    """The glyphs that these words pass through, and the lookups of required ligatures."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    order = TTFont(face).getGlyphOrder()
    shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(face)))
    glyphs: set[str] = set()
    lookups: set[int] = set()
    for word in words:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        before: list[int] = []

        def follow(step: str, buffer: Any = buffer, before: list[int] = before) -> None:
            now = [info.codepoint for info in buffer.glyph_infos]
            if found := re.match(r"end lookup (\d+) feature '(\w+)'", step):
                # Before the first lookup they are characters, not glyphs.
                glyphs.update(order[number] for number in now)
                if found[2] == "rlig" and now != before:
                    lookups.add(int(found[1]))
            before[:] = now

        buffer.set_message_func(follow)
        uharfbuzz.shape(shaper, buffer)
    return glyphs, lookups


def _keep_ligatures(font: "TTFont", lookups: set[int]) -> None:
    """Leave of the required ligatures, and of the forms that are made as such, these lookups."""
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "rlig":
            kept = [index for index in record.Feature.LookupListIndex if index in lookups]
            record.Feature.LookupListIndex = kept
            record.Feature.LookupCount = len(kept)


def _reached(face: Path, cut: Cut) -> set[str]:
    """The glyphs that the characters of a cut can become without required ligatures."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(face)
    _keep_ligatures(font, set())
    options = Options()
    options.layout_features = cut.features
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points(cut.characters))
    subsetter.subset(font)
    return set(font.getGlyphOrder())


def _rename(font: "TTFont", family: str, style: str) -> None:
    full = f"{family} {style}"
    names = {1: full, 2: "Regular", 3: full, 4: full, 6: full.replace(" ", "")}
    names |= {16: family, 17: style}
    if style in {"Regular", "Italic", "Bold"}:
        names |= {1: family, 2: style}
        del names[16], names[17]
    for name_id, value in names.items():
        font["name"].setName(value, name_id, 3, 1, 0x409)


def fetch(package: str, folder: Path) -> Path:
    """Fetch a package by npm and unpack it into a folder of its own."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", package],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / packed.stdout.split()[-1]
    unpacked = folder / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(unpacked, filter="data")
    return unpacked / "package"


def write_licence(package: Path, font: Path, name: str) -> None:
    """The licence text of the package under the copyright line that the font itself bears."""
    from fontTools.ttLib import TTFont

    _packager, _, licence = (package / "LICENSE").read_text(encoding="utf-8").partition("\n")
    holder = TTFont(font)["name"].getDebugName(0)
    text = f"{holder}\n{licence}".rstrip() + "\n"
    (TARGET / f"LICENSE-{name}.txt").write_text(text, encoding="utf-8")


def main() -> None:
    """Fetch, cut, write, and say what was written."""
    with tempfile.TemporaryDirectory() as temporary:
        packages = {
            package: fetch(package, Path(temporary))
            for package in (SERIF, NASKH, VARIABLE_SERIF, NASKH_LICENCE)
        }
        for cut in cuts():
            target = TARGET / cut.target
            write_cut(cut, packages[cut.package], target)
            print(f"{target.stat().st_size:8,} {cut.target}")
        write_licence(packages[VARIABLE_SERIF], TARGET / "pdf/serif.ttf", "source-serif")
        write_licence(packages[NASKH_LICENCE], TARGET / "pdf/naskh.ttf", "amiri")


if __name__ == "__main__":
    main()
