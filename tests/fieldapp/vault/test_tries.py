"""The counter of wrong passphrases: no free guess, no way around the wait, and no wait without end."""

import hmac
import json
from pathlib import Path

import pytest

from fieldapp.vault.keys import derived_key
from fieldapp.vault.tries import DELAY_S_MAX, FIRST_DELAY_S, FREE_TRIES, LIMIT_USUAL, Tries, TryLater, delay_s

SECRET = bytes(range(32))
NOW_MS = 1_795_000_000_000


@pytest.fixture
def tries(tmp_path: Path) -> Tries:
    tries = Tries(tmp_path / "tries.json", SECRET)
    tries.clear()
    return tries


def fail(tries: Tries, count: int) -> None:
    for _ in range(count):
        assert isinstance(tries.count_one(NOW_MS), int)


def test_delay_grows_from_nothing_to_its_ceiling() -> None:
    delays = [delay_s(failed) for failed in range(14)]
    assert delays[:7] == [0, 0, 0, 5, 10, 20, 40]
    assert delays == sorted(delays)
    assert delay_s(1_000_000) == DELAY_S_MAX


def test_try_is_counted_before_it_is_made(tries: Tries, tmp_path: Path) -> None:
    fail(tries, 2)
    assert Tries(tmp_path / "tries.json", SECRET).count_one(NOW_MS) == 3


def test_fourth_try_waits(tries: Tries) -> None:
    fail(tries, FREE_TRIES)
    assert tries.count_one(NOW_MS) == TryLater(after_s=FIRST_DELAY_S)
    assert tries.count_one(NOW_MS + 4_001) == TryLater(after_s=1)
    assert tries.count_one(NOW_MS + 5_000) == FREE_TRIES + 1


def test_early_try_is_not_counted(tries: Tries) -> None:
    fail(tries, FREE_TRIES)
    for _ in range(50):
        tries.count_one(NOW_MS)
    assert tries.count_one(NOW_MS + 5_000) == FREE_TRIES + 1


def test_clear_begins_again(tries: Tries) -> None:
    fail(tries, FREE_TRIES)
    tries.clear()
    assert tries.count_one(NOW_MS) == 1


def deleted(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def forged(path: Path) -> None:
    path.write_text('{"failed": 0, "tried_at_ms": 0, "mac": "' + "00" * 32 + '"}')


def of_endless_depth(path: Path) -> None:
    path.write_text("[" * 1000)


def of_wrong_shape(path: Path) -> None:
    path.write_text("[1, 2]")


@pytest.mark.parametrize("damage", [deleted, emptied, forged, of_endless_depth, of_wrong_shape])
def test_counter_that_is_not_genuine_costs_the_longest_wait(tries: Tries, tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    damage(tmp_path / "tries.json")
    assert tries.count_one(NOW_MS) == TryLater(after_s=DELAY_S_MAX)
    assert isinstance(tries.count_one(NOW_MS + DELAY_S_MAX * 1000), int)


def test_clock_set_back_does_not_shorten_the_wait(tries: Tries) -> None:
    fail(tries, FREE_TRIES)
    assert tries.count_one(NOW_MS - 3_600_000) == TryLater(after_s=FIRST_DELAY_S)


def test_clock_once_far_ahead_does_not_lock_out(tries: Tries) -> None:
    fail(tries, FREE_TRIES)
    tries.count_one(NOW_MS + 10**12)
    tries.count_one(NOW_MS)
    assert isinstance(tries.count_one(NOW_MS + delay_s(FREE_TRIES + 1) * 1000), int)


def test_limit_of_the_town_counts_down_and_survives_the_right_phrase(tries: Tries, tmp_path: Path) -> None:
    assert tries.left() == LIMIT_USUAL
    tries.limit_to(7)
    fail(tries, 2)
    assert Tries(tmp_path / "tries.json", SECRET).left() == 5
    tries.clear()
    assert tries.left() == 7
    tries.limit_to(0)
    assert tries.left() is None


def test_lower_limit_leaves_a_try(tries: Tries) -> None:
    fail_anyhow(tries, 12)
    tries.limit_to(10)
    assert tries.left() == 1


def fail_anyhow(tries: Tries, count: int) -> None:
    """Fail so often, each try after its wait."""
    for n in range(count):
        assert isinstance(tries.count_one(NOW_MS + (n + 1) * DELAY_S_MAX * 1000), int)


def test_counter_from_before_there_was_a_limit_leaves_a_try(tries: Tries, tmp_path: Path) -> None:
    mac = hmac.digest(derived_key(SECRET, "tries mac"), f"35:{NOW_MS}".encode(), "sha256").hex()
    (tmp_path / "tries.json").write_text(json.dumps({"failed": 35, "tried_at_ms": NOW_MS, "mac": mac}))
    assert tries.left() == 1
    assert tries.count_one(NOW_MS) == TryLater(after_s=DELAY_S_MAX)
