"""Writing together, without a script: conflicts, unsaved words, and who is told what."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.support.coalitions import add_member, browser_of
from tests.support.letters import ADDRESSEES, BODY, T0, make_draft
from tests.web.workspace.pages import get, leads_to, page, post
from tests.web.workspace.test_draft import EN, FA, fields_of, newest
from undersigned.core.coalition import Role
from undersigned.models import Account, Letter, Member, Version, WorkingCopy
from undersigned.stages import draft

pytestmark = pytest.mark.django_db

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?')


@pytest.fixture
def letter(account: Account) -> Letter:
    """Return a draft whose newest original is version 2."""
    return make_draft()


@pytest.fixture
def mina(letter: Letter) -> Client:
    """Return the browser of an editor."""
    return browser_of(add_member(letter, "mina@coalition.example", Role.EDITOR))


def typed(body: str, based_on: int = 2, **more: object) -> dict[str, object]:
    """What a form with this body sends."""
    return {
        "title": "River en",
        "addressees": ADDRESSEES,
        "body": body,
        "based_on": based_on,
        **more,
    }


def edited(before: str, after: str, body: str = BODY) -> str:
    """The body with one passage replaced."""
    assert before in body
    return body.replace(before, after, 1)


def hidden_of(html: str) -> dict[str, str]:
    """The hidden fields of the form on the page of a conflict."""
    form = html.partition("data-choosing")[2]
    return {name: unescape(value) for name, value in HIDDEN.findall(form)}


def test_edits_of_different_words_are_merged_and_the_page_says_so(
    lead: Client, mina: Client
) -> None:
    post(mina, EN, typed(edited("that we share", "that all share")))
    response = post(lead, EN, typed(edited("Publish the", "Publish all")))
    assert leads_to(response, EN)
    html = get(lead, EN)
    assert "Saved as version 4." in html
    assert "was merged with what others had saved meanwhile" in html
    assert "changes/?from=3&amp;to=4" in html
    wanted = edited("Publish the", "Publish all", edited("that we share", "that all share"))
    assert newest().body == wanted


def test_conflict_is_chosen_place_by_place_and_nothing_else_is_lost(
    lead: Client, mina: Client
) -> None:
    theirs = edited("Publish the", "Print the", edited("that we share", "that all share"))
    mine = edited("Publish the", "Show the", edited("that we share", "that you share"))
    mine = edited("Let the people", "Let all people", mine)
    post(mina, EN, typed(theirs))
    html = page(post(lead, EN, typed(mine, reason="shorter")), 409)
    assert "<bdi>mina@coalition.example</bdi> saved version 3" in html
    assert "at 2 places" in html
    assert newest().body == theirs
    hidden = hidden_of(html)
    assert (hidden["based_on"], hidden["newer-based_on"]) == ("2", "3")
    assert (hidden["body"], hidden["reason"]) == (mine, "shorter")
    # What is not chosen is asked for again, and what was chosen is still chosen.
    html = page(post(lead, EN, {**hidden, "choose": "", "choice-1": "mine"}), 422)
    assert "Something is not chosen yet" in html
    assert re.search(r'value="mine" id="mine-1" checked', html)
    assert newest().body == theirs
    choices = {"choice-0": "own", "own-0": "everyone", "choice-1": "mine"}
    assert leads_to(post(lead, EN, {**hidden_of(html), "choose": "", **choices}), EN)
    version = newest()
    assert (version.number, version.reason) == (4, "shorter")
    assert version.body == edited("that you share", "that everyone share", mine)
    assert not WorkingCopy.objects.exists()


@pytest.mark.parametrize(
    ("choice", "words"), [("mine", "you"), ("theirs", "all"), ("both", "you all")]
)
def test_each_side_or_both_can_be_chosen(
    lead: Client, mina: Client, choice: str, words: str
) -> None:
    post(mina, EN, typed(edited("that we share", "that all share")))
    html = page(post(lead, EN, typed(edited("that we share", "that you share"))), 409)
    post(lead, EN, {**hidden_of(html), "choose": "", "choice-0": choice})
    assert newest().body == edited("that we share", f"that {words} share")


def test_third_person_who_saves_while_two_choose_is_merged_or_asked_about(
    lead: Client, mina: Client, letter: Letter
) -> None:
    third = browser_of(add_member(letter, "third@coalition.example", Role.EDITOR))
    post(mina, EN, typed(edited("that we share", "that all share")))
    html = page(post(lead, EN, typed(edited("that we share", "that you share"))), 409)
    post(third, EN, typed(edited("that we share", "that they share"), based_on=3))
    chosen = {**hidden_of(html), "choose": "", "choice-0": "mine"}
    html = page(post(lead, EN, chosen), 409)
    assert "<bdi>third@coalition.example</bdi> saved version 4" in html
    assert "that <mark>you</mark> share" in html.replace(" that we share", "")
    assert hidden_of(html)["based_on"] == "3"
    post(lead, EN, {**hidden_of(html), "choose": "", "choice-0": "both"})
    assert newest().body == edited("that we share", "that you they share")


def test_markup_in_a_conflict_is_shown_as_it_was_typed(lead: Client, mina: Client) -> None:
    post(mina, EN, typed(BODY) | {"title": "<script>1</script>"})
    html = page(post(lead, EN, typed(BODY) | {"title": '"><img src=x>'}), 409)
    assert "<script>1" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    "forged",
    [
        {"newer-based_on": "99"},
        {"newer-based_on": "x"},
        {"based_on": "-1"},
        {"choice-0": "nobody's"},
        {"body": "<b>no letter</b>"},
    ],
)
def test_forged_choice_saves_nothing(lead: Client, mina: Client, forged: dict[str, str]) -> None:
    post(mina, EN, typed(edited("that we share", "that all share")))
    html = page(post(lead, EN, typed(edited("that we share", "that you share"))), 409)
    data = {**hidden_of(html), "choose": "", "choice-0": "mine", **forged}
    page(post(lead, EN, data), 422)
    assert newest().number == 3


def test_words_are_kept_for_later_and_found_in_another_browser(
    lead: Client, account: Account, letter: Letter
) -> None:
    assert leads_to(post(lead, EN, typed("<b>Not</b> a letter yet", keep="")), EN)
    assert newest().number == 2
    elsewhere = browser_of(account)
    html = get(elsewhere, EN)
    assert "are not saved yet" in html
    shown = fields_of(html)
    assert unescape(shown["body"]) == "<b>Not</b> a letter yet"
    copy = WorkingCopy.objects.get()
    data = typed("A letter now.\n", copy=copy.pk, revision=copy.revision)
    assert leads_to(post(elsewhere, EN, data), EN)
    assert newest().body == "A letter now.\n"
    assert not WorkingCopy.objects.exists()


def test_keeping_what_stands_there_keeps_nothing(lead: Client, letter: Letter) -> None:
    assert leads_to(post(lead, EN, typed(BODY, keep="")), EN)
    assert not WorkingCopy.objects.exists()
    assert "Nothing has changed" in get(lead, EN)


def test_newer_version_is_announced_over_kept_words(lead: Client, mina: Client) -> None:
    post(lead, EN, typed(edited("Publish the", "Publish all"), keep=""))
    post(mina, EN, typed(edited("that we share", "that all share")))
    html = get(lead, EN)
    assert "Meanwhile <bdi>mina@coalition.example</bdi> saved version 3" in html
    assert fields_of(html)["based_on"] == "2"
    assert "Publish the measurements" in get(lead, EN + "?copy=none")


def test_words_of_two_windows_are_both_offered(lead: Client, letter: Letter) -> None:
    post(lead, EN, typed("One window.", keep=""))
    post(lead, EN, typed("Another window.", keep=""))
    html = get(lead, EN)
    assert unescape(fields_of(html)["body"]) == "Another window."
    first = WorkingCopy.objects.get(body="One window.")
    assert f"?copy={first.pk}" in html
    assert unescape(fields_of(get(lead, f"{EN}?copy={first.pk}"))["body"]) == "One window."


def test_nobody_else_sees_kept_words(lead: Client, mina: Client) -> None:
    post(lead, EN, typed("Mine alone.", keep=""))
    copy = WorkingCopy.objects.get()
    assert "Mine alone." not in get(mina, EN + f"?copy={copy.pk}")
    assert "Mine alone." not in get(mina, "unsaved/")
    data = {"copy": copy.pk, "revision": copy.revision}
    assert leads_to(post(mina, f"unsaved/{copy.pk}/discard/", data), "unsaved/")
    assert WorkingCopy.objects.exists()


def test_discarding_asks_first_and_only_discards_what_was_seen(
    lead: Client, letter: Letter
) -> None:
    post(lead, EN, typed("Seen words.", keep=""))
    copy = WorkingCopy.objects.get()
    path = f"unsaved/{copy.pk}/discard/"
    assert "Seen words." in get(lead, path)
    WorkingCopy.objects.update(revision=7, body="More words.")
    html = page(post(lead, path, {"copy": copy.pk, "revision": copy.revision}))
    assert "More words." in html
    assert leads_to(post(lead, path, {"copy": copy.pk, "revision": 7}), EN)
    assert not WorkingCopy.objects.exists()
    assert leads_to(lead.get(f"/workspace/{path}"), "unsaved/")


@pytest.mark.parametrize("body", ["<b>no</b>", "::: demands\n1. One\n"])
def test_refused_words_are_kept_on_the_server_too(lead: Client, letter: Letter, body: str) -> None:
    html = page(post(lead, EN, typed(body)), 422)
    copy = WorkingCopy.objects.get()
    assert copy.body.strip() == body.strip()
    assert re.search(rf'name="copy" value="{copy.pk}"', html)
    # The same form again keeps them in the same place.
    page(post(lead, EN, typed(body + "\n\nmore", copy=copy.pk, revision=copy.revision)), 422)
    assert WorkingCopy.objects.count() == 1


def test_words_outlive_a_lock_and_are_saved_when_it_ends(
    lead: Client, mina: Client, letter: Letter
) -> None:
    assert leads_to(post(lead, "letters/river/lock/"), "letters/river/")
    html = page(post(mina, EN, typed("Typed before the lock.\n")), 409)
    assert "The text is locked" in html
    assert unescape(fields_of(html)["body"]).strip() == "Typed before the lock."
    # Coming back, with nothing but an account, finds them.
    html = get(mina, EN)
    assert unescape(fields_of(html)["body"]).strip() == "Typed before the lock."
    data = typed("Typed before the lock.\n")
    page(post(mina, EN, data), 409)
    assert leads_to(post(lead, "letters/river/unlock/"), "letters/river/")
    assert leads_to(post(mina, EN, data), EN)
    assert newest().body == "Typed before the lock.\n"
    assert not WorkingCopy.objects.exists()


def test_words_outlive_a_membership_and_a_role(mina: Client, letter: Letter) -> None:
    post(mina, EN, typed("Typed as an editor.", keep=""))
    Member.objects.filter(account__email="mina@coalition.example").update(role="observer")
    html = page(post(mina, EN, typed("Typed as an observer.")), 403)
    assert "Typed as an observer." in html
    Member.objects.filter(account__email="mina@coalition.example").delete()
    html = page(post(mina, EN, typed("Typed as nobody.")), 404)
    assert "Typed as nobody." in html
    assert mina.get(f"/workspace/{EN}").status_code == 404
    html = get(mina, "unsaved/")
    assert "Typed as an editor." in html
    assert "not open to you any more" in html
    assert "unsaved/" in get(mina, "")
    assert newest().number == 2


def test_words_outlive_the_language(lead: Client, mina: Client) -> None:
    post(mina, FA, typed("Typed before.\n", based_on=1, keep=""))
    post(lead, FA + "remove/", {"based_on": 1})
    assert unescape(fields_of(get(mina, FA))["body"]).strip() == "Typed before."
    html = page(post(mina, FA, typed("Typed before.\n", based_on=1)), 409)
    assert "lead@coalition.example took this language out of the draft" in html
    assert newest("fa").is_removed
    based_on = int(fields_of(html)["based_on"])
    assert leads_to(post(mina, FA, typed("Typed before.\n", based_on=based_on)), FA)
    assert newest("fa").body == "Typed before.\n"


def test_passages_out_of_date_stand_beside_the_translation(lead: Client, letter: Letter) -> None:
    fa = typed(BODY, based_on=1, original=2, is_up_to_date="on")
    assert leads_to(post(lead, FA, fa), FA)
    assert "the newest" in get(lead, FA)
    post(lead, EN, typed(edited("that we share", "that all share")))
    html = get(lead, FA)
    assert "1 passage is out of date" in html
    assert re.search(r"<del>.*?we</bdi></del><ins>.*?all</bdi></ins>", html)
    assert "1 passage out of date" in get(lead, "letters/river/")
    # Nobody claims it by just saving.
    assert not re.search(r'name="is_up_to_date"[^>]* checked', html)
    post(lead, FA, typed(edited("that we share", "که"), based_on=2, original=3))
    assert newest("fa").original_number == 2
    claimed = typed(edited("that we share", "که"), based_on=3, original=3, is_up_to_date="on")
    post(lead, FA, claimed)
    assert newest("fa").original_number == 3
    assert "out of date" not in get(lead, FA)


def test_new_translation_says_with_which_original_it_began(lead: Client, letter: Letter) -> None:
    html = get(lead, "letters/river/texts/fr/")
    assert re.search(r'name="is_up_to_date"[^>]* checked', html)
    assert re.search(r'name="original" value="2"', html)
    # A translation of which nobody said anything does not claim anything by itself.
    html = get(lead, FA)
    assert "Nobody has said yet" in html
    assert not re.search(r'name="is_up_to_date"[^>]* checked', html)


def test_editor_tells_which_sources_have_links(lead: Client, letter: Letter) -> None:
    copy = "https://web.archive.org/web/2026/https://example.org/report"
    notes = f"[^1]: Report, <https://example.org/>, [copy]({copy}).\n\n[^2]: Book.\n"
    body = f"One.[^1] Two.[^2]\n\n{notes}"
    html = page(post(lead, EN, typed(body, preview="")))
    checks = html.partition('class="source-checks"')[2].partition("</section>")[0]
    assert checks.count("archived copy") == 1
    assert checks.count("no link") == 1


def test_queries_of_the_editor_do_not_grow(lead: Client, letter: Letter) -> None:
    from tests.web.workspace.test_letters import queries_of

    # Session, account and letter, words not saved, the text, languages, the original, and what is
    # said about it; beside a translation the original is read once more, and that which it follows.
    assert queries_of(lead, EN) == 8
    assert queries_of(lead, FA) == 11
    for number in range(3):
        draft.save_text(
            letter,
            "en",
            draft.TextInput(title=f"Title {number}", addressees=ADDRESSEES, body=BODY),
            based_on=2 + number,
            author=letter.lead,
            at=T0,
        )
    assert Version.objects.count() == 6
    assert queries_of(lead, EN) == 8
    assert queries_of(lead, FA) == 11
