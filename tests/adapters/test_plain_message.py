"""What is written directly says the same as what the library writes."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.mail import MAIL
from undersigned.adapters.message import (
    Mail,
    PermanentFailure,
    _plain,
    make_message,
    outgoing,
)
from undersigned.adapters.plain_message import plain_message

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=400)
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)


def parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def said(data: bytes) -> dict[str, str]:
    message = parsed(data)
    fields = {name: str(value) for name, value in message.items() if name != "Date"}
    # Which of several ways a text is written in is free.
    fields.pop("Content-Transfer-Encoding")
    return fields | {"body": str(message.get_content()).replace("\r\n", "\n")}


@settings(deadline=None)
@given(LINE, TEXT)
def test_any_subject_and_text_is_read_as_from_the_library(subject: str, text: str) -> None:
    subject = " ".join(subject.split()) or "x"
    mail = replace(MAIL, subject=subject, body=f"{text.strip()}\n")
    plain = _plain(mail)
    if plain is None:
        return
    assert said(plain) == said(make_message(mail).as_bytes())
    assert all(len(line) <= 998 for line in plain.split(b"\r\n"))
    assert b"\n" not in plain.replace(b"\r\n", b"")


@pytest.mark.parametrize("body", ["Plain.\n", "é – “quoted” 🌊\n", "نام شما در نامه است\n" * 9])
def test_usual_mails_are_plain(body: str) -> None:
    link = "https://letters.example/news/" + "x" * 300 + "/"
    mail = replace(MAIL, body=body, subject="Été à la rivière", unsubscribe_link=link)
    plain = _plain(mail)
    assert plain is not None
    assert outgoing(mail, None)[:40] == plain[:40]
    assert said(plain) == said(make_message(mail).as_bytes())
    assert parsed(plain)["List-Unsubscribe"] == f"<{link}>"


@pytest.mark.parametrize(
    "mail",
    [
        replace(MAIL, recipient="büro@people.example"),
        replace(MAIL, recipient='"a b"@people.example'),
        replace(MAIL, recipient="a@b.example, c@d.example"),
        replace(MAIL, recipient="a@b.example\r\nBcc: c@d.example"),
        replace(MAIL, subject="a\r\nBcc: c@d.example"),
        replace(MAIL, subject="a\u2028b"),
        replace(MAIL, body="a\rb\n"),
        replace(MAIL, message_id="<a\r\nBcc: c@d.example>"),
        replace(MAIL, unsubscribe_link="https://x.example/\r\nBcc: c@d.example"),
        replace(MAIL, attachment=b"x", attachment_name="x"),
        replace(MAIL, message_id=""),
    ],
)
def test_what_is_not_plain_is_left_to_the_library(mail: Mail) -> None:
    assert _plain(mail) is None
    try:
        written = make_message(mail)
    except PermanentFailure:
        return
    assert "Bcc" not in written


def test_a_header_of_more_than_one_line_is_refused() -> None:
    with pytest.raises(ValueError, match="not one line of ASCII"):
        plain_message([("To", "a@b.example\nBcc: c@d.example")], subject="x", body="x\n")
