"""Run many seeds, show how far it is, and print every seed that breaks a promise, with its trace.

python -m tests.simulation --seeds 10000 --from 0 --jobs 2
python -m tests.simulation --seed 4711                       one seed with its whole trace
python -m tests.simulation --plant "sum overwritten"         see a planted fault being caught
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tests.simulation.plants import PLANTS
from tests.simulation.storm import SOUND, Outcome, Plant, run

CHUNK_SEEDS = 20
TRACE_LINES_SHOWN = 60
BROKEN_SHOWN_MAX = 10


def run_chunk(seeds: Sequence[int], plant_name: str | None) -> list[Outcome]:
    """Run some seeds; what a worker process does."""
    plant = _plant(plant_name)
    return [run(seed, plant) for seed in seeds]


def report(outcome: Outcome, plant: Plant = SOUND) -> str:
    """Tell a broken run: its seed, what is broken, and the end of its trace."""
    traced = run(outcome.seed, plant, keeps_trace=True)
    lines = [f"seed {outcome.seed}: {len(outcome.violations)} promises broken"]
    lines += [f"  {violation}" for violation in outcome.violations[:BROKEN_SHOWN_MAX]]
    lines += ["  the end of its trace:", *(f"    {line}" for line in traced.trace[-TRACE_LINES_SHOWN:])]
    lines += [f"  again: python -m tests.simulation --seed {outcome.seed}"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the status is 1 when a promise was broken (with a plant: when none was)."""
    chosen = _parsed(arguments)
    plant = _plant(chosen.plant)
    if chosen.seed is not None:
        return _one(chosen.seed, plant)
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    started = time.monotonic()
    counts: Counter[str] = Counter()
    broken: list[Outcome] = []
    for outcome in _outcomes(seeds, chosen.plant, chosen.jobs):
        counts.update(outcome.counts)
        if outcome.violations:
            broken.append(outcome)
    seconds = time.monotonic() - started
    _write(f"{len(seeds)} seeds in {seconds:.1f} s: {len(seeds) / seconds:.1f} seeds/s, {len(broken)} broken")
    _write("\n".join(f"{count:>9}  {name}" for name, count in sorted(counts.items(), key=lambda item: -item[1])))
    for outcome in sorted(broken, key=lambda outcome: outcome.seed)[:BROKEN_SHOWN_MAX]:
        _write(report(outcome, plant))
    return int(bool(broken) != bool(chosen.plant))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description="Storms under seeds.")
    parser.add_argument("--seeds", type=int, default=1_000, help="how many seeds (default 1000)")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (default 2)")
    parser.add_argument("--seed", type=int, help="run this one seed and print its trace")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="plant this fault first")
    return parser.parse_args(arguments)


def _outcomes(seeds: range, plant_name: str | None, jobs: int) -> Iterator[Outcome]:
    chunks = [seeds[start : start + CHUNK_SEEDS] for start in range(0, len(seeds), CHUNK_SEEDS)]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with ProcessPoolExecutor(jobs) as pool, Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("storms", total=len(seeds))
        futures = [pool.submit(run_chunk, chunk, plant_name) for chunk in chunks]
        for future in as_completed(futures):
            outcomes = future.result()
            progress.advance(task, len(outcomes))
            yield from outcomes


def _one(seed: int, plant: Plant) -> int:
    outcome = run(seed, plant, keeps_trace=True)
    _write("\n".join(outcome.trace))
    _write(f"seed {seed}, trace {outcome.trace_hash}")
    _write("\n".join(f"  {violation}" for violation in outcome.violations) or "every promise was kept")
    return int(bool(outcome.violations))


def _plant(name: str | None) -> Plant:
    return PLANTS[name] if name else SOUND


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
