"""Run many seeds, show how far it is, and print every seed that breaks a promise, with its trace.

python -m tests.simulation --seeds 10000 --from 0        all cores; goes on where it stopped (build/simulation.json)
python -m tests.simulation --seed 4711                   one seed with its whole trace
python -m tests.simulation --seed 4711 --shrink          the fewest steps and mishaps that still fail, with their trace
python -m tests.simulation --plant "sum overwritten"     see a planted fault being caught
"""

import argparse
import os
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tests.simulation.campaign import STATE_FILE, State, campaign, sources_hash
from tests.simulation.outcome import SOUND, Outcome, Plant
from tests.simulation.plants import PLANTS
from tests.simulation.real_parts import REAL_ONE_IN, run_real
from tests.simulation.shrink import shrink
from tests.simulation.storm import run

TRACE_LINES_SHOWN = 60
BROKEN_SHOWN_MAX = 10


def report(outcome: Outcome, plant: Plant = SOUND) -> str:
    """Tell a broken run: its seed, what is broken, and the end of its trace."""
    traced = run(outcome.seed, plant, keeps_trace=True)
    lines = [f"seed {outcome.seed}: {len(outcome.violations)} promises broken"]
    lines += [f"  {violation}" for violation in outcome.violations[:BROKEN_SHOWN_MAX]]
    lines += ["  the end of its trace:", *(f"    {line}" for line in traced.trace[-TRACE_LINES_SHOWN:])]
    lines += [f"  again: python -m tests.simulation --seed {outcome.seed} --shrink"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the status is 1 when a promise was broken (with a plant: when none was)."""
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
    fresh = State(chosen.first, chosen.seeds, sources_hash())
    state = fresh if chosen.plant else State.found(STATE_FILE, fresh.first, fresh.seeds, fresh.sources)
    if state.finished:
        _write(f"going on: {state.finished} of {state.seeds} seeds were done before ({STATE_FILE.name})")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("storms", total=state.seeds, completed=state.finished)

        def told(state: State) -> None:
            progress.update(task, completed=state.finished, description=f"storms, {len(state.broken)} broken")
            if not chosen.plant:
                state.keep(STATE_FILE)

        campaign(state, chosen.jobs, told, plant=chosen.plant, real_one_in=real_one_in)
    _sum_up(state)
    for seed in sorted(state.broken)[:BROKEN_SHOWN_MAX]:
        _write(f"seed {seed}: " + "; ".join(state.broken[seed][:3]))
        _write(f"  again: python -m tests.simulation --seed {seed} --shrink")
    return int(bool(state.broken) != bool(chosen.plant))


def _sum_up(state: State) -> None:
    _write("\n".join(f"{count:>9}  {name}" for name, count in sorted(state.counts.items(), key=lambda it: -it[1])))
    per_second = state.finished / state.seconds if state.seconds else 0.0
    _write(f"{state.finished} seeds, {per_second:.1f} a second and core, {len(state.broken)} broken")


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
