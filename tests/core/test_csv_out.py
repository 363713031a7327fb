"""Tables for spreadsheet programs compute nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.csv_out import format_table, harmless


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0"],
)
def test_a_cell_that_would_compute_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Herons", "1-2", "a=b", "'=1", "نام", "<b>"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_table_has_a_mark_and_quoted_cells() -> None:
    data = format_table(("name", "note"), [('A "b", c', "two\nlines"), ("=x", "")])
    assert data == (
        "\ufeffname,note\r\n"
        '"A ""b"", c","two\nlines"\r\n'
        "'=x,\r\n"
    ).encode()  # fmt: skip


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
                         min_size=2, max_size=2)))  # fmt: skip
def test_nothing_is_lost(rows: list[list[str]]) -> None:
    text = format_table(("a", "b"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert read == [[harmless(cell) for cell in row] for row in rows]
