"""`Guide`: the app of the tour, served to one browser page; it moves the page without loading it again.

The same replica, clock and device stand behind every stop. What moves by itself is off: no engine runs, and the
preferences say « no animation ».
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import flet as ft
import uvicorn
from flet.components.component import Renderer
from flet.controls.context import _context_page
from flet.messaging.session import Session

from fieldapp.account.actions import Asked, Entered, Obstacle, WrongPassphrase
from fieldapp.account.queries import agent_card
from fieldapp.account.screens_desk import OwnDeskContext
from fieldapp.account.screens_door import sign_in
from fieldapp.account.screens_gate import Waiting, leaving, send_only
from fieldapp.replica.pill import pill_counts
from fieldapp.shell.boundary import guard
from fieldapp.shell.filling import filling
from fieldapp.shell.office import Office, standing_of
from fieldapp.shell.pill_sheet import pill_sheet
from fieldapp.shell.places import PATTERNS
from fieldapp.shell.stage import stage
from fieldapp.ui import routes
from fieldapp.ui.app import App, AppContext, SyncContext, SyncStatus
from fieldapp.ui.boundary import Fault, attempt
from fieldapp.ui.i18n import Words
from fieldapp.ui.keymap import KeyMap, KeysContext
from fieldapp.ui.live import LiveContext
from fieldapp.ui.look import use_look
from fieldapp.ui.packs import Packs, PacksContext
from fieldapp.ui.preferences import Preferences, use_preferences
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.toasts import Toast, sayer, toast_card, toast_place
from tests.browser_driver import FRAME_MS
from tests.fieldapp.account.doors import SaidDoor
from tests.fieldapp.stand import local_now
from tests.fieldapp.tour.given import device_at, status_at, worn_at
from tests.fieldapp.tour.parts import noting_parts
from tests.fieldapp.tour.stillness import StillDesk, StillEngine, StillOffice
from tests.fieldapp.tour.stops import (
    AWAITED,
    COMES,
    FAULT,
    FILLING,
    LEASE_ENDED,
    PRESSED,
    SIGN_IN,
    TYPED,
    WIPING,
    Stop,
)
from tests.fieldapp.town import Town

ASSETS: Final = Path(__file__).parents[3] / "assets"
STEP_S: Final = 10.0
_LOOK_S: Final = 0.01
_SHEET_S: Final = 5 * FRAME_MS / 1000
"""Five frames: in the first Flutter opens a sheet; what changes in it before it stands there is not drawn."""


@dataclass(frozen=True)
class Showing:
    """What the page shows: a stop, how it looks, and how often it was begun anew."""

    stop: Stop | None = None
    preferences: Preferences = field(default_factory=lambda: Preferences(motion=False))
    turn: int = 0


class Guide:
    """Moves the one page of the tour; called from the thread of the test, acts on the loop of the app."""

    def __init__(self, town: Town) -> None:
        """Take the town that every stop shows."""
        self.town = town
        self.showing = Showing()
        self.page: ft.Page | None = None
        self.told: Callable[[Showing], None] | None = None
        """Shows another stop: the last drawing of the page gives it."""
        self.chose: Callable[[Preferences], None] | None = None
        """Changes how the page looks, as an agent would; given as `told` is."""
        self.text_scale = 1.0
        """The system's text size as the page measured it last."""
        self.window = (0.0, 0.0)
        """The size of the page as it measured it last."""
        self.keys = KeyMap()
        """The keys of the stop that is shown."""
        self.drawn: set[str] = set()
        """The components that were drawn since it was emptied."""
        self.loop: asyncio.AbstractEventLoop | None = None
        self.asked: ft.SemanticsService | None = None

    def main(self, page: ft.Page) -> None:
        """Dress the page, as Flet's `main`."""
        self.page, self.loop = page, asyncio.get_running_loop()
        self.asked = ft.SemanticsService()
        prepare(page, self.showing.preferences)
        page.render(lambda: appearance(self.showing.preferences, lambda: _shown(self)))

    def show(self, stop: Stop, preferences: Preferences) -> None:
        """Go to a stop, begun anew, and do its taps."""
        worn = worn_at(stop, preferences)
        if worn != self.showing.preferences:
            # On an empty page: a stop that is drawn and then dressed is drawn twice.
            self.clear()
            self.act(self._wear(worn))
            self.echo()
        self.act(self._move(stop))
        for number, tap in enumerate(stop.taps):
            if number:
                # A sheet that the browser has not opened yet is not left again by what opens above it.
                self.echo()
                time.sleep(_SHEET_S)
            self.act(self._do(tap))

    def clear(self) -> None:
        """Show nothing: what a page holds is drawn anew at each change of its size."""
        self.act(self._clear())

    def echo(self) -> None:
        """Wait until the browser has taken all that was drawn: it answers in the order in which it is told."""
        deadline = time.monotonic() + STEP_S
        # Flutter publishes its first nodes a moment before Flet opens the page.
        while self.asked is None:
            assert time.monotonic() < deadline, "the page was never opened"
            time.sleep(_LOOK_S)
        # While the first answer comes, all that was drawn is sent; the second comes after it.
        for _ in range(2):
            self.act(self.asked.get_accessibility_features())

    def dress(self, preferences: Preferences) -> None:
        """Change how the stop looks, and nothing else."""
        stop = self.showing.stop
        assert stop is not None, "a stop is shown before it is dressed"
        self.act(self._wear(worn_at(stop, preferences)))

    def is_reading(self) -> bool:
        """Tell whether something on the page still waits for what is read."""
        waits = Words(self.showing.preferences.language)("loading.label")
        return any(node.label == waits and _is_shown(node) for node in self.controls(ft.Semantics))

    def controls(self, kind: type[Any]) -> list[Any]:
        """Give the controls of a kind that are on the page."""
        return [control for control in list(self.session.index.values()) if isinstance(control, kind)]

    @property
    def session(self) -> Session:
        """Give the session of the page."""
        assert self.page is not None, "the page has been opened"
        return cast("Session", self.page.session)

    def act(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something on the loop of the app, once its page has been drawn."""
        deadline = time.monotonic() + STEP_S
        while self.told is None or self.loop is None:
            assert time.monotonic() < deadline, "the page was never drawn"
            time.sleep(_LOOK_S)
        asyncio.run_coroutine_threadsafe(work, self.loop).result(2 * STEP_S)
        drawing = self.session._Session__updates_task  # its end is a page that is dead
        if drawing.done():
            drawing.result()

    async def _move(self, stop: Stop) -> None:
        self._enter_page()
        self._put(Showing(stop, self.showing.preferences, self.showing.turn + 1))

    async def _clear(self) -> None:
        self._enter_page()
        self._put(replace(self.showing, stop=None))

    async def _wear(self, preferences: Preferences) -> None:
        self._enter_page()
        self.showing = replace(self.showing, preferences=preferences)
        assert self.chose is not None, "the page has been drawn"
        self.chose(preferences)

    async def _do(self, tap: str) -> None:
        """Do one of a stop's taps, as soon as what it names is there."""
        self._enter_page()
        if tap.startswith(COMES):
            await asyncio.to_thread(self.town.news, tap.removeprefix(COMES))
            return
        deadline = time.monotonic() + STEP_S
        while time.monotonic() < deadline:
            if await self._done(tap):
                return
            await asyncio.sleep(_LOOK_S)
        raise AssertionError(f"nothing to tap is called {tap}")

    async def _done(self, tap: str) -> bool:
        if tap.startswith(PRESSED):
            act = self.keys.bound(tap.removeprefix(PRESSED))
            if act is not None:
                await attempt(act)
            return act is not None
        noun, types, words = tap.removeprefix(AWAITED).partition(TYPED)
        for node in self.controls(ft.Semantics):
            if not fnmatchcase(node.identifier or "", noun) or not _is_shown(node):
                continue
            if types:
                # What the client typed it would not be sent again: the handler hears it, and what is drawn then has it.
                await node.content.on_change(SimpleNamespace(control=SimpleNamespace(value=words)))
                return True
            if node.on_tap is not None:
                if not tap.startswith(AWAITED):
                    await self.session.dispatch_event(node._i, "tap", None)
                return True
        return False

    def _put(self, showing: Showing) -> None:
        self.showing = showing
        assert self.told is not None, "the page has been drawn"
        self.told(showing)

    def _enter_page(self) -> None:
        _context_page.set(self.page)  # type: ignore[arg-type]


def _is_shown(control: Any) -> bool:
    """Tell whether a control still hangs on its page; what was drawn over may live on for a moment."""
    try:
        return control.page is not None
    except RuntimeError:
        return False


@ft.component
def _shown(guide: Guide) -> ft.Control:
    showing, guide.told = ft.use_state(guide.showing)
    _, guide.chose = use_preferences()
    measures = use_look().measures
    guide.text_scale, guide.window = measures.text_scale, (measures.width, measures.height)
    stop = showing.stop
    if stop is None:
        return ft.Container(expand=True)
    return ft.Container(_stop(guide, stop), key=f"{stop.name} {showing.turn}", expand=True)


@ft.component
def _stop(guide: Guide, stop: Stop) -> ft.Control:
    still = StillOffice(guide.town.replica, engine=StillEngine(status_at(stop)))
    still.sparing.told(stop.charge)
    office = cast("Office", still)
    match stop.route:
        case routes_name if routes_name == SIGN_IN:
            answer = stop.wrong if isinstance(stop.wrong, Obstacle | WrongPassphrase) else Entered()
            asked = Asked("482 913", 1, 2)
            door = SaidDoor(answer=answer, account="karim.benali", here=stop.here, recovered=asked)
            return sign_in(door, stop.locked)
        case routes_name if routes_name == FILLING:
            return filling(office)
        case routes_name if routes_name == LEASE_ENDED:
            return send_only(Waiting(3, 2), StillDesk().sign_in_again, _nothing_done, _nothing_done)
        case routes_name if routes_name == WIPING:
            return leaving(Waiting(1, 2), (local_now() + timedelta(days=3), local_now()), _nothing_done)
        case _:
            return _frame(guide, stop, office)


@ft.component
def _frame(guide: Guide, stop: Stop, office: Office) -> ft.Control:
    replica, look = guide.town.replica, use_look()
    keys, _ = ft.use_state(KeyMap())
    ft.context.page.on_keyboard_event = keys.pressed
    is_open, open_sheet = ft.use_state(False)
    said, say = ft.use_state(_nothing_said())
    device, _ = ft.use_state(device_at(stop))
    path, go = ft.use_state("/" if stop.route == FAULT else stop.route)
    agent = replica.read_now(agent_card, stop.agent)
    assert agent is not None, "the town knows its people"
    counts = replica.read_now(pill_counts, stop.agent)
    status = status_at(stop)
    sync, _ = ft.use_state(SyncStatus(standing_of(status, counts), status))
    app = App(
        replica=replica,
        agent=agent,
        device=device,
        place=routes.locate(path, PATTERNS),
        go=go,
        say=sayer(say),
        open_sheet=lambda: open_sheet(True),
        now=local_now,
    )
    fault = Fault("E-0412") if stop.route == FAULT else None
    guide.keys = keys

    def drawn() -> ft.Control:
        parts: list[ft.Control] = [stage(fault, lambda: None)]
        if said is not None:
            # In its first second for ever: the layer of the app would count it down.
            parts.append(toast_place(look, toast_card(look, said, said.lasts_s, lambda: say(None))))
        if is_open:
            parts.append(pill_sheet(office, lambda: open_sheet(False)))
        return ft.Stack(parts, expand=True, fit=ft.StackFit.EXPAND)

    provided = lambda: OwnDeskContext(StillDesk(), lambda: KeysContext(keys, drawn))  # noqa: E731
    inner = lambda: PacksContext(Packs(stop.packs), provided)  # noqa: E731
    return LiveContext(replica, lambda: AppContext(app, lambda: SyncContext(sync, inner)))


def _nothing_done() -> None:
    """Do nothing: nobody is at the other end."""


def _nothing_said() -> Toast | None:
    return None


@contextmanager
def _guarded() -> Iterator[None]:
    """Put the app's own boundary round the drawing, as the app does, for as long as the tour lasts."""
    plain = Renderer.render, Session.error, Session.handle_invoke_method_results
    guard()
    # Whether the browser gives a field its focus in time depends on the machine: here none asks for it.
    ft.TextField.init = lambda field: setattr(field, "autofocus", False)  # type: ignore[method-assign]
    try:
        yield
    finally:
        del ft.TextField.init
        Renderer.render, Session.error = plain[0], plain[1]  # type: ignore[method-assign]
        Session.handle_invoke_method_results = plain[2]


@contextmanager
def served_guide(town: Town) -> Iterator[tuple[Guide, str]]:
    """Serve a tour of a town from a thread of this process; gives the guide and the address of its page."""
    guide = Guide(town)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = ft.run(guide.main, export_asgi_app=True, assets_dir=str(ASSETS), no_cdn=True)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, name="tour", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + STEP_S
        while not server.started:
            assert time.monotonic() < deadline, "the tour never came up"
            time.sleep(_LOOK_S)
        with _guarded(), noting_parts() as guide.drawn:
            yield guide, f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(STEP_S)
