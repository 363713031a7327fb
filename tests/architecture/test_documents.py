"""What the documents link to is there, and no picture lies about unused."""

import re
from pathlib import Path

from tests.architecture.files import ROOT, tracked_files

LINK = re.compile(r"\]\(([^()\s]+)\)")
# A link of an example, and not of the document, stands in code.
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def links_of(page: Path) -> set[Path]:
    """Return the files that a page leads to, without what leads to another site."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    targets = {link.partition("#")[0] for link in LINK.findall(text) if "://" not in link}
    return {(page.parent / target).resolve() for target in targets if target}


def test_every_link_and_picture_of_a_document_is_there() -> None:
    pages = [path for path in tracked_files() if path.suffix == ".md"]
    linked = {page: links_of(page) for page in pages}
    missing = [
        f"{page.relative_to(ROOT)}: {target}"
        for page, targets in linked.items()
        for target in targets
        if not target.exists()
    ]
    assert missing == []
    pictures = {path for path in tracked_files() if path.match("docs/*/images/*.png")}
    assert pictures
    assert pictures - set().union(*linked.values()) == set()
