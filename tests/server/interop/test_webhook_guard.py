"""Where a webhook may go: private networks refused, the connection to the address that was looked at."""

import socket
from typing import Any

import pytest

from sync.server.webhooks.guard import AddressRefused, checked_url, target_of

PUBLIC, PUBLIC_6, PRIVATE = "93.184.216.34", "2606:2800:220:1::1", "10.0.0.1"


def refused(url: str, *, allows_private: bool = False) -> str:
    """Give why a URL is refused."""
    with pytest.raises(AddressRefused) as trouble:
        target_of(url, allows_private=allows_private)
    return str(trouble.value)


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses."""

    def look_up(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "fc00::1",
        "fe80::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001::1",
        "::",
        "ff02::1",
        "fec0::1",
    ],
)
def test_private_address_is_refused_literally_and_behind_a_name(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, PUBLIC, address)
    literal = f"[{address}]" if ":" in address else address
    assert refused(f"https://{literal}/") in ("address-private", "address-never")
    assert refused("https://hook.example/") in ("address-private", "address-never")


@pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "0.0.0.0", "::", "224.0.0.1"])
def test_some_addresses_are_refused_whatever_is_allowed(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, address)
    assert refused("https://hook.example/", allows_private=True) == "address-never"


@pytest.mark.parametrize("number", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_other_ways_to_write_an_address_are_looked_up_and_refused(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "127.0.0.1")
    assert refused(f"https://{number}/") == "address-private"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hook.example/", "not-https"),
        (f"http://{PRIVATE}/", "not-https"),
        ("ftp://hook.example/", "not-https"),
        ("file:///etc/passwd", "url-not-valid"),
        ("https://user:secret@hook.example/", "url-not-valid"),
        ("https://hook.example/#part", "url-not-valid"),
        ("https://hook.example:0/", "url-not-valid"),
        ("https://hook.example:99999/", "url-not-valid"),
        ("https://hook.example/\r\nx: y", "url-not-valid"),
        ("https://hook.example/a b", "url-not-valid"),
        ("https://[::1", "url-not-valid"),
        ("https://" + "a" * 500, "url-not-valid"),
        ("", "url-not-valid"),
    ],
)
def test_address_that_is_none_is_refused(url: str, why: str) -> None:
    assert refused(url, allows_private=True) == why


def test_http_is_for_this_machine_where_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused("http://127.0.0.1:8080/") == "address-private"
    assert checked_url("http://127.0.0.1:8080/", allows_private=True).port == 8080
    answering(monkeypatch, PUBLIC)
    assert refused("http://localhost/", allows_private=True) == "not-https", "a localhost that is elsewhere"


def test_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, PUBLIC)
    target = target_of("https://hook.example/a?b=c", allows_private=False)
    assert (target.url, target.host) == (f"https://{PUBLIC}:443/a?b=c", "hook.example")
    answering(monkeypatch, PUBLIC_6)
    assert target_of("https://hook.example:8443/", allows_private=False).url == f"https://[{PUBLIC_6}]:8443/"
