"""A server behind TLS says that it is never to be asked without."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings

from undersigned.web.headers import add_security_headers


@pytest.mark.parametrize(
    ("address", "expected"),
    [("https://letters.example", "max-age=31536000"), ("http://localhost:8000", None)],
)
def test_browsers_are_told_to_stay_with_tls(address: str, expected: str | None) -> None:
    response = HttpResponse()
    with override_settings(CONFIG=replace(settings.CONFIG, address=address)):
        add_security_headers(response)
    assert response.headers.get("Strict-Transport-Security") == expected
