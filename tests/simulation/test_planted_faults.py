"""Every planted fault is caught within 1,000 seeds: the oracle sees what it promises to see."""

import logging

import pytest

from tests.simulation.plants import PLANTS
from tests.simulation.storm import run

SEEDS_MAX = 1_000


@pytest.fixture(autouse=True)
def _silence(caplog: pytest.LogCaptureFixture) -> None:
    """Keep the broken promises of planted code out of the log."""
    caplog.set_level(logging.CRITICAL + 1, logger="sync.client.engine")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(PLANTS))
def test_planted_fault_is_caught_within_1000_seeds(name: str) -> None:
    caught = next((seed for seed in range(SEEDS_MAX) if run(seed, PLANTS[name]).violations), None)
    assert caught is not None, f"{SEEDS_MAX} seeds did not see: {name}"


def test_plants_are_many_enough() -> None:
    assert len(PLANTS) >= 24
