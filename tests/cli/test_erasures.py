"""`undersigned erasures` says what was erased, when, and of how many."""

from datetime import timedelta

import pytest

from tests.support.letters import T0, make_open_letter, wish
from undersigned import cli
from undersigned.stages.confirm import delete_unconfirmed
from undersigned.stages.sign import sign_letter

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_record_is_printed_for_all_letters_or_for_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for slug in ("river", "lake"):
        sign_letter(make_open_letter(slug), wish(), language="en", at=T0)
    assert cli.main(["erasures"]) == 0
    assert capsys.readouterr().out == "Nothing has been erased.\n"
    delete_unconfirmed(at=T0 + timedelta(days=14))
    assert cli.main(["erasures"]) == 0
    lines = ["2026-03-15  lake  unconfirmed  1\n", "2026-03-15  river  unconfirmed  1\n"]
    assert capsys.readouterr().out == "".join(lines)
    assert cli.main(["erasures", "river"]) == 0
    assert capsys.readouterr().out == lines[1]
    assert cli.main(["erasures", "sea"]) == 2
    assert "There is no letter 'sea'" in capsys.readouterr().err
