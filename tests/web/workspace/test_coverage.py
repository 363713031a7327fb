"""Editors add and judge articles in the workspace; the lead publishes them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.support.coalitions import add_member, browser_of
from tests.support.coverage import ALTERED, TEXT, TRUE, add, checked, published
from tests.support.letters import T0, make_open_letter
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.core.coalition import Role
from undersigned.models import Article, HumanJudgement, Letter, Quotation
from undersigned.stages.coverage import keep_failure, take_article

pytestmark = pytest.mark.django_db

HERE = "letters/river/coverage/"


@pytest.fixture
def letter() -> Letter:
    return make_open_letter()


@pytest.fixture
def lead(letter: Letter) -> Client:
    return browser_of(letter.lead)


@pytest.fixture
def editor(letter: Letter) -> Client:
    return browser_of(add_member(letter, "editor@a.example", Role.EDITOR))


@pytest.fixture
def observer(letter: Letter) -> Client:
    return browser_of(add_member(letter, "observer@a.example", Role.OBSERVER))


def altered(article: Article) -> Quotation:
    return article.quotations.get(start=TEXT.index(ALTERED))


def test_an_article_is_added_by_its_address(editor: Client) -> None:
    assert "There is no article yet." in get(editor, HERE)
    answer = post(editor, HERE + "add/", {"address": "times.example/a#b", "outlet": "Times"})
    article = Article.objects.get()
    assert leads_to(answer, f"{HERE}{article.pk}/")
    assert (article.address, article.outlet, article.data) == (
        "https://times.example/a",
        "Times",
        None,
    )
    answer = editor.get(f"/workspace/{HERE}{article.pk}/")
    assert "The article is being read." in page(answer)
    assert answer.headers["Refresh"] == "3"


def test_an_article_is_added_by_pasting_or_by_a_file(editor: Client) -> None:
    post(editor, HERE + "add/", {"text": TEXT, "address": "https://times.example/"})
    file = SimpleUploadedFile("saved.html", b"<p>Hello</p>")
    post(editor, HERE + "add/", {"file": file, "title": "Saved"})
    assert [bytes(row.data or b"") for row in Article.objects.order_by("id")] == [
        TEXT.encode(),
        b"<p>Hello</p>",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Give the address, the text or a file of the article."),
        ({"address": "ftp://times.example/"}, "An address begins with https:// or http://."),
        ({"address": "https://u:p@times.example/"}, "An address with a name or a password in it"),
        ({"text": "Words", "published_on": "2100-01-01"}, "That day has not come yet."),
        ({"text": "Words", "published_on": "0026-11-05"}, "Write the day like this: 2026-12-31."),
        ({"text": "Words", "published_on": "tomorrow"}, "Write the day like this: 2026-12-31."),
        ({"text": "x" * 200_001}, "This is too long: at most 200,000 characters fit here."),
    ],
)
def test_what_is_no_article_is_refused_and_kept_in_the_form(
    editor: Client, typed: dict[str, str], sentence: str
) -> None:
    html = page(post(editor, HERE + "add/", {"outlet": "Kept outlet", **typed}), 422)
    assert sentence in html
    assert 'value="Kept outlet"' in html
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"x" * 5_000_001, "The file is too large: it has at most 5 MB."),
    ],
)
def test_files_that_cannot_be_articles_are_refused(
    editor: Client, data: bytes, sentence: str
) -> None:
    file = SimpleUploadedFile("a.txt", data)
    assert sentence in page(post(editor, HERE + "add/", {"file": file}), 422)


def test_nothing_is_added_twice(editor: Client, letter: Letter) -> None:
    add(letter, "https://times.example/a")
    html = page(post(editor, HERE + "add/", {"address": "https://times.example/a"}), 422)
    assert "This article is there already." in html


def test_an_article_stands_beside_the_letter(observer: Client, letter: Letter) -> None:
    article = checked(letter)
    html = get(observer, f"{HERE}{article.pk}/")
    assert '<mark class="differs">shores</mark>' in html
    assert '<mark class="differs">banks</mark>' in html
    assert f'href="#quotation-{altered(article).pk}"' in html
    assert "The groups ask the commission" in html
    # Observers look on.
    assert "<form" not in html.partition("<main")[2]
    html = get(observer, HERE)
    assert "1 true quotation" in html
    assert "Altered" in html


@pytest.mark.parametrize(("language", "beside"), [("fa", "fa"), ("de", "en")])
def test_the_letter_beside_an_article_is_in_its_language(
    observer: Client, letter: Letter, language: str, beside: str
) -> None:
    article = checked(letter)
    Article.objects.update(language=language)
    html = get(observer, f"{HERE}{article.pk}/")
    assert re.findall(r'lang="(..)" dir="..." tabindex="0" aria-label="In the letter"', html) == [
        beside
    ]


def test_an_editor_judges_by_hand_and_takes_it_back(editor: Client, letter: Letter) -> None:
    article = checked(letter)
    quotation = altered(article)
    here = f"{HERE}{article.pk}/"
    form = {"speaker": "letter", "judgement": "translated", "note": "Heard so", "after": "0"}
    answer = post(editor, f"{here}{quotation.pk}/judge/", form)
    assert leads_to(answer, f"{here}#quotation-{quotation.pk}")
    html = get(editor, here)
    assert "Judged by hand" in html
    assert "Heard so" in html
    assert "The program found: Altered." in html
    html = page(post(editor, f"{here}{quotation.pk}/judge/", form), 409)
    assert "Somebody else has just judged this quotation." in html
    html = page(post(editor, f"{here}{quotation.pk}/judge/", {"speaker": "me"}), 422)
    assert HumanJudgement.objects.count() == 1
    answer = post(editor, f"{here}{quotation.pk}/undo/")
    assert leads_to(answer, f"{here}#quotation-{quotation.pk}")
    html = get(editor, here)
    assert "The program found" not in html
    assert "undone by" in html


def test_the_lead_publishes_what_was_chosen_after_a_question(
    lead: Client, editor: Client, letter: Letter
) -> None:
    first, second = checked(letter), checked(letter, "https://b.example/", outlet="")
    assert post(editor, HERE + "publish/", {"article": first.pk}).status_code == 403
    html = page(post(lead, HERE + "publish/", {"article": ["x", "0"]}), 422)
    assert "Choose which articles to publish." in html
    chosen = {"article": [first.pk, second.pk]}
    html = page(post(lead, HERE + "publish/", chosen))
    assert "Publish these articles?" in html
    assert html.count('name="article"') == 1
    assert leads_to(post(lead, HERE + "publish/", {**chosen, "sure": "yes"}), HERE)
    assert "1 article is published on the coverage page." in get(lead, HERE)
    assert [row.state for row in Article.objects.order_by("id")] == ["published", "read"]


def test_the_lead_takes_down_and_an_editor_removes(
    lead: Client, editor: Client, letter: Letter
) -> None:
    article = published(letter)
    here = f"{HERE}{article.pk}/"
    assert "Take the article down?" in page(post(lead, here + "take-down/"))
    assert "Remove the article?" in page(post(editor, here + "remove/"))
    html = page(post(editor, here + "remove/", {"sure": "yes"}), 409)
    assert "Take the article off the coverage page first." in html
    assert leads_to(post(lead, here + "take-down/", {"sure": "yes"}), here)
    assert "Taken down" in get(lead, here)
    assert leads_to(post(editor, here + "remove/", {"sure": "yes"}), HERE)
    assert not Article.objects.exists()


def test_what_could_not_be_read_is_tried_again_or_pasted(editor: Client, letter: Letter) -> None:
    article = add(letter)
    here = f"{HERE}{article.pk}/"
    for sent in ({}, {"text": TEXT}):
        taken = take_article(at=T0)
        assert taken is not None
        keep_failure(taken, "There is no server times.example.", edition=1)
        html = get(editor, here)
        assert "There is no server times.example." in html
        assert leads_to(post(editor, here + "retry/", sent), here)
    assert bytes(Article.objects.get().data or b"") == TEXT.encode()
    page(post(editor, here + "retry/", {"text": ""}), 422)


def test_details_are_corrected(editor: Client, letter: Letter) -> None:
    article = checked(letter, outlet="")
    here = f"{HERE}{article.pk}/"
    form = {"outlet": "Times", "title": "T", "published_on": "2026-03-03", "language": "fr"}
    assert leads_to(post(editor, here + "describe/", form), here)
    assert "The article is being checked once more." in get(editor, here)
    assert 'value="Times"' in get(editor, here + "describe/")


def test_a_mail_to_the_outlet_is_drafted_in_its_language(editor: Client, letter: Letter) -> None:
    article = checked(letter)
    Article.objects.update(language="de", title="Städte & Daten")
    with override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")]):
        html = get(editor, f"{HERE}{article.pk}/correction/")
    assert "Guten Tag," in html
    assert f"Im Artikel: „{ALTERED}“" in html
    assert TRUE not in html.partition("<textarea")[2]
    assert "mailto:?subject=Bitte%20um%20Berichtigung%3A%20St%C3%A4dte%20%26%20Daten&amp;" in html
    assert "%0D%0A" in html


def test_articles_of_other_letters_are_not_there(letter: Letter, lead: Client) -> None:
    article = checked(letter)
    make_open_letter("sea")
    for path in ("", "describe/", "correction/"):
        get(lead, f"letters/sea/coverage/{article.pk}/{path}", 404)
    quotation = altered(article)
    form = {"speaker": "letter", "judgement": "verbatim", "note": "", "after": "0"}
    path = f"letters/sea/coverage/{article.pk}/{quotation.pk}/judge/"
    assert post(lead, path, form).status_code == 404
    get(lead, f"{HERE}{10**30}/", 404)


@pytest.mark.parametrize("articles", [1, 3])
def test_as_few_queries_for_many_articles_as_for_one(
    lead: Client, letter: Letter, articles: int, django_assert_num_queries: object
) -> None:
    for number in range(articles):
        checked(letter, f"https://{number}.example/", outlet=f"Outlet {number}")
    with django_assert_num_queries(7):  # type: ignore[operator]  # a fixture
        get(lead, HERE)


def test_what_is_there_already_is_one_click_away(editor: Client, letter: Letter) -> None:
    article = add(letter, "https://times.example/a")
    typed = {"address": "https://times.example/a", "text": "Words from behind the paywall"}
    html = page(post(editor, HERE + "add/", typed), 422)
    assert "Words from behind the paywall" in html
    assert f'<a href="/workspace/{HERE}{article.pk}/">Look at the article</a>' in html


def test_a_judgement_that_another_forestalled_keeps_its_words(
    editor: Client, lead: Client, letter: Letter
) -> None:
    article = checked(letter)
    here = f"{HERE}{article.pk}/{altered(article).pk}/judge/"
    form = {"speaker": "letter", "judgement": "translated", "note": "Heard so", "after": "0"}
    post(lead, here, form)
    html = page(post(editor, here, {**form, "note": "Seen so"}), 409)
    assert 'value="Seen so"' in html
    assert '<details class="judge" open>' in html
    first = HumanJudgement.objects.get()
    assert f'name="after" value="{first.pk}"' in html
    post(editor, here, {**form, "note": "Seen so", "after": str(first.pk)})
    assert HumanJudgement.objects.count() == 2


def test_a_judgement_of_what_is_found_no_more_leads_to_the_article(
    editor: Client, letter: Letter
) -> None:
    article = checked(letter)
    gone = altered(article)
    here = f"{HERE}{article.pk}/{gone.pk}/"
    gone.delete()
    form = {"speaker": "letter", "judgement": "verbatim", "note": "", "after": "0"}
    for what in ("judge", "undo"):
        html = page(post(editor, f"{here}{what}/", form), 409)
        assert "This article has changed meanwhile." in html
        assert "River towns ask for data" in html


def test_pages_that_look_again_lose_nothing_that_was_typed(editor: Client, letter: Letter) -> None:
    article = checked(letter)
    here = f"{HERE}{article.pk}/"
    Article.objects.update(checked_edition=None)
    answer = editor.get(f"/workspace/{here}")
    assert answer.headers["Refresh"] == "3"
    assert "Judge it by hand" not in page(answer)
    # The answer to a form cannot be asked for again.
    form = {"speaker": "letter", "judgement": "x", "note": "Heard so", "after": "0"}
    answer = post(editor, f"{here}{altered(article).pk}/judge/", form)
    assert 'value="Heard so"' in page(answer, 422)
    assert "Refresh" not in answer.headers


def test_the_list_looks_again_until_there_is_something_to_choose(
    lead: Client, letter: Letter
) -> None:
    add(letter, "https://a.example/")
    assert "Refresh" in lead.get(f"/workspace/{HERE}").headers
    assert "Refresh" not in post(lead, HERE + "publish/").headers
    checked(letter, "https://b.example/")
    add(letter, "https://c.example/")
    assert "Refresh" not in lead.get(f"/workspace/{HERE}").headers


def test_what_was_taken_down_is_not_chosen_unasked(lead: Client, letter: Letter) -> None:
    article = published(letter)
    post(lead, f"{HERE}{article.pk}/take-down/", {"sure": "yes"})
    fresh = checked(letter, "https://b.example/")
    html = get(lead, HERE)
    chosen = re.findall(r'<input type="checkbox"[^>]* value="(\d+)"[^>]* checked>', html)
    assert chosen == [str(fresh.pk)]


def test_a_button_pressed_twice_does_no_harm(lead: Client, letter: Letter) -> None:
    article = checked(letter)
    sent = {"article": article.pk, "sure": "yes"}
    for _press in range(2):
        assert leads_to(post(lead, HERE + "publish/", sent), HERE)
    here = f"{HERE}{article.pk}/"
    post(lead, here + "take-down/", {"sure": "yes"})
    for _press in range(2):
        assert leads_to(post(lead, here + "remove/", {"sure": "yes"}), HERE)
    assert post(lead, here + "remove/").status_code == 404


def test_a_published_article_keeps_outlet_and_headline(editor: Client, letter: Letter) -> None:
    article = published(letter)
    here = f"{HERE}{article.pk}/"
    form = {"outlet": "", "title": "New", "published_on": "", "language": "en"}
    html = page(post(editor, here + "describe/", form), 422)
    assert "A published article has an outlet and a headline." in html
    assert 'value="New"' in html
    assert Article.objects.get().title == "River towns ask for data"
