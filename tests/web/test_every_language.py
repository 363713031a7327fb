"""Every page says all it says through the catalogues, and marks language and direction."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import trans_real

from tests.support import pseudo
from tests.support.letters import (
    ADDRESSEES,
    BODY,
    T0,
    correct_letter,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from tests.web.markup import VOID
from tests.web.workspace.addresses import ADDRESSES, PEOPLE, Stage, set_stage
from tests.web.workspace.test_access import address_of
from undersigned.stages.confirm import confirm_signature
from undersigned.stages.sign import sign_letter
from undersigned.stages.withdraw import request_manage_link

pytestmark = pytest.mark.django_db

SPOKEN_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label")
WORD = re.compile(r"[A-Za-z]{2,}")
# Names, addresses, and what a machine is told; they are the same in every language.
NOT_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|[\w-]+\.(?:example|md|csv|zip|txt|pdf|png|svg)\b|&\w+;|"
    r"Association [12]|RFC 6962|source 1"
)
# Names of formats, names from CLDR, which knows no such language, and what the test entered.
_FORMATS = (
    "Undersigned UTC CSV PDF HTML Markdown TXT DNS SHA PNG JPEG WebP MB kB QR Atom RSS ID BCP"
)
_NAMES = "English Persian French German Germany France XA en fa fr pt BR zh Hant March"
_ENTERED = (
    f"{BODY} {ADDRESSEES} Corrected once more. River river lake News Hm Unsaved Association"
    " Mina Teacher Bank Herons Rosa Muster Director"
)
ALLOWED = frozenset(WORD.findall(f"{_FORMATS} {_NAMES} {_ENTERED}"))


class Reader(HTMLParser):
    """Collects what a reader sees or hears in the language of the interface."""

    silent = frozenset(
        {"bdi", "code", "kbd", "samp", "pre", "script", "style", "textarea", "time", "option"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.root: dict[str, str | None] = {}
        # For each open element, whether its words are of the interface.
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        is_ours = not self._open or self._open[-1]
        if tag == "html":
            self.root = names
        elif (
            tag in self.silent
            or names.get("translate") == "no"
            or (names.get("lang") or "").lower() not in {"", (self.root.get("lang") or "").lower()}
            or names.get("lang") == ""
        ):
            is_ours = False
        if is_ours:
            self.words += [value for name in SPOKEN_ATTRIBUTES if (value := names.get(name))]
        if tag not in VOID:
            self._open.append(is_ours)

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]:
            self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def unaccented(html: str) -> list[str]:
    """The words that were not translated."""
    text = NOT_WORDS.sub(" ", " ".join(read(html).words))
    return [word for word in WORD.findall(text) if word not in ALLOWED]


@pytest.fixture
def _speaks(settings: Any, tmp_path: Path) -> Iterator[None]:
    pseudo.write_catalogue(tmp_path)
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    settings.LANGUAGES = [("en", "English"), (pseudo.LANGUAGE, "Pseudo"), ("fa", "فارسی")]
    loaded: dict[str, object] = vars(trans_real)["_translations"]
    loaded.clear()
    yield
    loaded.clear()


def member_pages(stage: Stage, language: str) -> Iterator[tuple[str, str]]:
    """Name and HTML of each page of the workspace, as somebody sees it who may."""
    for name, address in ADDRESSES.items():
        if not address.get:
            continue
        who = next(who for who in reversed(PEOPLE) if who in address.get)
        path = address_of(name, stage.values)
        answer = stage.browsers[who].get(path, headers={"Accept-Language": language})
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            yield name, answer.content.decode()


def public_pages(language: str) -> Iterator[tuple[str, str]]:
    """Address and HTML of each page of a letter in that language."""
    letter = make_open_letter("lake", [language])
    sign_letter(letter, wish(), language=language, at=T0)
    signature = confirm_signature(token_in(last_mail(wish().email)), at=T0)
    signed(letter, organization_wish())
    log_all(letter)
    correct_letter(letter)
    sign_letter(letter, wish(email="other@people.example"), language=language, at=T0)
    confirm = token_in(last_mail("other@people.example"))
    request_manage_link(letter, signature.contact, language=language, at=T0)
    manage = token_in(last_mail(signature.contact))
    paths = [
        f"/letters/lake/{language}/{rest}"
        for rest in (
            "",
            "signatories/",
            "signatories/?q=lake",
            "check/",
            "sign/",
            "sign/sent/",
            "manage/",
            "manage/sent/",
            "withdrawn/",
            "changes/1/",
            "nothing/",
        )
    ]
    paths += [f"/confirm/{confirm}/"]
    paths += [f"/manage/{manage}/", f"/manage/{manage}/agree/", "/manage/nothing/"]
    for path in paths:
        answer = Client().get(path, headers={"Accept-Language": language})
        yield path, answer.content.decode()


@pytest.mark.usefixtures("_speaks")
def test_all_that_a_member_reads_goes_through_the_catalogues() -> None:
    found = {
        name: words
        for name, html in member_pages(set_stage(), pseudo.LANGUAGE)
        if (words := unaccented(html))
    }
    assert found == {}


@pytest.mark.usefixtures("_speaks")
def test_all_that_a_reader_reads_goes_through_the_catalogues() -> None:
    found = {path: words for path, html in public_pages("en-XA") if (words := unaccented(html))}
    assert found == {}


def unmarked(html: str, language: str, direction: str) -> list[str]:
    """What a page in this language does not say about itself."""
    reader = read(html)
    faults = []
    # A part of a page, which a script puts into one, has no root.
    if "<html" in html and ((reader.root.get("lang") or "").lower(), reader.root.get("dir")) != (
        language,
        direction,
    ):
        faults.append(f"<html> says {reader.root}")
    text = NOT_WORDS.sub(" ", " ".join(reader.words))
    faults += re.findall(r".{0,20}(?<![\w-])[0-9]+(?![\w-]).{0,20}", text)
    return faults


@pytest.mark.usefixtures("_speaks")
def test_all_pages_of_a_persian_member_are_persian() -> None:
    found = {
        name: faults
        for name, html in member_pages(set_stage(), "fa")
        if (faults := unmarked(html, "fa", "rtl"))
    }
    assert found == {}


@pytest.mark.usefixtures("_speaks")
def test_all_pages_of_a_persian_letter_are_persian() -> None:
    found = {
        path: faults for path, html in public_pages("fa") if (faults := unmarked(html, "fa", "rtl"))
    }
    assert found == {}


def test_an_untranslated_word_and_a_foreign_digit_would_be_found() -> None:
    html = (
        '<html lang="en-xa" dir="ltr"><p title="Hello"><bdi>Name</bdi> Šíğñ it 3'
        ' <code>verify</code> <span lang="fa">Salam</span> <b translate="no">SHA-256</b></p></html>'
    )
    assert unaccented(html) == ["Hello", "it"]
    assert unmarked(html, "en-xa", "ltr") == ["Hello  Šíğñ it 3     "]
    assert len(unmarked(html, "fa", "rtl")) == 2


def test_accents_leave_values_and_markup_alone() -> None:
    assert (
        pseudo.accented("Sign %(name)s on {day}, <b>100%%</b>")
        == "Śíğñ %(name)s óñ {day}, <b>100%%</b>"
    )
