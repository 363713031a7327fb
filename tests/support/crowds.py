"""Crowds for tests of bursts: people of many countries who sign at once, and programs."""

import random
from collections.abc import Iterator

from tools.demo_names import PEOPLES


def people(seed: int | str, count: int) -> Iterator[str]:
    """Names as people of many countries enter them, put together by chance."""
    chance = random.Random(seed)
    weights = [each.count for each in PEOPLES]
    for each in chance.choices(PEOPLES, weights, k=count):
        given = chance.choice((*each.women, *each.men)).partition("|")[0]
        family = chance.choice(each.families).partition("|")[0]
        yield each.pattern.format(given=given, family=family).replace("_", " ")


def gibberish(seed: int, count: int) -> Iterator[str]:
    """Names of two words of letters by chance."""
    chance = random.Random(seed)
    for _ in range(count):
        words = ("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(2))
        yield " ".join(word.title() for word in words)


def member(number: int) -> tuple[str, str]:
    """Name and address of one of many people who sign one letter, of whom none is held."""
    return next(people(number, 1)), f"m{number}@people-{number % 20}.example"
