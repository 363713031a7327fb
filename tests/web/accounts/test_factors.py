"""Passkeys, the authenticator app and recovery codes: what they open, and what they do not."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.support.letters import make_account
from tests.support.passkeys import code_of_app
from tests.web.accounts.device import PRESENT, Device, Json
from tests.web.accounts.pages import (
    AGAIN,
    CODE,
    LEAD,
    SECOND,
    add_app,
    factors_of,
    html_of,
    is_signed_in,
    mails_to,
    show_again,
    sign_in,
    verified,
)
from tests.web.markup import problems_of
from undersigned.models import Account, OutgoingMail
from undersigned.web.throttle import digest_key

pytestmark = pytest.mark.django_db

ADD = "/accounts/passkeys/add/"
APP_ON = "/accounts/authenticator-app/on/"
CODES = "/accounts/recovery-codes/"
PASSKEY = "/accounts/login/passkey/"
OTHER = "other@coalition.example"


def device(**other: object) -> Device:
    """Return a phone that is used on our own site."""
    config = settings.CONFIG
    return Device(**{"origin": config.address, "host": config.host_name, **other})  # type: ignore[arg-type]  # any


def options_on(html: str) -> Json:
    """Return the options for a passkey in the JSON block of a page."""
    found = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', html)
    assert found is not None, html
    options: Json = json.loads(found[1])
    return options


def add_passkey(client: Client, phone: Device, name: str = "My phone") -> str:
    """Add a passkey as the page does; return where that leads."""
    answer = phone.create(options_on(html_of(client, ADD)))
    response = client.post(ADD, {"name": name, "credential": answer})
    return str(response.headers.get("Location", response.content.decode()))


def challenge(client: Client) -> Json:
    """Ask for the challenge of a sign-in."""
    options: Json = client.post(PASSKEY).json()
    return options


def test_a_passkey_signs_in_by_itself(account: Account) -> None:
    verified(account)
    phone = device()
    client = sign_in()
    assert add_passkey(client, phone) == CODES
    # Whoever has just used it need not show it again to see the recovery codes.
    assert len(re.findall(r"<code>\d{8}</code>", html_of(client, CODES))) == 10
    assert factors_of(account) == ["recovery_codes", "webauthn"]
    assert mails_to(LEAD)[1:] == ["A passkey was added to your account"]
    assert "127.0.0.1" not in OutgoingMail.objects.latest("id").body
    assert "Firefox" not in OutgoingMail.objects.latest("id").body

    other = Client()
    answer = phone.get(challenge(other))
    response = other.post(PASSKEY, {"credential": answer, "next": "/workspace/new/"})
    assert response.headers["Location"] == "/workspace/new/"
    assert is_signed_in(other)
    # The answer is good for one challenge.
    for replay in (Client(), other):
        if replay is other:
            replay.post("/accounts/logout/")
        replay.post(PASSKEY, {"credential": answer})
        assert not is_signed_in(replay)


def test_what_a_passkey_asks_for_comes_from_the_settings(account: Account) -> None:
    verified(account)
    client = Client()
    client.force_login(account)
    # localhost is in ALLOWED_HOSTS, and anybody can send it.
    html = client.get(ADD, headers={"host": "localhost:1"}).content.decode()
    wanted = options_on(html)["publicKey"]
    assert wanted["rp"] == {"id": settings.CONFIG.host_name, "name": settings.CONFIG.host}
    assert wanted["authenticatorSelection"]["residentKey"] == "required"
    assert wanted["authenticatorSelection"]["userVerification"] == "required"
    assert [kind["alg"] for kind in wanted["pubKeyCredParams"]] == [-7, -8, -257]


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "https://elsewhere.example"},
        {"host": "elsewhere.example"},
        {"flags": PRESENT},
    ],
)
def test_a_passkey_of_another_site_or_without_a_finger_is_refused(
    account: Account, other: dict[str, object]
) -> None:
    verified(account)
    client = sign_in()
    assert "This did not work." in add_passkey(client, device(**other))
    assert factors_of(account) == []
    assert add_passkey(client, device()) == CODES


def test_a_passkey_opens_no_other_account(account: Account) -> None:
    verified(account)
    mine, theirs = device(), device()
    other = verified(make_account(OTHER, has_second_factor=False))
    add_passkey(sign_in(), mine)
    add_passkey(sign_in(OTHER), theirs)
    # As the second factor of a sign-in by code …
    client = sign_in()
    html = html_of(client, SECOND)
    response = client.post(SECOND, {"credential": theirs.get(options_on(html))})
    assert "This did not work." in response.content.decode()
    assert not is_signed_in(client)
    html = html_of(client, SECOND)
    client.post(SECOND, {"credential": mine.get(options_on(html))})
    assert is_signed_in(client)
    # … and by itself, with the name of the other account.
    client = Client()
    answer = theirs.get(challenge(client), user_handle=mine.user_handle)
    client.post(PASSKEY, {"credential": answer})
    assert not is_signed_in(client)
    client.post(PASSKEY, {"credential": theirs.get(challenge(client))})
    assert client.get("/accounts/").context["user"] == other


_PARTS = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}
_SHAPES: list[object] = [
    *(None, 5, [], "text", {}, {"response": 7}, {"id": "A" * 30_000}),
    {"id": 1, "rawId": 2, "response": {}, "type": "public-key"},
    *(
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": response}
        for response in (
            {"clientDataJSON": "e30"},
            {**_PARTS, "attestationObject": "oA", "userHandle": "!"},
            {**_PARTS, "attestationObject": "_w", "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"},
            {**_PARTS, "attestationObject": "gYGBgYGB", "userHandle": "w7w"},
        )
    ),
]
GARBAGE = ["", "x", "[" * 20_000, '{"a":' * 9_000, *map(json.dumps, _SHAPES)]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_what_is_no_answer_of_a_passkey_is_refused_with_a_sentence(
    account: Account, garbage: str
) -> None:
    verified(account)
    client = sign_in()
    html_of(client, ADD)
    response = client.post(ADD, {"credential": garbage})
    assert (response.status_code, problems_of(response.content.decode())) == (200, [])
    assert factors_of(account) == []
    phone = device()
    add_passkey(client, phone)

    guest = Client()
    challenge(guest)
    response = guest.post(PASSKEY, {"credential": garbage})
    assert response.status_code == 302
    client = sign_in()
    html_of(client, SECOND)
    assert client.post(SECOND, {"credential": garbage}).status_code == 200
    assert not is_signed_in(guest)
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["", "  ", "\u202ename", "שם", "<b>bold</b>", "\u200b"])
def test_a_passkey_has_any_name(account: Account, name: str) -> None:
    verified(account)
    client = sign_in()
    add_passkey(client, device(), name)
    html = html_of(client, "/accounts/passkeys/")
    assert "<b>bold" not in html
    (stored,) = Authenticator.objects.filter(type="webauthn")
    assert str(stored) in {
        *("name", "שם", "<b>bold</b>"),
        f"Passkey of {datetime.now(UTC).date()}",
    }


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(account: Account) -> None:
    verified(account)
    client = sign_in()
    add_passkey(client, device())
    key = Authenticator.objects.get(type="webauthn").pk
    stranger = Client()
    stranger.force_login(make_account(OTHER))
    guest = Client()
    for path in (f"/accounts/passkeys/{key}/rename/", f"/accounts/passkeys/{key}/remove/"):
        assert stranger.post(path, {"name": "Mine now"}).status_code in {302, 404}
        assert guest.post(path, {"name": "Mine now"}).status_code == 302
        assert "My phone" in html_of(client, path)
    assert client.post(f"/accounts/passkeys/{key}/rename/", {"name": "Old"}).status_code == 302
    assert "Old" in html_of(client, "/accounts/passkeys/")
    client.post(f"/accounts/passkeys/{key}/remove/")
    # With the last factor go the recovery codes, which guard nothing.
    assert factors_of(account) == []
    assert mails_to(LEAD)[-1] == "A passkey was removed from your account"


@pytest.mark.django_db(transaction=True)
def test_an_app_is_asked_for_once_it_is_there(account: Account) -> None:
    verified(account)
    client = sign_in()
    html = html_of(client, APP_ON)
    found = re.search(r"data-secret>(\w+)<", html)
    assert found is not None
    wrong = client.post(APP_ON, {"code": "000000"})
    assert "This did not work." in wrong.content.decode()
    assert factors_of(account) == []
    response = client.post(APP_ON, {"code": code_of_app(found[1])})
    assert response.headers["Location"] == CODES
    assert mails_to(LEAD)[-1] == "Your account now takes a code of an authenticator app"
    # In the database neither the secret nor the seed of the recovery codes can be read.
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert found[1] not in stored

    client = sign_in()
    assert not is_signed_in(client)
    assert "One thing more" in html_of(client, SECOND)
    client.post(SECOND, {"code": code_of_app(found[1])})
    assert is_signed_in(client)


def test_a_code_of_the_app_works_once(account: Account) -> None:
    secret = add_app(verified(account))
    code = code_of_app(secret)
    first, second = sign_in(), sign_in()
    first.post(SECOND, {"code": code})
    assert is_signed_in(first)
    # Half a minute later allauth has forgotten it, and it would still be good for slow clocks.
    cache.delete(f"allauth.mfa.totp.used?user={account.pk}&code={code}")
    html = second.post(SECOND, {"code": f" {code[:3]} {code[3:]}"}).content.decode()
    assert "This did not work." in html
    assert not is_signed_in(second)


def test_a_used_code_is_remembered_over_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Tomorrow":
            return cls(2100, 1, 1, tzinfo=UTC)

    keys = ["once: code 1 123456", "allauth:rl:key"]
    today = [digest_key(key, "", 1) for key in keys]
    monkeypatch.setattr("undersigned.web.throttle.datetime", Tomorrow)
    tomorrow = [digest_key(key, "", 1) for key in keys]
    assert [a == b for a, b in zip(today, tomorrow, strict=True)] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_works_once(account: Account) -> None:
    secret = add_app(verified(account))
    client = Client()
    client.force_login(account)
    response = show_again(client, secret, CODES + "new/")
    assert response.headers["Location"] == CODES + "new/"
    client.post(CODES + "new/")
    code, another = re.findall(r"<code>(\d{8})</code>", html_of(client, CODES))[:2]
    assert mails_to(LEAD)[-1] == "New recovery codes for your account"
    first, second = sign_in(), sign_in()
    first.post(SECOND, {"code": code})
    assert is_signed_in(first)
    second.post(SECOND, {"code": code})
    assert not is_signed_in(second)
    second.post(SECOND, {"code": another})
    assert is_signed_in(second)


def test_guessing_codes_ends_with_a_sentence(account: Account) -> None:
    secret = add_app(verified(account))
    client = sign_in()
    for _ in range(5):
        html = client.post(SECOND, {"code": "000000"}).content.decode()
        assert "This did not work." in html
    html = client.post(SECOND, {"code": code_of_app(secret)}).content.decode()
    assert "That was tried too often. Wait a few minutes, then try again." in html
    assert problems_of(html) == []
    assert not is_signed_in(client)
    # Somebody else is not kept out by that.
    theirs = add_app(verified(make_account(OTHER, has_second_factor=False)))
    other = sign_in(OTHER)
    other.post(SECOND, {"code": code_of_app(theirs)})
    assert is_signed_in(other)


@pytest.mark.parametrize("path", [CODES, CODES + "recovery-codes.txt"])
def test_recovery_codes_are_shown_to_who_shows_once_more_who_they_are(
    account: Account, path: str, get_codes: Callable[[str], list[str]]
) -> None:
    secret = add_app(verified(account))
    client = Client()
    client.force_login(account)
    show_again(client, secret, CODES + "new/")
    client.post(CODES + "new/")
    response = client.get(path)
    assert len(get_codes(response.content.decode())) == 10
    assert "no-store" in response.headers["Cache-Control"]
    later = Client()
    later.force_login(account)
    assert later.get(path).headers["Location"].startswith(AGAIN)


@pytest.fixture
def get_codes() -> Callable[[str], list[str]]:
    """Return what finds recovery codes in a text."""
    return lambda text: re.findall(r"\b\d{8}\b", text)


def test_an_address_that_nobody_has_shown_takes_no_second_factor(account: Account) -> None:
    from undersigned.stages.people import account_for

    invited = account_for(OTHER, at=account.created_at)
    client = Client()
    client.force_login(invited)
    assert client.get(ADD).status_code == 302
    client = sign_in(OTHER)
    assert client.get(ADD).status_code == 200


def test_the_sign_in_page_offers_both_ways(account: Account) -> None:
    html = html_of(Client(), CODE)
    assert 'data-passkey="ask"' in html
    assert Client().get(PASSKEY).status_code == 405
