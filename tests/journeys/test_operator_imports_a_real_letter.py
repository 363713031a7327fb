"""An operator follows docs/how-to/import-a-letter.md with the real letter that it is about."""

import csv
import html
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.journeys.steps import COMMAND, PublicLetter, fetch
from tests.support.site import Site
from tests.tools.test_documented_examples import PROMPT, Block, blocks_of

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "import-a-letter.md"
SLUG = "transform-the-wto"
LETTER = "owinfs-transform-wto-2021"


def follow(blocks: list[Block], site: Site, folder: Path) -> None:
    """Do what the page says in `folder`; … stands on the page for what is another each time."""
    environment = site.environment | {
        "PATH": f"{COMMAND.parent}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
    }
    for block in blocks:
        if block.lines[0].startswith("slug ="):
            (folder / "wto" / "letter.toml").write_bytes(block.content)
            continue
        for command, output in block.commands:
            done = subprocess.run(
                ["bash", "-euc", command],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=120,
            )
            assert done.returncode == 0, done.stdout
            pattern = re.escape(output).replace("…", ".*")
            assert re.fullmatch(pattern, done.stdout, re.DOTALL), f"{command}{done.stdout}"


def test_the_page_about_importing_works_with_the_letter_that_it_is_about(
    shared_folder: Path, site: Site, tmp_path: Path
) -> None:
    gathered = tmp_path / "gathered"
    shutil.copytree(shared_folder / "letters" / LETTER, gathered)
    blocks = blocks_of(PAGE.read_text(encoding="utf-8"))
    assert sum(block.lines[0].startswith(PROMPT) for block in blocks) == len(blocks) - 1
    follow(blocks, site, tmp_path)

    letter = PublicLetter(site, SLUG)
    assert letter.check_log() == (200, 0, 0)
    with (gathered / "signatories.csv").open(encoding="utf-8", newline="") as file:
        names = {" ".join(row["name"].split()) for row in csv.DictReader(file)}
    assert len(names) == 200
    for language, opening in (("en", "Dear Heads"), ("es", "Estimados"), ("fr", "Chers chefs")):
        page = html.unescape(fetch(letter.address(language=language)).decode())
        assert opening in page
        assert {name for name in names if name not in page} == set()
