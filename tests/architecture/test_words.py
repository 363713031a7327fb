"""No committed file names a package registry's host or a path of the machine it was made on."""

import re

from tests.architecture.files import ROOT, tracked_files


def hidden(text: str) -> str:
    """Return what is written here with · for a dot and ¦ for a slash: this file is read as well."""
    return text.replace("·", ".").replace("¦", "/")


HOSTS = ["pypi·org", "pythonhosted·org", "npmjs·org", "npmjs·com"]
HOSTS += ["deb·debian·org", "security·debian·org"]
PATHS = (r"(?<![\w.])¦(work|farm)¦", r"¦·library\b", r"(?<![\w.])¦(root|home¦[a-z]+)¦")
FORBIDDEN = re.compile(
    "|".join([re.escape(hidden(host)) for host in HOSTS] + [hidden(path) for path in PATHS])
)
BINARY = {".png", ".woff2", ".woff", ".ttf", ".otf", ".zip", ".pdf", ".ico", ".gz"}


def forbidden_in(content: bytes) -> list[str]:
    """Return each forbidden thing in a file, as it stands there."""
    return [found[0] for found in FORBIDDEN.finditer(content.decode(errors="replace"))]


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): hits
        for path in tracked_files()
        if path.suffix not in BINARY and (hits := forbidden_in(path.read_bytes()))
    }
    assert found == {}


def test_a_registry_and_a_machine_would_be_found() -> None:
    for bad in ("https://pypi·org/simple", "see ¦work/main/x", "'¦root/.pyenv/bin'"):
        assert forbidden_in(hidden(bad).encode()), bad
    assert forbidden_in(b"/workspace/ and homework/x and src/work/") == []
