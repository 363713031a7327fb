"""Where a server is reached when nobody says so, and what a switch takes."""

import pytest

from undersigned.config import ConfigError, load


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("0.0.0.0:8001", "http://localhost:8001"),
        ("[::1]:8002", "http://localhost:8002"),
        ("[::]:8003", "http://localhost:8003"),
        ("localhost:8004", "http://localhost:8004"),
        ("192.0.2.7:8005", "http://192.0.2.7:8005"),
        ("[2001:db8::7]:8006", "http://[2001:db8::7]:8006"),
    ],
)
def test_the_machine_of_its_own_goes_by_its_name(listen: str, address: str) -> None:
    config = load({"UNDERSIGNED_LISTEN": listen})
    assert (config.address, config.listen) == (address, listen)


@pytest.mark.parametrize(
    ("address", "host", "host_name"),
    [
        ("https://Letters.example", "Letters.example", "letters.example"),
        ("https://letters.example:8443/", "letters.example:8443", "letters.example"),
        ("http://localhost:8000", "localhost:8000", "localhost"),
    ],
)
def test_passkeys_belong_to_the_host_without_its_port(
    address: str, host: str, host_name: str
) -> None:
    config = load({"UNDERSIGNED_ADDRESS": address})
    assert (config.host, config.host_name) == (host, host_name)


def test_a_second_factor_is_asked_for_unless_it_is_switched_off() -> None:
    assert load({}).asks_second_factor
    assert load({"UNDERSIGNED_SECOND_FACTOR": "on"}).asks_second_factor
    assert not load({"UNDERSIGNED_SECOND_FACTOR": "off"}).asks_second_factor


@pytest.mark.parametrize("value", ["", "no", "ON", "0", "false"])
def test_a_switch_that_says_something_else_stops_the_program(value: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        load({"UNDERSIGNED_SECOND_FACTOR": value})
    assert str(refusal.value) == "UNDERSIGNED_SECOND_FACTOR takes on or off."


@pytest.mark.parametrize(
    ("value", "networks"),
    [
        ("", []),
        ("none", []),
        ("127.0.0.1", ["127.0.0.1/32"]),
        ("10.0.0.0/8, ::1\t2001:db8::/32", ["10.0.0.0/8", "::1/128", "2001:db8::/32"]),
    ],
)
def test_proxies_are_addresses_and_networks(value: str, networks: list[str]) -> None:
    config = load({"UNDERSIGNED_TRUSTED_PROXIES": value})
    assert [str(network) for network in config.trusted_proxies] == networks
    assert config.knows_its_proxies == bool(value)


@pytest.mark.parametrize("value", ["*", "all", "none 127.0.0.1", "10.0.0.1/8", "127.0.0.256", "a"])
def test_a_proxy_that_is_no_network_stops_the_program(value: str) -> None:
    with pytest.raises(ConfigError, match=r"^UNDERSIGNED_TRUSTED_PROXIES takes addresses"):
        load({"UNDERSIGNED_TRUSTED_PROXIES": value})


def test_a_server_with_tls_says_which_proxy_stands_before_it() -> None:
    encrypted = {"UNDERSIGNED_ADDRESS": "https://letters.example"}
    with pytest.raises(ConfigError, match="name the proxy that stands before the server"):
        load(encrypted).check_proxies()
    for said in ("127.0.0.1", "none"):
        load({**encrypted, "UNDERSIGNED_TRUSTED_PROXIES": said}).check_proxies()
    load({"UNDERSIGNED_ADDRESS": "http://localhost:8000"}).check_proxies()
