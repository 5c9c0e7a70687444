"""The PIN: a shift long, five wrong ones at most, no free guess whatever is pulled, deleted or forged."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.vault.errors import StorageFailed
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.pin import SHIFT_MS, WRONG_MAX, PinWay
from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin, is_pin, is_weak

PIN = "804731"
WRONG = "804732"
NOW_MS = 1_795_000_000_000
SECRET = bytes(range(32))
DATA_KEY = bytes(range(32, 64))
GONE = PinShut(PinStanding.NONE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pin.json"


@pytest.fixture
def way(path: Path) -> PinWay:
    way = PinWay(path, SECRET)
    way.set(PIN, DATA_KEY, COST_FLOOR, NOW_MS)
    return way


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "654321", "890123", "210987", "121212", "123123", "777777", "112233", "159753"]
)
def test_pin_that_everybody_tries_first_is_weak(pin: str) -> None:
    assert is_weak(pin)


@pytest.mark.parametrize("pin", [PIN, "204816", "190274", "408172"])
def test_other_pin_is_not_weak(pin: str) -> None:
    assert not is_weak(pin)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "12 456"])
def test_only_six_digits_are_a_pin(typed: str) -> None:
    assert not is_pin(typed)


def test_pin_gives_the_data_key(way: PinWay) -> None:
    assert way.data_key(PIN, NOW_MS) == DATA_KEY
    assert way.standing(NOW_MS) is PinStanding.READY


def test_right_pin_forgives_the_wrong_ones_before(way: PinWay) -> None:
    for _ in range(3):
        for left in (4, 3, 2, 1):
            assert way.data_key(WRONG, NOW_MS) == WrongPin(left)
        assert way.data_key(PIN, NOW_MS) == DATA_KEY


def test_fifth_wrong_pin_takes_the_way_away(way: PinWay, path: Path) -> None:
    answers = [way.data_key(WRONG, NOW_MS) for _ in range(WRONG_MAX)]
    assert answers[-1] == WrongPin(0)
    assert not path.exists()
    assert way.data_key(PIN, NOW_MS) == GONE


def test_what_is_not_six_digits_counts_as_wrong(way: PinWay) -> None:
    assert way.data_key("", NOW_MS) == WrongPin(4)


def test_killed_tries_leave_no_free_guess(way: PinWay, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guessed = 0

    def killed(self: PinWay, record: object, pin: str) -> bytes:
        nonlocal guessed
        guessed += 1
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr(PinWay, "_unwrap", killed)
        for _ in range(100):
            try:
                assert PinWay(path, SECRET).data_key(PIN, NOW_MS) == GONE
            except KeyboardInterrupt:
                assert PinWay(path, SECRET).standing(NOW_MS) in (PinStanding.READY, PinStanding.NONE)
    assert guessed == WRONG_MAX
    assert PinWay(path, SECRET).data_key(PIN, NOW_MS) == GONE


def test_kill_before_the_removal_leaves_a_file_that_opens_nothing(
    way: PinWay, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: PinWay) -> None:
        raise KeyboardInterrupt

    for _ in range(WRONG_MAX - 1):
        way.data_key(WRONG, NOW_MS)
    with monkeypatch.context() as power_cut:
        power_cut.setattr(PinWay, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            way.data_key(WRONG, NOW_MS)
    assert path.exists()
    assert way.standing(NOW_MS) is PinStanding.NONE
    way.phrase_given(NOW_MS)
    assert not path.exists()


def test_try_that_cannot_be_counted_is_not_made(way: PinWay, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageFailed("no room")

    with monkeypatch.context() as disk:
        disk.setattr("fieldapp.vault.pin.write_durably", full)
        with pytest.raises(StorageFailed):
            way.data_key(PIN, NOW_MS)
    assert way.data_key(PIN, NOW_MS) == DATA_KEY


def counted_anew(path: Path) -> None:
    fields = json.loads(path.read_bytes())
    path.write_text(json.dumps(fields | {"failed": 0}))


def in_another_shift(path: Path) -> None:
    fields = json.loads(path.read_bytes())
    path.write_text(json.dumps(fields | {"spent_ms": -SHIFT_MS}))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_another_shape(path: Path) -> None:
    path.write_bytes(b"[1, 2]")


def of_endless_depth(path: Path) -> None:
    path.write_bytes(b"[" * 4000)


@pytest.mark.parametrize("forge", [counted_anew, in_another_shift, emptied, of_another_shape, of_endless_depth])
def test_altered_file_opens_nothing_and_goes(way: PinWay, path: Path, forge: Callable[[Path], None]) -> None:
    way.data_key(WRONG, NOW_MS)
    forge(path)
    assert way.standing(NOW_MS) is PinStanding.NONE
    assert way.data_key(PIN, NOW_MS) == GONE
    assert not path.exists()


def test_pin_of_another_device_opens_nothing(way: PinWay, path: Path) -> None:
    assert PinWay(path, os.urandom(32)).data_key(PIN, NOW_MS) == GONE


def test_shift_ends_and_the_passphrase_begins_another(way: PinWay) -> None:
    late = NOW_MS + SHIFT_MS
    assert way.standing(late - 1) is PinStanding.READY
    assert way.standing(late) is PinStanding.STALE
    assert way.data_key(PIN, late) == PinShut(PinStanding.STALE)
    way.phrase_given(late)
    assert way.data_key(PIN, late + SHIFT_MS - 1) == DATA_KEY


def test_clock_set_back_does_not_lengthen_the_shift(way: PinWay) -> None:
    way.witness(NOW_MS + SHIFT_MS // 2)
    assert way.data_key(PIN, NOW_MS - SHIFT_MS) == DATA_KEY
    assert way.standing(NOW_MS - SHIFT_MS // 2) is PinStanding.STALE


def test_clock_set_forward_and_back_leaves_the_shift_ended(way: PinWay) -> None:
    assert way.data_key(PIN, NOW_MS + 10 * SHIFT_MS) == PinShut(PinStanding.STALE)
    assert way.data_key(PIN, NOW_MS) == PinShut(PinStanding.STALE)
