"""Choosing which other sites may show the counter."""

import re

import pytest
from django.test import Client

from tests.support.coalitions import add_member
from tests.support.letters import make_draft, make_open_letter
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.core.coalition import Role
from undersigned.models import Act, Letter

pytestmark = pytest.mark.django_db

PATH = "letters/river/embedding/"


def sites() -> str:
    return Letter.objects.get(slug="river").embed_sites


def checked(html: str) -> list[str]:
    """Return the values that are chosen."""
    chosen = re.findall(r"<input[^>]*\bchecked\b[^>]*>", html)
    return re.findall(r'value="(\w+)"', " ".join(chosen))


def test_lead_chooses_sites(lead: Client) -> None:
    make_open_letter()
    html = get(lead, PATH)
    assert checked(html) == ["nobody"]
    assert 'href="/letters/river/en/share/#counter"' in html
    chosen = {"who": "some", "sites": "A.example/page\r\nhttps://*.b.example\r\na.example"}
    assert leads_to(post(lead, PATH, chosen), "letters/river/")
    assert sites() == "https://a.example https://*.b.example"
    html = get(lead, PATH)
    assert checked(html) == ["some"]
    assert "https://a.example\nhttps://*.b.example</textarea>" in html
    assert "chose which sites may embed the letter" in get(lead, "letters/river/history/")
    assert leads_to(post(lead, PATH, {"who": "any", "sites": "not;read"}), "letters/river/")
    assert sites() == "*"
    assert leads_to(post(lead, PATH, {"who": "nobody"}), "letters/river/")
    assert sites() == ""
    assert "chose that no site may embed the letter" in get(lead, "letters/river/history/")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"who": "some", "sites": ""}, "Please name at least one site."),
        (
            {"who": "some", "sites": "a.example\n<b>*</b>"},
            "“&lt;b&gt;*&lt;/b&gt;” is no address of a website.",
        ),
        ({"who": "some", "sites": "a.example; script-src *"}, "“a.example;” is no address"),
        (
            {"who": "some", "sites": "\n".join(f"s{n}.example" for n in range(51))},
            "Please name 50 sites at most.",
        ),
        ({"who": "*"}, "Select a valid choice"),
        ({}, "This field is required."),
    ],
)
def test_what_is_no_choice_changes_nothing(
    lead: Client, data: dict[str, str], sentence: str
) -> None:
    make_open_letter()
    assert sentence in page(post(lead, PATH, data), 422)
    assert sites() == ""
    assert not Act.objects.filter(kind="embedding set").exists()
    assert leads_to(post(lead, PATH, {"who": "some", "sites": "a.example"}), "letters/river/")


def test_only_the_lead_chooses(lead: Client, stranger: Client) -> None:
    letter = make_draft()
    editor = Client()
    editor.force_login(add_member(letter, "editor@coalition.example", Role.EDITOR))
    assert post(editor, PATH, {"who": "any"}).status_code == 403
    assert post(stranger, PATH, {"who": "any"}).status_code == 404
    assert sites() == ""
    assert leads_to(post(lead, PATH, {"who": "any"}), "letters/river/")
    assert "share/#counter" not in get(lead, PATH)


def test_letter_leads_to_what_is_shared(lead: Client) -> None:
    make_open_letter()
    html = get(lead, "letters/river/")
    assert 'href="/letters/river/en/share/"' in html
    assert 'href="/workspace/letters/river/embedding/"' in html
