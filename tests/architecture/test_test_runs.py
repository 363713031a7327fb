"""`make test` runs once what asks no database, and all the rest on both."""

import re

from tests.architecture.files import ROOT


def test_what_is_left_out_of_the_second_run_asks_no_database() -> None:
    found = re.search(r"^WITHOUT_DATABASE = (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    for folder in found[1].split():
        files = list((ROOT / "tests" / folder).rglob("*.py"))
        assert files
        asking = "django_db", "start_site", "TEST_DATABASE"
        assert [f for f in files if any(word in f.read_text() for word in asking)] == []
