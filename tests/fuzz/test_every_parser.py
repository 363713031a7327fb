"""Whatever it is given, a reader returns a value or refuses it in its own way, also what is large.

Always the same inputs, so that a run tells of the code and not of luck: `python -m bench.fuzz` is
for luck.
"""

import importlib
import inspect
import pkgutil
import random
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import undersigned.adapters
import undersigned.core
from tests.fuzz.inputs import Target, large, spoiled
from tests.fuzz.targets import TARGETS
from undersigned.core.errors import Malformed

# What functions that read are called.
VERBS = (
    "canonical", "check", "clean", "common", "decode", "keep", "mask", "normalize", "open",
    "parse", "read", "redraw", "render", "sanitize", "split",
)  # fmt: skip
# They take something else than what comes from outside, or are reached by another row.
OTHERS = {
    # The endorsement of a log that is spoiled: `core.bundle.check_log`.
    "core.evidence.check_evidence",
    "core.opening.check_opening",
    "core.opening.check_secret_opening",
    "core.tokens.check_token",
    "core.opening.open_publicly",
    # Takes the words of the program.
    "core.setting_values.parse_choice",
    # Parts of `core.quotes.statements.find_statements`, or take the files of our own models.
    "core.quotes.model.open_model",
    "core.quotes.model.read_model",
    "core.quotes.speakers.phrases.read_phrase",
    "core.quotes.speakers.sides.read_sides",
    "core.quotes.tokens.split_sentences",
}
# What proves nothing to whoever has no passkey, or is compared with a root that nobody knows.
NEVER_TAKEN = {
    "adapters.passkeys.read_answer",
    "adapters.passkeys.stored_credential",
    "core.tlog.merkle.check_consistency",
    "core.tlog.merkle.check_inclusion",
}
# Longer ones, and how the time grows with them, are measured by `bench.fuzz`.
LARGE = 3_000


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_damaged_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    assert target.seeds
    is_text = isinstance(target.seeds[0], str)
    anything = st.text(max_size=60) if is_text else st.binary(max_size=60)

    @settings(max_examples=target.examples, deadline=None, derandomize=True, database=None)
    @given(
        st.builds(lambda seed: spoiled(target.seeds, random.Random(seed)), st.integers(0, 2**63))
    )
    def damaged(data: str | bytes) -> None:
        target.try_one(data)

    @settings(max_examples=target.examples // 4, deadline=None, derandomize=True, database=None)
    @given(anything)
    def arbitrary(data: str | bytes) -> None:
        target.try_one(data)

    damaged()
    arbitrary()


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_large_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    for data in large(target.seeds, min(LARGE, target.most)):
        target.try_one(data)


def test_good_inputs_are_taken() -> None:
    refused = {
        name for name, target in TARGETS.items() if not any(map(target.try_one, target.seeds))
    }
    assert refused == NEVER_TAKEN


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def test_every_reader_stands_in_the_table() -> None:
    there = {name.partition(":")[0] for name in TARGETS} | OTHERS
    missing = set()
    for package in (undersigned.core, undersigned.adapters):
        for module in modules(package):
            for name, function in vars(module).items():
                if not inspect.isfunction(function) or function.__module__ != module.__name__:
                    continue
                kinds = [
                    each.annotation for each in inspect.signature(function).parameters.values()
                ]
                place = f"{module.__name__.removeprefix('undersigned.')}.{name}"
                if name.startswith(VERBS) and kinds[:1] in ([str], [bytes]) and place not in there:
                    missing.add(place)
    assert missing == set()


def test_a_reader_that_leaves_another_way_is_found() -> None:
    def parse(text: str) -> int:
        if not text.isdigit():
            raise Malformed
        return int(text)

    target = Target("example", parse, ["2026"])
    chance = random.Random(1)
    # A superscript is a digit to one function and no number to the other.
    inputs = [spoiled(target.seeds, chance) for _ in range(2000)]
    with pytest.raises(ValueError, match="invalid literal"):
        list(map(target.try_one, inputs))
