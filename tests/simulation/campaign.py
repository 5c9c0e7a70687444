"""A long run over many seeds: on all cores, with a progress display, and going on where the last one stopped.

Where it is stands in a file below `build/`, written after each chunk: which seeds are done, what they saw, which of
them broke a promise. Another state of the sources, or another range, begins anew.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.source import ROOT
from tests.simulation.outcome import SOUND, Outcome
from tests.simulation.plants import PLANTS
from tests.simulation.real_parts import REAL_ONE_IN, run_real
from tests.simulation.storm import run

CHUNK_SEEDS = 20
AHEAD = 3
"""Chunks that wait per worker: enough that none is idle, few enough that a stop loses little."""
STATE_FILE = ROOT / "build" / "simulation.json"
SOURCES = ("sync", "fieldapp/replica", "fieldapp/vault", "tests/simulation")


@dataclass
class State:
    """How far a campaign is."""

    first: int
    seeds: int
    sources: str
    done: int = 0
    """Seeds from the first one on that are done, without a gap."""
    apart: list[int] = field(default_factory=list)
    """Beginnings of chunks that are done beyond it."""
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def keep(self, path: Path) -> None:
        """Write it, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {**self.__dict__, "counts": dict(self.counts)}
        part = path.with_suffix(".part")
        part.write_text(json.dumps(told, indent=1, sort_keys=True))
        part.replace(path)

    @staticmethod
    def found(path: Path, first: int, seeds: int, sources: str) -> "State":
        """Read where the last run stopped, if it was one over the same seeds and sources."""
        try:
            told = json.loads(path.read_text())
            broken = {int(seed): list(lines) for seed, lines in told.pop("broken").items()}
            state = State(**{**told, "counts": Counter(told["counts"]), "broken": broken})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return State(first, seeds, sources)
        is_same = (state.first, state.seeds, state.sources) == (first, seeds, sources)
        return state if is_same else State(first, seeds, sources)

    def chunks_left(self) -> Iterator[range]:
        """Give the chunks that are not done."""
        end = self.first + self.seeds
        for start in range(self.first + self.done, end, CHUNK_SEEDS):
            if start not in self.apart:
                yield range(start, min(start + CHUNK_SEEDS, end))

    def add(self, chunk: range, outcomes: Sequence[Outcome], seconds: float) -> None:
        """Take what a chunk gave."""
        self.seconds += seconds
        for outcome in outcomes:
            self.counts.update(outcome.counts)
            if outcome.violations:
                self.broken[outcome.seed] = list(outcome.violations)
        self.apart.append(chunk.start)
        while self.first + self.done in self.apart:
            self.apart.remove(self.first + self.done)
            self.done = min(self.done + CHUNK_SEEDS, self.seeds)

    @property
    def finished(self) -> int:
        """Count the seeds that are done."""
        return self.done + sum(min(CHUNK_SEEDS, self.first + self.seeds - start) for start in self.apart)


def run_chunk(seeds: Sequence[int], plant_name: str | None, real_one_in: int) -> tuple[list[Outcome], float]:
    """Run some seeds, each `real_one_in`th on real parts; give what they gave and how long it took."""
    plant = PLANTS[plant_name] if plant_name else SOUND
    began = time.process_time()
    outcomes = [run_real(seed) if real_one_in and seed % real_one_in == 0 else run(seed, plant) for seed in seeds]
    return outcomes, time.process_time() - began


def campaign(
    state: State, jobs: int, told: Callable[[State], None], *, plant: str | None = None, real_one_in: int = REAL_ONE_IN
) -> None:
    """Run what is left; `told` hears after each chunk, and may keep the state."""
    chunks = state.chunks_left()
    running: dict[Future[tuple[list[Outcome], float]], range] = {}
    with ProcessPoolExecutor(jobs) as pool:
        while True:
            while len(running) < jobs * AHEAD and (chunk := next(chunks, None)) is not None:
                running[pool.submit(run_chunk, chunk, plant, real_one_in)] = chunk
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                outcomes, seconds = future.result()
                state.add(running.pop(future), outcomes, seconds)
            told(state)


def sources_hash(folders: Sequence[str] = SOURCES) -> str:
    """Give the hash of the sources in some folders: a campaign over other code begins anew."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
