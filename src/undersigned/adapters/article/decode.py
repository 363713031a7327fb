"""The text in bytes: by their mark, by what the page or the server says, as UTF-8, or guessed."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.sentences import mark as _

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
# HTML Living Standard: the encoding stands in the first 1024 bytes of a page.
_MOST_AHEAD: Final = 1024
_GUESSED_FROM: Final = 20_000
# Encoding Standard: what calls itself Latin-1 or ASCII is read as Windows-1252.
_READ_AS: Final = {
    "latin-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
}
_LAST: Final = "cp1252"
# By these names the Encoding Standard knows them.
_NAMES: Final = {f"cp{page}": f"windows-{page}" for page in (874, *range(1250, 1259))}
# Text has none of these, and bytes of anything else have them often.
_NOISE: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_MOST_NOISE: Final = 100


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the name of its encoding if that was only guessed."""

    text: str
    guessed: str = ""


def decode_text(data: bytes, *, media_type: str = "", is_page: bool = False) -> Decoded:
    """The text, without its byte order mark.

    What is damaged in it becomes U+FFFD; bytes that are no text in any encoding raise Malformed.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"))
    text = _decoded(data, "utf-8")
    if text is None:
        said = [media_type]
        if is_page:
            said.append(data[:_MOST_AHEAD].decode("ascii", "replace"))
        for words in said:
            if (found := _CHARSET.search(words)) and text is None:
                text = _decoded(data, found[1].lower())
    decoded = Decoded(text) if text is not None else _guessed(data)
    sample = decoded.text[:_GUESSED_FROM]
    noise = len(_NOISE.findall(sample)) if decoded.guessed else 0
    if "\0" in sample or noise * _MOST_NOISE > len(sample):
        raise Malformed(_("This is no text."))
    return decoded


def _decoded(data: bytes, encoding: str) -> str | None:
    encoding = _READ_AS.get(encoding, encoding)
    try:
        # Hex and rot13 are encodings of Python, too.
        if not codecs.lookup(encoding)._is_text_encoding:
            return None
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(data: bytes) -> Decoded:
    """Text in an encoding that nobody named, judged by how it begins and ends."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 slow import

    half = _GUESSED_FROM // 2
    sample = data if len(data) <= _GUESSED_FROM else data[:half] + data[-half:]
    found = from_bytes(sample)
    best = found.best()
    guess = best.encoding if best is not None else _LAST
    # Where several fit as well as each other, it is the one that the web has most of.
    if best and any(
        _LAST in one.could_be_from_charset and one.chaos <= best.chaos for one in found
    ):
        guess = _LAST
    # UTF-8 it is, with a few bytes damaged, where most of what is not ASCII can be read so.
    repaired = data.decode("utf-8", "replace")
    if repaired.count("\ufffd") * 10 < len(data) - len(repaired):
        return Decoded(repaired)
    text = _decoded(data, guess)
    if text is None:
        return Decoded(data.decode(_LAST, "replace"), _NAMES[_LAST])
    return Decoded(text, _NAMES.get(guess, guess))
