"""Lists of organizations: what is new, repeated, there already, or unusable, and why."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.duplicates import Named, Reason
from undersigned.core.errors import Malformed
from undersigned.core.organization_list import (
    Columns,
    OrganizationList,
    guess_mapping,
    plan_import,
    read_organizations,
)
from undersigned.core.table_file import read_table

COARA = Path(__file__).parents[3] / "shared/data/letters/coara-organisations/signatories.csv"


def read(text: str, columns: Columns | None = None) -> OrganizationList:
    table = read_table(text.encode())
    chosen = columns or guess_mapping(table)
    assert chosen is not None
    return read_organizations(table, chosen, languages=["de"])


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("kind,name,affiliation,role,country,link,extra", Columns(1, 4, 5, 0)),
        ("LINK,Country,NAME", Columns(2, 1, 0)),
        ("Organisation;Land;Webseite", Columns(0, 1, 2)),
        ("Nom de l’organisation;Pays", Columns(0, 1)),
        (" Name: ,Name", Columns(0)),
        ("نام,کشور", Columns(0, 1)),
        ("a,b", None),
    ],
)
def test_columns_are_recognized_by_their_names(header: str, columns: Columns | None) -> None:
    assert guess_mapping(read_table(f"{header}\nx\n".encode())) == columns


def test_rows_are_sorted_into_organizations_and_what_cannot_be_used() -> None:
    listed = read(
        "name,kind,country,link\n"
        "Herons,organisation,Deutschland,herons.example\n"
        ",organization,FR,\n"
        "HERONS.,Organization,,\n"
        "Mina,person,,\n"
        "Club,club,,\n"
        "…,,,\n"
        f"{'x' * 301},,,\n"
        "Storks,,Atlantis,nowhere\n"
    )
    assert [(each.line, each.lines) for each in listed.organizations] == [(2, (2, 4)), (9, (9,))]
    herons, storks = (each.signatory for each in listed.organizations)
    assert (herons.name, herons.country, herons.affiliation) == (
        *("Herons", "DE"),
        "https://herons.example",
    )
    assert (storks.country, storks.affiliation) == ("", "")
    assert (listed.rows, listed.repeated) == (8, 1)
    assert [(remark.line, remark.sentence) for remark in listed.unusable] == [
        (3, "It has no name."),
        (5, "It is a person; a person signs from a mailbox."),
        (6, "Its kind is 'club', not person or organization."),
        (7, "Its name has no letter or digit."),
        (8, "Its name: This is too long: at most 300 characters fit here."),
    ]
    assert [remark.line for remark in listed.remarks] == [9, 9]


def test_a_row_fills_in_what_an_earlier_one_lacks_and_countries_are_told_apart() -> None:
    listed = read("name,country,link\nA,,\nA,FR,\nA,,a.example\nA,DE,\nB,,\n")
    found = [(o.signatory.country, o.signatory.affiliation, o.lines) for o in listed.organizations]
    assert found == [
        ("FR", "https://a.example", (2, 3, 4)),
        ("DE", "", (5,)),
        ("", "", (6,)),
    ]


def test_names_are_cleaned_and_no_markup_is_known() -> None:
    listed = read('name\n"<b>Bold</b>\nof\u200b it"\n\u202eevil\u202c\n')
    assert [each.signatory.name for each in listed.organizations] == ["<b>Bold</b> of it", "evil"]


def test_without_a_header_the_first_line_is_an_organization() -> None:
    listed = read("Herons,DE\nStorks,FR\n", Columns(0, 1, has_header=False))
    assert [each.signatory.name for each in listed.organizations] == ["Herons", "Storks"]


def test_a_column_that_is_not_there_gives_nothing() -> None:
    assert [r.sentence for r in read("a\nb\n", Columns(7, 8)).unusable] == ["It has no name."]


def test_what_is_there_is_not_new_and_what_is_like_it_is_said() -> None:
    listed = read("name,country\nHerons,DE\nHerons,FR\nHerons Ltd,\nBanque,\nStorks,\n")
    existing = [
        Named("s1", "herons", country="DE"),
        Named("m2", "Bank", other_names=("Banque",)),
    ]
    plan = plan_import(listed.organizations, existing)
    assert [(each.line, key) for each, key in plan.there] == [(2, "s1"), (5, "m2")]
    assert [each.line for each in plan.new] == [3, 4, 6]
    assert [(p.first, p.second, p.likenesses[0].reason) for p in plan.likely] == [
        ("line 3", "line 4", Reason.SAME_WORDS),
        ("line 3", "s1", Reason.SAME_NAME_ELSEWHERE),
        ("line 4", "s1", Reason.SAME_WORDS),
    ]


def test_the_list_of_2501_rows_is_834_organizations() -> None:
    """Each stands there three times, once for its kind, its country, and a heading."""
    if not COARA.exists():
        pytest.skip(f"{COARA} is not here")
    table = read_table(COARA.read_bytes())
    columns = guess_mapping(table)
    assert columns == Columns(name=1, website=3, kind=0)
    for chosen in (columns, replace(columns, country=2)):
        listed = read_organizations(table, chosen)
        assert (listed.rows, len(listed.organizations), listed.repeated) == (2501, 834, 1667)
        assert listed.unusable == ()
    plan = plan_import(listed.organizations, [])
    assert (len(plan.new), plan.there, plan.likely) == (834, (), ())
    # What is one organization by its name is so however it is written.
    upper = [Named(str(n), o.signatory.name.upper()) for n, o in enumerate(listed.organizations)]
    assert len(plan_import(listed.organizations, upper).there) == 834
    with_country = sum(bool(each.signatory.country) for each in listed.organizations)
    assert with_country > 700


CELLS = st.one_of(st.sampled_from(["A", "B", "organization", "person", "DE", "…"]), st.text())


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_every_row_is_used_repeated_or_unusable(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(f'"{cell.replace(chr(34), "")}"' for cell in row) for row in rows)
    try:
        table = read_table(text.encode(errors="replace"))
    except Malformed:
        return
    listed = read_organizations(table, Columns(0, 1, 2, 3, has_header=False))
    used = [line for each in listed.organizations for line in each.lines]
    lines = sorted([*used, *(remark.line for remark in listed.unusable)])
    assert lines == [row.line for row in table.rows]
