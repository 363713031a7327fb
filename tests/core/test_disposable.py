"""Providers of disposable mailboxes: known, and told apart from those that pass mail on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.disposable import is_disposable
from undersigned.core.domains import fits_website, is_shared


@pytest.mark.parametrize("domain", ["mailinator.com", "x.mailinator.com", "yopmail.com"])
def test_a_provider_of_disposable_mailboxes_is_known_and_speaks_for_nobody(domain: str) -> None:
    assert is_disposable(domain)
    assert is_shared(domain)
    assert not fits_website(domain, f"https://{domain}")


@pytest.mark.parametrize(
    "domain",
    [
        *("", "com", "gmail.com", "riseup.net", "posteo.de", "herons.example"),
        # What is sent there goes on to a lasting mailbox.
        *("duck.com", "mozmail.com", "privaterelay.appleid.com", "simplelogin.com", "anonaddy.me"),
        *("mailinator.com.herons.example", "xmailinator.com"),
    ],
)
def test_other_providers_are_not_taken_for_disposable(domain: str) -> None:
    assert not is_disposable(domain)


@given(st.text())
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert is_disposable(f"{text}.mailinator.com")
    assert not is_disposable(f"{text}.example")
