"""The profile and the logo of an organization are edited by who speaks for it."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.coalitions import Partner, add_partner, browser_of
from tests.support.letters import make_account, make_draft
from tests.support.pictures import announcing, logo_file
from tests.web.workspace.pages import (
    get,
    leads_to,
    organization_form,
    organization_path,
    page,
    post,
)
from undersigned.models import Account, Logo

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(account: Account) -> Partner:
    """Return an organization of a coalition."""
    return add_partner(make_draft())


@pytest.fixture
def speaker(partner: Partner) -> Client:
    """Return the browser of its representative."""
    return browser_of(partner.representative)


# The profile ------------------------------------------------------------------------------------


def test_profile_is_filled_in_shown_and_shortened(partner: Partner, speaker: Client) -> None:
    form = get(speaker, organization_path(partner, "profile/"))
    assert 'value="Association 1"' in form
    assert leads_to(
        post(speaker, organization_path(partner, "profile/"), organization_form()),
        organization_path(partner),
    )
    text = get(speaker, organization_path(partner))
    for shown in ("Friends of the Herons", "Les amis des hérons", "https://herons.example",
                  "United Kingdom", "Looks after the banks."):  # fmt: skip
        assert shown in text
    again = get(speaker, organization_path(partner, "profile/"))
    assert 'value="Les amis des hérons"' in again
    # Two blank rows beside the one that is there.
    assert again.count('class="names-row"') == 3
    data = organization_form(based_on="1", **{"names-INITIAL_FORMS": "1", "names-0-name": ""})
    assert leads_to(
        post(speaker, organization_path(partner, "profile/"), data), organization_path(partner)
    )
    assert "Les amis" not in get(speaker, organization_path(partner))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "\u200b"}, "Nothing that can be seen"),
        ({"name": "x" * 301}, "at most 300"),
        ({"language": "Klingonish"}, "Choose a language"),
        ({"country": "ZZ"}, "choose a country"),
        ({"website": "javascript:alert(1)"}, "address of a website"),
        ({"website": "https://good.example@evil.example"}, "address of a website"),
        ({"names-0-language": ""}, "which language this name is in"),
        ({"names-0-language": "en"}, "one name only"),
        ({"names-1-language": "fr", "names-1-name": "Encore"}, "one name only"),
        ({"names-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
        ({"based_on": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    partner: Partner, speaker: Client, change: dict[str, str], sentence: str
) -> None:
    data = (
        organization_form(description="What I typed.", **change)
        if "description" not in change
        else change
    )
    text = page(post(speaker, organization_path(partner, "profile/"), data), 422)
    if "based_on" not in change:
        assert sentence in html.unescape(text)
    assert 'value="What I typed."' in text
    partner.organization.refresh_from_db()
    assert (partner.organization.name, partner.organization.revision) == ("Association 1", 0)
    assert leads_to(
        post(speaker, organization_path(partner, "profile/"), organization_form()),
        organization_path(partner),
    )


def test_two_who_edit_at_once_are_told(partner: Partner, speaker: Client) -> None:
    post(speaker, organization_path(partner, "profile/"), organization_form())
    text = page(
        post(speaker, organization_path(partner, "profile/"), organization_form(name="Mine")), 409
    )
    assert "Somebody else has changed this profile" in text
    assert 'value="Mine"' in text
    partner.organization.refresh_from_db()
    assert partner.organization.name == "Friends of the Herons"


def test_hostile_names_are_letters(partner: Partner, speaker: Client) -> None:
    data = organization_form(name="<script>alert(1)</script>", **{"names-0-name": '"><img src=x>'})
    assert leads_to(
        post(speaker, organization_path(partner, "profile/"), data), organization_path(partner)
    )
    for path in (organization_path(partner), organization_path(partner, "profile/")):
        text = get(speaker, path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


# The logo ---------------------------------------------------------------------------------------


def _upload(client: Client, partner: Partner, data: bytes, name: str = "logo.png") -> object:
    file = SimpleUploadedFile(name, data, content_type="image/png")
    return client.post(f"/workspace/{organization_path(partner, 'logo/')}", {"file": file})


def test_logo_is_uploaded_shown_and_removed(partner: Partner, speaker: Client) -> None:
    answer = _upload(speaker, partner, logo_file(), name="../../etc/passwd.svg")
    assert leads_to(answer, organization_path(partner) + "#logo")
    text = get(speaker, organization_path(partner))
    (address,) = set(re.findall(r'src="(/workspace/organizations/[^"]*\.png)"', text))
    picture = speaker.get(address)
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert "private" in picture.headers["Cache-Control"]
    assert picture.content == bytes(Logo.objects.get().data)
    stranger = browser_of(make_account("stranger@elsewhere.example"))
    assert stranger.get(address).status_code == 404
    assert leads_to(
        post(speaker, organization_path(partner, "logo/remove/")),
        organization_path(partner) + "#logo",
    )
    assert speaker.get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg onload='alert(1)'/>", "not a picture made of pixels"),
        (b"GIF89a<script>alert(1)</script>", "not a PNG"),
        (announcing(10_000, 20), "too many pixels"),
        (announcing(60_000, 60_000), "too many pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 1_500_000, "at most 1 MB"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000_000, "at most 1 MB"),
        (b"", "This file is empty."),
    ],
)
def test_file_that_is_no_logo_is_refused_with_a_sentence(
    partner: Partner, speaker: Client, data: bytes, sentence: str
) -> None:
    text = page(_upload(speaker, partner, data), 422)
    assert sentence in text
    assert not Logo.objects.exists()
    assert leads_to(_upload(speaker, partner, logo_file()), organization_path(partner) + "#logo")


def test_form_without_a_file_asks_for_one(partner: Partner, speaker: Client) -> None:
    assert "Please choose a file." in page(post(speaker, organization_path(partner, "logo/")), 422)
    assert "Please choose a file." in page(
        post(speaker, organization_path(partner, "logo/"), {"file": "logo.png"}), 422
    )
