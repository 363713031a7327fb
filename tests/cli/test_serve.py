"""`undersigned serve`: from an empty folder to a server that answers, and to its end."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.client import send_form
from tests.support.mail import MailServer
from tests.support.site import Site
from tools.processes import free_port

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")

DESCRIPTION = """\
slug = "river"
addressees = [{ name = "Ada Exemplar" }]
texts = [{ language = "en", title = "Give the River a Voice", file = "en.md" }]
"""

Start = Callable[..., Site]


def processes_of(parent: int) -> dict[int, str]:
    """All processes below one, with their command lines."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z":
            parents[int(stat.parent.name)] = int(fields[1])
    found: dict[int, str] = {}
    waiting = [parent]
    while waiting:
        above = waiting.pop()
        for pid in [pid for pid, its_parent in parents.items() if its_parent == above]:
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                # It ended a moment ago.
                continue
            found[pid] = b" ".join(words[3:4]).decode()
            waiting.append(pid)
    return found


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def until(condition: Callable[[], object], why: Callable[[], object]) -> None:
    """Wait for something that other processes do."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, why()
        time.sleep(0.03)


def answers(site: Site) -> bool:
    try:
        with urllib.request.urlopen(site.address, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def publish(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "letter"
    folder.mkdir()
    (folder / "letter.toml").write_text(DESCRIPTION)
    (folder / "en.md").write_text("Dear Ada,\n\nlet it speak.\n")
    done = site.run("import", folder)
    assert done.returncode == 0, done.stderr


def ask_for_the_manage_link(site: Site, address: str) -> None:
    answer = send_form(f"{site.address}/letters/river/en/manage/", {"email": address})
    assert answer.status == 303


def test_an_empty_folder_becomes_a_server_that_says_all_it_takes(
    start_site: Start, tmp_path: Path
) -> None:
    site = start_site(is_running=False, UNDERSIGNED_SMTP="")
    assert not list(site.data.iterdir())
    site.start()
    token = site.first_link.rstrip("/").rpartition("/")[2]
    until(lambda: "Ctrl-C" in site.log, lambda: site.log)
    database = "postgresql, site_" if "UNDERSIGNED_DATABASE" in site.environment else "SQLite in"
    said = site.log.splitlines()
    assert said[:2] == [f"Undersigned answers at {site.address}/", f"Data: {site.data}"]
    assert said[2].startswith(f"Database: {database}")
    assert said[3:] == [
        f"Mails are written to {site.data / 'mail'}, and their links are printed here.",
        f"Make the first account, which leads letters, at {site.address}/first/{token}/",
        "Stop with Ctrl-C.",
    ]
    assert site.data.stat().st_mode & 0o077 in {0, 0o055}  # Made by the test, and not by us.
    modes = {path.name: path.stat().st_mode & 0o777 for path in site.data.iterdir()}
    del modes["serve.log"]
    assert set(modes.values()) == {0o600}
    # A mail that is due goes to the folder, and its link to the console.
    publish(site, tmp_path)
    ask_for_the_manage_link(site, "ada@people.example")
    until(lambda: 'Mail "' in site.log, lambda: site.log)
    assert re.search(rf'Mail "No signature.*": {site.address}/letters/river/', site.log)
    assert "ada@people.example" not in site.log
    assert len(list((site.data / "mail").glob("*.eml"))) == 1


def test_mail_goes_through_the_mail_server_that_is_set(
    start_site: Start, smtp_server: MailServer, tmp_path: Path
) -> None:
    site = start_site()
    publish(site, tmp_path)
    ask_for_the_manage_link(site, "ada@people.example")
    assert smtp_server.fetch("ada@people.example", subject="No signature")
    assert not (site.data / "mail").exists()
    # The server says so a moment after its first answer.
    until(lambda: "Mails go out through 127.0.0.1." in site.log, lambda: site.log)


def test_with_an_account_the_way_to_sign_in_is_said(start_site: Start) -> None:
    site = start_site(is_running=False)
    script = (
        "from undersigned.cli import site; site.open_database();"
        "from django.utils import timezone; from undersigned.models import Account;"
        "Account.objects.create(email='lead@coalition.example', created_at=timezone.now())"
    )
    subprocess.run([sys.executable, "-c", script], env=site.environment, check=True)
    site.start()
    until(lambda: "Sign in with your mail address at" in site.log, lambda: site.log)
    (address,) = re.findall(r"Sign in with your mail address at (\S+)", site.log)
    with urllib.request.urlopen(address, timeout=10) as response:
        assert response.status == 200
    assert "/first/" not in site.log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_of_it_stops_in_order(how: signal.Signals, start_site: Start) -> None:
    site = start_site()
    until(lambda: len(processes_of(site.process.pid)) == 3, lambda: site.log)
    processes = processes_of(site.process.pid)
    assert sorted(processes.values()) == ["web", "web", "worker"]
    if how is signal.SIGINT:
        # At a terminal, Ctrl-C reaches the whole group.
        os.killpg(site.process.pid, how)
    else:
        site.process.send_signal(how)
    assert site.process.wait(20) == 0
    assert not any(map(is_alive, processes))
    assert "Traceback" not in site.log
    assert site.log.rstrip().endswith("Stop with Ctrl-C.")


def test_what_is_killed_is_started_again(
    start_site: Start, smtp_server: MailServer, tmp_path: Path
) -> None:
    site = start_site()
    site.is_abused = True
    publish(site, tmp_path)
    until(lambda: len(processes_of(site.process.pid)) == 3, lambda: site.log)
    first = processes_of(site.process.pid)
    for pid in first:
        os.kill(pid, signal.SIGKILL)

    def is_back() -> bool:
        now = processes_of(site.process.pid)
        return sorted(now.values()) == ["web", "web", "worker"] and answers(site)

    until(is_back, lambda: site.log)
    assert not set(first) & set(processes_of(site.process.pid))
    assert "the worker ended (by SIGKILL)" in site.log
    assert "the web server ended (by SIGKILL)" in site.log
    ask_for_the_manage_link(site, "ada@people.example")
    assert smtp_server.fetch("ada@people.example")


def test_killing_the_process_that_answers_leaves_a_server_that_answers(start_site: Start) -> None:
    site = start_site()
    site.is_abused = True
    (web,) = [pid for pid, name in processes_of(site.process.pid).items() if name == "web"][:1]
    (answering,) = processes_of(web)
    os.kill(answering, signal.SIGKILL)
    until(lambda: not is_alive(answering) and answers(site), lambda: site.log)


def test_when_the_first_process_is_killed_the_others_end_by_themselves(start_site: Start) -> None:
    site = start_site()
    site.is_abused = True
    until(lambda: len(processes_of(site.process.pid)) == 3, lambda: site.log)
    processes = processes_of(site.process.pid)
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait()
    until(lambda: not any(map(is_alive, processes)), lambda: processes)
    # Nothing holds the port or the database any more.
    site.start()
    assert answers(site)


def test_a_port_that_is_taken_is_said(start_site: Start) -> None:
    site = start_site()
    port = site.environment["UNDERSIGNED_LISTEN"].rpartition(":")[2]
    done = site.run("serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"undersigned: Port {port} of 127.0.0.1 is in use by another program. Stop that one, or"
        " choose another port with --listen HOST:PORT and UNDERSIGNED_ADDRESS.\n"
    )
    assert answers(site)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1000", "٣"])
def test_a_number_of_processes_that_is_none_is_said(number: str, start_site: Start) -> None:
    done = start_site(is_running=False).run("serve", f"--processes={number}")
    assert (done.returncode, done.stdout) == (2, "")
    said = "argument --processes: takes a number from 1 to 999"
    assert done.stderr.endswith(f"undersigned serve: error: {said}\n")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"UNDERSIGNED_LISTEN": "8000"}, "UNDERSIGNED_LISTEN takes HOST:PORT"),
        ({"UNDERSIGNED_LISTEN": "192.0.2.1:8000"}, "The server cannot listen on 192.0.2.1:8000"),
        ({"UNDERSIGNED_ADDRESS": "letters.example"}, "UNDERSIGNED_ADDRESS takes an address"),
        ({"UNDERSIGNED_DATABASE": "mysql://x"}, "UNDERSIGNED_DATABASE takes postgresql://"),
        ({"UNDERSIGNED_SMTP": "mail.example"}, "UNDERSIGNED_SMTP takes smtp://"),
        ({"UNDERSIGNED_MAIL_FROM": "nobody"}, "UNDERSIGNED_MAIL_FROM takes a mail address"),
        ({"UNDERSIGNED_DNS": "dns.example:53"}, "UNDERSIGNED_DNS takes ADDRESS:PORT"),
        ({"UNDERSIGNED_SMTP_FILE": "/x"}, "UNDERSIGNED_SMTP and UNDERSIGNED_SMTP_FILE are both"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(
    settings: dict[str, str], sentence: str, start_site: Start
) -> None:
    site = start_site(is_running=False, **settings)
    done = site.run("serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"undersigned: {sentence}")
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_is_not_there_is_said(start_site: Start) -> None:
    database = f"postgresql://nobody:secret@127.0.0.1:{free_port()}/none?connect_timeout=1"
    site = start_site(is_running=False, UNDERSIGNED_DATABASE=database)
    done = site.run("log", "fsck")
    assert done.returncode == 2
    assert "undersigned: The database cannot be used: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.key", b"rubbish"),
        ("log.key", b""),
        ("secret.key", b"00"),
        ("secret.key", b"\xff" * 64),
    ],
)
def test_a_key_that_is_unusable_is_named_and_not_replaced(
    name: str, content: bytes, start_site: Start
) -> None:
    site = start_site(is_running=False)
    key = site.data / name
    key.write_bytes(content)
    done = site.run("serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("undersigned: ")
    assert str(site.data) in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert key.read_bytes() == content


def test_two_servers_may_begin_at_once_in_one_empty_folder(start_site: Start) -> None:
    first, second = start_site(is_running=False), start_site(is_running=False)
    second.data = first.data
    for name in ("UNDERSIGNED_DATA", "UNDERSIGNED_DATABASE"):
        if name in first.environment:
            second.environment[name] = first.environment[name]
    commands = [[sys.executable, "-m", "undersigned", "log", "fsck"]] * 3
    running = [
        subprocess.Popen(command, env=first.environment, stdout=subprocess.DEVNULL)
        for command in commands
    ]
    second.start()
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert answers(second)


def test_no_reader_is_written_down(start_site: Start, tmp_path: Path) -> None:
    site = start_site()
    publish(site, tmp_path)
    request = urllib.request.Request(
        f"{site.address}/letters/river/en/", headers={"User-Agent": "a-browser-like-no-other"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.dumps(dict(response.headers)).lower().find("set-cookie") == -1
    site.stop()
    for path in site.data.rglob("*"):
        if path.is_file():
            assert b"a-browser-like-no-other" not in path.read_bytes(), path
