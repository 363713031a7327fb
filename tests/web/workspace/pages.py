"""How the tests of the workspace ask for pages."""

from collections.abc import Mapping
from typing import Any

from django.test import Client

from tests.support.coalitions import Partner
from tests.web.markup import problems_of

# What the test client answers has a type of its own, which its stubs keep private.
Answer = Any


def page(response: Answer, status: int = 200) -> str:
    """Return the HTML of an answer, once its status is the expected one and the page is sound."""
    assert response.status_code == status, (response.status_code, response.headers.get("Location"))
    html: str = response.content.decode()
    assert problems_of(html) == []
    return html


def get(client: Client, path: str, status: int = 200) -> str:
    """Return a page of the workspace."""
    return page(client.get(f"/workspace/{path}"), status)


def post(client: Client, path: str, data: Mapping[str, object] | None = None) -> Answer:
    """Send a form of the workspace."""
    return client.post(f"/workspace/{path}", data or {})


def leads_to(response: Answer, path: str) -> bool:
    """Whether an answer redirects to a page of the workspace."""
    where: tuple[int, str | None] = (response.status_code, response.headers.get("Location"))
    return where == (302, f"/workspace/{path}")


def organization_path(partner: Partner, rest: str = "") -> str:
    """Return the address of an organization's page, or of one below it."""
    return f"organizations/{partner.organization.pk}/{rest}"


def organization_form(**other: str) -> dict[str, str]:
    """Return a profile as its form sends it."""
    return {
        "name": "Friends of the Herons",
        "language": "en",
        "country": "GB",
        "website": "herons.example",
        "description": "Looks after the banks.",
        "based_on": "0",
        "names-TOTAL_FORMS": "2",
        "names-INITIAL_FORMS": "0",
        "names-0-language": "French",
        "names-0-name": "Les amis des hérons",
        "names-1-language": "",
        "names-1-name": "",
        **other,
    }
