"""A folder with a letter is imported whole or not at all, and every refusal is one sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.letters import check_letter_log, make_account, make_open_letter
from undersigned import cli
from undersigned.core.text import parse_text
from undersigned.models import Account, Edition, EditionText, Letter, Signature
from undersigned.models.account import PLACEHOLDER_EMAIL

DESCRIPTION = """\
slug = "river"
signatories = "signatories.csv"

[[addressees]]
name = "Ada Exemplar"
office = "Chair"
place = "River Commission"

[[texts]]
language = "en"
title = "Give the River a Voice"
file = "en.md"
original = true

[[texts]]
language = "fa"
title = "به رود صدا بدهید"
file = "fa.md"

[[texts.addressees]]
name = "آدا اگزمپلار"
"""
SIGNATORIES = """\
kind,name,affiliation,role,country,link
organization,Bank of Herons,,,Germany,herons.example
person,Ada Placeholder,School of Streams,Teacher,FR,
person,شیرین نمونه,,شاعر,ایران,
dog,Rex,,,,
person,ada placeholder,school of streams,,FR,
person,Ben,,,Atlantis,
"""

Make = Callable[..., Path]


@pytest.fixture
def make_folder(tmp_path: Path) -> Make:
    def make(**changes: str | bytes | None) -> Path:
        """Write a folder; a keyword argument names a file (_ for its point), None leaves it out."""
        folder = tmp_path / "letter"
        folder.mkdir(exist_ok=True)
        files: dict[str, str | bytes | None] = {
            "letter_toml": DESCRIPTION,
            "en_md": "Dear Ada,\n\nlet it speak.\n",
            "fa_md": "آدای گرامی،\n\nبگذارید سخن بگوید.\n",
            "signatories_csv": SIGNATORIES,
        }
        for name, content in (files | changes).items():
            path = folder / name.replace("_", ".")
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return make


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_published_logged_and_what_was_skipped_is_said(
    make_folder: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", str(make_folder())]) == 0
    letter = Letter.objects.get()
    said = capsys.readouterr().out.splitlines()
    nowhere = "Nobody knows the country 'Atlantis'; the signatory is taken without it."
    assert said == [
        f"signatories.csv, line 7: {nowhere}",
        "signatories.csv, line 5, skipped: Its kind is 'dog', not person or organization.",
        "signatories.csv, line 6, skipped: It says the same as line 3.",
        "Published 'river' (en, fa) with 1 organizations and 3 people; rows skipped: 2.",
        f"Logged as {letter.pk}; see http://localhost:8000/letters/river/",
    ]
    facts = check_letter_log(letter)
    assert (facts.organizations, facts.people, facts.named_people) == (1, 3, 3)
    english, persian = EditionText.objects.order_by("position")
    assert english.language == letter.original_language == "en"
    assert parse_text(bytes(english.data)).body == "Dear Ada,\n\nlet it speak.\n"
    assert [to.name for to in parse_text(bytes(persian.data)).addressees] == ["آدا اگزمپلار"]
    rows = Signature.objects.order_by("log_index").values_list(
        "name", "affiliation", "role", "country", "contact", "mailbox_digest"
    )
    assert list(rows) == [
        ("Bank of Herons", "https://herons.example", "", "DE", "", None),
        ("Ada Placeholder", "School of Streams", "Teacher", "FR", "", None),
        ("شیرین نمونه", "", "شاعر", "IR", "", None),
        ("Ben", "", "", "", "", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_first_account_leads_or_the_one_that_the_first_link_will_make(
    make_folder: Make,
) -> None:
    assert cli.main(["import", str(make_folder())]) == 0
    assert Letter.objects.get().lead.email == PLACEHOLDER_EMAIL
    # As the first link does it.
    Account.objects.update(email="lead@coalition.example")
    make_account("another@coalition.example")
    description = DESCRIPTION.replace('"river"', '"lake"')
    assert cli.main(["import", str(make_folder(letter_toml=description))]) == 0
    leads = Letter.objects.values_list("lead__email", flat=True)
    assert list(leads) == ["lead@coalition.example"] * 2


@pytest.mark.django_db(transaction=True)
def test_a_letter_without_signatories_is_a_letter(make_folder: Make) -> None:
    description = DESCRIPTION.replace('signatories = "signatories.csv"\n', "")
    folder = make_folder(letter_toml=description, signatories_csv=None)
    assert cli.main(["import", str(folder)]) == 0
    assert check_letter_log(Letter.objects.get()).people == 0


def _without(line: str) -> str:
    assert line in DESCRIPTION
    return DESCRIPTION.replace(line, "", 1)


def _with(old: str, new: str) -> str:
    assert old in DESCRIPTION
    return DESCRIPTION.replace(old, new, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"letter_toml": None}, "There is no file letter.toml in "),
        ({"letter_toml": "slug = river"}, "letter.toml is not TOML: "),
        ({"letter_toml": b"slug = '\xff'"}, "letter.toml is not UTF-8: see line 1."),
        ({"letter_toml": _without('slug = "river"\n')}, "letter.toml has no 'slug'."),
        ({"letter_toml": _with('"river"', "7")}, "letter.toml: 'slug' is to be a text"),
        ({"letter_toml": _with("slug", "slugg")}, "letter.toml: 'slugg' is not one of "),
        ({"letter_toml": _with('"river"', '"Our River"')}, "small letters, digits and single"),
        ({"letter_toml": 'slug = "river"\n'}, "letter.toml has no [[texts]]"),
        ({"letter_toml": 'slug = "x"\ntexts = "en.md"\n'}, "'texts' is to be written as [[texts]]"),
        ({"letter_toml": _with('"en"', '"english"')}, "letter.toml, text 1: 'english' is not a"),
        ({"letter_toml": _with('"fa"', '"en"')}, "text 2: there is another text in 'en'."),
        (
            {"letter_toml": _without("original = true\n")},
            "exactly one of the texts is the original",
        ),
        ({"letter_toml": _with("true", '"yes"')}, "text 1: 'original' is true or false."),
        ({"letter_toml": _with('"en.md"', '"missing.md"')}, "There is no file missing.md in "),
        ({"letter_toml": _with('"en.md"', '"../en.md"')}, "../en.md does not lie in "),
        ({"letter_toml": _with('"en.md"', '"/etc/hostname"')}, "/etc/hostname does not lie in "),
        ({"letter_toml": _with('"en.md"', '"."')}, ". cannot be read: Is a directory."),
        ({"letter_toml": _with("Ada Exemplar", "Ada; Exemplar")}, "a semicolon or a line break"),
        ({"letter_toml": _without('name = "Ada Exemplar"\n')}, "addressee 1 has no 'name'."),
        ({"letter_toml": _with('"Give the River a Voice"', '""')}, "has no title"),
        ({"en_md": b"Dear \xff"}, "en.md is not UTF-8: see line 1."),
        ({"en_md": "\n \n"}, "en.md: The letter has no text yet."),
        (
            {"en_md": "\n\nDear Ada,\n\n\n\nlet it\n\n<b>speak</b>.\n"},
            "en.md: Line 9 holds HTML; it is not possible here.",
        ),
        ({"fa_md": "Dear\n\n![x](https://x.example)\n"}, "fa.md: Line 3 holds a picture"),
        (
            {"fa_md": "Dear\n\n::: demands\n1. This.\n:::\n"},
            "the same number of demands",
        ),
        ({"signatories_csv": None}, "There is no file signatories.csv in "),
        (
            {"signatories_csv": b"kind,name\nperson,Jos\xe9\n"},
            "signatories.csv is not UTF-8: see line 2.",
        ),
        ({"signatories_csv": "name\nAda\n"}, "signatories.csv: The first line does not name the"),
        ({"signatories_csv": 'kind,name\nperson,"Ada\n'}, "signatories.csv: Line 2 is not CSV"),
    ],
)
def test_an_unusable_folder_is_refused_with_a_sentence_and_nothing_is_stored(
    changes: dict[str, str | bytes | None],
    sentence: str,
    make_folder: Make,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["import", str(make_folder(**changes))]) == 2
    output = capsys.readouterr()
    assert sentence in output.err
    assert len(output.err.splitlines()) == 1
    assert "Traceback" not in output.err
    assert (Letter.objects.count(), Edition.objects.count(), Signature.objects.count()) == (0, 0, 0)
    # The same folder without the fault is taken: it was that fault.
    assert cli.main(["import", str(make_folder())]) == 0


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_taken_stays_with_its_letter(
    make_folder: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_open_letter("river")
    assert cli.main(["import", str(make_folder())]) == 2
    assert (
        "Another letter already has this address. Nothing was imported." in capsys.readouterr().err
    )
    assert list(Letter.objects.all()) == [other]
    assert Signature.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_link_in_the_folder_cannot_lead_out_of_it(
    make_folder: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret of this machine")
    folder = make_folder(en_md=None)
    (folder / "en.md").symlink_to(secret)
    assert cli.main(["import", str(folder)]) == 2
    assert "en.md does not lie in " in capsys.readouterr().err
    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_no_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    for name in ("file", "missing"):
        assert cli.main(["import", str(tmp_path / name)]) == 2
        assert capsys.readouterr().err == f"undersigned: {tmp_path / name} is not a folder.\n"
