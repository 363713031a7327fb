"""Everything installed is pinned by version and hash, and no address stands beside it."""

import re

import pytest

from tests.architecture.files import ROOT

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==\S+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def pins(text: str) -> dict[str, str]:
    """Return each requirement by name; raise AssertionError for a line that is no pin."""
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    found = {}
    for line in lines:
        if line and not line.startswith("#"):
            squeezed = " ".join(line.split())
            match = PIN.fullmatch(squeezed)
            assert match, squeezed[:80]
            found[match["name"]] = squeezed
    return found


def wanted(name: str) -> set[str]:
    """Return the names that an input file asks for."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {
        re.split(r"[\[<>=~! ]", line)[0].lower()
        for line in lines
        if line and not line.startswith(("#", "-"))
    }


@pytest.mark.parametrize(
    ("output", "inputs"),
    [
        ("requirements.txt", ["requirements.in", "requirements-build.in"]),
        ("requirements-dev.txt", ["requirements-dev.in"]),
    ],
)
def test_every_requirement_is_pinned(output: str, inputs: list[str]) -> None:
    found = pins((ROOT / output).read_text(encoding="utf-8"))
    assert set().union(*map(wanted, inputs)) - found.keys() == set()


def test_both_lists_agree() -> None:
    first = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    second = pins((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    assert {name: second[name] for name in first.keys() & second} == {
        name: first[name] for name in first.keys() & second
    }


@pytest.mark.parametrize(
    "bad",
    [
        "rich==15.0.0",
        "rich>=15 --hash=sha256:" + "0" * 64,
        "--index-url https://index.example/simple",
        "rich @ https://index.example/rich.whl",
    ],
)
def test_a_line_that_is_no_pin_is_found(bad: str) -> None:
    with pytest.raises(AssertionError):
        pins(bad)
