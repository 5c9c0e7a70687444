"""The address of the town hall: https everywhere but on this machine."""

import pytest

from fieldapp.account.actions_address import server_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://mairie.example", "https://mairie.example"),
        ("  https://mairie.example/  ", "https://mairie.example"),
        ("mairie.example", "https://mairie.example"),
        ("mairie.example:8443", "https://mairie.example:8443"),
        ("http://127.0.0.1:8710", "http://127.0.0.1:8710"),
        ("127.0.0.1:8710", "http://127.0.0.1:8710"),
        ("localhost:8710", "http://localhost:8710"),
    ],
)
def test_address_is_understood_as_typed(typed: str, address: str) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "http://mairie.example",
        "ftp://mairie.example",
        "https://",
        "ma mairie",
        "https://mairie.example autre.example",
        "https://a.example/x",
        "https://u:p@a.example",
    ],
)
def test_address_is_refused_when_it_is_none_or_not_safe(typed: str) -> None:
    assert server_address(typed) is None


@pytest.mark.parametrize("typed", ["https://mairie.example:99999", "https://[::1", "https://mairie.example:abc"])
def test_address_with_an_impossible_port_is_refused(typed: str) -> None:
    assert server_address(typed) is None
