"""How many wrong passphrases a town allows."""

import pytest

from sync.records.phrase_rule import TRIES, tries_allowed


@pytest.mark.parametrize(
    ("policy", "tries"),
    [
        (None, TRIES),
        ({}, TRIES),
        ({"passphrase": {"tries": 0}}, 0),
        ({"passphrase": {"tries": 5}}, 5),
        ({"passphrase": {"tries": 1000}}, 1000),
        ({"passphrase": {"tries": 4}}, TRIES),
        ({"passphrase": {"tries": 1001}}, TRIES),
        ({"passphrase": {"tries": True}}, TRIES),
        ({"passphrase": {"tries": "7"}}, TRIES),
        ({"passphrase": 7}, TRIES),
    ],
)
def test_policy_says_how_many_and_nonsense_counts_as_usual(policy: dict[str, object] | None, tries: int) -> None:
    assert tries_allowed(policy) == tries
