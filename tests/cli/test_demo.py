"""The demonstration: a public letter that verifies, and a draft that a coalition still writes."""

from datetime import UTC, datetime

import pytest

from tests.support.letters import check_letter_log, correct_letter
from undersigned import cli
from undersigned.core.lifecycle import LetterState
from undersigned.models import Invitation, Letter, OutgoingMail, Seat
from undersigned.queries.coverage import published_coverage
from undersigned.queries.responses import standing
from undersigned.queries.workspace.texts import text_rows
from undersigned.stages.draft import freeze_edition

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_letters_are_made_and_the_organizations_invited(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["demo"]) == 0
    public = Letter.objects.get(slug="let-there-be-a-number")
    facts = check_letter_log(public)
    assert (facts.organizations, facts.people) == (40, 323)
    draft = Letter.objects.get(slug="keep-the-night-ferry")
    assert draft.state == LetterState.DRAFT
    assert Seat.objects.filter(letter=draft).count() == 11
    invited = Invitation.objects.values_list("email", flat=True)
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == sorted(invited)
    assert "11 organizations are invited." in capsys.readouterr().out
    today = datetime.now(UTC).date()
    where = standing(public.pk, "fa", today=today)
    assert [[demand.answer for demand in one.demands] for one in where] == [
        ["", "agree", "partly", "", ""],
        [""] * 5,
        [""] * 5,
    ]
    assert [one.newest.people if one.newest else None for one in where] == [323, 323, None]
    articles = published_coverage(public.pk, "en").articles
    assert {
        (article.outlet, one.judgement.value) for article in articles for one in article.quotations
    } == {
        ("The Auvelle Courier", "typography"),
        ("The Auvelle Courier", "altered"),
        ("Le Quotidien des rives", "verbatim"),
    }
    # The texts fit each other: they can be frozen as they are.
    rows = text_rows(draft)
    assert [(row.addressees, row.demands, row.sources) for row in rows] == [(3, 3, 2)] * 3
    assert freeze_edition(draft, by=draft.lead, at=draft.created_at).texts.count() == 3
    correct_letter(public)


def test_a_second_time_it_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo"]) == 0
    assert cli.main(["demo"]) == 2
    assert "Another letter already has this address." in capsys.readouterr().err
    assert Letter.objects.count() == 2
