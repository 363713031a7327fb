"""Cookies of those who have an account: for this host alone, and for no script."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.support.letters import make_account

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/code/"
ASK = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
import django
django.setup()
from django.conf import settings
from undersigned.web.messages import HostCookieStorage
print(json.dumps([
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, HostCookieStorage.cookie_name,
    settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,
    settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH,
    settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN,
]))
"""


@pytest.mark.parametrize(("scheme", "prefix"), [("https", "__Host-"), ("http", "")])
def test_behind_tls_a_browser_takes_them_from_this_host_alone(
    tmp_path: Path, scheme: str, prefix: str
) -> None:
    environment = {
        **os.environ,
        "UNDERSIGNED_ADDRESS": f"{scheme}://letters.example",
        "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.1",
        "UNDERSIGNED_DATA": str(tmp_path),
        "UNDERSIGNED_DATABASE": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, check=True, text=True
    )
    names = [f"{prefix}{name}" for name in ("sessionid", "csrftoken", "messages")]
    is_secure = bool(prefix)
    # What such a name takes (RFC 6265bis): encrypted, for all paths, and of no domain.
    assert json.loads(done.stdout) == [*names, is_secure, is_secure, "/", "/", None, None]


def test_no_script_reads_them_and_no_other_site_sends_them(client: Client) -> None:
    make_account("mina@coalition.example")
    client.get(SIGN_IN)
    client.post(SIGN_IN, {"email": "mina@coalition.example"})
    cookies = {name: (one["httponly"], one["samesite"]) for name, one in client.cookies.items()}
    assert cookies.keys() >= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert set(cookies.values()) == {(True, "Lax")}
