"""Versions: the list, one of them, what differs between two, restoring, and the lock."""

import re

import pytest
from django.test import Client

from tests.support.coalitions import add_member, browser_of
from tests.support.letters import ADDRESSEES, BODY, T0, make_draft
from tests.web.workspace.pages import get, leads_to, page, post
from tests.web.workspace.test_draft import EN, FA, newest
from tests.web.workspace.test_letters import queries_of
from undersigned.core.coalition import Role
from undersigned.models import Account, Letter, Version
from undersigned.stages import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(account: Account) -> Letter:
    """Return a draft whose newest original is version 2."""
    return make_draft()


@pytest.fixture
def observer(letter: Letter) -> Client:
    """Return the browser of somebody who only reads."""
    return browser_of(add_member(letter, "observer@coalition.example", Role.OBSERVER))


@pytest.fixture
def editor(letter: Letter) -> Client:
    """Return the browser of an editor."""
    return browser_of(add_member(letter, "editor@coalition.example", Role.EDITOR))


def save(letter: Letter, body: str, language: str = "en", **more: object) -> Version:
    """Save over the newest version."""
    before = Version.objects.filter(letter=letter, language=language).latest("number")
    text = draft.TextInput(title=before.title, addressees=ADDRESSEES, body=body)
    return draft.save_text(
        letter,
        language,
        text,
        based_on=before.number,
        author=letter.lead,
        at=T0,
        **more,  # type: ignore[arg-type]  # reason
    )


def make_versions(letter: Letter, count: int) -> None:
    """Store many versions at once."""
    Version.objects.bulk_create(
        Version(
            letter=letter,
            language="en",
            number=3 + number,
            title=f"Title {number}",
            addressees=ADDRESSEES,
            body=BODY,
            words=20,
            author=letter.lead,
            saved_at=T0,
            based_on=2 + number,
        )
        for number in range(count)
    )


def test_list_says_who_when_and_why(observer: Client, letter: Letter) -> None:
    letter.lead.name = "Ada <i>Exemplar</i>"
    letter.lead.save()
    save(letter, BODY.replace("share", "love"), reason='Because "we" <b>do</b>')
    html = get(observer, EN + "versions/")
    assert "Because &quot;we&quot; &lt;b&gt;do&lt;/b&gt;" in html
    assert "Ada &lt;i&gt;Exemplar&lt;/i&gt;" in html
    assert html.count("Version 3") == 1
    assert "1 March 2026, 12:00 UTC" in html
    assert "23 words" in html


def test_list_tells_what_was_restored_merged_removed_and_frozen(
    lead: Client, letter: Letter
) -> None:
    draft.freeze_edition(letter, by=letter.lead, at=T0)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    save(letter, BODY.replace("share", "love"))
    other = draft.TextInput(title="Other", addressees=ADDRESSEES, body=BODY)
    draft.save_text(letter, "en", other, based_on=2, author=letter.lead, at=T0)
    draft.restore_version(letter, "en", 2, based_on=4, by=letter.lead, at=T0)
    html = get(lead, EN + "versions/")
    assert "merged with version 3" in html
    assert "version 2 again" in html
    assert html.count("Edition 1") == 1
    draft.remove_text(letter, "fa", based_on=1, author=letter.lead, at=T0)
    assert "taken out of the draft" in get(lead, FA + "versions/")


def test_list_takes_the_same_queries_for_one_page_and_for_400(lead: Client, letter: Letter) -> None:
    # Session, account and letter, languages, then the newest number, the rows, and the editions.
    assert queries_of(lead, EN + "versions/") == 7
    make_versions(letter, 400)
    assert queries_of(lead, EN + "versions/") == 7
    html = get(lead, EN + "versions/")
    assert "Page 1 of 9" in html
    assert html.count('class="card version-row"') == 50
    assert "Version 402" in html
    last = get(lead, EN + "versions/?page=9")
    assert last.count('class="card version-row"') == 2
    for wrong in ("0", "10", "x", "-1", "9" * 30, "٣"):
        assert lead.get(f"/workspace/{EN}versions/?page={wrong}").status_code == 404


def test_version_is_shown_as_read_and_as_written(observer: Client, letter: Letter) -> None:
    save(letter, "Another *text*.\n")
    html = get(observer, EN + "versions/2/")
    assert 'id="demand-2"' in html
    assert "::: demands" in html
    assert "What changed since" in html
    assert "restore/" not in html
    assert observer.get(f"/workspace/{EN}versions/9/").status_code == 404
    assert observer.get(f"/workspace/{EN}versions/{'9' * 30}/").status_code == 404


def test_difference_is_marked_word_by_word(observer: Client, letter: Letter) -> None:
    save(letter, BODY.replace("that we share", "that & all share"))
    html = get(observer, EN + "changes/?from=2&to=3")
    assert re.search(r"<del>.*?>we</bdi></del><ins>.*?>&amp; all</bdi></ins> share", html)
    assert "lines without a change" in html
    # The other way round, and without numbers the last change.
    assert re.search(r"<ins>.*?>we</bdi></ins>", get(observer, EN + "changes/?from=3&to=2"))
    assert "from version 2 to version 3" in get(observer, EN + "changes/")
    assert "from version 1 to version 3" in get(observer, EN + "changes/?from=1")
    assert "the same words" in get(observer, EN + "changes/?from=2&to=2")
    for wrong in ("from=0&to=3", "from=2&to=9", "from=x", "from=2&to=-1", "from=" + "9" * 40):
        assert observer.get(f"/workspace/{EN}changes/?{wrong}").status_code == 404


def test_title_and_addressees_are_compared_too(observer: Client, letter: Letter) -> None:
    changed = draft.TextInput(title="River now", addressees="Ada Exemplar; Chair; Sea", body=BODY)
    draft.save_text(letter, "en", changed, based_on=2, author=letter.lead, at=T0)
    html = get(observer, EN + "changes/?from=2&to=3")
    assert ['id="difference-title"' in html, 'id="difference-addressees"' in html] == [True, True]
    assert 'id="difference-body"' not in html


def test_difference_of_right_to_left_text_keeps_its_direction(
    observer: Client, letter: Letter
) -> None:
    save(letter, "ما از رود می\u200cنویسیم (river 10).\n", "fa")
    save(letter, "ما از آب می\u200cنویسیم (water 12).\n", "fa")
    html = get(observer, FA + "changes/?from=2&to=3")
    assert '<div class="rows" lang="fa" dir="rtl">' in html
    found = re.findall(r'<(del|ins)>.*?<bdi dir="rtl">(.*?)</bdi>', html)
    # No word is cut in two, so that its letters stay joined.
    assert found == [
        ("del", "رود"),
        ("ins", "آب"),
        ("del", "(river 10)."),
        ("ins", "(water 12)."),
    ]


def test_lead_restores_a_version_and_nobody_else_does(
    lead: Client, editor: Client, observer: Client, letter: Letter
) -> None:
    save(letter, "Worse words.\n")
    path = EN + "versions/2/restore/"
    assert [post(client, path, {"based_on": 3}).status_code for client in (editor, observer)] == [
        403,
        403,
    ]
    assert newest().number == 3
    assert "restore/" in get(lead, EN + "versions/2/")
    assert leads_to(post(lead, path, {"based_on": 3}), EN + "versions/")
    version = newest()
    assert (version.number, version.body, version.restored_number) == (4, BODY, 2)
    assert "Version 2 stands again, as version 4." in get(lead, EN + "versions/")
    assert "Worse words." in get(lead, EN + "versions/3/")


def test_restoring_over_a_version_that_was_not_seen_is_refused(
    lead: Client, letter: Letter
) -> None:
    save(letter, "Seen.\n")
    save(letter, "Not seen.\n")
    path = EN + "versions/2/restore/"
    assert leads_to(post(lead, path, {"based_on": 3}), EN + "changes/")
    assert "Somebody saved another version meanwhile" in get(lead, EN + "changes/")
    assert newest().body == "Not seen.\n"
    assert lead.post(f"/workspace/{EN}versions/99/restore/", {"based_on": 4}).status_code == 404
    assert leads_to(post(lead, path, {"based_on": 4}), EN + "versions/")


def test_lead_locks_and_unlocks_and_nobody_else_does(
    lead: Client, editor: Client, letter: Letter
) -> None:
    assert post(editor, "letters/river/lock/").status_code == 403
    assert "letters/river/lock/" not in get(editor, "letters/river/")
    assert "letters/river/lock/" in get(lead, "letters/river/")
    assert leads_to(post(lead, "letters/river/lock/"), "letters/river/")
    letter.refresh_from_db()
    assert letter.is_locked
    html = get(editor, "letters/river/")
    assert "The text is locked: nobody can save a version." in html
    assert "Write in English" not in html
    assert post(editor, "letters/river/unlock/").status_code == 403
    assert leads_to(post(lead, EN + "versions/1/restore/", {"based_on": 2}), EN + "versions/1/")
    assert newest().number == 2
    assert leads_to(post(lead, "letters/river/unlock/"), "letters/river/")
    assert "Write in English" in get(editor, "letters/river/")


def test_edition_leads_to_what_the_draft_changed_since(lead: Client, letter: Letter) -> None:
    draft.freeze_edition(letter, by=letter.lead, at=T0)
    draft.unlock_text(letter, by=letter.lead, at=T0)
    address = f"/workspace/{EN}changes/?from=2"
    assert f'href="{address}"' in get(lead, "letters/river/edition/")
    assert "the same words" in page(lead.get(address))
    save(letter, BODY.replace("share", "love"))
    assert re.search(r"<ins>.*?>love", page(lead.get(address)))


def test_letter_that_is_not_a_draft_is_written_once_a_lead_unlocks_it(
    lead: Client, letter: Letter
) -> None:
    draft.freeze_edition(letter, by=letter.lead, at=T0)
    html = get(lead, "letters/river/")
    assert "letters/river/unlock/" in html
    assert "Write in English" not in html
    post(lead, "letters/river/unlock/")
    assert "Write in English" in get(lead, "letters/river/")
    data = {"title": "Later", "addressees": ADDRESSEES, "body": BODY, "based_on": 2}
    assert leads_to(post(lead, EN, data), EN)
    assert newest().title == "Later"
    Letter.objects.update(state="closed")
    page(post(lead, EN, {**data, "title": "Too late", "based_on": 3}), 409)
    assert newest().title == "Later"


@pytest.mark.parametrize("path", ["versions/", "versions/1/", "changes/"])
def test_strangers_find_no_versions(
    lead: Client, stranger: Client, visitor: Client, letter: Letter, path: str
) -> None:
    get(lead, EN + path)
    assert stranger.get(f"/workspace/{EN}{path}").status_code == 404
    assert visitor.get(f"/workspace/{EN}{path}").status_code == 302
    assert lead.get(f"/workspace/letters/river/texts/de/{path}").status_code == 404
