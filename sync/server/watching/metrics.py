"""What a server counts while it runs, in its own registry: routes, verdicts, states, never a name or an id."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from sync.core.instants import ms_of_instant
from sync.core.model import VerdictCode
from sync.server.backup.last import read_last
from sync.server.data_folder import FolderTrouble
from sync.server.lanes import Lanes
from sync.server.rows import DeviceRow, DeviceState
from sync.server.rows_access import UploadRow
from sync.server.store import ServerStore
from sync.server.wake import WakeBoard

COUNTED_S: Final = 300.0
"""How old what is counted in the store may be: a look reads all devices and uploads."""
SECONDS: Final = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
TOKEN_CHARACTERS_MIN: Final = 20
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Counted:
    """What was last counted in the store, of all towns together."""

    at_s: float
    towns: int
    devices: dict[str, int]
    photos_waiting: int


@dataclass
class Metrics:
    """The counters of one server; told from any thread."""

    folder: Path | None = None
    """The data folder, where the last backup is noted; None for a server without one."""
    token: str = ""
    """What a reader from elsewhere must show; empty: only this machine reads."""
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        """Make the counters."""
        self._requests = Counter(
            "fieldserver_requests", "Answers by route and status.", ("route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "fieldserver_request_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )
        self._judged = Counter(
            "fieldserver_judged_changes", "Changes by verdict.", ("verdict",), registry=self.registry
        )
        self._pulled = Counter("fieldserver_pulled_rows", "Rows that devices read.", registry=self.registry)
        for code in VerdictCode:
            self._judged.labels(code.value)
        ProcessCollector(registry=self.registry)

    def answered(self, method: str, pattern: str, status: int, seconds: float) -> None:
        """Count an answer; anybody may invent a method, so that others are one."""
        route = f"{method if method in METHODS else 'OTHER'} {pattern}"
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def judged(self, codes: Iterable[VerdictCode]) -> None:
        """Count verdicts of a commit."""
        for code in codes:
            self._judged.labels(code.value).inc()

    def pulled(self, rows: int) -> None:
        """Count rows of a page."""
        self._pulled.inc(rows)

    def text(self) -> bytes:
        """Write all of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class Standing(Collector):
    """What is so at the moment of the look: queues, lines, devices, the last backup."""

    def __init__(self, metrics: Metrics, store: ServerStore, board: WakeBoard, lanes: Lanes) -> None:
        self._metrics, self._store, self._board, self._lanes = metrics, store, board, lanes
        self._counted: Counted | None = None

    def count(self) -> None:
        """Count in the store, unless that was done a moment ago; blocks, so it has its turn on a lane."""
        if self._counted is not None and time.monotonic() - self._counted.at_s < COUNTED_S:
            return
        devices = dict.fromkeys((state.value for state in DeviceState), 0)
        photos_waiting = 0
        tenants = self._store.tenants()
        for tenant in tenants:
            with self._store.reading(tenant) as unit:
                for device in unit.every(DeviceRow):
                    devices[device.state] = devices.get(device.state, 0) + (not device.is_writer)
                photos_waiting += sum(1 for upload in unit.every(UploadRow) if not upload.completed_at)
        self._counted = Counted(time.monotonic(), len(tenants), devices, photos_waiting)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Give the gauges."""
        room = self._lanes.room.standing()
        yield _gauge("fieldserver_room_requests", "Sync requests inside.", room.inside)
        yield _gauge("fieldserver_room_appointments", "Devices that were told to come back.", room.appointments)
        yield _gauge("fieldserver_room_pace_seconds", "Time per request while many work.", room.pace_s)
        waiting = GaugeMetricFamily("fieldserver_lane_waiting", "Work that waits or runs, by lane.", labels=("lane",))
        for name, count in self._lanes.waiting().items():
            waiting.add_metric((name,), count)
        yield waiting
        yield _gauge("fieldserver_live_lines", "Open live lines.", self._board.lines())
        if self._counted is not None:
            yield from self._of_store(self._counted)
        yield from self._of_backup()

    def _of_store(self, counted: Counted) -> Iterable[GaugeMetricFamily]:
        yield _gauge("fieldserver_towns", "Towns.", counted.towns)
        devices = GaugeMetricFamily("fieldserver_devices", "Devices by state.", labels=("state",))
        for state, count in counted.devices.items():
            devices.add_metric((state,), count)
        yield devices
        yield _gauge("fieldserver_photos_waiting", "Uploads that began and have not ended.", counted.photos_waiting)

    def _of_backup(self) -> Iterable[GaugeMetricFamily]:
        last = read_last(self._metrics.folder) if self._metrics.folder is not None else None
        if last is not None:
            # The moment and not the age: the reader's rule subtracts, and a server that hangs looks no younger.
            taken_s = ms_of_instant(last.made_at) / 1000
            yield _gauge("fieldserver_last_backup_timestamp_seconds", "Moment of the last verified backup.", taken_s)
            yield _gauge("fieldserver_last_backup_age_seconds", "Its age.", max(time.time() - taken_s, 0))


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def token_in(path: Path) -> str:
    """Read the token of a file; raise `FolderTrouble` for none, a short one, or one that others may read."""
    try:
        token, mode = path.read_text(encoding="ascii").strip(), path.stat().st_mode
    except (OSError, ValueError):
        raise FolderTrouble(f"{path} cannot be read as a token of /metrics.") from None
    if len(token) < TOKEN_CHARACTERS_MIN or len(token.split()) != 1:
        raise FolderTrouble(f"{path} holds no token of at least {TOKEN_CHARACTERS_MIN} signs.")
    if mode & 0o007:
        raise FolderTrouble(f"{path} can be read by everybody. Mend it with: chmod 640 {path}")
    return token
