"""Units of a body: where they are, what they are, and what is written in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.markdown.units import Unit, read_units, read_units_roughly
from undersigned.core.unit_kind import Kind

BODY = """\
## Our *river*

Rivers do not
stop at borders.[^a]

- one
- two

  more

  - nested

> Quoted\\
> by us.

::: demands
1. Measure
   it.
2. Publish it.
:::

[^a]: Survey, https://example.org/a

| no | letter |
|----|--------|
| x  | y      |
"""


def test_every_kind_is_found_with_its_place() -> None:
    units = read_units(BODY)
    assert [(unit.kind, unit.detail, unit.text) for unit in units] == [
        (Kind.HEADING, "2", "Our *river*"),
        (Kind.PARAGRAPH, "", "Rivers do not stop at borders.[^a]"),
        (Kind.LIST_ITEM, "", "one"),
        (Kind.LIST_ITEM, "", "two\n\nmore\n\nnested"),
        (Kind.QUOTATION, "", "Quoted\\\nby us."),
        (Kind.DEMAND, "", "Measure it."),
        (Kind.DEMAND, "", "Publish it."),
        (Kind.FOOTNOTE, "a", "Survey, https://example.org/a"),
        (Kind.PARAGRAPH, "", "no\n\nletter\n\nx\n\ny"),
    ]
    assert [BODY[unit.start : unit.end] for unit in units[:8]] == [
        "## Our *river*",
        "Rivers do not\nstop at borders.[^a]",
        "- one",
        "- two\n\n  more\n\n  - nested",
        "> Quoted\\\n> by us.",
        "1. Measure\n   it.",
        "2. Publish it.",
        "[^a]: Survey, https://example.org/a",
    ]


def test_body_that_cannot_be_parsed_is_divided_at_empty_lines() -> None:
    body = "::: demands\n1. No\nend.\n\n  \nLast.\n"
    with pytest.raises(Malformed, match="no line ':::' ends them"):
        read_units(body)
    assert read_units_roughly(body) == (
        Unit(Kind.PARAGRAPH, "::: demands 1. No end.", 0, 22),
        Unit(Kind.PARAGRAPH, "Last.", 27, 32),
    )


@pytest.mark.parametrize("body", ["", "\n", "<div>\nx\n</div>\n", "    code\n", "---\n", "```\nx"])
def test_what_is_no_part_of_a_letter_is_taken_all_the_same(body: str) -> None:
    assert {unit.kind for unit in read_units(body)} <= {Kind.PARAGRAPH}


@given(st.lists(st.sampled_from([
    "## a\n", "b\n", "\n", "- c\n", "  d\n", "> e\n", "1. f\n", "[^g]: h\n", "    i\n",
    "::: demands\n", ":::\n", "<p>\n", "|j|\n|-|\n", "[^g]", "```\n", "\t", "---\n",
]), max_size=20).map("".join))  # fmt: skip
def test_units_are_whole_lines_in_order(body: str) -> None:
    try:
        units = read_units(body)
    except Malformed:
        units = read_units_roughly(body)
    end = 0
    for unit in units:
        assert end <= unit.start <= unit.end <= len(body)
        assert unit.start == 0 or body[unit.start - 1] in "\n \t"
        assert body[unit.end : unit.end + 1] in {"", "\n", " ", "\t"}
        end = unit.end


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_parser_takes_them_to_end(end: str) -> None:
    body = f"# Hear us{end}{end}One{end}two{end}{end}- three{end}- four{end}{end}"
    written = [body[unit.start : unit.end] for unit in read_units(body)]
    assert written == ["# Hear us", f"One{end}two", "- three", "- four"]
