"""The lead chooses who may embed, once, and the history tells."""

import pytest

from tests.support.letters import T0, make_open_letter
from undersigned.models import Act
from undersigned.queries.share import embed_sites
from undersigned.stages.share import allow_embedding

pytestmark = pytest.mark.django_db


def test_sites_are_chosen_and_the_pages_made_anew() -> None:
    letter = make_open_letter()
    before = letter.names_revision
    assert embed_sites(letter.pk) == ()
    for sites in (("https://a.example", "https://*.b.example"), ("*",), ()):
        for _twice in range(2):
            allow_embedding(letter, sites, by=letter.lead, at=T0)
        assert embed_sites(letter.pk) == sites
    assert letter.names_revision == before + 3
    acts = Act.objects.filter(letter=letter, kind="embedding set").order_by("id")
    assert [act.subject for act in acts] == ["https://a.example, https://*.b.example", "*", ""]
