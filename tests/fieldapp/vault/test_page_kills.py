"""Killed while it writes its own pages, a process loses nothing that it said was durable.

More kills: `python -m tests.fieldapp.vault.killing --rounds 1000`.
"""

import random
from pathlib import Path

import pytest

from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.vault.killing import Killing


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "rounds"), [("WAL", 16), ("DELETE", 5)])
def test_durable_transactions_survive_kills(tmp_path: Path, mode: str, rounds: int) -> None:
    killing = Killing(tmp_path / "office.db", CipherEngine.PAGES, mode, random.Random(20261127))
    for _ in range(rounds):
        killing.round()
    assert killing.durable > rounds
