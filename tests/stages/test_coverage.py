"""Articles are added once, checked by one worker, judged by people, and published by the lead."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.support.client import at_once
from tests.support.coalitions import acts_of
from tests.support.coverage import ALTERED, TEXT, TRUE, add, checked, found_in, published
from tests.support.letters import T0, correct_letter, make_draft, make_open_letter
from undersigned.core.coverage import MAX_TRIES, ArticleState
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Judgement
from undersigned.models import Article, HumanJudgement, Letter, Quotation
from undersigned.queries.coverage import published_coverage
from undersigned.queries.quotations import texts_of, view_quotations
from undersigned.stages.coverage import (
    AlreadyAdded,
    ArticleRefused,
    ChangedMeanwhile,
    CheckedArticle,
    NewArticle,
    add_article,
    describe_article,
    is_given_up,
    judge_by_hand,
    keep_checked,
    keep_failure,
    paste_text,
    publish_articles,
    remove_article,
    retry_article,
    take_article,
    take_down_article,
    undo_judgement,
)

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(minutes=10)


@pytest.fixture
def letter() -> Letter:
    return make_open_letter()


def verdicts(article: Article) -> list[tuple[str, str, str]]:
    """The words of each quotation, who says them, and the verdict."""
    texts = texts_of(article.letter_id)
    return [
        (one.words, one.speaker.value, one.judgement.value)
        for one in view_quotations([article], texts)[article.pk]
    ]


def judge(
    letter: Letter,
    quotation: Quotation,
    judgement: Judgement,
    speaker: Speaker = Speaker.LETTER,
    *,
    after: int = 0,
) -> None:
    judge_by_hand(
        letter,
        quotation.pk,
        speaker=speaker,
        judgement=judgement,
        note="Seen in print",
        after=after,
        by=letter.lead,
        at=LATER,
    )


def test_an_article_waits_is_read_and_is_published(letter: Letter) -> None:
    article = checked(letter)
    assert (article.state, article.title, article.outlet, article.checked_edition) == (
        "read",
        "River towns ask for data",
        "Example Times",
        1,
    )
    assert verdicts(article) == [
        (TRUE, "letter", "typography"),
        (ALTERED, "letter", "altered"),
        ("We are listening,", "addressee", "not-in-letter"),
    ]
    assert published_coverage(letter.pk, "en").articles == ()
    before = Letter.objects.get(pk=letter.pk).names_revision
    assert publish_articles(letter, [article.pk], by=letter.lead, at=LATER) == 1
    assert Letter.objects.get(pk=letter.pk).names_revision > before
    (shown,) = published_coverage(letter.pk, "en").articles
    assert [one.words for one in shown.quotations] == [TRUE, ALTERED]
    assert [(kind, subject) for kind, _who, subject, _role in acts_of(letter)][-2:] == [
        ("article added", "https://times.example/river"),
        ("article published", "Example Times, River towns ask for data"),
    ]


def test_what_is_entered_counts_more_than_what_a_page_says(letter: Letter) -> None:
    new = NewArticle(data=TEXT.encode(), outlet="Entered", title="By hand", language="fr")
    add_article(letter, new, by=letter.lead, at=T0)
    article = take_article(at=T0)
    assert article is not None
    keep_checked(
        article,
        CheckedArticle(
            text=TEXT, language="fr", edition=1, quotations=(), outlet="Page", title="Its title"
        ),
    )
    kept = Article.objects.get()
    assert (kept.outlet, kept.title, kept.language, kept.data) == ("Entered", "By hand", "fr", None)


def test_nothing_is_added_to_a_letter_that_is_not_public() -> None:
    with pytest.raises(ArticleRefused):
        add(make_draft())


def test_nothing_is_added_twice(letter: Letter) -> None:
    add(letter)
    with pytest.raises(AlreadyAdded):
        add(letter)
    add_article(letter, NewArticle(data=b"text"), by=letter.lead, at=T0)
    with pytest.raises(AlreadyAdded):
        add_article(letter, NewArticle(data=b"text"), by=letter.lead, at=T0)
    assert Article.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_at_once_one_is_told(letter: Letter) -> None:
    said: list[str] = []

    def act(_number: int) -> None:
        try:
            add(letter)
            said.append("added")
        except AlreadyAdded:
            said.append("told")
        finally:
            # A thread has a connection of its own.
            connection.close()

    at_once(2, act)
    assert (sorted(said), Article.objects.count()) == (["added", "told"], 1)


def test_one_worker_takes_an_article(letter: Letter) -> None:
    article = add(letter)
    assert take_article(at=T0) == article
    assert take_article(at=T0 + timedelta(seconds=119)) is None
    # The first one died over it.
    again = take_article(at=T0 + timedelta(seconds=121))
    assert again == article
    assert again.tries == 2


def test_an_article_over_which_workers_die_is_given_up(letter: Letter) -> None:
    add(letter)
    for number in range(MAX_TRIES + 1):
        article = take_article(at=T0 + timedelta(hours=number))
        assert article is not None
        assert is_given_up(article) == (number == MAX_TRIES)


def test_a_worker_that_was_taken_for_dead_changes_nothing(letter: Letter) -> None:
    add(letter)
    slow, quick = take_article(at=T0), take_article(at=LATER)
    assert slow is not None
    assert quick is not None
    keep_failure(slow, "The slow one.", edition=1)
    assert Article.objects.get().state == ArticleState.WAITING
    keep_failure(quick, "The quick one.", edition=1)
    assert Article.objects.get().failure == "The quick one."


def test_what_failed_is_tried_again_or_given_as_text(letter: Letter) -> None:
    article = add(letter)
    with pytest.raises(ChangedMeanwhile):
        retry_article(letter, article.pk)
    for is_text in (False, True):
        taken = take_article(at=T0)
        assert taken is not None
        keep_failure(taken, "It is away.", edition=1)
        assert Article.objects.get().state == ArticleState.FAILED
        assert take_article(at=LATER) is None
        if is_text:
            paste_text(letter, article.pk, TEXT.encode())
        else:
            retry_article(letter, article.pk)
    taken = take_article(at=T0)
    assert taken is not None
    assert bytes(taken.data or b"") == TEXT.encode()


def test_the_same_text_elsewhere_is_recognized(letter: Letter) -> None:
    long = TEXT + " ".join(f"word{number}" for number in range(300))
    first = checked(letter, "https://a.example/", outlet="A", text=long)
    changed = long.replace("word7 ", "").replace("word99", "other")
    second = checked(letter, "https://b.example/", outlet="B", text="By B. " + changed)
    other = checked(letter, "https://c.example/", outlet="C", text=TEXT + " quite another end")
    assert [one.same_as_id for one in (first, second, other)] == [None, first.pk, None]
    publish_articles(letter, [first.pk, second.pk], by=letter.lead, at=LATER)
    (shown,) = published_coverage(letter.pk, "en").articles
    assert (shown.outlet, [one.outlet for one in shown.elsewhere]) == ("A", ["B"])
    take_down_article(letter, first.pk, by=letter.lead, at=LATER)
    remove_article(letter, first.pk, by=letter.lead, at=LATER)
    (shown,) = published_coverage(letter.pk, "en").articles
    assert (shown.outlet, shown.elsewhere) == ("B", ())


def test_a_new_edition_has_articles_checked_once_more(letter: Letter) -> None:
    article = checked(letter)
    assert take_article(at=LATER) is None
    correct_letter(letter, at=LATER)
    taken = take_article(at=LATER)
    assert taken == article
    first = article.quotations.get(start=TEXT.index(ALTERED))
    judge(letter, first, Judgement.EARLIER_EDITION)
    found = found_in(letter)[:1]
    keep_checked(taken, CheckedArticle(text=TEXT, language="en", edition=2, quotations=found))
    assert take_article(at=LATER) is None
    # What nobody judged and no program finds is gone; what a person judged stays.
    assert verdicts(article) == [
        (TRUE, "letter", "typography"),
        (ALTERED, "letter", "earlier-edition"),
    ]


def test_a_page_that_is_away_keeps_what_was_read_of_it(letter: Letter) -> None:
    checked(letter)
    correct_letter(letter, at=LATER)
    taken = take_article(at=LATER)
    assert taken is not None
    keep_failure(taken, "Nothing to see.", edition=2)
    article = Article.objects.get()
    assert (article.state, article.failure, len(verdicts(article))) == ("read", "", 3)
    assert take_article(at=LATER) is None


def test_a_person_judges_in_place_of_the_program(letter: Letter) -> None:
    article = published(letter)
    quotation = article.quotations.get(start=TEXT.index(ALTERED))
    judge(letter, quotation, Judgement.VERBATIM)
    with pytest.raises(ChangedMeanwhile):
        judge(letter, quotation, Judgement.SPLICED)
    first = HumanJudgement.objects.get()
    judge(letter, quotation, Judgement.PARTLY, Speaker.THIRD, after=first.pk)
    assert verdicts(article)[1] == (ALTERED, "third", "partly")
    newest = HumanJudgement.objects.latest("id")
    undo_judgement(letter, newest.pk, by=letter.lead, at=LATER)
    assert verdicts(article)[1] == (ALTERED, "letter", "verbatim")
    with pytest.raises(ChangedMeanwhile):
        undo_judgement(letter, newest.pk, by=letter.lead, at=LATER)
    undo_judgement(letter, first.pk, by=letter.lead, at=LATER)
    assert verdicts(article)[1] == (ALTERED, "letter", "altered")
    kinds = [kind for kind, *_rest in acts_of(letter)]
    assert kinds.count("quotation judged") == kinds.count("judgement undone") == 2


@pytest.mark.django_db(transaction=True)
def test_of_those_who_judge_the_same_at_once_one_is_kept(letter: Letter) -> None:
    quotation = checked(letter).quotations.all()[0]
    said: list[str] = []

    def act(_number: int) -> None:
        try:
            judge(letter, quotation, Judgement.VERBATIM)
            said.append("kept")
        except ChangedMeanwhile:
            said.append("told")
        finally:
            connection.close()

    at_once(6, act)
    assert (sorted(said), HumanJudgement.objects.count()) == (["kept"] + 5 * ["told"], 1)


def test_judgements_are_of_the_letter_alone(letter: Letter) -> None:
    other = make_open_letter("sea")
    quotation = checked(letter).quotations.all()[0]
    with pytest.raises(ChangedMeanwhile):
        judge(other, quotation, Judgement.VERBATIM)
    judge(letter, quotation, Judgement.VERBATIM)
    with pytest.raises(ChangedMeanwhile):
        undo_judgement(other, HumanJudgement.objects.get().pk, by=letter.lead, at=LATER)


def test_what_has_no_outlet_is_not_published(letter: Letter) -> None:
    article = checked(letter, outlet="")
    with pytest.raises(ArticleRefused):
        publish_articles(letter, [article.pk], by=letter.lead, at=LATER)
    describe_article(
        letter, article.pk, outlet="Example Times", title="T", language="en", published_on=None
    )
    assert publish_articles(letter, [article.pk], by=letter.lead, at=LATER) == 1
    # Its details have changed, so that it is checked once more.
    assert take_article(at=LATER) == article


def test_what_is_published_is_taken_down_before_it_is_removed(letter: Letter) -> None:
    article = published(letter)
    with pytest.raises(ChangedMeanwhile):
        remove_article(letter, article.pk, by=letter.lead, at=LATER)
    take_down_article(letter, article.pk, by=letter.lead, at=LATER)
    with pytest.raises(ChangedMeanwhile):
        take_down_article(letter, article.pk, by=letter.lead, at=LATER)
    assert published_coverage(letter.pk, "en").articles == ()
    remove_article(letter, article.pk, by=letter.lead, at=LATER)
    assert (Article.objects.count(), Quotation.objects.count()) == (0, 0)


def test_parts_of_the_letter_are_counted_by_articles(letter: Letter) -> None:
    published(letter, "https://a.example/", outlet="A")
    other = checked(letter, "https://b.example/", outlet="B", text=TEXT + " And more of it.")
    Article.objects.filter(pk=other.pk).update(same_as=None)
    publish_articles(letter, [other.pk], by=letter.lead, at=LATER)
    parts = published_coverage(letter.pk, "en").parts
    assert [(part.text, part.count) for part in parts] == [
        ("Publish the measurements", 2),
        ("Let the people of the banks speak.", 2),
    ]
    assert published_coverage(letter.pk, "fa").parts == ()
