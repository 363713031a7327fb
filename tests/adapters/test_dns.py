"""TXT records are found as they stand, and silence is told from absence."""

import time

import dns.rcode
import pytest

from tests.support.dns import NameServer
from undersigned.adapters.dns import NoSuchRecord, NotAnswered, txt_values

NAME = "_undersigned.herons.example"


def _ask(server: NameServer, name: str = NAME, timeout: float = 3.0) -> tuple[str, ...]:
    return txt_values(name, server=server.setting, timeout_seconds=timeout)


def test_all_records_of_a_name_are_given(name_server: NameServer) -> None:
    name_server.zone.put(NAME, "v=spf1 -all", "undersigned=abc", "other")
    assert sorted(_ask(name_server)) == ["other", "undersigned=abc", "v=spf1 -all"]


def test_strings_of_a_record_are_put_together_and_stay_bytes(name_server: NameServer) -> None:
    name_server.zone.records[NAME] = [("undersigned=", "a" * 20, "b" * 20), ("caf\\195\\169",)]
    assert sorted(_ask(name_server)) == ["café", "undersigned=" + "a" * 20 + "b" * 20]


def test_alias_leads_to_the_record(name_server: NameServer) -> None:
    name_server.zone.aliases[NAME] = "proof.elsewhere.example"
    name_server.zone.put("proof.elsewhere.example", "undersigned=abc")
    assert _ask(name_server) == ("undersigned=abc",)


def test_answer_larger_than_a_datagram_is_asked_for_over_tcp(name_server: NameServer) -> None:
    values = [f"{number:03d}" + "x" * 200 for number in range(30)]
    name_server.zone.put(NAME, *values)
    assert sorted(_ask(name_server)) == values
    assert name_server.zone.asked_over_tcp == [NAME]


@pytest.mark.parametrize("state", ["nothing", "other types", "alias to nothing"])
def test_name_without_a_record_is_an_answer(name_server: NameServer, state: str) -> None:
    zone = name_server.zone
    zone.put(NAME, "undersigned=abc")
    assert _ask(name_server) == ("undersigned=abc",)
    del zone.records[NAME]
    if state == "other types":
        zone.empty.add(NAME)
    if state == "alias to nothing":
        zone.aliases[NAME] = "gone.elsewhere.example"
    with pytest.raises(NoSuchRecord):
        _ask(name_server)


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_failing_server_says_nothing_about_the_record(
    name_server: NameServer, code: dns.rcode.Rcode
) -> None:
    name_server.zone.put(NAME, "undersigned=abc")
    name_server.zone.codes[NAME] = code
    with pytest.raises(NotAnswered):
        _ask(name_server)
    del name_server.zone.codes[NAME]
    assert _ask(name_server) == ("undersigned=abc",)


def test_silent_server_is_given_up_in_time(name_server: NameServer) -> None:
    name_server.zone.put(NAME, "undersigned=abc")
    name_server.zone.silent.add(NAME)
    begun = time.monotonic()
    with pytest.raises(NotAnswered):
        _ask(name_server, timeout=0.3)
    assert time.monotonic() - begun < 2
    name_server.zone.silent.clear()
    assert _ask(name_server) == ("undersigned=abc",)


def test_domain_of_another_script_is_asked_for_in_ascii(name_server: NameServer) -> None:
    name = "_undersigned.xn--bcher-kva.example"
    name_server.zone.put(name, "undersigned=abc")
    assert _ask(name_server, name) == ("undersigned=abc",)
    assert name_server.zone.asked == [name]


@pytest.mark.parametrize("name", ["a..example", "x" * 64 + ".example", ".".join(["abc"] * 80)])
def test_name_that_cannot_be_asked_for_says_nothing(name_server: NameServer, name: str) -> None:
    with pytest.raises(NotAnswered):
        _ask(name_server, name)
    assert name_server.zone.asked == []
