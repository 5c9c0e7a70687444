"""One run: found a town, let devices work, let the blows fall, let all come to rest, and ask the oracle."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sync.server.opening import PostgresqlAt
from sync.server.rows import JudgedRow
from tests.bench.processes import ROOT
from tests.matrix.checks import Judged, content_hash, troubles_of
from tests.matrix.disk import SmallDisk, small_disk
from tests.matrix.hand import Tablet
from tests.matrix.line import Line, lines_to
from tests.matrix.plan import WORK_S, Blow, Fault, Plan
from tests.server.process_in_hand import RunningServer
from tests.stories.town_server import TownServer

REST_S_MAX: Final = 240.0
"""How long after the last blow all must have come to rest."""
_ACCOUNTS: Final = ("karim", "lea", "sylvie")
_PAUSE_S: Final = 0.5
_SERVER: Final = -1


@dataclass
class Outcome:
    """What one run showed."""

    plan: Plan
    written: int = 0
    judged: int = 0
    failed: int = 0
    """Writes that were refused to the agent at once (no room): said, not lost."""
    rest_s: float = 0.0
    """From the last blow to the moment when everything had arrived everywhere."""
    seconds: float = 0.0
    troubles: list[str] = field(default_factory=list)


class Hall:
    """The server over all its lives."""

    def __init__(self, folder: Path, postgresql: PostgresqlAt | None = None) -> None:
        """Found the town; nothing runs yet."""
        self.town = TownServer(folder, postgresql=postgresql)
        self._life = ExitStack()
        self._server: RunningServer | None = None

    def start(self) -> None:
        """Let it answer; twice does no harm."""
        if self._server is None or self._server.process.poll() is not None:
            self.end()
            self._server = self._life.enter_context(self.town.alive())

    def end(self) -> None:
        """Take its power."""
        self._life.close()

    def send(self, sig: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if self._server is not None:
            self._server.process.send_signal(sig)

    def judged(self) -> list[Judged]:
        """Give the whole history."""
        with self.town.reading() as unit:
            rows = list(unit.every(JudgedRow))
        return [
            Judged(row.device, row.n, json.loads(row.change_json), json.loads(row.verdict_json)["code"]) for row in rows
        ]

    def reports(self) -> str:
        """Give the hash of what stands in the reports."""
        rows = [(row.id, row.fields()) for row in self.town.rows("report")]
        return content_hash((key, fields.get("description"), fields.get("comments")) for key, fields in rows)

    def check(self) -> str:
        """Have `fieldserver check` read it all; give what it says where it is not content."""
        words = ("-m", "sync.server.cli", "check", "--data", str(self.town.folder))
        said = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return "" if said.returncode == 0 else f"check: {said.stdout[-500:]} {said.stderr[-500:]}"


@dataclass
class Scene:
    """All that a blow can meet."""

    plan: Plan
    hall: Hall
    tablets: list[Tablet]
    lines: list[Line]
    disks: Mapping[int, SmallDisk]
    """By device; the server's is at -1."""


Pair = tuple[Callable[[], None], Callable[[], None]]
"""How a fault begins and how it ends."""


def _kills_device(scene: Scene, device: int) -> Pair:
    tablet = scene.tablets[device]

    def again() -> None:
        if not tablet.is_running:
            tablet.start(scene.plan.writes_per_s)
            tablet.ready()
            tablet.work()

    return tablet.kill, again


def _freezes_device(scene: Scene, device: int) -> Pair:
    freeze = scene.tablets[device].freeze
    return partial(freeze, is_frozen=True), partial(freeze, is_frozen=False)


def _cuts(scene: Scene, device: int) -> Pair:
    cut = scene.lines[device].cut
    return partial(cut, is_cut=True), partial(cut, is_cut=False)


def _swallows(scene: Scene, device: int) -> Pair:
    swallow = scene.lines[device].swallow
    return partial(swallow, is_half_open=True), partial(swallow, is_half_open=False)


def _switches(name: str, scene: Scene, device: int) -> Pair:
    line = scene.lines[device]
    return partial(setattr, line, name, True), partial(setattr, line, name, False)


def _fills(scene: Scene, device: int) -> Pair:
    return scene.disks[device].fill, scene.disks[device].free


FAULTS: Final[Mapping[Fault, Callable[[Scene, int], Pair]]] = MappingProxyType(
    {
        Fault.KILL_SERVER: lambda scene, _: (scene.hall.end, scene.hall.start),
        Fault.KILL_DEVICE: _kills_device,
        Fault.FREEZE_SERVER: lambda scene, _: (
            partial(scene.hall.send, signal.SIGSTOP),
            partial(scene.hall.send, signal.SIGCONT),
        ),
        Fault.FREEZE_DEVICE: _freezes_device,
        Fault.CUT: _cuts,
        Fault.HALF_OPEN: _swallows,
        Fault.LOST_ANSWER: partial(_switches, "loses_next_answer"),
        Fault.SLOW: partial(_switches, "is_slow"),
        Fault.FULL_DEVICE: _fills,
        Fault.FULL_SERVER: lambda scene, _: _fills(scene, _SERVER),
    }
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A PostgreSQL under the town hall, and what befalls it: at which second of the work, and what to do."""

    at: PostgresqlAt
    steps: tuple[tuple[float, Callable[[], None]], ...] = ()


def run(plan: Plan, folder: Path, database: Elsewhere | None = None) -> Outcome:
    """Do one run in an empty folder; what goes wrong is in the outcome."""
    outcome, begun_s = Outcome(plan), time.monotonic()
    try:
        with _opened(plan, folder, database.at if database else None) as scene:
            _blows_fall(scene, database.steps if database else ())
            last_s = time.monotonic()
            stands = _come_to_rest(scene)
            outcome.rest_s = time.monotonic() - last_s
            outcome.troubles += _seen(scene, stands, outcome)
    except (AssertionError, OSError) as trouble:
        outcome.troubles.append(str(trouble).splitlines()[0] if str(trouble) else repr(trouble))
    outcome.seconds = time.monotonic() - begun_s
    return outcome


@contextmanager
def _opened(plan: Plan, folder: Path, postgresql: PostgresqlAt | None) -> Iterator[Scene]:
    with ExitStack() as stack:
        disks = {}
        if plan.meets(Fault.FULL_SERVER):
            disks[_SERVER] = stack.enter_context(small_disk(folder / "hall"))
        hall = Hall(folder / "hall", postgresql)
        lines = stack.enter_context(lines_to(hall.town.port, plan.devices, plan.seed))
        tablets = []
        for index, line in enumerate(lines):
            own = folder / f"device-{index}"
            if plan.meets(Fault.FULL_DEVICE, index):
                disks[index] = stack.enter_context(small_disk(own))
            tablets.append(
                Tablet(own, f"device-{index}", _ACCOUNTS[index % len(_ACCOUNTS)], f"http://127.0.0.1:{line.port}")
            )
        stack.callback(hall.end)
        hall.start()
        for tablet in tablets:
            stack.callback(tablet.end)
            tablet.start(plan.writes_per_s)
        for tablet in tablets:
            tablet.ready()
        yield Scene(plan, hall, tablets, lines, disks)


def _steps(scene: Scene, blow: Blow) -> Iterator[tuple[float, Callable[[], None]]]:
    begin, end = FAULTS[blow.fault](scene, blow.device)
    yield blow.at_s, begin
    yield blow.at_s + blow.lasts_s, end


def _blows_fall(scene: Scene, more: Iterable[tuple[float, Callable[[], None]]]) -> None:
    falling = (step for blow in scene.plan.blows for step in _steps(scene, blow))
    steps = sorted((*falling, *more), key=lambda step: step[0])
    for tablet in scene.tablets:
        tablet.work()
    begun_s = time.monotonic()
    for at_s, do in [*steps, (WORK_S, lambda: None)]:
        time.sleep(max(0.0, begun_s + at_s - time.monotonic()))
        do()
    for tablet in scene.tablets:
        tablet.rest()


def _come_to_rest(scene: Scene) -> list[dict[str, Any]]:
    """Wait until all has left and every device shows what the town hall shows; give how they stand."""
    deadline = time.monotonic() + REST_S_MAX
    while True:
        stands = [tablet.stand() for tablet in scene.tablets]
        if not any(one["unsent"] for one in stands) and all(one["agreed"] for one in stands):
            whole = scene.hall.reports()
            if all(one["reports"] == whole for one in stands):
                return stands
        if time.monotonic() > deadline:
            return stands
        time.sleep(_PAUSE_S)


def _seen(scene: Scene, stands: list[dict[str, Any]], outcome: Outcome) -> Iterator[str]:
    done = [one for tablet in scene.tablets for one in tablet.done]
    judged = scene.hall.judged()
    outcome.written, outcome.judged = len(done), len(judged)
    outcome.failed = sum(len(tablet.failed) for tablet in scene.tablets)
    photos = frozenset(one.words for one in done if one.kind == "attachment" and scene.hall.town.has_photo(one.words))
    yield from troubles_of(done, judged, photos)
    whole = scene.hall.reports()
    for tablet, one in zip(scene.tablets, stands, strict=True):
        wrong = [
            name
            for name, is_right in (
                ("something waits", not one["unsent"]),
                ("digests differ", one["agreed"]),
                ("other reports than the town hall", one["reports"] == whole),
                ("the database is damaged", one["intact"]),
                ("halted", one["halt"] is None),
            )
            if not is_right
        ]
        if wrong:
            yield f"{tablet.name}: {', '.join(wrong)}: {one}"
        if tablet.failed and not scene.plan.meets(Fault.FULL_DEVICE):
            yield f"{tablet.name}: writes failed with room on the disk: {sorted(set(tablet.failed))}"
    if complaint := scene.hall.check():
        yield complaint
