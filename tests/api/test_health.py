"""Liveness and readiness: plain answers that tell nothing of letters, and are cheap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from undersigned.models import Pass
from undersigned.stages.work import note_pass

pytestmark = pytest.mark.django_db


def readiness() -> tuple[int, dict[str, str]]:
    client = Client()
    response = client.get("/health/ready")
    assert response.headers["Cache-Control"] == "no-store"
    assert not client.cookies
    return response.status_code, response.json()


def test_a_process_that_answers_is_alive_and_asks_nobody(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = Client()
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert not client.cookies
    assert client.head("/health/live").status_code == 200
    assert client.post("/health/live").status_code == 405


def test_ready_is_a_server_whose_worker_came_round_of_late(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    note_pass("mail", seconds=0.1, at=timezone.now())
    all_well = {"status": "ok", "database": "ok", "migrations": "ok", "worker": "ok"}
    no_worker = all_well | {"status": "fail", "worker": "fail"}
    assert readiness() == (503, no_worker)
    note_pass("log", seconds=0.1, at=timezone.now())
    assert readiness() == (200, all_well)
    with django_assert_num_queries(3):
        readiness()
    note_pass("log", seconds=0.1, at=timezone.now() - timedelta(seconds=61))
    assert readiness() == (503, no_worker)


def test_a_database_without_the_newest_tables_is_not_ready() -> None:
    note_pass("log", seconds=0.1, at=timezone.now())
    newest = MigrationRecorder.Migration.objects.filter(app="undersigned").latest("id")
    newest.delete()
    assert readiness() == (
        503,
        {"status": "fail", "database": "ok", "migrations": "fail", "worker": "fail"},
    )


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_not_ready() -> None:
    note_pass("log", seconds=0.1, at=timezone.now())
    name = connection.settings_dict["NAME"]
    connection.close()
    pool = connection.settings_dict["OPTIONS"].pop("pool", None)
    try:
        connection.settings_dict["NAME"] = "/nowhere/at/all"
        code, parts = readiness()
    finally:
        connection.settings_dict["NAME"] = name
        if pool is not None:
            connection.settings_dict["OPTIONS"]["pool"] = pool
        connection.close()
    assert code == 503
    assert parts == {
        "status": "fail", "database": "fail", "migrations": "fail", "worker": "fail",
    }  # fmt: skip
    assert Pass.objects.count() == 1
