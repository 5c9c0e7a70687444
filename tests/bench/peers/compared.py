"""What becomes of the times: a figure where both sides were measured, and a reason where one was not."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from tests.bench.figures import Figure, Missing

OURS: Final = "fieldapp"
Scale = tuple[str, Callable[[float], float]]
"""A unit, and how seconds become it."""
NAMES: Final[Mapping[str, str]] = {
    "raw": "a bare loop into the same encrypted database",
    "anki": "Anki's sync server",
    "pouchdb": "PouchDB, express-pouchdb",
    "kinto": "Kinto in memory",
    "tus": "tuspyserver, tuspy",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: a step of ours beside the same step of a peer."""

    code: str
    step: str
    peer: str
    told: str


RATES: Final = (
    Compared("up_vs_anki", "up", "anki", "first sync up"),
    Compared("down_vs_anki", "down", "anki", "first sync down"),
    Compared("bootstrap_vs_anki", "bootstrap", "anki", "a new device"),
    Compared("up_vs_pouchdb", "up", "pouchdb", "first sync up"),
    Compared("down_vs_pouchdb", "down", "pouchdb", "first sync down"),
    Compared("up_vs_kinto", "up", "kinto", "first sync up"),
    Compared("up_vs_raw", "up", "raw", "first sync up"),
    Compared("down_vs_raw", "down", "raw", "first sync down"),
)
TIMES: Final = (Compared("one_change_vs_anki", "change", "anki", "one change, device to device, both asked to sync"),)
PHOTOS: Final = Compared("photos_vs_tus", "photos", "tus", "photos up")


@dataclass
class Measured:
    """Seconds by who and step, and why somebody is not here."""

    seconds: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    absent: dict[str, str] = field(default_factory=dict)

    def note(self, who: str, step: str, seconds: float) -> None:
        """Note one run of a step."""
        self.seconds[who, step].append(seconds)

    def leave_out(self, who: str, reason: str) -> None:
        """Forget all figures of a peer: half of a measurement is none."""
        self.absent[who] = reason
        for key in [key for key in self.seconds if key[0] == who]:
            del self.seconds[key]


def rate(measured: Measured, line: Compared, count: int, unit: str = "reports/s") -> Figure | Missing:
    """Compare how many a second; more is better."""
    return _line(measured, line, f"{line.told}, {count}", (unit, lambda seconds: count / seconds))


def duration(measured: Measured, line: Compared) -> Figure | Missing:
    """Compare how long in ms; less is better."""
    return _line(measured, line, line.told, ("ms", lambda seconds: seconds * 1000))


def _line(measured: Measured, line: Compared, told: str, scale: Scale) -> Figure | Missing:
    name = f"{told}; peer: {NAMES[line.peer]}"
    ours = measured.seconds.get((OURS, line.step))
    theirs = measured.seconds.get((line.peer, line.step))
    if not ours or not theirs:
        return Missing(name, measured.absent.get(line.peer, "not measured"), line.code)
    unit, scaled = scale
    return Figure(name, scaled(median(ours)), unit, scaled(median(theirs)), line.code)


def all_lines(measured: Measured, count: int) -> Iterator[Figure | Missing]:
    """Give the lines of the rows."""
    for line in RATES:
        yield rate(measured, line, count)
    for line in TIMES:
        yield duration(measured, line)
