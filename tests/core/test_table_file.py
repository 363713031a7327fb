"""Tables as spreadsheet programs save them, and files that are none."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.table_file import MAX_BYTES, MAX_ROWS, Encoding, Row, read_table

TEXT = "name;country\nZürcher Ruderverein;CH\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), Encoding.UTF_8),
        (codecs.BOM_UTF8 + TEXT.encode(), Encoding.UTF_8),
        (TEXT.encode("utf-16"), Encoding.UTF_16),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), Encoding.UTF_16),
        (TEXT.encode("utf-16-le"), Encoding.UTF_16),
        (TEXT.encode("utf-16-be"), Encoding.UTF_16),
        (TEXT.encode("cp1252"), Encoding.WINDOWS_1252),
    ],
)
def test_every_encoding_gives_the_same_rows(data: bytes, encoding: Encoding) -> None:
    table = read_table(data)
    assert (table.encoding, table.separator) == (encoding, ";")
    assert table.rows == (Row(1, ("name", "country")), Row(2, ("Zürcher Ruderverein", "CH")))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_recognized(separator: str, ending: str) -> None:
    text = ending.join(
        [f"name{separator}link", f'"A{separator} B"{separator}x', "", f"C{separator}"]
    )
    table = read_table(text.encode())
    assert table.separator == separator
    assert table.rows == (
        Row(1, ("name", "link")),
        Row(2, (f"A{separator} B", "x")),
        Row(4, ("C", "")),
    )


def test_a_field_may_hold_lines_and_quotation_marks() -> None:
    table = read_table(b'name,link\n"Two\nlines ""of"" it",x\nNext,y\n')
    assert [row.line for row in table.rows] == [1, 2, 4]
    assert table.rows[1].cells == ('Two\nlines "of" it', "x")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \r\n\r\n", "This file is empty."),
        (codecs.BOM_UTF8, "This file is empty."),
        (b"PK\x03\x04 and so on", "This is a file of a spreadsheet program."),
        (b"\xd0\xcf\x11\xe0 and so on", "This is a file of a spreadsheet program."),
        (b"name\nA\x00B\n", "it holds zero bytes"),
        (b"name\nA\x81\xff\n", "neither UTF-8 nor Windows-1252"),
        (codecs.BOM_UTF16_LE + b"a", "begins as UTF-16"),
        (b'name\n"A"B\n', "Line 2 is not CSV"),
        (b'name\n"never closed\n' + b"x" * 200_000, "perhaps its quotation mark is never closed"),
        (b"name\n" + b"x" * 1_000_000 + b"\n", "On line 2 a cell begins"),
        (b"name\n" + b"," * 500 + b"x\n", "Line 2 has 501 cells"),
        (b"name\n" + b"x\n" * (MAX_ROWS + 1), "at most 20,000 rows"),
        (b"x" * (MAX_BYTES + 1), "at most 5 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        read_table(data)


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(read_table(b"name\n" + b"x\n" * MAX_ROWS).rows) == MAX_ROWS + 1


@pytest.mark.parametrize("data", [b";", b",,\n,,\n", b'""\n', b"\xef\xbb\xbf;;"])
def test_file_of_separators_alone_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="no cell"):
        read_table(data)
    assert read_table(data + b"\nname").rows[-1].cells[0] == "name"


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_table_or_malformed(data: bytes) -> None:
    try:
        table = read_table(data)
    except Malformed:
        return
    assert table.rows
    assert all(any(cell.strip() for cell in row.cells) for row in table.rows)
