"""Typst: from the content of a letter to the bytes of a PDF, in this process or in one of its own.

A hundred thousand names take Typst about a gigabyte, which it keeps for its next work; so what is
long is set in a process that ends with it, gives way to those that answer readers, and fails
rather than take more than MOST_BYTES. It gets its content on standard input:
`python -m undersigned.adapters.typeset`.
"""

import hashlib
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from undersigned.adapters.print_names import rare_characters, without

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_TEMPLATE: Final = _PACKAGE / "templates/print/letter.typ"
_FONTS: Final = _PACKAGE / "static/undersigned/fonts/pdf"

# More names than these are set in a process of their own.
NAMES_HERE: Final = 2000
LONGEST_SECONDS: Final = 300
MOST_BYTES: Final = 3 * 2**30
_UNDRAWN: Final = "could not be displayed"
# What Typst says about each, a character that one might not see as its number.
_UNDRAWN_TEXT: Final = re.compile(rf'the text `"(.+?)"` {_UNDRAWN}')
_NUMBERED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_PROBE: Final = b"""
#set document(title: "-")
#set text(lang: "en", font: ("Undersigned Serif", "Undersigned Naskh"))
#for words in json(bytes(sys.inputs.letter)) { par(words) }
"""

Json = dict[str, Any]


class NotTypeset(Exception):
    """Typst did not finish; the message says why, in the words of the program."""


def template_digest() -> str:
    """Changes with the way in which letters are set."""
    return hashlib.sha256(_TEMPLATE.read_bytes()).hexdigest()


def typeset(content: Json) -> bytes:
    """The PDF of what the template shows. Raises NotTypeset."""
    if _count(content) <= NAMES_HERE:
        return _typeset(content)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "undersigned.adapters.typeset"],
            input=json.dumps(content, ensure_ascii=False).encode(),
            capture_output=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset(f"it took longer than {LONGEST_SECONDS} seconds") from error
    if done.returncode:
        raise NotTypeset(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def _count(content: Json) -> int:
    signatures = content["signatures"]
    return len(signatures["organizations"]) + len(signatures["people"]) if signatures else 0


def _typeset(content: Json) -> bytes:
    if content["signatures"]:
        _replace_undrawn(content)
    data = json.dumps(content, ensure_ascii=False)
    try:
        return _compile(_TEMPLATE.read_bytes(), data)
    except typst.TypstError as error:
        # PDF/UA forbids a character without a glyph; then tags without the claim are better.
        if _UNDRAWN not in _words_of(error):
            raise NotTypeset(error.message) from error
    return _compile(_TEMPLATE.read_bytes(), data, is_claimed=False)


@cache
def _fonts() -> typst.Fonts:
    # Scanning the system's fonts takes long, so it happens once a process.
    return typst.Fonts(include_system_fonts=True, font_paths=[str(_FONTS)])


def _compile(template: bytes, data: str, *, is_claimed: bool = True) -> bytes:
    compiler = typst.Compiler(font_paths=_fonts(), sys_inputs={"letter": data})
    pdf = compiler.compile(
        template, format="pdf", pdf_standards="ua-1" if is_claimed else None, timestamp=0
    )
    assert isinstance(pdf, bytes)
    return pdf


def _words_of(error: typst.TypstError) -> str:
    return f"{error.message}{error.diagnostic}"


def _replace_undrawn(content: Json) -> None:
    """Put a sign in place of each character of a name that no typeface here draws, and say so."""
    missing = undrawn_characters(rare_characters(one[key] for one, key in _names(content)))
    changed = False
    for one, key in _names(content):
        words = without(missing, one[key])
        changed = changed or words != one[key]
        one[key] = words
    if changed:
        content["signatures"]["notes"].append(content["sections"][0]["labels"]["undrawn"])


def _names(content: Json) -> Iterator[tuple[Json, str]]:
    for kind in ("organizations", "people"):
        for one in content["signatures"][kind]:
            yield one, "name"
            for detail in one["details"]:
                yield detail, "words"


def undrawn_characters(characters: set[str]) -> set[str]:
    """Those of the characters that no typeface on this machine draws: Typst is asked once."""
    if not characters:
        return set()
    try:
        _compile(_PROBE, json.dumps(sorted(characters)))
    except typst.TypstError as error:
        texts = _UNDRAWN_TEXT.findall(_words_of(error))
        return {
            character
            for text in texts
            for character in _NUMBERED.sub(lambda found: chr(int(found[1], 16)), text)
            if character in characters
        }
    return set()


def main() -> None:
    """Set what comes on standard input, after those who answer readers."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    content = json.loads(sys.stdin.buffer.read())
    try:
        pdf = _typeset(content)
    except NotTypeset as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
