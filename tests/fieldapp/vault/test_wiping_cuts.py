"""A wipe that is cut at any step, or killed with its process: it opens never again, old files put back or not."""

import os
import random
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest

from fieldapp.vault.errors import VaultAbsent, VaultWiped
from fieldapp.vault.vault import Vault
from fieldapp.vault.wiping import (
    finish_wipes,
    unsent_receipts,
    was_wiped,
)
from sync.protocol.orders import receipt_of_text
from sync.protocol.parcel_keys import signer_public
from tests.fieldapp.vault.wipe_program import DEVICE_SEED, STEPS, guarded
from tests.fieldapp.vault.wiped_tablet import COLLEAGUE, PASSPHRASE, Tablet

WIPES = int(os.environ.get("WIPES", "2"))
"""How many wipes are killed with the whole process: WIPES=50 for the whole count."""
STEPS_MAX = 200
STRIDES = {"alone": 1, "shared": 3}
"""Each step on a tablet of one agent; with two, the suite meets every third."""


class _PowerCut(BaseException):
    """End a work in the middle; nothing that comes after reaches the disk."""


class _Cut:
    """Lets the step number `at` and all after it not happen."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int) -> None:
        self.steps, self._at = 0, at
        for owner, name in STEPS:
            patched.setattr(owner, name, guarded(getattr(owner, name), self._step))

    def _step(self) -> None:
        self.steps += 1
        if self.steps >= self._at:
            raise _PowerCut


@pytest.mark.parametrize("accounts", ["alone", "shared"])
def test_cut_at_any_step_it_opens_never_again_and_the_next_start_ends_it(
    accounts: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    one: Tablet = request.getfixturevalue("tablet" if accounts == "alone" else "shared")
    begun = 0
    for cut_at in range(1, STEPS_MAX, STRIDES[accounts] if WIPES < 50 else 1):
        one.reset()
        with monkeypatch.context() as patched, suppress(_PowerCut):
            cut = _Cut(patched, cut_at)
            one.wipe()
        if cut.steps < cut_at:
            break
        begun += _after_a_cut(one)
        assert accounts == "alone" or one.folders[COLLEAGUE].joinpath("keyring.json").is_file()
    assert begun > (20 if accounts == "alone" else 6), "the steps were met"
    assert accounts == "alone" or one.opens(COLLEAGUE)


def _after_a_cut(tablet: Tablet) -> bool:
    """Look at a tablet that was cut off; tell whether its wipe had begun."""
    if not was_wiped(tablet.folder):
        assert (tablet.folder / "keyring.json").is_file(), "what has not begun has touched nothing"
        return False
    with pytest.raises((VaultWiped, VaultAbsent)):
        Vault.unlock(tablet.folder, PASSPHRASE, tablet.device)
    # Somebody puts the old files back before the next start: the mark is there.
    tablet.put_back_vault()
    finish_wipes(tablet.profile, tablet.device)
    (unsent,) = unsent_receipts(tablet.profile)
    receipt_of_text(signer_public(DEVICE_SEED), unsent.text)
    return True


def _steps_of_a_wipe(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> int:
    tablet.reset()
    with monkeypatch.context() as patched:
        cut = _Cut(patched, STEPS_MAX)
        tablet.wipe()
    return cut.steps


def test_killed_anywhere_with_old_files_put_back_it_opens_never_again(
    shared: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, steps = random.Random(WIPES), _steps_of_a_wipe(shared, monkeypatch)
    for _ in range(WIPES):
        shared.reset()
        _killed_at(shared, chance.randint(1, steps))
        if was_wiped(shared.folder):
            assert not shared.opens()
            finish_wipes(shared.profile, shared.device)
            shared.put_back_vault()
        else:
            shared.wipe()
            shared.put_back_vault()
        assert not shared.opens()
        assert shared.opens(COLLEAGUE)


def _killed_at(tablet: Tablet, step: int) -> None:
    command = [sys.executable, "-m", "tests.fieldapp.vault.wipe_program"]
    words: list[Any] = [tablet.profile, tablet.folder, tablet.key.hex()]
    with subprocess.Popen(
        [*command, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in range(step):
            assert process.stdout.readline() == "step\n"
            process.stdin.write("\n")
            process.stdin.flush()
        process.kill()
        process.wait(60)
