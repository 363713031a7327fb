"""Every row of a list is taken, or said with its line and the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.leaf import SignatoryKind
from undersigned.core.signatory_list import ListedSignatory, Remark, parse_signatories

HEADER = "kind,name,affiliation,role,country,link\n"


def test_rows_of_both_kinds_are_taken_in_their_order() -> None:
    listed = parse_signatories(
        HEADER
        + "person,Ada Example,University of X,Professor,Germany,\n"
        + "organisation,Bank of Herons,,,FR,herons.example\n"
        + "Organization, River  Friends ,,,,https://friends.example/en\n"
    )
    person, organization = SignatoryKind.PERSON, SignatoryKind.ORGANIZATION
    assert listed.signatories == (
        ListedSignatory(person, "Ada Example", "University of X", "Professor", "DE"),
        ListedSignatory(organization, "Bank of Herons", "https://herons.example", "", "FR"),
        ListedSignatory(organization, "River Friends", "https://friends.example/en", "", ""),
    )
    assert (listed.skipped, listed.remarks) == ((), ())


def test_columns_stand_in_any_order_and_others_are_let_go() -> None:
    listed = parse_signatories('Name,extra,KIND\n"Last, First",x,person\n')
    assert [one.name for one in listed.signatories] == ["Last, First"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("dog,Rex,,,,", "Its kind is 'dog', not person or organization."),
        (",Ada,,,,", "Its kind is '', not person or organization."),
        ("person,,,,,", "It has no name."),
        ("person, \u200b ,,,,", "It has no name."),
        (
            f"person,{'x' * 301},,,,",
            "Its name: This is too long: at most 300 characters fit here.",
        ),
        (
            f"person,Ada,{'x' * 301},,,",
            "Its affiliation: This is too long: at most 300 characters fit here.",
        ),
        ("person,Ada,,,,,more", "It has more cells than the first line has columns."),
        ("person", "It has no name."),
    ],
)
def test_unusable_row_is_skipped_with_its_line_and_reason(row: str, reason: str) -> None:
    text = HEADER + "person,Before,,,,\n" + row + "\nperson,After,,,,\n"
    listed = parse_signatories(text)
    assert [one.name for one in listed.signatories] == ["Before", "After"]
    assert listed.skipped == (Remark(3, reason),)


def test_lines_are_those_of_the_file_although_rows_may_have_several() -> None:
    text = HEADER + 'person,"Ada\nExample",,,,\n\n,,,,,\ndog,Rex,,,,\n'
    listed = parse_signatories(text)
    assert [one.name for one in listed.signatories] == ["Ada Example"]
    assert [remark.line for remark in listed.skipped] == [6]


def test_what_says_the_same_again_is_skipped() -> None:
    listed = parse_signatories(
        HEADER
        + "organization,Gret,,,FR,\n"
        + "organization,GRET ,,,France,https://gret.example\n"
        + "organization,Gret,,,DE,\n"
        + "person,Gret,,,FR,\n"
        + "person,Maria García,University A,,ES,\n"
        + "person,Maria Garcia,University B,,ES,\n"
        + "person,maria garcia,university b,Dean,ES,\n"
    )
    assert [(one.name, one.affiliation) for one in listed.signatories] == [
        ("Gret", ""),
        ("Gret", ""),
        ("Gret", ""),
        ("Maria García", "University A"),
        ("Maria Garcia", "University B"),
    ]
    assert listed.skipped == (
        Remark(3, "It says the same as line 2."),
        Remark(8, "It says the same as line 7."),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "person,Ada,,,Atlantis,",
            "Nobody knows the country 'Atlantis'; the signatory is taken without it.",
        ),
        (
            "organization,Herons,,,,javascript:alert(1)",
            "'javascript:alert(1)' is no address of a website; it is left out.",
        ),
        (
            "organization,Herons,,,,ftp://herons.example",
            "'ftp://herons.example' is no address of a website; it is left out.",
        ),
        ("organization,Herons,,,,herons", "'herons' is no address of a website; it is left out."),
        (
            "organization,Herons,,,,http://[x",
            "'http://[x' is no address of a website; it is left out.",
        ),
        (
            "organization,Herons,Germany,,,",
            "An organization has no affiliation here; 'Germany' is left out.",
        ),
        (
            "organization,Herons,,Ada Example,,",
            "An organization has no role here; 'Ada Example' is left out.",
        ),
        (
            "person,Ada,,,,https://ada.example",
            "A person has no link here; 'https://ada.example' is left out.",
        ),
    ],
)
def test_what_is_left_of_a_row_is_said(row: str, said: str) -> None:
    listed = parse_signatories(HEADER + row + "\n")
    (one,) = listed.signatories
    website = one.affiliation if one.kind is SignatoryKind.ORGANIZATION else ""
    assert (one.country, website) == ("", "")
    assert listed.remarks == (Remark(2, said),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The first line does not name the column 'kind'"),
        ("name,country\nAda,DE\n", "The first line does not name the column 'kind'"),
        ("kind,country\nperson,DE\n", "The first line does not name the column 'name'"),
        ("kind;name\nperson;Ada\n", "The columns are to be separated by commas."),
        ("kind,name,name\nperson,Ada,Bob\n", "names the column 'name' twice"),
        ('kind,name\nperson,"Ada\n', "Line 2 is not CSV"),
        ('kind,name\nperson,"Ada"x\n', "Line 2 is not CSV"),
    ],
)
def test_what_is_no_such_list_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        parse_signatories(text)
    assert sentence in str(refusal.value)


@given(st.lists(st.lists(st.text(max_size=30), max_size=7), max_size=8))
def test_whatever_stands_in_the_rows_each_is_taken_or_said(rows: list[list[str]]) -> None:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"'

    text = HEADER + "".join(",".join(map(cell, row)) + "\n" for row in rows)
    listed = parse_signatories(text)
    filled = [row for row in rows if any(value.strip() for value in row)]
    assert len(listed.signatories) + len(listed.skipped) == len(filled)
