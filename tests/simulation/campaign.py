"""A long run over many seeds: on all cores, with a progress display, and going on where the last one stopped.

Where it is stands in a file below `build/`, one per range, written after each chunk: which seeds are done, what they
saw, which of them broke a promise. Another state of the sources begins anew.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
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
STATES = ROOT / "build" / "simulation"
SOURCES = ("sync", "fieldapp/replica", "fieldapp/vault", "tests/simulation")


@dataclass
class State:
    """How far a campaign is."""

    first: int
    seeds: int
    sources: str
    real_one_in: int = REAL_ONE_IN
    """Of so many seeds one is played on real parts; 0 for none."""
    done: int = 0
    """Seeds from the first one on that are done, without a gap."""
    apart: list[int] = field(default_factory=list)
    """Beginnings of chunks that are done beyond it."""
    seconds: float = 0.0
    """Of one processor, on the stores in memory."""
    real: int = 0
    """Seeds that were played on real parts."""
    real_seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def keep(self, path: Path) -> None:
        """Write it, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {**self.__dict__, "counts": dict(self.counts)}
        part = path.with_suffix(".part")
        part.write_text(json.dumps(told, indent=1, sort_keys=True))
        part.replace(path)

    @property
    def path(self) -> Path:
        """Give where this campaign keeps how far it is: a short one in between takes nothing from a long one."""
        return STATES / f"{self.first}-{self.seeds}-{self.real_one_in}.json"

    def found(self, path: Path) -> "State":
        """Read where the last run stopped, if it was one over the same seeds and sources; else give this one."""
        try:
            told = json.loads(path.read_text())
            broken = {int(seed): list(lines) for seed, lines in told.pop("broken").items()}
            state = State(**{**told, "counts": Counter(told["counts"]), "broken": broken})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return self
        return state if state._identity == self._identity else self

    @property
    def _identity(self) -> tuple[int, int, str, int]:
        return self.first, self.seeds, self.sources, self.real_one_in

    def chunks_left(self) -> Iterator[range]:
        """Give the chunks that are not done."""
        end = self.first + self.seeds
        for start in range(self.first + self.done, end, CHUNK_SEEDS):
            if start not in self.apart:
                yield range(start, min(start + CHUNK_SEEDS, end))

    def is_real(self, seed: int) -> bool:
        """Say whether this seed is played on real parts."""
        return self.real_one_in > 0 and seed % self.real_one_in == 0

    def add(self, chunk: range, outcomes: Sequence[Outcome], seconds: tuple[float, float]) -> None:
        """Take what a chunk gave, and how long it took in memory and on real parts."""
        self.seconds += seconds[0]
        self.real_seconds += seconds[1]
        self.real += sum(map(self.is_real, chunk))
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


Ran = tuple[list[Outcome], tuple[float, float]]
"""What some seeds gave, and the seconds of a processor that they took: in memory, and on real parts."""


def run_chunk(seeds: Sequence[int], real: Sequence[int], plant_name: str | None) -> Ran:
    """Run some seeds, those that are named on real parts."""
    plant = PLANTS[plant_name] if plant_name else SOUND
    outcomes: list[Outcome] = []
    seconds = {True: 0.0, False: 0.0}
    for seed in seeds:
        began = time.process_time()
        outcomes.append(run_real(seed) if seed in real else run(seed, plant))
        seconds[seed in real] += time.process_time() - began
    return outcomes, (seconds[False], seconds[True])


def campaign(state: State, jobs: int, told: Callable[[State], None], *, plant: str | None = None) -> None:
    """Run what is left; `told` hears after each chunk, and may keep the state."""
    chunks = state.chunks_left()
    running: dict[Future[Ran], range] = {}
    with _pool(jobs) as pool:
        while True:
            while len(running) < jobs * AHEAD and (chunk := next(chunks, None)) is not None:
                running[pool.submit(run_chunk, chunk, list(filter(state.is_real, chunk)), plant)] = chunk
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                outcomes, seconds = future.result()
                state.add(running.pop(future), outcomes, seconds)
            told(state)


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give workers; whoever stops a campaign does not wait for the chunks that have not begun."""
    pool = ProcessPoolExecutor(jobs)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def sources_hash(folders: Sequence[str] = SOURCES) -> str:
    """Give the hash of the sources in some folders: a campaign over other code begins anew."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
