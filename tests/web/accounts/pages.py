"""How the tests of accounts sign in, and what they read in mails and pages."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.support.passkeys import code_of_app
from tests.web.markup import problems_of
from undersigned.models import Account, OutgoingMail

# What the test client answers has a type of its own, which its stubs keep private.
Answer = Any

CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
SECOND = "/accounts/login/second/"
AGAIN = "/accounts/again/"
LEAD = "lead@coalition.example"
NOBODY = "nobody@elsewhere.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def html_of(client: Client, path: str, status: int = 200) -> str:
    """Return a page, once it is sound."""
    response = client.get(path)
    html = response.content.decode()
    where = response.headers.get("Location")
    assert (response.status_code, where, problems_of(html)) == (status, None, [])
    return html


def code_of(mail: OutgoingMail) -> str:
    """Return the code in a mail."""
    found = re.search(r"^    ([A-Z]{4}-[A-Z]{4})$", mail.body, re.MULTILINE)
    assert found is not None, mail.body
    return found[1]


def ask(client: Client, email: str = LEAD, *, path: str = CODE) -> str:
    """Ask for a code and return the page that wants it."""
    response = client.post(path, {"email": email}, follow=True)
    assert response.redirect_chain, response.content.decode()
    return response.content.decode()


def is_signed_in(client: Client) -> bool:
    """Whether the workspace lets this browser in."""
    return client.get("/workspace/").status_code == 200


def sign_in(email: str = LEAD, *, agent: str = FIREFOX) -> Client:
    """Return a browser in which the person has signed in with the mailed code."""
    client = Client(headers={"user-agent": agent})
    ask(client, email)
    mail = OutgoingMail.objects.filter(recipient=email, subject__contains="sign-in").latest("id")
    client.post(CONFIRM, {"code": code_of(mail)})
    return client


def verified(account: Account) -> Account:
    """Let allauth know the mailbox as the first sign-in does for an invited person."""
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def add_app(account: Account) -> str:
    """Give an account an authenticator app; return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def show_again(client: Client, secret: str, path: str) -> Answer:
    """Open what asks once more who is there, and answer with a code."""
    response = client.get(path)
    assert response.headers["Location"].startswith(AGAIN), response
    answer = {"code": code_of_app(secret), "next": path}
    return client.post(response.headers["Location"], answer)


def factors_of(account: Account) -> list[str]:
    """Return the types of what guards an account."""
    rows = Authenticator.objects.filter(user=account).order_by("type")
    return [row.type for row in rows]


def mails_to(recipient: str) -> list[str]:
    """Return the subjects of what a mailbox is owed, oldest first."""
    mails = OutgoingMail.objects.filter(recipient=recipient).order_by("id")
    return [mail.subject for mail in mails]
