"""The page of a letter's numbers, and the count for pages that stay open."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from playwright.sync_api import Page, Route, expect

from tests.journeys.steps import confirm, fill_person, import_letter, reload_until, send_signature
from tests.support.browser import Watch
from tests.support.letters import T0, log_all, make_draft, make_open_letter, signed, wish
from tests.support.mail import MailServer
from tests.support.site import Site
from tests.web.markup import text_of
from tests.web.workspace.test_looks import TOO_WIDE, serious
from undersigned.models import Letter
from undersigned.web.page_cache import PAGES

PAGE = "/letters/river/en/numbers/"
COUNT = "/letters/river/en/count.json"
in_database = pytest.mark.django_db


def sign(letter: Letter, number: int, *, country: str = "", is_named: bool = True) -> None:
    name = f"Person {number}"
    email = f"p{number}@people.example"
    signed(letter, replace(wish(name, email, is_named=is_named), country=country))


@in_database
def test_the_page_tells_when_who_and_from_where(reader: Client) -> None:
    letter = make_open_letter()
    sign(letter, 1, country="FR")
    sign(letter, 2, country="FR")
    log_all(letter, at=T0)
    sign(letter, 3, country="DE")
    # Of one who is only counted, no country is told.
    sign(letter, 4, country="IR", is_named=False)
    log_all(letter, at=T0 + timedelta(days=9))
    html = text_of(reader.get(PAGE))
    assert "A line from 2 on 1 March 2026 to 4 on" in html
    assert html.count('<svg class="bar"') == 4
    for words in ("France", "Germany", "People who are counted only", "Of the 3 names"):
        assert words in html
    assert "Iran" not in html


@in_database
def test_time_runs_as_the_page_is_read(reader: Client) -> None:
    letter = make_open_letter()
    sign(letter, 1)
    log_all(letter)
    assert 'class="line" d="M0 ' in text_of(reader.get(PAGE))
    with override_settings(LANGUAGES=[("en", "English"), ("fa", "فارسی")]):
        html = text_of(reader.get("/letters/river/fa/numbers/"))
    assert 'class="line" d="M640 ' in html
    assert "۱" in html


@in_database
def test_before_anybody_signed_the_page_says_so_and_nothing_leads_there(reader: Client) -> None:
    make_open_letter()
    html = text_of(reader.get(PAGE))
    assert ("Nobody has signed yet." in html, "<svg" in html) == (True, False)
    assert PAGE not in text_of(reader.get("/letters/river/en/"))


@in_database
def test_what_is_not_public_has_no_numbers(reader: Client) -> None:
    make_draft("river")
    assert reader.get(PAGE).status_code == 404
    assert reader.get(COUNT).status_code == 404


@in_database
def test_many_countries_and_hostile_values_stay_a_page(reader: Client) -> None:
    letter = make_open_letter()
    countries = ["FR", "DE", "IR", "ES", "IT", "PL", "SE", "NO", "FI", "DK", "NL", "BE", "AT", "CH"]
    for number, country in enumerate(countries):
        sign(letter, number, country=country)
    log_all(letter)
    html = text_of(reader.get(PAGE))
    assert "Others, or no country given" in html
    assert html.count('<svg class="bar"') == 1 + 12


@in_database
def test_queries_do_not_grow_with_days_and_countries(reader: Client) -> None:
    letter = make_open_letter()
    counts = []
    for number, country in enumerate(("FR", "DE", "IR")):
        sign(letter, number, country=country)
        log_all(letter, at=T0 + timedelta(days=number))
        PAGES.clear()
        with CaptureQueriesContext(connection) as queries:
            reader.get(PAGE)
        counts.append(len(queries))
    # What was signed before today is read once a day.
    assert counts == [9, 7, 7]


@in_database
def test_the_count_is_for_everybody_and_kept(reader: Client) -> None:
    letter = make_open_letter()
    sign(letter, 1)
    log_all(letter)
    answer = reader.get(COUNT)
    assert json.loads(answer.content) == {
        "organizations": 0,
        "people": 1,
        "withdrawn": 0,
        "size": 2,
        "open": True,
        "text": "1 person",
    }
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    known = {"If-None-Match": answer.headers["ETag"]}
    again = reader.get(COUNT, headers=known)
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    sign(letter, 2)
    log_all(letter)
    PAGES.forget_revisions()
    assert json.loads(reader.get(COUNT, headers=known).content)["text"] == "2 people"


@pytest.mark.browser
def test_an_open_page_counts_on(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("ERR_FAILED.*count.json")
    letter = import_letter(site, tmp_path)
    page = open_page()
    page.clock.install()
    page.goto(letter.address())
    number = page.locator(".summary [data-signed-by]")
    expect(number).to_have_text("2 organizations and 2 people")

    signer = open_page()
    fill_person(signer, letter, name="Mina", email="mina@people.example")
    send_signature(signer)
    confirm(signer, smtp_server, "mina@people.example")
    reload_until(signer, lambda: letter.check_log() == (2, 3, 0))
    page.wait_for_timeout(1500)  # A kept page may be a second old.
    page.clock.run_for(16_000)
    expect(number).to_have_text("2 organizations and 3 people")
    expect(page.locator(".undersigned [data-signed-by]")).to_have_text(
        "2 organizations and 3 people"
    )

    # A server that is away is asked less and less often, and nothing is shown of it.
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.context.route("**/count.json", refuse)
    for minutes, times in ((1, 2), (10, 4)):
        page.clock.run_for(minutes * 60_000)
        page.wait_for_timeout(300)
        assert 1 <= len(asked) <= times
    expect(number).to_have_text("2 organizations and 3 people")

    for language, width, scheme in (
        ("en", 320, "light"),
        ("fa", 320, "dark"),
        ("fa", 1280, "light"),
    ):
        view = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        view.goto(letter.address("numbers/", language=language))
        assert (width, view.evaluate(TOO_WIDE), serious(view)) == (width, 0, [])
    view = open_page(java_script_enabled=False)
    view.goto(letter.address())
    view.get_by_role("link", name="In numbers").click()
    expect(view.get_by_role("heading", level=1)).to_have_text("In numbers")
    expect(view.get_by_role("img")).to_have_count(1)
