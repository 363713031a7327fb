"""Every mail in every language: whole, links on lines of their own, names in their direction.

What is rendered lies in build/mails/<language>/, to be read.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from tests.support.letters import T0
from undersigned.core.display_names import date_text
from undersigned.core.interface_languages import OWN_NAMES, SPOKEN
from undersigned.core.isolates import FIRST_STRONG_ISOLATE
from undersigned.queries.since_reading import TextSince
from undersigned.stages.outbox import MailForm, write_mail

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src" / "undersigned" / "templates"
PLACE = "https://letters.example"
LINK = f"{PLACE}/confirm/dG9rZW4tdG9rZW4/"
TITLE = {"title": "The river that we share"}
LETTER = {**TITLE, "letter_link": f"{PLACE}/letters/river/en/"}
NAME = {"name": "Mina Example (Ph.D.)"}
ORGANIZATION = {"organization": "Friends of the River, Inc."}
OFFICE = {"addressee": "Ada Exemplar"}
HOST = {"host": "letters.example"}
REASON = {"reason": "We cannot stand behind the second demand."}
WHO = {"who": "Rosa Muster"}
TO = {"link": LINK}
SINCE: Mapping[str, object] = {
    "texts": [
        (TextSince("en", "River", 1, 3, 2, 5, 12), f"{PLACE}/workspace/letters/river/1/"),
        (TextSince("fa", "River", 0, 3), f"{PLACE}/workspace/letters/river/2/"),
        (TextSince("fr", "River", 3, 3), f"{PLACE}/workspace/letters/river/3/"),
    ],
    **TITLE, **ORGANIZATION, **TO, "edition": 2,
}  # fmt: skip

Context = Mapping[str, object]
# What each template is told, once for each way that it goes.
MAILS: Mapping[str, tuple[Context, ...]] = {
    "account_made": ({**HOST, "email": "mina@people.example", "sign_in": LINK},),
    "address_changed": ({**HOST, "old": "old@people.example", "new": "new@people.example"},),
    "address_code": ({**HOST, "code": "QK7M-2XBD"},),
    "address_taken": ({**HOST, "sign_in": LINK},),
    "already_signed": ({**LETTER, **NAME, **TO},),
    "answered": ({**OFFICE, **TITLE, **TO},),
    "confirm": ({**LETTER, **NAME, **TO, "days": 14},),
    "correction": ({**LETTER, **NAME, **TO, "signed": 1, "edition": 2},),
    "deliver": (
        {
            **OFFICE, **TO, **TITLE, "note": "Dear Ada,\nhere it is.",
            "organizations": 1, "people": 12345, "edition": 2, "tree_size": 12350,
            "has_pdf": True, "address": LETTER["letter_link"],
        },
        {
            **OFFICE, **TO, **TITLE, "note": "", "organizations": 40,
            "people": 1, "edition": 1, "tree_size": 42, "has_pdf": False,
            "address": LETTER["letter_link"],
        },
    ),
    "delivery_failed": (
        {**OFFICE, **TO, **TITLE, "is_unsure": True, "failure": ""},
        {
            **OFFICE, **TO, **TITLE, "is_unsure": False,
            "failure": "550 5.1.1 no such user",
        },
    ),
    "endorse": (
        {**SINCE, "earlier": 1, "has_declined": True},
        {**SINCE, "earlier": 1, "has_declined": False},
    ),
    "endorse_remind": ({**SINCE, "earlier": None, "has_declined": False},),
    "endorsement_code": (
        {**ORGANIZATION, **TITLE, "code": "QK7M 2XBD", "edition": 2,
         "minutes": 15},
    ),
    "endorsement_declined": (
        {**TITLE, **ORGANIZATION, **TO, **REASON, "person": "Rosa Muster", "edition": 2},
    ),
    "endorsement_taken_back": (
        {**TITLE, **ORGANIZATION, **TO, **REASON, "person": "Rosa Muster", "edition": 2},
        {**TITLE, **ORGANIZATION, **TO, "reason": "", "person": "Rosa Muster", "edition": 2},
    ),
    "invitation": (
        *(
            {**TITLE, **TO, **within, **WHO, "role": role, "note": note, "days": 30}
            for within, note in ((ORGANIZATION, "Please come."), ({"organization": ""}, ""))
            for role in ("lead", "editor", "representative", "observer")
        ),
    ),
    "invitation_declined": (
        {**TITLE, **ORGANIZATION, **TO, **REASON, "email": "mina@people.example"},
        {**TITLE, **TO, "organization": "", "reason": "", "email": "mina@people.example"},
    ),
    "joined": (
        {**TITLE, **ORGANIZATION, **TO, **WHO},
        {**TITLE, **TO, "organization": "", **WHO},
    ),
    "left": (
        {**TITLE, **ORGANIZATION, **TO, **WHO, "is_organization": True},
        {**TITLE, **ORGANIZATION, **TO, **WHO, "is_organization": False, "is_last": True},
        {**TITLE, **TO, **WHO, "organization": "", "is_organization": False},
    ),
    "manage": ({**LETTER, **NAME, **TO},),
    "news": (
        {
            **NAME, **TO, "title": "They answered", "body": "The chair wrote **back**.",
            "letter": LETTER["title"], "letter_link": LETTER["letter_link"],
            "news_link": f"{PLACE}/letters/river/en/news/1/",
        },
    ),
    "not_published": (
        {**TO, **TITLE, "missing": ("Herons",)},
    ),
    "not_signed": (LETTER,),
    "not_genuine": tuple(
        {**LETTER, **NAME, **reason, "days": 30, "is_open": is_open, "day": "1 March 2026",
         "address": "post@letters.example"}
        for reason in (REASON, {"reason": ""})
        for is_open in (True, False)
    ),
    "organization_declined": ({**LETTER, **NAME, **REASON}, {**LETTER, **NAME, "reason": ""}),
    "organization_merged": ({**LETTER, **NAME, "kept": "Example, Mina"},),
    "organization_waits": ({**NAME, **TO, **TITLE},),
    "published_on_time": (LETTER,),
    "receipt": (
        {
            **LETTER, **NAME, **TO, "index": 1234, "file": "river-1234.tlog-proof",
            "address": PLACE, "letter_id": "0" * 32, "vkey": "letters.example/log/0+1+AQ",
        },
    ),
    "record_gone": (
        {
            **NAME, **TO, "domain": "herons.example", "record_name": "_undersigned.herons.example",
            "record_value": "undersigned=letters.example/1",
        },
    ),
    "remind": ({**LETTER, **NAME, **TO, "days": 14},),
    "removed": ({**ORGANIZATION, **TITLE}, {**TITLE}),
}  # fmt: skip
# The mails of accounts: a template of the subject, and one of the words.
OF_ACCOUNTS = ("account/email", "mfa/email")
# Words of Latin script that are Persian by now, or names of what is meant.
LATIN_IN_PERSIAN = frozenset({"PDF", "TXT", "DNS"})
ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069")
ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture(autouse=True)
def _speaks(settings: Any) -> None:
    settings.LANGUAGES = [(tag, OWN_NAMES[tag]) for tag in SPOKEN]


def stage_mails(language: str) -> Iterator[tuple[str, Context, str]]:
    """Name, context, and the mail with its subject on top, for each way of each template."""
    for template, contexts in MAILS.items():
        for number, context in enumerate(contexts, start=1):
            told = dict(context)
            if template == "not_published":
                with translation.override(language):
                    told["sentence"] = gettext("This time is past.")
                told["when"] = date_text(T0.date(), language)
            mail = write_mail(
                template, told, recipient="mina@people.example", language=language, at=T0
            )
            yield f"{template}-{number}", told, f"Subject: {mail.subject}\n\n{mail.body}"


def account_mails(language: str) -> Iterator[tuple[str, Context, str]]:
    """The same of what is mailed about accounts."""
    context = {
        "current_site": {"domain": HOST["host"]}, "code": "QK7M-2XBD", "account_page": LINK,
    }  # fmt: skip
    for folder in OF_ACCOUNTS:
        for path in sorted((TEMPLATES / folder).glob("*_message.txt")):
            name = f"{folder}/{path.name.removesuffix('_message.txt')}"
            with translation.override(language):
                subject = render_to_string(f"{name}_subject.txt", context)
                body = render_to_string(f"{name}_message.txt", context)
            yield name.replace("/", "-"), {}, f"Subject: {subject.strip()}\n\n{body}"


def faults(mail: str, context: Context, language: str) -> Iterator[str]:
    """What is wrong with a mail."""
    if re.search(r"\{\{|\{%|%\(\w+\)|«»|“”|„“|\n\n\n\n", mail):
        yield "something was not filled in"
    for name, value in context.items():
        if isinstance(value, str) and name != "role" and value not in mail:
            yield f"does not tell {name}"
    for line in mail.splitlines():
        if "://" in line and not re.fullmatch(r"    (\S[^:]* )?https?://\S+", line):
            yield f"a link does not stand by itself: {line}"
        if language == "fa":
            yield from persian_faults(line, mail)
        elif FIRST_STRONG_ISOLATE in line:
            yield f"isolates what goes its way: {line}"


def persian_faults(line: str, mail: str) -> Iterator[str]:
    """Latin words and digits that would turn a Persian sentence around."""
    if line.startswith(("    ", "Subject:")) or not line:
        return
    if not ARABIC.search(line):
        # The words of people stand by themselves.
        if line not in {"They answered", "The chair wrote **back**.", "Dear Ada,", "here it is."}:
            yield f"is not Persian: {line}"
        return
    rest = ISOLATED.sub("", line)
    foreign = {*re.findall(r"[A-Za-z]+", rest)} - LATIN_IN_PERSIAN
    if foreign or re.search(r"[0-9]", rest):
        yield f"is not isolated: {line}"


@pytest.mark.parametrize("language", SPOKEN)
def test_every_mail_is_whole_in_every_language(language: str) -> None:
    folder = ROOT / "build" / "mails" / language
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, context, mail in (*stage_mails(language), *account_mails(language)):
        (folder / f"{name}.txt").write_text(mail, encoding="utf-8")
        if wrong := list(faults(mail, context, language)):
            found[name] = wrong
    assert found == {}


def test_no_mail_is_left_out() -> None:
    templates = {path.stem for path in (TEMPLATES / "mail").glob("[!_]*.txt")}
    assert templates == set(MAILS)
    mailing = {path.parent.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("email/*")}
    assert mailing == set(OF_ACCOUNTS)


def test_what_is_wrong_with_a_mail_would_be_found() -> None:
    context = {"name": "Mina"}
    assert list(faults("Subject: Mina\n\nHello:\n\n    https://x.example/\n", context, "de")) == []
    wrong = "Subject: Hello\n\nSee https://x.example/, “”.\n"
    assert [fault.partition(":")[0] for fault in faults(wrong, context, "de")] == [
        "something was not filled in",
        "does not tell name",
        "a link does not stand by itself",
    ]
    persian = "Subject: Mina\n\nسلام Mina\nسلام \u2068Mina 1\u2069 ۱ PDF\nHello\nسلام 1\n"
    assert [fault.partition(":")[0] for fault in faults(persian, context, "fa")] == [
        "is not isolated",
        "is not Persian",
        "is not isolated",
    ]


def test_a_subject_holds_nothing_invisible() -> None:
    mail = write_mail(
        "address_code", MAILS["address_code"][0], recipient="a@b.example", language="fa", at=T0
    )
    assert "QK7M-2XBD" in mail.subject
    assert not re.search("[\u2066-\u2069]", mail.subject)
    assert "\u2068letters.example\u2069" in mail.body


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("en", "Mina", "as “Mina”"),
        ("en", "مینا", "as “\u2068مینا\u2069”"),
        ("fa", "مینا", "«مینا»"),
        ("fa", "Mina", "«\u2068Mina\u2069»"),
    ],
)
def test_a_form_isolates_the_names_that_are_filled_in(
    language: str, name: str, expected: str
) -> None:
    told = {**LETTER, "days": 14}
    form = MailForm("confirm", told, blanks=("name", "link"), language=language)
    mail = form.fill_in({"name": name, "link": LINK}, recipient="a@b.example", at=T0)
    whole = {**told, "name": name, "link": LINK}
    alone = write_mail("confirm", whole, recipient="a@b.example", language=language, at=T0)
    assert (mail.subject, mail.body) == (alone.subject, alone.body)
    assert expected in mail.body
    assert f"\n    {LINK}\n" in mail.body
