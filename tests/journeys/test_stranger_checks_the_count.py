"""A stranger takes what is public, counts anew without the server, and sets up a mirror."""

import http.client
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.steps import (
    confirm,
    count_on,
    counted,
    import_letter,
    receive_receipt,
    reload_until,
    sign,
    verify,
)
from tests.support.mail import MailServer
from tests.support.site import Site
from tools.processes import free_port

pytestmark = [pytest.mark.browser]


@contextmanager
def web_server(folder: Path) -> Generator[str]:
    """Serve a folder with the plainest of web servers, which knows nothing of logs."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--directory", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            await_answer(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def await_answer(port: int) -> None:
    deadline = time.monotonic() + 15
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse().read()
            return
        except OSError:
            assert time.monotonic() < deadline, "The mirror does not answer."
        finally:
            connection.close()


def test_zip_folder_and_mirror_all_prove_the_number_on_the_page(
    page: Page,
    site: Site,
    smtp_server: MailServer,
    tmp_path: Path,
    picture: Callable[[Page, str], None],
) -> None:
    letter = import_letter(site, tmp_path)
    sign(page, letter, name="Mina Ferrywoman", email="mina@people.example", is_named=False)
    confirm(page, smtp_server, "mina@people.example")
    mail = receive_receipt(smtp_server, "mina@people.example", tmp_path)
    page.goto(letter.address())
    reload_until(page, lambda: count_on(page) == (2, 3))
    assert "Mina" not in page.content()

    page.get_by_role("link", name="How to check this").first.click()
    assert page.locator(".lead strong").inner_text() == "2 organizations and 3 people"
    picture(page, "how-to-check")
    with page.expect_download() as download:
        page.get_by_role("link", name="everything in one file").click()
    bundle = tmp_path / "river.zip"
    download.value.save_as(bundle)
    folder = tmp_path / "mirror"
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    # From here on the server is not needed, and could not change its mind.
    site.stop()

    pdf = (folder / "letter.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "2 organizations and 3 people have signed, 0 signatures were withdrawn." in readme
    key = (folder / "vkey").read_text(encoding="ascii").strip()
    assert f"\n    {key}\n" in mail.text
    with web_server(folder) as mirror:
        for copy in (bundle, folder, mirror):
            done = verify(copy, "--json", "--key", key)
            assert counted(done) == (2, 3, 0), copy
            assert "Mina" not in done.stdout
            # Her receipt is in each of them.
            done = verify(mail.receipt, "--key", key, "--against", copy)
            assert done.returncode == 0
            assert "the signature still counts" in done.stdout
        # A mirror can leave names out, but it cannot change one, or the number.
        names = folder / "names" / "000"
        changed = names.read_bytes().replace(b"Ada Placeholder", b"Eve Placeholder")
        assert changed != names.read_bytes()
        names.write_bytes(changed)
        for copy in (folder, mirror):
            done = verify(copy, "--key", key)
            assert (done.returncode, done.stdout.startswith("Refused: ")) == (1, True), done
