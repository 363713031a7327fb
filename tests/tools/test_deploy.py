"""The units and proxies of `deploy/`, judged by the programs that would run them."""

import re
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from undersigned.cli import COMMANDS
from undersigned.config import SETTINGS

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
# Of 10 for a service that may do everything; systemd calls what is below 2 "OK".
MOST_EXPOSED = 2.0


def test_the_units_run_commands_and_settings_that_there_are() -> None:
    assert [path.name for path in UNITS] == [
        "undersigned-web.service", "undersigned-worker.service", "undersigned.service",
    ]  # fmt: skip
    known = {setting.name for setting in SETTINGS} | {f"{one.name}_FILE" for one in SETTINGS}
    for path in UNITS:
        text = path.read_text("utf-8")
        (command,) = re.findall(r"^ExecStart=\S+/undersigned (\w+)", text, re.MULTILINE)
        assert command in COMMANDS
        assert set(re.findall(r"^Environment=(\w+)=", text, re.MULTILINE)) <= known


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_takes_the_units_and_finds_them_closed(path: Path, tmp_path: Path) -> None:
    # The program that it starts has to be there for systemd to be content.
    unit = tmp_path / path.name
    text = path.read_text("utf-8").replace("/opt/undersigned/.venv/bin/undersigned", "/bin/true")
    unit.write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")

    def exposure(unit: Path) -> float:
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
            capture_output=True,
            text=True,
            check=False,
        )
        (level,) = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
        return float(level)

    assert exposure(unit) < MOST_EXPOSED
    # Without its hardening the same unit would not pass.
    kept = [
        line for line in text.splitlines() if not re.match(r"(Protect|Private|Sys|Restr)", line)
    ]
    unit.write_text("\n".join(kept), "utf-8")
    assert exposure(unit) > MOST_EXPOSED


def test_the_proxies_keep_no_log_of_readers_and_say_who_asks() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "access_log off;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "$proxy_add_x_forwarded_for" not in nginx
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert not re.search(r"^\s*log\b", caddy, re.MULTILINE)
    for text in (nginx, caddy):
        assert "X-Request-ID" in text


def test_the_proxy_speaks_encrypted_alone_and_in_nothing_old() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert re.findall(r"listen (.*);", nginx) == ["443 ssl", "[::]:443 ssl"]
    assert re.findall(r"ssl_protocols +(.*);", nginx) == ["TLSv1.2 TLSv1.3"]
    # As OpenSSL reads the list: with forward secrecy, and authenticated.
    (ciphers,) = re.findall(r"ssl_ciphers +(.*);", nginx)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers)
    names = {cipher["name"] for cipher in context.get_ciphers() if cipher["protocol"] != "TLSv1.3"}
    assert names
    assert all(re.match("ECDHE-.*(GCM|CHACHA20)", name) for name in names)
