"""Names of browsers: the family and the system, and nothing else."""

import pytest

from undersigned.core.browsers import browser_name

AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox, Linux",
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/143.0 Mobile"
    " Safari/537.36": "Chromium, Android",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0 Safari/537.36"
    " Edg/143.0": "Edge, Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0"
    " Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0"
    " Safari/605.1.15": "Safari, macOS",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/143.0"
    " Safari/537.36": "Chromium, ChromeOS",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/143.0 Safari/537.36"
    " OPR/125.0": "Opera, Windows",
    "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 FxiOS/140.0"
    " Safari/605.1.15": "Firefox, iPad",
    "curl/8.14.1": "",
    "": "",
    "<script>alert(1)</script>": "",
    "Linux": "Linux",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_a_browser_is_its_family_and_its_system(agent: str, name: str) -> None:
    assert browser_name(agent) == name
    assert browser_name(name) == name
