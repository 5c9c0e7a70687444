"""Storms under hundreds of seeds: no promise is broken, every fault occurs, a seed repeats itself exactly."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from sync.client.memory_store import WritePoint
from sync.core.errors import RefusalCode
from sync.core.judge import ConflictReason
from sync.core.model import VerdictCode
from sync.core.session import Halt
from tests.house.source import ROOT
from tests.simulation.__main__ import report
from tests.simulation.network import Mishap
from tests.simulation.real_parts import run_real
from tests.simulation.storm import run

SEEDS = 400
PARTS = 8
"""The seeds are run in parts, so that all processors share them."""
SEEDS_REPEATED = 6
REAL_SEEDS = (20, 40, 60)

FAULTS = (
    *Mishap,
    *(f"tablet killed {point}" for point in WritePoint),
    "tablet killed anywhere",
    "server killed before commit",
    "server killed after commit",
    "server killed anywhere",
    "server killed in a chunk",
    "server restored",
    "request sent again after a restore",
    "partition",
    "half-open connection",
    "bit of a photo flipped",
    "clock jumps",
    "clock drifts",
    "server's clock jumps",
    "grants moved",
    "grants moved while changes wait",
    "token revoked",
    "device withdrawn",
    "device lost",
    "device copied",
    "device restored from a copy",
    "device enrolled anew",
    "old client",
    "old client updated",
    "problem schema-too-old",
    "problem number-reused",
    "years passed",
    "tombstones purged",
    "disk full",
    "network switched off",
    "parcel packed",
)
WHAT_COMES_OF_THEM = (
    *(f"verdict {code}" for code in VerdictCode),
    *(f"conflict {reason}" for reason in ConflictReason),
    *(f"halt {halt}" for halt in (Halt.SIGNED_OUT, Halt.REVOKED, Halt.COPIED, Halt.SWITCHED_OFF)),
    f"refusal {RefusalCode.GONE}",
    "row parked",
    "sight then",
    "photo PATCH",
    "photo HEAD",
    "photo GET",
    "parcel taken",
    "parcel taken late",
    "page by column",
    *(f"parcel refused: {why}" for why in ("parcel-damaged", "epoch-differs")),
)
"""Every part of the seeds sees all of these, or it proves less than it says."""


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_storm_breaks_no_promise_and_brings_every_fault(part: int) -> None:
    counts: Counter[str] = Counter()
    for seed in range(part, SEEDS, PARTS):
        outcome = run(seed)
        assert not outcome.violations, report(outcome)
        counts += outcome.counts
    missing = [name for name in (*FAULTS, *WHAT_COMES_OF_THEM) if not counts[name]]
    assert not missing, f"no seed of this part saw: {missing}"


def test_kinds_of_faults_are_many_enough() -> None:
    assert len(FAULTS) >= 14


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", REAL_SEEDS)
def test_storm_over_real_stores_breaks_no_promise(seed: int) -> None:
    outcome = run_real(seed)
    assert not outcome.violations, outcome.violations
    assert outcome.counts["gesture"]


@pytest.mark.parametrize("seed", range(SEEDS_REPEATED))
def test_seed_repeats_itself_exactly(seed: int) -> None:
    first, second = run(seed), run(seed)
    assert first.trace_hash == second.trace_hash
    assert first.counts == second.counts


def test_seed_repeats_itself_in_another_process_with_other_hashes() -> None:
    program = "from tests.simulation.storm import run; print(run(3).trace_hash, run(4).trace_hash)"
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [run(3).trace_hash, run(4).trace_hash]


def test_seeds_differ_from_each_other() -> None:
    assert len({run(seed).trace_hash for seed in range(SEEDS_REPEATED)}) == SEEDS_REPEATED
