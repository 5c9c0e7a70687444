"""Power cuts with torn and reordered writes lose nothing that was durable; more: `make powercuts CUTS=10000`."""

import os

import pytest

from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.vault.power_cuts import power_cuts

CUTS = int(os.environ.get("POWER_CUTS", "60"))


@pytest.mark.slow
def test_durable_transactions_survive_power_cuts(cipher_engine: CipherEngine) -> None:
    told = power_cuts(cipher_engine, "FULL", CUTS)
    assert (told.cuts, told.losing, told.broken) == (CUTS, 0, [])


def test_same_cuts_lose_some_without_the_sync() -> None:
    told = power_cuts(CipherEngine.LIBRARY, "NORMAL", CUTS)
    assert told.losing > 0
    assert told.broken == []
