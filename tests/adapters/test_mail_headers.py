"""Headers: those by which mail programs end the mails of a batch (RFC 8058), and none besides."""

from dataclasses import replace

import pytest

from tests.support.mail import MAIL
from undersigned.adapters.mail import PermanentFailure, make_message


@pytest.mark.parametrize(
    "host", ["l.example", "letters.of-a-very-long-coalition-name." * 3 + "example"]
)
@pytest.mark.parametrize("recipient", ["ada@people.example", "حسن@people.example"])
def test_the_header_that_ends_a_batch_is_one_line_whatever_its_length(
    host: str, recipient: str
) -> None:
    link = f"https://{host}/news/{'A' * 43}/"
    data = make_message(replace(MAIL, recipient=recipient, unsubscribe_link=link)).as_bytes()
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{link}>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    plain = make_message(replace(MAIL, recipient=recipient)).as_bytes()
    assert b"List-Unsubscribe" not in plain


@pytest.mark.parametrize("more", ["\r\nBcc: all@people.example", "\nX: y"])
def test_a_link_with_a_line_break_makes_no_header(more: str) -> None:
    good = "https://letters.example/news/x/"
    assert make_message(replace(MAIL, unsubscribe_link=good))["List-Unsubscribe"] == f"<{good}>"
    with pytest.raises(PermanentFailure):
        make_message(replace(MAIL, unsubscribe_link=good + more))


@pytest.mark.parametrize(
    "changes", [{"subject": "Hello\r\n"}, {"message_id": "<1@x>\n"}, {"language": "en\n"}]
)
def test_no_value_ends_the_headers(changes: dict[str, str]) -> None:
    # One blank line, which is where the body begins.
    assert make_message(MAIL).as_bytes().index(b"\r\n\r\n") > 300
    with pytest.raises(PermanentFailure):
        make_message(replace(MAIL, **changes))  # type: ignore[arg-type]  # of several fields
