"""What a measurement gives, how it is told, and how two things are measured side by side."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    """The peer's figure in the same unit, of the same run; None where there is none."""
    code: str = ""
    """A short name that stays, for whoever compares runs."""

    @property
    def ratio(self) -> float | None:
        """How many times the peer's figure."""
        return self.value / self.peer if self.peer else None


@dataclass(frozen=True, slots=True)
class Missing:
    """A line without a figure: what could not be measured here, and why."""

    name: str
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every bench is given."""

    folder: Path
    """Its own, empty."""
    is_quick: bool
    tell: Callable[[str, int, int], None]
    """Say what is being done, how much of it is done, and how much there is."""
    reports: int | None = None
    """How many to move beside the peers, where the caller says so."""
    extract: Path | None = None
    """Of which map a pack is built, where the caller says so."""

    def size(self, whole: int, quick: int) -> int:
        """Choose a size."""
        return quick if self.is_quick else whole


Line = Figure | Missing
Bench = Callable[[Setting], Iterator[Line]]


class Stopwatch:
    """How long something took, in seconds."""

    seconds = 0.0

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Measure by this clock: the wall's, or the processor's time."""
        self._clock = clock

    @contextmanager
    def running(self) -> Iterator[None]:
        """Measure the body of a `with`."""
        begun = self._clock()
        try:
            yield
        finally:
            self.seconds = self._clock() - begun


def milliseconds(work: Callable[[], object]) -> float:
    """Do something once and give how long it took."""
    watch = Stopwatch()
    with watch.running():
        work()
    return watch.seconds * 1000


def side_by_side(ours: Callable[[int], object], peers: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """Do both in turn, so that noise of the machine hits both; give both medians in ms."""
    pairs = [(milliseconds(partial(ours, n)), milliseconds(partial(peers, n))) for n in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the value below which so many percent lie."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def written(lines: Sequence[Line], path: Path) -> None:
    """Write a JSON list of {name, value, unit, peer, code, ratio}; what is missing is not in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) | {"ratio": figure.ratio} for figure in lines if isinstance(figure, Figure)]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
