"""A folder with a letter that was gathered elsewhere: letter.toml, its texts, its signatories."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from undersigned.cli.site import Unusable
from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language
from undersigned.core.markdown import check_body
from undersigned.core.signatory_list import SignatoryList, parse_signatories
from undersigned.core.text import normalize_body
from undersigned.stages.draft import TextInput
from undersigned.stages.imports import LetterImport, TextImport

DESCRIPTION: Final = "letter.toml"
_LETTER_KEYS: Final = frozenset({"slug", "addressees", "texts", "signatories"})
_TEXT_KEYS: Final = frozenset({"language", "title", "file", "original", "addressees"})
_ADDRESSEE_KEYS: Final = frozenset({"name", "office", "place"})
_LINE: Final = re.compile(r"\bLine ([0-9]+)\b")

# Any: what tomllib returns is checked piece by piece below.
Table = dict[str, Any]


@dataclass(frozen=True)
class LetterFolder:
    """What a folder holds: the letter, and the list of its signatories as it was read."""

    letter: LetterImport
    listed: SignatoryList
    list_name: str


def read_folder(folder: Path) -> LetterFolder:
    """Read and check everything in the folder; nothing is stored. Raises Unusable."""
    if not folder.is_dir():
        raise Unusable(f"{folder} is not a folder.")
    try:
        table = tomllib.loads(_read(folder, DESCRIPTION))
    except tomllib.TOMLDecodeError as error:
        raise Unusable(f"{DESCRIPTION} is not TOML: {error}.") from error
    _check_keys(table, _LETTER_KEYS, DESCRIPTION)
    slug = _string(table, "slug", DESCRIPTION)
    shared = _addressees(table, DESCRIPTION)
    texts = _texts(folder, table, shared)
    list_name, listed = "", SignatoryList((), (), ())
    if "signatories" in table:
        list_name = _string(table, "signatories", DESCRIPTION)
        try:
            listed = parse_signatories(
                _read(folder, list_name), languages=[text.language for text in texts]
            )
        except Malformed as problem:
            raise Unusable(f"{list_name}: {problem}") from problem
    letter = LetterImport(slug=slug, texts=texts, signatories=listed.signatories)
    return LetterFolder(letter, listed, list_name)


def _texts(folder: Path, table: Table, shared: str) -> tuple[TextImport, ...]:
    tables = _tables(table, "texts", DESCRIPTION)
    if not tables:
        raise Unusable(f"{DESCRIPTION} has no [[texts]]; a letter has at least one.")
    originals: list[TextImport] = []
    translations: list[TextImport] = []
    for number, text_table in enumerate(tables, start=1):
        where = f"{DESCRIPTION}, text {number}"
        text = _text(folder, text_table, shared, where)
        is_original = text_table.get("original", False)
        if not isinstance(is_original, bool):
            raise Unusable(f"{where}: 'original' is true or false.")
        if any(text.language == other.language for other in originals + translations):
            raise Unusable(f"{where}: there is another text in {text.language!r}.")
        (originals if is_original else translations).append(text)
    if not originals and len(translations) == 1:
        return (translations[0],)
    if len(originals) != 1:
        raise Unusable(
            f"{DESCRIPTION}: exactly one of the texts is the original (original = true), not"
            f" {len(originals)}."
        )
    return (*originals, *translations)


def _text(folder: Path, table: Table, shared: str, where: str) -> TextImport:
    _check_keys(table, _TEXT_KEYS, where)
    language = _string(table, "language", where)
    try:
        check_language(language)
    except Malformed as problem:
        raise Unusable(f"{where}: {problem}") from problem
    source = _string(table, "file", where)
    typed = _read(folder, source)
    try:
        body = normalize_body(typed)
        check_body(body)
    except Malformed as problem:
        sentence = _LINE.sub(lambda found: _as_in_file(found, typed), str(problem))
        raise Unusable(f"{source}: {sentence}") from problem
    addressees = _addressees(table, where) if "addressees" in table else shared
    if not addressees:
        raise Unusable(f"{where}: there are no [[addressees]], neither here nor for all texts.")
    title = _string(table, "title", where)
    return TextImport(language, source, TextInput(title=title, addressees=addressees, body=body))


def _as_in_file(found: re.Match[str], typed: str) -> str:
    """The number of a line of the body as the number of the line in the file it came from.

    A body in canonical form has no empty lines at its beginning and no two in a row.
    """
    wanted, kept, was_empty = int(found[1]), 0, True
    for number, line in enumerate(typed.splitlines(), start=1):
        is_empty = not line.strip()
        if not (is_empty and was_empty):
            kept += 1
        was_empty = is_empty
        if kept == wanted:
            return f"Line {number}"
    return found[0]


def _addressees(table: Table, where: str) -> str:
    """The addressees as lines for the draft, whose own checks refuse what is wrong in them."""
    lines = []
    for number, addressee in enumerate(_tables(table, "addressees", where), start=1):
        place = f"{where}, addressee {number}"
        _check_keys(addressee, _ADDRESSEE_KEYS, place)
        name = _string(addressee, "name", place)
        parts = [name, *(_string(addressee, key, place, default="") for key in ("office", "place"))]
        if any(mark in part for part in parts for mark in (";", "\u061b", "\n")):
            raise Unusable(f"{place}: a semicolon or a line break cannot stand in it.")
        lines.append("; ".join(parts))
    return "\n".join(lines)


def _read(folder: Path, name: str) -> str:
    path = (folder / name).resolve()
    # What somebody sends may not name another file of this machine and have it published.
    if not path.is_relative_to(folder.resolve()):
        raise Unusable(f"{name} does not lie in {folder}.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unusable(f"{name} is not UTF-8: see line {line}.") from error
    except FileNotFoundError as error:
        raise Unusable(f"There is no file {name} in {folder}.") from error
    except OSError as error:
        raise Unusable(f"{name} cannot be read: {error.strerror}.") from error


def _check_keys(table: Table, known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        raise Unusable(f"{where}: {unknown[0]!r} is not one of {', '.join(sorted(known))}.")


def _string(table: Table, key: str, where: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if value is None:
        raise Unusable(f"{where} has no {key!r}.")
    if not isinstance(value, str):
        raise Unusable(f"{where}: {key!r} is to be a text between quotation marks.")
    return value


def _tables(table: Table, key: str, where: str) -> list[Table]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unusable(f"{where}: {key!r} is to be written as [[{key}]].")
    return value
