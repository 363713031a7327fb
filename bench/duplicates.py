"""Duplicates: how long it takes to find likely ones among very many names, and how many it finds.

Run as `python -m bench.duplicates [NAMES]`. The names are invented, some of them twice: with a slip
of the thumb, another legal form, an abbreviation, or at the same host.
"""

import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterator
from time import process_time

from undersigned.core.duplicates import Named, find_pairs
from undersigned.core.name_forms import forms_of

_KINDS = (
    "Association", "Union", "Network", "Institute", "Federation", "Council", "Academy",
    "Forum", "Alliance", "Society",
)  # fmt: skip
_FIELDS = (
    "Rivers", "Teachers", "Journalists", "Farmers", "Physics", "Nurses", "Libraries",
    "Forests", "Theatre", "Climate", "Housing", "Migration", "Fisheries", "Pensions",
    "Cycling", "Bees", "Astronomy", "Statistics", "Midwives", "Translators",
)  # fmt: skip
_SYLLABLES = (
    "ba", "ko", "ri", "ven", "lo", "mar", "tu", "esh", "dor", "ani", "pel", "gra", "zu",
    "fen", "hol", "wi", "sta", "ne", "kul", "ir",
)  # fmt: skip
_SLIPS = ("letter", "legal form", "accents", "short form", "host")
_MOST_HASHES = 2_000


def invent(count: int, chance: random.Random) -> tuple[list[Named], dict[frozenset[str], str]]:
    """Return names and the pairs among them that are one organization, by the slip between them."""
    organizations: list[Named] = []
    same: dict[frozenset[str], str] = {}
    while len(organizations) < count:
        place = "".join(chance.choices(_SYLLABLES, k=4)).capitalize()
        name = f"{chance.choice(_KINDS)} of {chance.choice(_FIELDS)} in {place}"
        key = f"{len(organizations):08}"
        host = f"https://www.{place.lower()}-{key}.example/about"
        organizations.append(Named(key, name, host))
        if chance.random() < 0.2:
            slip = chance.choice(_SLIPS)
            other = f"{len(organizations):08}"
            same[frozenset((key, other))] = slip
            organizations.append(_slipped(organizations[-1], other, slip, chance))
    return organizations, same


def _slipped(named: Named, key: str, slip: str, chance: random.Random) -> Named:
    name = named.name
    match slip:
        case "letter":
            at = len(name) - chance.randrange(2, 7)
            name = name[:at] + chance.choice(("", "x", name[at] * 2)) + name[at + 1 :]
        case "legal form":
            name = f"The {name} e.V."
        case "accents":
            name = name.upper().replace("I", "Í").replace(" OF", ",  of")
        case "short form":
            name = f"{name} ({''.join(word[0] for word in name.split()).upper()})"
        case _:
            return Named(key, f"{name[::-1]} Office", named.website.replace("www.", ""))
    return Named(key, name)


def bare_hash_seconds(organizations: list[Named]) -> float:
    """What no program that looks at each name can do without: one SHA-256 of it."""
    before = process_time()
    for each in organizations:
        hashlib.sha256(each.name.encode()).digest()
    return process_time() - before


def measure(count: int) -> Iterator[str]:
    """Measure a tenth of the names and all of them, and yield a line for each figure."""
    seconds_each = []
    for size in (count // 10, count):
        organizations, same = invent(size, random.Random(7))
        hashes = bare_hash_seconds(organizations)
        forms_of.cache_clear()
        before = process_time()
        pairs = find_pairs(organizations)
        seconds = process_time() - before
        seconds_each.append(seconds / size)
        yield (
            f"{size:,} names: {seconds:.2f} s, {seconds / hashes:,.0f} times their bare hashes"
            f" (at most {_MOST_HASHES:,})"
        )
        found = {frozenset((pair.first, pair.second)) for pair in pairs}
        total, hit = Counter(same.values()), Counter(same[pair] for pair in found & same.keys())
        yield "  found of " + ", ".join(f"{slip}: {hit[slip]}/{total[slip]}" for slip in _SLIPS)
        yield f"  {len(found - same.keys()):,} pairs more, of names that were invented alike"
        assert seconds / hashes < _MOST_HASHES
    growth = seconds_each[1] / seconds_each[0]
    yield f"ten times the names take {10 * growth:.1f} times as long"
    assert growth < 3


if __name__ == "__main__":
    for line in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print(line, flush=True)
