"""After the town's limit of wrong passphrases the keys are gone; two keepers lead back.

`PHRASE_KILLS=100 pytest tests/fieldapp/vault/test_phrase_limit.py` kills so many tries; the suite some.
"""

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.doors import pin_standing
from fieldapp.vault.errors import KeysGone
from fieldapp.vault.escrow import strangers
from fieldapp.vault.keyring import Keyring
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.pin_answers import PinStanding
from fieldapp.vault.recovering import reopened
from fieldapp.vault.tries import DELAY_S_MAX, Tries, WrongPassphrase
from fieldapp.vault.vault import Vault, vault_exists, vault_folder
from sync.protocol.parcel_keys import seal_public
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.fatal import kills_of
from tests.fieldapp.vault.test_recovering import ACCOUNT, NEW, TOWN, answered, asked, journal_key

EVERY = int(os.environ.get("KILL_POINTS", "4"))
KILLS = int(os.environ.get("PHRASE_KILLS", "7"))
NOW_MS = 1_795_000_000_000


class Clock:
    """Goes on by the longest wait at each look."""

    def __init__(self) -> None:
        self.now_ms = NOW_MS

    def __call__(self) -> int:
        self.now_ms += DELAY_S_MAX * 1000
        return self.now_ms


@pytest.fixture
def device(tmp_path: Path) -> FileDeviceSecret:
    return FileDeviceSecret(tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def made(profile: Path, device: FileDeviceSecret, limit: int, *, is_sealed: bool = True) -> Path:
    """Make a vault with a PIN and a limit."""
    folder = vault_folder(profile, ACCOUNT, device)
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        if is_sealed:
            vault.keep_escrow(seal_public(TOWN), "tenant", ACCOUNT)
        vault.limit_tries(limit)
        vault.set_pin("204816")
        vault.journal.append(b"unsent")
    return folder


def tried(folder: Path, device: FileDeviceSecret, clock: Clock, phrase: str = "wrong") -> object:
    answer = Vault.unlock(folder, phrase, device, now_ms=clock)
    if isinstance(answer, Vault):
        answer.lock()
    return answer


def test_last_wrong_phrase_takes_the_keys_and_the_pin(tmp_path: Path, device: FileDeviceSecret, clock: Clock) -> None:
    folder = made(tmp_path, device, 7)
    answers = [tried(folder, device, clock) for _ in range(6)]
    assert [one.left for one in answers if isinstance(one, WrongPassphrase)] == [None, 5, 4, 3, 2, 1]
    for phrase in ("wrong", PASSPHRASE):
        with pytest.raises(KeysGone):
            tried(folder, device, clock, phrase)
    assert pin_standing(folder, device) is PinStanding.NONE
    assert vault_exists(folder), "it is not taken for nothing at all"
    assert strangers(tmp_path, device) == [], "nor for a stranger's, which would keep newcomers out"


def test_two_keepers_lead_back_to_the_unsent_work(tmp_path: Path, device: FileDeviceSecret, clock: Clock) -> None:
    folder = made(tmp_path, device, 5)
    for _ in range(4):
        tried(folder, device, clock)
    with pytest.raises(KeysGone):
        tried(folder, device, clock)
    found, key = answered(asked(tmp_path, device))
    assert reopened(found, key, (ACCOUNT, NEW), device, COST_FLOOR) == folder
    vault = Vault.unlock(folder, NEW, device)
    assert isinstance(vault, Vault)
    with vault:
        assert list(vault.journal.entries()) == [b"unsent"]
    assert tried(folder, device, clock) == WrongPassphrase(1, 0, 4), "the limit is the town's as before"


def test_right_phrase_begins_the_count_anew(tmp_path: Path, device: FileDeviceSecret, clock: Clock) -> None:
    folder = made(tmp_path, device, 5)
    for _ in range(3):
        for _ in range(4):
            assert isinstance(tried(folder, device, clock), WrongPassphrase)
        assert isinstance(tried(folder, device, clock, PASSPHRASE), Vault)


@pytest.mark.parametrize(("limit", "is_sealed"), [(0, True), (5, False)])
def test_keys_stay_without_a_limit_and_without_keepers(
    tmp_path: Path, device: FileDeviceSecret, clock: Clock, limit: int, is_sealed: bool
) -> None:
    folder = made(tmp_path, device, limit, is_sealed=is_sealed)
    for _ in range(7):
        answer = tried(folder, device, clock)
        assert isinstance(answer, WrongPassphrase)
        assert answer.left is None
    assert isinstance(tried(folder, device, clock, PASSPHRASE), Vault)


def test_tries_from_before_there_were_keepers_leave_one(tmp_path: Path, device: FileDeviceSecret, clock: Clock) -> None:
    folder = made(tmp_path, device, 5, is_sealed=False)
    for _ in range(6):
        tried(folder, device, clock)
    vault = Vault.unlock_by_pin(folder, "204816", device)
    assert isinstance(vault, Vault)
    with vault:
        vault.keep_escrow(seal_public(TOWN), "tenant", ACCOUNT)
    assert isinstance(tried(folder, device, clock, PASSPHRASE), Vault)


@pytest.mark.slow
def test_kills_during_tries_give_no_guess(
    tmp_path: Path, device: FileDeviceSecret, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, looks, unwrap = made(tmp_path, device, KILLS + 1), tmp_path / "looks", Keyring.unwrap

    def seen(keyring: Keyring, phrase: str, secret: bytes) -> bytes | None:
        descriptor = os.open(looks, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(descriptor, b"x")
        os.fsync(descriptor)
        return unwrap(keyring, phrase, secret)

    monkeypatch.setattr(Keyring, "unwrap", seen)
    killed = 0
    while killed < KILLS:
        for _ in kills_of(lambda: tried(folder, device, clock), count(1)):
            killed += 1
            clock()
            guesses = looks.stat().st_size if looks.exists() else 0
            assert guesses <= left_of(KILLS + 1, folder, device), "every look at the keyring was counted before it"
            if killed == KILLS:
                break
        clock()
    assert guesses > KILLS // 10, "keys were looked at"


def left_of(limit: int, folder: Path, device: FileDeviceSecret) -> int:
    """Give how many of so many tries were counted."""
    left = Tries(folder / "tries.json", device.obtain()).left()
    assert left is not None
    return limit - left


def test_kill_at_any_point_of_the_last_try_leaves_keys_that_no_phrase_opens(
    tmp_path: Path, device: FileDeviceSecret, clock: Clock
) -> None:
    folder = made(tmp_path, device, 5)
    key = journal_key(folder, device, PASSPHRASE)
    for _ in range(4):
        tried(folder, device, clock)
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    points = []

    def last_try() -> None:
        with suppress(KeysGone):
            tried(folder, device, clock)

    for point in kills_of(last_try, count(1, EVERY)):
        was_counted = left_of(5, folder, device) == 5
        points.append(point)
        if was_counted:
            with pytest.raises(KeysGone):
                tried(folder, device, clock, PASSPHRASE)
            found, data_key = answered(asked(tmp_path, device))
            reopened(found, data_key, (ACCOUNT, PASSPHRASE), device, COST_FLOOR)
        else:
            assert isinstance(tried(folder, device, clock, PASSPHRASE), Vault)
        assert journal_key(folder, device, PASSPHRASE) == key
        for name, content in kept.items():
            (folder / name).write_bytes(content)
    assert points[-1] > 13 - EVERY
