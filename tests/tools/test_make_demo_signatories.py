"""The list of the demonstration letter is what its tool makes, and all of it can be imported."""

from collections import Counter
from urllib.parse import urlsplit

from tools.make_demo_signatories import TARGET, format_rows, make_rows
from undersigned.core.leaf import SignatoryKind
from undersigned.core.signatory_list import parse_signatories


def test_the_committed_list_is_what_the_tool_makes() -> None:
    assert TARGET.read_bytes() == format_rows(make_rows())


def test_every_row_is_taken_without_a_remark() -> None:
    listed = parse_signatories(TARGET.read_text(encoding="utf-8"))

    assert (listed.skipped, listed.remarks) == ((), ())
    kinds = Counter(one.kind for one in listed.signatories)
    assert kinds == {SignatoryKind.ORGANIZATION: 40, SignatoryKind.PERSON: 323}


def test_the_coalition_comes_first_from_six_countries() -> None:
    listed = parse_signatories(TARGET.read_text(encoding="utf-8"))

    coalition = listed.signatories[:11]
    assert {one.kind for one in coalition} == {SignatoryKind.ORGANIZATION}
    assert len({one.country for one in coalition}) == 6


def test_no_two_signatories_share_a_name_and_no_link_can_lead_anywhere() -> None:
    rows = make_rows()

    assert [name for name, times in Counter(row.name for row in rows).items() if times > 1] == []
    links = [row.link for row in rows if row.kind == "organization"]
    assert all((urlsplit(link).hostname or "").endswith(".example") for link in links)
    assert len(set(links)) == len(links)
