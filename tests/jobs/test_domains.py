"""The worker looks for the records of organizations, and one that hangs holds nothing else up."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from tests.support.coalitions import add_partner
from tests.support.dns import NameServer
from tests.support.letters import fresh_keeper, make_draft
from undersigned.adapters.mail import Mail
from undersigned.jobs.schedule import Job, make_lanes
from undersigned.models import DomainProof
from undersigned.stages.organization import add_domain, record_name, record_value

pytestmark = pytest.mark.django_db


class _NoMail:
    def send(self, mail: Mail) -> None:
        """Nobody sends here."""

    def close(self) -> None:
        """Nothing is open."""


def _lanes() -> dict[str, tuple[Job, ...]]:
    return dict(make_lanes(fresh_keeper(), _NoMail()))


def test_records_that_are_due_are_asked_for_one_a_turn(name_server: NameServer) -> None:
    letter = make_draft()
    for number in (1, 2):
        partner = add_partner(letter, number)
        proof = add_domain(partner.organization, by=partner.representative, at=timezone.now())
        partner.organization.refresh_from_db()
        name_server.zone.put(record_name(proof.domain), record_value(partner.organization))
    (job,) = _lanes()["domains"]
    with override_settings(CONFIG=replace(settings.CONFIG, dns=name_server.setting)):
        assert [job.run(), job.run(), job.run()] == [True, True, False]
    assert DomainProof.objects.filter(seen_at__isnull=False).count() == 2
    assert len(name_server.zone.asked) == 2


def test_records_have_a_lane_of_their_own_and_a_turn_an_hour() -> None:
    lanes = _lanes()
    names = {lane: [job.name for job in jobs] for lane, jobs in lanes.items()}
    assert names["domains"] == ["domains"]
    assert lanes["domains"][0].every_seconds == 3600
    assert not any("domains" in jobs for lane, jobs in names.items() if lane != "domains")
