"""The screens that `tests.bench.screens` measures: `python -m tests.bench.screens_child FOLDER`."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final, NamedTuple

import flet as ft
from flet.controls.base_control import BaseControl
from flet.messaging.protocol import Message, PatchControlBody, configure_encode_object_for_msgpack

from fieldapp.account.queries import agent_card
from fieldapp.search.queries import TYPED_CHARACTERS_MIN, find
from fieldapp.ui import routes
from fieldapp.vault.device_secret import FileDeviceSecret
from sync.client.system import spare_collector
from sync.protocol.messages import Put
from tests.bench.cold import highest_mb
from tests.bench.reports import report_fields, report_id
from tests.bench.screens import REPORTS
from tests.fieldapp.stand import main_of
from tests.fieldapp.town import KARIM, SCOPE, SYLVIE, Town, town_replica_in
from tests.fieldapp.triage.desk import DESK
from tests.fieldapp.triage.desk import main_of as desk_of
from tests.fieldapp.ui.headless import HeadlessPage, Wire, headless

QUIET_S: Final = 0.4
WAIT_S_MAX: Final = 15.0
ROUNDS: Final = 7
PAGES: Final = 3
TYPED: Final = ("lampadaire", "graffiti école", "rue grimaldi", "potelet arraché")


class Took(NamedTuple):
    """How long something took, in milliseconds: by the wall's clock, and of the processor."""

    wall: float
    cpu: float


def _figures(name: str, took: Sequence[Took], of: Callable[[Sequence[float]], float] = median) -> dict[str, float]:
    return {f"{name}_ms": of([one.wall for one in took]), f"{name}_cpu_ms": of([one.cpu for one in took])}


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


class Watch:
    """Notes every message of the app: its size, what it changes, and the moment at which it was packed."""

    def __init__(self) -> None:
        """Begin to listen to every wire of this process."""
        self.at, self.cpu_at, self.size_bytes, self.changes = 0.0, 0.0, 0, 0
        plain, encode = Wire.send_message, configure_encode_object_for_msgpack(BaseControl)

        def noted(wire: Wire, message: Message) -> None:
            self.size_bytes += _size_bytes(encode, message.body)
            # A patch is its table of paths, then what is replaced, added, removed or moved.
            self.changes += len(message.body.patch) - 1 if isinstance(message.body, PatchControlBody) else 0
            self.at, self.cpu_at = time.perf_counter(), time.process_time()

        self._plain = plain
        Wire.send_message = noted  # type: ignore[method-assign, assignment]

    async def took(self, act: Callable[[], Awaitable[object]]) -> Took:
        """Do something, wait until nothing more is sent, and give how long the last message took to come."""
        self.at, self.size_bytes, self.changes, begun = 0.0, 0, 0, time.perf_counter()
        cpu_begun = time.process_time()
        await act()
        while not self.at or time.perf_counter() - self.at < QUIET_S:
            assert time.perf_counter() - begun < WAIT_S_MAX, "nothing answered"
            await asyncio.sleep(0.002)
        return Took((self.at - begun) * 1000, (self.cpu_at - cpu_begun) * 1000)


async def measured(town: Town) -> dict[str, float]:
    """Measure every figure over one open office."""
    watch, found = Watch(), dict[str, float]()
    karim, sylvie = (town.replica.read_now(agent_card, who) for who in (KARIM, SYLVIE))
    assert karim is not None
    assert sylvie is not None
    async with headless(main_of(town.replica, karim), route=routes.NEAR_ME) as page:
        await _until(page, lambda: bool(_named(page, "more-reports")))
        more = [await watch.took(partial(_tap, page, "more-reports"))]
        while _named(page, "more-reports") and len(more) < PAGES:
            more.append(await watch.took(partial(_tap, page, "more-reports")))
        found |= _figures("scroll", more)
        await _leave(page)
    found |= _figures("search", await _letters(town), _p95)
    size = {"width": 1920, "height": 1080}
    async with headless(desk_of(town.replica, sylvie, DESK), route=routes.TRIAGE, **size) as page:
        await _until(page, lambda: bool(_named(page, "row-")))
        await watch.took(partial(_tap, page, "which-dangerous"))
        filters = ("which-all", "which-dangerous") * (ROUNDS // 2) + ("which-all",)
        found |= _figures("filter", [await watch.took(partial(_tap, page, name)) for name in filters])
        first = _named(page, "row-")[0].identifier.removeprefix("row-")
        number = next(n for n in range(REPORTS) if report_id(n) == first)
        updates = []
        for turn in range(ROUNDS):
            took = await watch.took(partial(_change, town, number, turn))
            updates.append((took, watch.size_bytes, watch.changes))
        found |= _figures("row_update", [took for took, _, _ in updates])
        found["row_update_bytes"] = median(size for _, size, _ in updates)
        found["row_update_changes"] = median(changes for _, _, changes in updates)
    return {**found, "screens_rss_mb": highest_mb()}


def _size_bytes(encode: Callable[[Any], Any], value: object) -> int:
    """Give about how many bytes a value takes on the wire: packing it for the client is part of the work."""
    if isinstance(value, bytes | str):
        return len(value) + 2
    if isinstance(value, dict):
        return sum(_size_bytes(encode, part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return sum(_size_bytes(encode, part) for part in value)
    if value is None or isinstance(value, int | float):
        return 1 if value is None else 5
    return _size_bytes(encode, encode(value))


async def _letters(town: Town) -> list[Took]:
    """Search as at each letter, from the screen's loop; the pause for the next letter is not counted."""
    took = []
    for words in TYPED:
        for end in range(TYPED_CHARACTERS_MIN, len(words) + 1):
            begun, cpu_begun = time.perf_counter(), time.process_time()
            await town.replica.read(find, words[:end])
            took.append(Took((time.perf_counter() - begun) * 1000, (time.process_time() - cpu_begun) * 1000))
    return took


async def _change(town: Town, number: int, turn: int) -> None:
    """Let the town hall correct the address of a report."""
    town.rv += 1
    fields = {**report_fields(number), "status": "nouveau", "number": f"A2026K{number:05}"}
    moved = {**fields, "address": f"{turn + 1} rue Neuve"}
    await asyncio.to_thread(town.pull, Put("report", report_id(number), town.rv, (SCOPE,), moved))


async def _leave(page: HeadlessPage) -> None:
    """Leave a screen, so that it does not read on beside the next one: an app shows one at a time."""
    page.session.page.render(ft.component(_nothing))
    await page.settle()


def _nothing() -> ft.Control:
    return ft.Container()


async def _tap(page: HeadlessPage, identifier: str) -> None:
    await page.session.dispatch_event(_named(page, identifier)[-1]._i, "tap", None)


def _named(page: HeadlessPage, beginning: str) -> list[Any]:
    return [node for node in page.all(ft.Semantics) if (node.identifier or "").startswith(beginning)]


async def _until(page: HeadlessPage, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S_MAX
    while not is_so():
        assert time.monotonic() < deadline, f"it never came: {page.texts()[:20]}"
        await asyncio.sleep(0.01)


def main() -> None:
    """Open the office and tell the figures as one line of JSON."""
    folder = Path(sys.argv[1])
    # As the app does when its house is opened.
    spare_collector()
    with town_replica_in(folder, KARIM, FileDeviceSecret(folder)) as town:
        town.rv = 1_000_000
        sys.stdout.write(json.dumps(asyncio.run(measured(town))) + "\n")


if __name__ == "__main__":
    main()
