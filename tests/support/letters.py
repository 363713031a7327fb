"""Letters in every state for tests, and the check that every test of a log ends with."""

import re
import secrets
import tempfile
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.bundle import LogFacts, check_log
from undersigned.core.leaf import SignatoryKind
from undersigned.core.public_files import Missing
from undersigned.models import (
    Account,
    Edition,
    Letter,
    Log,
    News,
    OutgoingMail,
    Signature,
    TreeHead,
)
from undersigned.queries import log_files
from undersigned.queries.bundle import bundle_files
from undersigned.stages import draft, publish, sign
from undersigned.stages.confirm import confirm_signature
from undersigned.stages.log import log_letter, owed_letters
from undersigned.stages.news import NewsInput, publish_news, write_news

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

BODY = """\
We write to you about the river that we share.[^1]

## What we ask

::: demands
1. Publish the measurements.
2. Let the people of the banks speak.
:::

[^1]: The river report, [example.org](https://example.org/report).
"""
ADDRESSEES = "Ada Exemplar; Chair; River Commission\nBen Example; Minister of Water; Examplia"


def make_account(
    email: str = "lead@coalition.example", *, has_second_factor: bool = True
) -> Account:
    """An account that leads letters; what only a lead may do takes a second factor."""
    account = Account.objects.create(email=email, created_at=T0)
    if has_second_factor:
        # An authenticator app that nobody has: enough for whoever is signed in already.
        app = Authenticator.Type.TOTP
        Authenticator.objects.create(user=account, type=app, data={"secret": ""})
    return account


def make_draft(slug: str = "river", languages: Collection[str] = ("en", "fa")) -> Letter:
    """A draft in several languages, the first of them the original."""
    lead = Account.objects.first() or make_account()
    first, *others = languages
    letter = draft.create_letter(lead, slug=slug, language=first, title=f"River {first}", at=T0)
    for language in (first, *others):
        text = draft.TextInput(title=f"River {language}", addressees=ADDRESSEES, body=BODY)
        based_on = 1 if language == first else 0
        draft.save_text(letter, language, text, based_on=based_on, author=lead, at=T0)
    return letter


def make_open_letter(slug: str = "river", languages: Collection[str] = ("en", "fa")) -> Letter:
    """A letter that takes signatures."""
    letter = make_draft(slug, languages)
    draft.freeze_edition(letter, by=letter.lead, at=T0)
    publish.publish_letter(letter, by=letter.lead, at=T0)
    return letter


def correct_letter(letter: Letter, *, at: datetime = T0) -> Edition:
    """Publish a new edition of an open letter, each body longer by a sentence."""
    draft.unlock_text(letter, by=letter.lead, at=at)
    for version in draft.newest_versions(letter):
        text = draft.TextInput(
            title=version.title,
            addressees=version.addressees,
            body=f"Corrected once more.\n\n{version.body}",
        )
        draft.save_text(
            letter,
            version.language,
            text,
            based_on=version.number,
            author=letter.lead,
            at=at,
            reason="A correction",
        )
    draft.freeze_edition(letter, by=letter.lead, at=at)
    publish.publish_correction(letter, by=letter.lead, at=at)
    return Edition.objects.get(letter=letter, is_current=True)


def wish(
    name: str = "Mina Example",
    email: str = "mina@people.example",
    *,
    is_named: bool = True,
    affiliation: str = "",
    wants_news: bool = False,
) -> sign.SignRequest:
    """What a person enters."""
    return sign.SignRequest(
        kind=SignatoryKind.PERSON,
        name=name,
        email=email,
        affiliation=affiliation,
        role="Teacher",
        country="FR",
        is_named=is_named,
        wants_news=wants_news,
    )


def organization_wish(
    name: str = "Bank of Herons", email: str = "office@herons.example"
) -> sign.SignRequest:
    """What an organization's representative enters."""
    return sign.SignRequest(
        kind=SignatoryKind.ORGANIZATION,
        name=name,
        email=email,
        role="Director",
        country="DE",
        website="https://herons.example",
        representative="Rosa Muster",
    )


def last_mail(recipient: str) -> OutgoingMail:
    """The newest mail that is owed to a mailbox."""
    return OutgoingMail.objects.filter(recipient=recipient).latest("id")


def token_in(mail: OutgoingMail) -> str:
    """The token of the confirm or manage link in a mail."""
    found = re.search(r"/(?:confirm|manage)/([\w-]+)/", mail.body)
    assert found is not None, mail.body
    return found[1]


def signed(
    letter: Letter, request: sign.SignRequest | None = None, *, at: datetime = T0
) -> Signature:
    """A signature that its mailbox has confirmed."""
    request = request or wish()
    sign.sign_letter(letter, request, language="en", at=at)
    return confirm_signature(token_in(last_mail(request.email)), at=at)


def subscribed(
    letter: Letter, number: int = 0, *, language: str = "en", at: datetime = T0
) -> Signature:
    """A confirmed signature whose signer asked for news."""
    request = wish(f"Person {number}", f"p{number}@people.example", wants_news=True)
    sign.sign_letter(letter, request, language=language, at=at)
    return confirm_signature(token_in(last_mail(request.email)), at=at)


def make_news(letter: Letter, title: str = "They answered", *, at: datetime = T0) -> News:
    """Published news, in the letter's original language and, if it is English, in Persian."""
    texts = [NewsInput(letter.original_language, title, "The chair wrote **back**.\n")]
    if letter.original_language == "en":
        texts.append(NewsInput("fa", "پاسخ دادند", "رئیس **پاسخ** داد.\n"))
    news = write_news(letter, texts, by=letter.lead, at=at)
    publish_news(letter, news.number, revision=1, by=letter.lead, at=at)
    return news


def make_confirmed(letter: Letter, count: int) -> None:
    """Store many people who have confirmed and wait for the log, without a mail to anyone."""
    edition = letter.editions.get()
    Signature.objects.bulk_create(
        (
            Signature(
                letter=letter,
                edition=edition,
                kind="person",
                name=f"Person {number}",
                contact="person@people.example",
                display="named",
                is_shown=True,
                language="en",
                search_text=f"person {number}",
                nonce=secrets.token_bytes(16),
                master=secrets.token_bytes(32),
                commitment=secrets.token_bytes(32),
                mailbox_digest=secrets.token_bytes(32),
                created_at=T0,
                confirmed_at=T0,
                # They were released: whoever was confirmed just now is judged before.
                ready_at=T0 + timedelta(seconds=1),
            )
            for number in range(count)
        ),
        batch_size=1000,
    )


def keeper() -> CheckpointKeeper:
    """The keeper of this test process."""
    return CheckpointKeeper(settings.CONFIG.data / "checkpoints")


def log_all(letter: Letter, *, at: datetime = T0, batch: int = 4096) -> int:
    """Log what is owed, in batches of `batch`; return how many leaves were appended."""
    appended = 0
    while letter.pk in owed_letters(at=at):
        appended += log_letter(letter.pk, keeper=keeper(), at=at, batch=batch)
    return appended


class _Files:
    """A bundle in memory, as a source of the core's check."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise Missing(path)
        return self.files[path]

    def paths(self) -> Collection[str]:
        return self.files.keys()


def public_files(letter: Letter) -> dict[str, bytes]:
    """Every public file of a letter but the PDF."""
    return {path: data for path, data in bundle_files(letter) if path != "letter.pdf"}


def check_letter_log(letter: Letter) -> LogFacts:
    """Recompute the whole log from its public files and compare it with what the pages count."""
    facts = check_log(_Files(public_files(letter)))
    head = log_files.published_head(letter.pk)
    letter_heads = TreeHead.objects.filter(letter=letter)
    assert (facts.organizations, facts.people, facts.withdrawn) == (
        head.organizations,
        head.people,
        head.withdrawn,
    )
    assert facts.checkpoint.size == head.size == letter_heads.latest("size").size
    log = Log.objects.get(letter=letter)
    named = bytes(log.recipients_digest or b""), log.recipients_index
    assert facts.recipients == (None if log.recipients_index is None else named[::-1])
    places = Signature.objects.filter(letter=letter, log_index__isnull=False)
    assert places.count() == facts.organizations + facts.people
    return facts


def fresh_keeper() -> CheckpointKeeper:
    """A keeper that has seen nothing."""
    return CheckpointKeeper(Path(tempfile.mkdtemp()))
