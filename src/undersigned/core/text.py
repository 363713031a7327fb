"""The text of an edition in one language, `undersigned/text/v1`: docs/formats/text.md.

These are the bytes that are shown, downloaded, signed, logged, typeset and quoted from.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from undersigned.core.characters import FORBIDDEN, SPACES, name_of_forbidden
from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language
from undersigned.core.lines import clean_line
from undersigned.core.sentences import Sentence
from undersigned.core.strict import check_letter, decode_utf8, parse_number

VERSION: Final = "undersigned/text/v1"
MAX_TEXT_BYTES: Final = 1_048_576
MAX_EDITION: Final = 999_999
MAX_ADDRESSEE_PART: Final = 300

_HEADER: Final = re.compile(
    r"letter (?P<letter>[^\n]*)\n"
    r"edition (?P<edition>[^\n]*)\n"
    r"language (?P<language>[^\n]*)\n"
    r"title (?P<title>[^\n]*)\n"
    r"(?P<addressees>(?:to [^\n]*\n)+)"
    r"\n"
)
_SEMICOLON: Final = re.compile("[;\u061b]")
_SPACE: Final = f"[{SPACES}]"
_EDGE_OR_DOUBLE_SPACE: Final = re.compile(f"\\A{_SPACE}|{_SPACE}\\Z|{_SPACE}{_SPACE}")
_TRAILING_SPACE: Final = re.compile(f"{_SPACE}$", re.MULTILINE)
_LINE_END: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile("\n{3,}")
# UAX #15, Stream-Safe Text Format: no language needs more marks than this in a row.
_MAX_MARKS_IN_A_ROW: Final = 30
_MAYBE_MARKS: Final = re.compile(f"[^\0-\u02ff]{{{_MAX_MARKS_IN_A_ROW + 1},}}")


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or body that the letter is addressed to; office and place may be empty."""

    name: str
    office: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One edition of a letter in one language; `body` is Markdown and ends in one LF."""

    letter: str
    edition: int
    language: str
    title: str
    addressees: tuple[Addressee, ...]
    body: str


def format_text(text: Text) -> bytes:
    """The bytes of the text; Malformed when a part is not in its canonical form."""
    check_letter(text.letter)
    if not 1 <= text.edition <= MAX_EDITION:
        raise Malformed("An edition has a number from 1 to {most}.", most=MAX_EDITION)
    check_language(text.language)
    _check_line(text.title, Sentence("The title"))
    if not text.title:
        raise Malformed("The title is empty.")
    if not text.addressees:
        raise Malformed("A letter needs at least one addressee.")
    _check_body(text.body)
    lines = [
        VERSION,
        f"letter {text.letter}",
        f"edition {text.edition}",
        f"language {text.language}",
        f"title {text.title}",
        *(f"to {format_addressee(addressee)}" for addressee in text.addressees),
    ]
    data = ("\n".join(lines) + "\n\n" + text.body).encode()
    if len(data) > MAX_TEXT_BYTES:
        raise Malformed("The text is larger than {most} bytes.", most=MAX_TEXT_BYTES)
    return data


def parse_text(data: bytes) -> Text:
    """The text that these bytes are the only spelling of; Malformed otherwise."""
    if len(data) > MAX_TEXT_BYTES:
        raise Malformed("The text is larger than {most} bytes.", most=MAX_TEXT_BYTES)
    content = decode_utf8(data, "The text")
    version, _, rest = content.partition("\n")
    if version != VERSION:
        raise Malformed("The text does not begin with the line {VERSION!r}.", VERSION=VERSION)
    header = _HEADER.match(rest)
    if header is None:
        raise Malformed("The head of the text is not letter, edition, language, title and to.")
    text = Text(
        letter=header["letter"],
        edition=parse_number(header["edition"]),
        language=header["language"],
        title=header["title"],
        addressees=tuple(
            _parse_addressee(line.removeprefix("to "))
            for line in header["addressees"].removesuffix("\n").split("\n")
        ),
        body=rest[header.end() :],
    )
    if format_text(text) != data:
        raise Malformed("The text is not in its canonical form.")
    return text


def digest(data: bytes) -> bytes:
    """The SHA-256 by which a text is signed and logged."""
    import hashlib  # noqa: PLC0415 slow import

    return hashlib.sha256(data).digest()


def format_addressee(addressee: Addressee) -> str:
    """Name, office and place between semicolons; a part that is not empty follows one space.

    An empty office or place leaves its semicolon, so that no line ends in a space:
    "Name; Office; Place", "Name;; Place", "Name; Office;", "Name;;".
    """
    parts = (addressee.name, addressee.office, addressee.place)
    for part in parts:
        _check_line(part, Sentence("An addressee"))
        if ";" in part:
            raise Malformed("The name, office or place of an addressee holds a semicolon.")
    if not addressee.name:
        raise Malformed("An addressee has no name.")
    return ";".join(f" {part}" if part else "" for part in parts)[1:]


def _parse_addressee(line: str) -> Addressee:
    parts = line.split(";")
    if len(parts) != 3:
        raise Malformed("An addressee is not written as name; office; place.")
    # The spelling is checked when the whole text is formatted again.
    return Addressee(*(part.removeprefix(" ") for part in parts))


def read_addressees(typed: str) -> tuple[Addressee, ...]:
    """The addressees that a person typed, one a line, as "Name; Office; Place" or less.

    The semicolon of the Arabic script parts them as well; in a text it becomes the other one.
    Raises Malformed with the number of the line when a part is too long or there are too many.
    """
    addressees = []
    for number, line in enumerate(normalize_body(typed).split("\n"), start=1):
        if not line.strip():
            continue
        parts = _SEMICOLON.split(line)
        if len(parts) > 3:
            raise Malformed(
                "Line {number}: write an addressee as name; office; place.", number=number
            )
        try:
            cleaned = [clean_line(part, max_length=MAX_ADDRESSEE_PART) for part in parts]
        except Malformed as problem:
            raise Malformed("Line {number}: {problem}", number=number, problem=problem) from None
        if not cleaned[0]:
            raise Malformed("Line {number}: this addressee has no name.", number=number)
        addressees.append(Addressee(*cleaned))
    return tuple(addressees)


def normalize_body(typed: str) -> str:
    """What was typed or uploaded, in the canonical form of a body.

    NFC, LF, spaces for tabs, no trailing spaces, no forbidden characters, at most one empty line
    in a row, none at the beginning, one LF at the end; "" when nothing is left. Trailing spaces
    are no line break here: a backslash at the end of a line is. Raises Malformed when the size
    or a run of combining marks goes beyond what any letter needs.
    """
    if len(typed) > MAX_TEXT_BYTES:
        raise Malformed("The text is larger than {most} bytes.", most=MAX_TEXT_BYTES)
    body = _LINE_END.sub("\n", typed)
    if "\t" in body:
        body = body.expandtabs(4)
    body = FORBIDDEN.sub("", body)
    # Putting a long run of marks in order would take quadratic time.
    for run in _MAYBE_MARKS.finditer(body):
        _check_marks(run[0])
    body = unicodedata.normalize("NFC", body)
    body = "\n".join(line.rstrip(SPACES) for line in body.split("\n"))
    body = _BLANK_LINES.sub("\n\n", body).strip("\n")
    return f"{body}\n" if body else ""


def _check_marks(run: str) -> None:
    marks = 0
    for character in run:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MAX_MARKS_IN_A_ROW:
            raise Malformed("The text carries more marks on a letter than any language writes.")


def _check_line(line: str, what: str) -> None:
    """A line of the head: nothing forbidden, and single spaces, only between other characters."""
    _check_characters(line, what)
    if "\n" in line:
        raise Malformed("{what} does not stand on one line.", what=what)
    if _EDGE_OR_DOUBLE_SPACE.search(line):
        raise Malformed("{what} begins or ends with a space, or holds two in a row.", what=what)


def _check_body(body: str) -> None:
    _check_characters(body, Sentence("The body"))
    if not body.endswith("\n") or body.endswith("\n\n") or body.startswith("\n"):
        raise Malformed("The body does not begin with a line of text and end in one line feed.")
    if "\n\n\n" in body:
        raise Malformed("The body holds two empty lines in a row.")
    if _TRAILING_SPACE.search(body):
        raise Malformed("A line of the body ends in a space.")


def _check_characters(value: str, what: str) -> None:
    found = FORBIDDEN.search(value)
    if found:
        raise Malformed(
            "{what} holds {what_is_there}.", what=what, what_is_there=name_of_forbidden(found[0])
        )
    if not unicodedata.is_normalized("NFC", value):
        raise Malformed("{what} is not in Unicode normalization form C.", what=what)
