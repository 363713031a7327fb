"""Metrics: what waits and what was answered, for who knows the token, and nothing about anyone."""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.support.letters import log_all, make_confirmed, make_open_letter, wish
from undersigned.adapters.metrics_folder import prepare_folder
from undersigned.models import OutgoingMail, Signature
from undersigned.queries.measures import Measures, measure
from undersigned.stages.sign import sign_letter
from undersigned.stages.work import note_pass

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-twenty-characters"
KNOWN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def token() -> Iterator[None]:
    """Be a server that is measured."""
    with override_settings(CONFIG=dataclasses.replace(settings.CONFIG, metrics_token=TOKEN)):
        yield


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}, {"Authorization": "Bearer ü"}],
)
def test_there_is_nothing_without_the_token(headers: dict[str, str], token: None) -> None:
    assert Client().get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", "", f"Bearer {TOKEN}"])
def test_there_is_nothing_where_no_token_is_set(given: str) -> None:
    assert settings.CONFIG.metrics_token == ""
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


def test_answers_are_counted_by_page_and_never_by_address(token: None) -> None:
    make_open_letter("lake")
    client = Client()
    for _ in range(2):
        client.get("/letters/lake/en/sign/?from=ada", headers={"X-Forwarded-For": "203.0.113.7"})
    client.get("/manage/secret-token/")
    client.generic("ADA", "/nowhere/ada/")
    response = client.get("/metrics", headers=KNOWN)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    text = response.content.decode()
    found = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in text.splitlines()}
    counted = 'undersigned_requests_total{method="%s",route="%s",status="%d"}'
    assert float(found[counted % ("GET", "sign", 200)]) >= 1
    assert float(found[counted % ("GET", "memory", 200)]) >= 1
    assert float(found[counted % ("GET", "manage", 404)]) >= 1
    assert float(found[counted % ("other", "unmatched", 404)]) >= 1
    assert float(found['undersigned_request_seconds_bucket{le="+Inf",route="sign"}']) >= 1
    for word in ("ada", "ADA", "secret", "lake", "203.0.113.7", "127.0.0.1"):
        assert word not in text
    assert not client.cookies


def test_what_waits_is_measured_in_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    at = timezone.now()
    lake, river = make_open_letter("lake"), make_open_letter("river")
    OutgoingMail.objects.all().delete()
    assert measure(at=at) == Measures(
        mails={"single": 0, "batch": 0},
        mail_ages={"single": 0.0, "batch": 0.0},
        unlogged=0,
        unlogged_age=0.0,
        unpublished=0,
        pass_ages={},
        pass_seconds={},
    )
    make_confirmed(lake, 2)
    make_confirmed(river, 3)
    log_all(lake)
    Signature.objects.filter(letter=river).update(ready_at=at - timedelta(seconds=90))
    for number in range(3):
        sign_letter(lake, wish(f"N{number}", f"n{number}@people.example"), language="en", at=at)
    OutgoingMail.objects.filter(recipient="n0@people.example").update(
        due_at=at - timedelta(seconds=30)
    )
    OutgoingMail.objects.filter(recipient="n1@people.example").update(batch="news 1")
    note_pass("log", seconds=0.25, at=at - timedelta(seconds=4))
    with django_assert_num_queries(8):
        found = measure(at=at)
    assert found == Measures(
        mails={"single": 2, "batch": 1},
        mail_ages={"single": 30.0, "batch": 0.0},
        unlogged=3,
        unlogged_age=90.0,
        unpublished=0,
        pass_ages={"log": 4.0},
        pass_seconds={"log": 0.25},
    )


COUNT = """
import sys
from undersigned.adapters.metrics import request_counts
request_counts().count(method="GET", route="front", status=200, seconds=0.003)
if sys.argv[1:]:
    print(request_counts().expose().decode())
"""


def test_the_processes_of_a_machine_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = tmp_path / "metrics" / "web-4194304"  # More than a system gives to a process.
    dead.mkdir(parents=True)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    prepare_folder(tmp_path)
    assert [path.name for path in (tmp_path / "metrics").iterdir()] == [f"web-{os.getpid()}"]

    def count(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", COUNT, *words], capture_output=True, text=True, check=True
        )
        return done.stdout

    count()
    text = count("say")
    assert 'undersigned_requests_total{method="GET",route="front",status="200"} 2.0' in text
    assert 'undersigned_request_seconds_count{route="front"} 2.0' in text
    # A web server that starts anew under the same number begins at nothing.
    prepare_folder(tmp_path)
    assert 'status="200"} 1.0' in count("say")
