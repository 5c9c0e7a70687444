"""Run many seeds, show how far it is, and print every seed that breaks a promise, with its trace.

python -m tests.simulation --seeds 10000 --from 0        all cores; goes on where it stopped (build/simulation)
python -m tests.simulation --seed 4711                   one seed with its whole trace
python -m tests.simulation --seed 4711 --shrink          the fewest steps and mishaps that still fail, with their trace
python -m tests.simulation --plant "sum overwritten"     see a planted fault being caught
"""

import argparse
import os
import sys
from collections.abc import Sequence

from tests.simulation.campaign import State, campaign, sources_hash
from tests.simulation.outcome import SOUND, Outcome, Plant
from tests.simulation.plants import PLANTS
from tests.simulation.progress import told_to
from tests.simulation.real_parts import REAL_ONE_IN, run_real
from tests.simulation.shrink import shrink
from tests.simulation.storm import run

TRACE_LINES_SHOWN = 60
BROKEN_SHOWN_MAX = 10
STOPPED = 130
"""The status of who was stopped from the keyboard."""


def report(outcome: Outcome, plant: Plant = SOUND) -> str:
    """Tell a broken run: its seed, what is broken, and the end of its trace."""
    traced = run(outcome.seed, plant, keeps_trace=True)
    lines = [f"seed {outcome.seed}: {len(outcome.violations)} promises broken"]
    lines += [f"  {violation}" for violation in outcome.violations[:BROKEN_SHOWN_MAX]]
    lines += ["  the end of its trace:", *(f"    {line}" for line in traced.trace[-TRACE_LINES_SHOWN:])]
    lines += [f"  again: python -m tests.simulation --seed {outcome.seed} --shrink"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; give 1 for a broken promise (with a plant: for none), 130 when stopped."""
    chosen = _parsed(arguments)
    plant = PLANTS[chosen.plant] if chosen.plant else SOUND
    if chosen.seed is None:
        return _many(chosen)
    if chosen.shrink:
        return _shrunk(chosen.seed, plant)
    return _one(run_real(chosen.seed) if chosen.real else run(chosen.seed, plant, keeps_trace=True))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description="Storms under seeds.")
    parser.add_argument("--seeds", type=int, default=1_000, help="how many seeds (default 1000)")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes (default: all cores)")
    parser.add_argument("--seed", type=int, help="run this one seed and print its trace")
    parser.add_argument("--shrink", action="store_true", help="with --seed: find the smallest storm that still fails")
    parser.add_argument("--real", action="store_true", help="with --seed: on encrypted replicas and a real database")
    parser.add_argument("--memory", action="store_true", help="all seeds on the in-memory stores")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="plant this fault first")
    return parser.parse_args(arguments)


def _many(chosen: argparse.Namespace) -> int:
    real_one_in = 0 if chosen.memory or chosen.plant else REAL_ONE_IN
    fresh = State(chosen.first, chosen.seeds, sources_hash(), real_one_in)
    state = fresh if chosen.plant else fresh.found(fresh.path)
    if state.finished:
        _write(f"going on: {state.finished} of {state.seeds} seeds were done before ({state.path.name})")
    was_stopped = False
    with told_to(sys.stderr, state) as show:

        def told(state: State) -> None:
            if not chosen.plant:
                state.keep(state.path)
            show(state)

        try:
            campaign(state, chosen.jobs, told, plant=chosen.plant)
        except KeyboardInterrupt:
            was_stopped = True
    _sum_up(state)
    for seed in sorted(state.broken)[:BROKEN_SHOWN_MAX]:
        _write(f"seed {seed}: " + "; ".join(state.broken[seed][:3]))
        _write(f"  again: python -m tests.simulation --seed {seed} --shrink")
    if was_stopped:
        _write(f"stopped at {state.finished} of {state.seeds} seeds: the same command goes on there")
        return STOPPED
    return int(bool(state.broken) != bool(chosen.plant))


def _sum_up(state: State) -> None:
    _write("\n".join(f"{count:>9}  {name}" for name, count in sorted(state.counts.items(), key=lambda it: -it[1])))
    _write(f"{state.finished} seeds, {len(state.broken)} broken")
    for where, seeds, seconds in (
        ("in memory", state.finished - state.real, state.seconds),
        ("on real parts", state.real, state.real_seconds),
    ):
        if seconds:
            _write(f"{seeds:>9}  {where}, {seeds / seconds:.2f} a second and core")


def _one(outcome: Outcome) -> int:
    _write("\n".join(outcome.trace))
    _write(f"seed {outcome.seed}, trace {outcome.trace_hash}")
    _write("\n".join(f"  {violation}" for violation in outcome.violations) or "every promise was kept")
    return int(bool(outcome.violations))


def _shrunk(seed: int, plant: Plant) -> int:
    def told(left: int, runs: int) -> None:
        sys.stderr.write(f"\r{left} steps left after {runs} runs ")
        sys.stderr.flush()

    found = shrink(seed, plant, told)
    sys.stderr.write("\n")
    if found is None:
        _write("every promise was kept: there is nothing to shrink")
        return 0
    cut, outcome = found
    _one(outcome)
    _write(f"{len(cut.steps or ())} steps: {sorted(cut.steps or ())}")
    _write("mishaps left out: " + (", ".join(sorted(cut.mishaps)) or "none"))
    return 1


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
