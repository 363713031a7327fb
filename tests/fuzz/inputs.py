"""Inputs that come from good ones by damage: cut, doubled, mixed, and filled with what hurts."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from undersigned.core.errors import CoreError

Input = TypeVar("Input", str, bytes)

_TEXTS = (
    "", "\n", "\n\n", "\r\n", "\r", "\0", " ", "\t", "\u00a0", "\u2028", "\ufeff", "\ufffd",
    "\ud800", "\udfff", "\U0010ffff", "\u202e", "\u200d", "\u200c", "e\u0301", "\u0301" * 40, "ﷺ",
    "İ", "ß", "٣", "²", "½", "①", "１", "𝟙", "0", "-1", "+1", "1_0", "1e9", "00", "9" * 30,
    "9" * 5000,
    "281474976710657", "18446744073709551616", "nan", "true", "null", "{}", "[]", "[" * 200, '"',
    '""', "'", "\\", "\\u0000", "\\ud800", "%", "%s", "%00", "%FF", "{0}", "{a.b}", "$", "#", "*",
    "_", "**", "`", "```", "~~~", ":::", "::: demands\n", "|", "||", "[^1]", "[^1]: ", "[a](b)",
    "![a](b)", "<", ">", "<a>", "</", "<!--", "]]>", "<script>", "&", "&#0;", "&amp",
    "<img src=x onerror=y>", "javascript:x", "data:,", "//", "://", "http://", "https://[",
    "https://[::1%25]", ":0", ":99999", "@", "@@", ".", "..", "../", "/", "xn--", "xn--a", "-",
    "--", "—", ";", ",", "=", "==", "=?utf-8?q?=00?=", "=?x?b?=?=", "Content-Type: ", "From ",
    "age1", "AGE-SECRET-KEY-1", "en-", "und", "x-", "١٤٠٤",
)  # fmt: skip
_BYTES = (
    *(text.encode("utf-8", "surrogatepass") for text in _TEXTS),
    b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\x80" * 8, b"\x00" * 8, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x30\x82\xff\xff",
    b"\xa1\x61\x61",
    b"PK\x05\x06",
)  # fmt: skip
_REPEATED = ("\n", "[", "(", "*a", "[^1]", ">", "<a", "e\u0301", "=?", ",", '"', "9", "a ", "شی")


@dataclass(frozen=True)
class Target(Generic[Input]):
    """Something that reads: `call` returns, or raises one of `refusals`, whatever it is given.

    `seeds` are inputs that get far into it. One that takes no more than a certain size, whatever
    it is called with, names it in `most`.
    """

    name: str
    call: Callable[[Input], object]
    seeds: Sequence[Input]
    refusals: tuple[type[Exception], ...] = (CoreError,)
    most: int = 1_000_000
    # How many are tried in a test: what decodes pictures is slow.
    examples: int = 50

    def try_one(self, data: Input) -> bool:
        """Whether it takes this input; raises what it must not."""
        try:
            self.call(data)
        except self.refusals:
            return False
        return True


def spoiled(seeds: Sequence[Input], chance: random.Random) -> Input:
    """One of these inputs, damaged in one place or a few."""
    data = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = _once(data, chance.choice(seeds), chance)
    return data


def _once(data: Input, other: Input, chance: random.Random) -> Input:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice((0, 0, 1, 1, 2, 4, 16, 64, 1 << 20)))
    match chance.randrange(6):
        case 0:
            middle = data[:0]
        case 1:
            middle = data[start:end] * chance.choice((2, 2, 3, 40))
        case 2:
            at = chance.randint(0, len(other))
            middle = other[at : at + chance.choice((1, 4, 32, 1 << 20))]
        case 3:
            middle = _noise(data, chance)
        case _:
            middle = _telling(data, chance)
    return data[:start] + middle + data[end:]


def _noise(kind: Input, chance: random.Random) -> Input:
    count = chance.choice((1, 1, 2, 8))
    if isinstance(kind, bytes):
        return chance.randbytes(count)
    ends = chance.choices((0x80, 0x800, 0x10000, 0x110000), k=count)
    return "".join(chr(chance.randrange(end)) for end in ends)


def _telling(kind: Input, chance: random.Random) -> Input:
    if isinstance(kind, bytes):
        return chance.choice(_BYTES)
    return chance.choice(_TEXTS)


def large(seeds: Sequence[Any], size: int) -> list[Any]:  # Any: all text, or all bytes
    """Inputs of this size that are hard to read: one thing again and again, in a good frame."""
    first = seeds[0]
    things = [first, *(first[at : at + 1] for at in (0, len(first) // 2))]
    things += [_as(first, text) for text in _REPEATED]
    half = len(first) // 2
    found = []
    for thing in things:
        if not thing:
            continue
        many = thing * (size // len(thing) + 1)
        found += [many[:size], (first[:half] + many)[: size - half] + first[half:]]
    return found


def _as(kind: str | bytes, text: str) -> str | bytes:
    return text.encode() if isinstance(kind, bytes) else text
