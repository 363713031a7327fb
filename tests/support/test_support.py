"""What tests stand on stands itself: mail arrives, and a misbehaving page is noticed."""

import http.server
import smtplib
import threading
from collections.abc import Callable, Generator
from email.message import EmailMessage

import pytest
from django.db import connection
from playwright.sync_api import Page

from tests.support import environment
from tests.support.browser import Watch
from tests.support.mail import MailServer, link_in
from tests.support.site import Site


class Pages(http.server.BaseHTTPRequestHandler):
    """Two pages: one that behaves and one that does not."""

    def do_GET(self) -> None:
        body = b"<title>Good</title><link rel=icon href=data:,>"
        if self.path == "/bad":
            body += b"<img src=http://elsewhere.example/pixel.png><script>nothing()</script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def pages() -> Generator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_mail_is_fetched_once_by_address_and_subject(smtp_server: MailServer) -> None:
    for subject in ("First", "Second"):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@a.example", "B@b.example", subject
        mail.set_content(f"Open http://127.0.0.1/confirm/{subject} now.\n")
        with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
            client.send_message(mail)
    assert link_in(smtp_server.fetch("b@b.example", subject="Second"), "/confirm/") == (
        "http://127.0.0.1/confirm/Second"
    )
    assert smtp_server.fetch("b@b.example")["Subject"] == "First"
    assert smtp_server.count("b@b.example") == 2
    with pytest.raises(AssertionError, match="No mail to"):
        smtp_server.fetch("b@b.example", timeout_seconds=0.01)


@pytest.mark.browser
def test_a_page_that_behaves_raises_no_complaint(page: Page, watch: Watch, pages: str) -> None:
    page.goto(pages)
    assert (page.title(), watch.complaints) == ("Good", [])


@pytest.mark.browser
def test_a_foreign_request_and_a_script_error_are_complaints(
    open_page: Callable[..., Page], watch: Watch, pages: str
) -> None:
    open_page().goto(pages + "/bad")
    complaints = "\n".join(watch.remaining())
    assert "leaves the site: http://elsewhere.example/pixel.png" in complaints
    assert "nothing is not defined" in complaints
    watch.allow("elsewhere|ERR_NAME_NOT_RESOLVED|nothing is not defined")


@pytest.mark.django_db
def test_the_database_of_the_run_is_the_one_asked_for() -> None:
    assert connection.vendor == ("postgresql" if environment.is_postgresql() else "sqlite")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)


def test_a_site_starts_prints_its_first_link_and_stops(site: Site) -> None:
    assert site.first_link.startswith(site.address + "/first/")
    site.stop()
