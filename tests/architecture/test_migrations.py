"""One line of migrations, each complete without the code of the day it was written."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.architecture.files import PACKAGE

FOLDER = PACKAGE / "migrations"
DEPENDS = re.compile(r"dependencies\s*=\s*\[(.*?)\]", re.DOTALL)
OWN = re.compile(r"\(\s*\"undersigned\",\s*\"(\w+)\"\s*\)")
IMPORT = re.compile(r"^\s*(from|import)\s+undersigned\b", re.MULTILINE)


def predecessors(source: str) -> list[str]:
    """Return the migrations of ours that one depends on."""
    found = DEPENDS.search(source)
    return OWN.findall(found[1]) if found else []


def test_migrations_stand_in_one_line() -> None:
    names = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    before: list[str] = []
    for name in names:
        assert predecessors((FOLDER / f"{name}.py").read_text(encoding="utf-8")) == before
        before = [name]
    assert (FOLDER / "max_migration.txt").read_text(encoding="utf-8") == names[-1] + "\n"


def test_a_migration_says_what_it_does_and_imports_nothing_of_ours() -> None:
    for path in FOLDER.glob("[0-9]*.py"):
        assert "_auto_" not in path.stem
        assert not IMPORT.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.django_db
def test_the_migrations_make_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_a_fork_and_an_import_would_be_found() -> None:
    forked = 'dependencies = [("undersigned", "0001_a"), ("undersigned", "0001_b")]'
    assert predecessors(forked) == ["0001_a", "0001_b"]
    assert IMPORT.search("from undersigned.models import Letter")
    assert not IMPORT.search("from django.db import migrations")
