"""The paper of each language: headings, the day, numbers and marks as its readers write them.

The papers lie in build/paper/, to be looked at.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.support.letters import (
    T0,
    log_all,
    make_open_letter,
    organization_wish,
    public_files,
    signed,
    wish,
)
from tests.support.pdf import drawn_lines_of, words_of
from undersigned.core.interface_languages import OWN_NAMES, SPOKEN
from undersigned.jobs.paper import PaperJobs
from undersigned.stages.confirm import accept_organization

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
# The day of publication and the edition, in small capitals; the words above the names; how many.
EXPECTED = {
    "de": ("1. märz 2026, ausgabe 1", "Die Unterzeichnenden", "1 Organisation und 2 Personen"),
    "en": ("1 march 2026, edition 1", "The undersigned", "1 organization and 2 people"),
    "es": ("1 de marzo de 2026, edición 1", "Quienes firman", "1 organización y 2 personas"),
    "fr": ("1er mars 2026, édition 1", "Les signataires", "1 organisation et 2 personnes"),
}
MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("language", SPOKEN)
def test_paper_speaks_the_language_of_its_reader(
    language: str, settings: Any, tmp_path: Path
) -> None:
    settings.LANGUAGES = [(tag, OWN_NAMES[tag]) for tag in SPOKEN]
    letter = make_open_letter("river", [language])
    signed(letter, wish("Zoë Example", "zoe@people.example", affiliation="School of Streams"))
    signed(letter, wish("مینا نمونه", "mina@people.example"))
    organization = signed(letter, organization_wish())
    accept_organization(letter, organization.pk, by=letter.lead, at=T0)
    log_all(letter)
    address = f"/letters/river/{language}/letter.pdf"
    assert Client().get(address).status_code == 503
    jobs = PaperJobs(Path(django_settings.CONFIG.data))
    while jobs.make():
        pass
    pdf = Client().get(address).content
    folder = ROOT / "build" / "paper"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{language}.pdf").write_bytes(pdf)
    words = MARKS.sub("", words_of(pdf, tmp_path))
    assert "Mina Example" not in words
    # The state of the log is typed off from left to right, in lines that the paper may break.
    drawn = "".join(drawn_lines_of(pdf, tmp_path)).replace(" ", "")
    for line in public_files(letter)["checkpoint"].decode().splitlines():
        assert line.replace(" ", "") in drawn
    if language == "fa":
        # Poppler gives some letters in the order in which they are drawn: whole words are enough.
        assert [part for part in ("۱۰", "اسفند", "۱۴۰۴", "ویراست") if part not in words] == []
        return
    for expected in EXPECTED[language]:
        assert expected in words
