"""The head of a letter's page: previews, languages, and data that no browser runs."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.support.coalitions import add_partner
from tests.support.letters import (
    ADDRESSEES,
    BODY,
    T0,
    log_all,
    make_account,
    make_open_letter,
    organization_wish,
    signed,
)
from tests.support.organizations import endorse_and_sign
from tests.web.markup import text_of
from undersigned.models import Letter
from undersigned.stages import draft, publish
from undersigned.stages.confirm import accept_organization
from undersigned.web.page_cache import PAGES
from undersigned.web.share.head import data_block

pytestmark = pytest.mark.django_db


class Head(HTMLParser):
    """Reads the links and metas of a page, and what its data blocks hold."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.metas: dict[str, list[str]] = {}
        self.links: list[dict[str, str | None]] = []
        self.scripts: list[dict[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta":
            name = found.get("property") or found.get("name") or ""
            self.metas.setdefault(name, []).append(found.get("content") or "")
        if tag == "link":
            self.links.append(found)
        if tag == "script":
            self.scripts.append(found)

    def alternates(self) -> list[tuple[str | None, str | None]]:
        return [
            (link["hreflang"], link["href"])
            for link in self.links
            if link["rel"] == "alternate" and "hreflang" in link
        ]


def data_of(html: str) -> dict[str, Any]:
    """Return what the data block of a page holds; there is one, and it ends where it should."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(blocks) == 1
    data: dict[str, Any] = json.loads(blocks[0])
    return data


def letter_titled(title: str) -> Letter:
    """A letter with this title in English, open for signatures."""
    lead = make_account()
    letter = draft.create_letter(lead, slug="river", language="en", title=title, at=T0)
    text = draft.TextInput(title=title, addressees=ADDRESSEES, body=BODY)
    draft.save_text(letter, "en", text, based_on=1, author=lead, at=T0)
    draft.freeze_edition(letter, by=lead, at=T0)
    publish.publish_letter(letter, by=lead, at=T0)
    return letter


def test_languages_name_each_other_and_the_way_to_choose(reader: Client) -> None:
    make_open_letter(languages=("en", "fa"))
    home = f"{settings.CONFIG.address}/letters/river/"
    for language in ("en", "fa"):
        head = Head(text_of(reader.get(f"/letters/river/{language}/")))
        canonical = [link["href"] for link in head.links if link["rel"] == "canonical"]
        assert canonical == [f"{home}{language}/"]
        assert head.alternates() == [
            ("en", f"{home}en/"),
            ("fa", f"{home}fa/"),
            ("x-default", home),
        ]


def test_preview_of_a_letter(reader: Client) -> None:
    make_open_letter(languages=("en", "fa"))
    home = f"{settings.CONFIG.address}/letters/river/en/"
    metas = Head(text_of(reader.get("/letters/river/en/"))).metas
    begins = "We write to you about the river that we share."
    assert metas["description"] == [begins]
    assert {name: values for name, values in metas.items() if ":" in name} == {
        "og:type": ["article"],
        "og:url": [home],
        "og:site_name": [settings.CONFIG.host],
        "og:title": ["River en"],
        "og:description": [begins],
        "og:locale": ["en_US"],
        "og:locale:alternate": ["fa_IR"],
        "og:image": [f"{home}card.png"],
        "og:image:type": ["image/png"],
        "og:image:width": ["1200"],
        "og:image:height": ["630"],
        "og:image:alt": ["Open letter: River en"],
        "twitter:card": ["summary_large_image"],
    }


def test_data_block_describes_the_letter(reader: Client) -> None:
    letter = make_open_letter(languages=("en", "fa"))
    signed(letter)
    log_all(letter)
    home = f"{settings.CONFIG.address}/letters/river/"
    data = data_of(text_of(reader.get("/letters/river/en/")))
    digest = letter.editions.get().texts.get(language="en").digest
    assert data == {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": f"{home}en/",
        "url": f"{home}en/",
        "mainEntityOfPage": f"{home}en/",
        "genre": "open letter",
        "headline": "River en",
        "description": "We write to you about the river that we share.",
        "inLanguage": "en",
        "version": 1,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "SHA-256",
            "value": bytes(digest).hex(),
        },
        "image": {
            "@type": "ImageObject",
            "url": f"{home}en/card.png",
            "width": 1200,
            "height": 630,
        },
        "isAccessibleForFree": True,
        "audience": [
            {"@type": "Audience", "name": "Ada Exemplar", "description": "Chair, River Commission"},
            {
                "@type": "Audience",
                "name": "Ben Example",
                "description": "Minister of Water, Examplia",
            },
        ],
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": {"@type": "EndorseAction"},
            "userInteractionCount": 1,
        },
        "datePublished": "2026-03-01T12:00:00+00:00",
        "about": [
            {"@type": "Thing", "name": "Publish the measurements."},
            {"@type": "Thing", "name": "Let the people of the banks speak."},
        ],
        "workTranslation": [
            {"@type": "Article", "@id": f"{home}fa/", "headline": "River fa", "inLanguage": "fa"}
        ],
        "potentialAction": {
            "@type": "EndorseAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{home}en/sign/"},
        },
    }
    data = data_of(text_of(reader.get("/letters/river/fa/")))
    assert data["translationOfWork"]["@id"] == f"{home}en/"
    publish.close_letter(letter, by=letter.lead, at=T0)
    PAGES.forget_revisions()
    assert "potentialAction" not in data_of(text_of(reader.get("/letters/river/en/")))


def test_only_organizations_that_carry_the_letter_are_its_authors(reader: Client) -> None:
    letter = make_open_letter()
    joined = signed(letter, organization_wish())
    accept_organization(letter, joined.pk, by=letter.lead, at=T0)
    log_all(letter)
    html = text_of(reader.get("/letters/river/en/"))
    assert "Bank of Herons" in html
    assert "author" not in data_of(html)
    endorse_and_sign(letter, add_partner(letter))
    log_all(letter)
    PAGES.forget_revisions()
    data = data_of(text_of(reader.get("/letters/river/en/")))
    assert data["author"] == [{"@type": "Organization", "name": "Association 1"}]
    feed = reader.get("/letters/river/en/feed.atom").content.decode()
    assert "<author><name>Association 1</name></author>" in feed


@pytest.mark.parametrize(
    "title",
    [
        '</script><script>alert("1")</script>',
        "<!--<script> \" ' & &amp; </ScRiPt >",
        "x\" onload=\"alert(1)' {{ settings.SECRET_KEY }} {% now 'Y' %}",
        "نامه‌ای دربارهٔ رود",
        "W" * 300,
        "😀" * 300,
    ],
)
def test_hostile_title_stays_a_title(reader: Client, title: str) -> None:
    letter_titled(title)
    html = text_of(reader.get("/letters/river/en/"))
    assert data_of(html)["headline"] == title
    head = Head(html)
    assert [script.get("type") for script in head.scripts if not script.get("src")] == [
        "application/ld+json"
    ]
    assert head.metas["og:title"] == [title]
    assert unescape(head.metas["og:image:alt"][0]) == unescape(f"Open letter: {title}")


def test_data_block_cannot_be_left() -> None:
    block = data_block({"a": "</script><!--\u2028&"})
    assert block == '{"a": "\\u003C/script\\u003E\\u003C!--\\u2028\\u0026"}'
    assert json.loads(block) == {"a": "</script><!--\u2028&"}
