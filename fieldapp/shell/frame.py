"""The frame of one page with an open office: what its screens find around them, and where the page is."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.account.screens_desk import OwnDeskContext
from fieldapp.device.ports import Device
from fieldapp.shell.boundary import tell_faults
from fieldapp.shell.following import on_page, use_office_packs, use_office_sync
from fieldapp.shell.gate_screens import warn_of_end
from fieldapp.shell.idle_watch import hear_touches
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.shell.pill_sheet import pill_sheet
from fieldapp.shell.places import PATTERNS
from fieldapp.shell.stage import stage
from fieldapp.shell.trail import Trail
from fieldapp.ui import routes
from fieldapp.ui.app import App, AppContext, SyncContext
from fieldapp.ui.boundary import Fault
from fieldapp.ui.effects import use_span
from fieldapp.ui.keymap import KeyMap, KeysContext
from fieldapp.ui.live import LiveContext
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.packs import PacksContext
from fieldapp.ui.preferences import use_preferences
from fieldapp.ui.presence import heard
from fieldapp.ui.toasts import sayer, use_toast


@ft.component
def frame(office: Office, device: Device, leave: Callable[[], Any], begins_at: str = "") -> ft.Control:
    """Give the screens their `App` and show the place that `begins_at`, or else the page's path, names."""
    page, toast, sync, packs = ft.context.page, use_toast(), use_office_sync(office), use_office_packs(office)
    look, say = use_look(), sayer(toast)
    trail, _ = ft.use_state(Trail(begins_at or page.route or routes.TODAY))
    path, set_path = ft.use_state(trail.path)
    (is_open, open_sheet), (fault, set_fault) = ft.use_state(False), ft.use_state(_no_fault())
    assert office.agent is not None, "the frame is shown once the directory has arrived"
    agent, set_agent = ft.use_state(office.agent)
    (keys, _), (desk, _) = ft.use_state(KeyMap()), ft.use_state(OfficeDesk(office))

    def move(to: str) -> None:
        trail.went(to)
        set_fault(None)
        set_path(to)

    def go(to: str) -> None:
        move(to)
        page.navigate(to)

    def back() -> None:
        return open_sheet(False) if is_open else go(trail.back())

    async def close() -> None:
        # Who comes next begins at Today, not on a page of who left.
        go(routes.TODAY)
        await leave()

    def listen() -> Callable[[], None]:
        page.on_route_change = heard(lambda _event: move(page.route))
        page.on_keyboard_event = keys.pressed
        ends = [tell_faults(page, set_fault), office.follow_agent(on_page(set_agent)), *_watched(office, say, look)]
        return partial(_end_all, ends)

    use_span(listen, [])
    ft.use_effect(lambda: _answer_system_back(page, path == routes.TODAY and not is_open, back), [path, is_open])
    app = App(
        replica=office.replica,
        agent=agent,
        device=device,
        place=routes.locate(path, PATTERNS),
        go=go,
        back=back,
        say=say,
        open_sheet=lambda: open_sheet(True),
        retry=office.retry,
        leave=close,
        room_left=lambda: office.room.last()[0],
        photo_size=use_preferences()[0].photo_size,
    )
    keys.hushed = is_open

    def drawn() -> ft.Control:
        parts: list[ft.Control] = [stage(fault, lambda: set_fault(None))]
        if is_open:
            parts.append(pill_sheet(office, lambda: open_sheet(False)))
        return ft.Stack(parts, expand=True, fit=ft.StackFit.EXPAND)

    provided = lambda: OwnDeskContext(desk, lambda: PacksContext(packs, lambda: KeysContext(keys, drawn)))  # noqa: E731
    return LiveContext(office.replica, lambda: AppContext(app, lambda: SyncContext(sync, provided)))


def _watched(office: Office, say: Callable[..., None], look: Look) -> list[Callable[[], Any]]:
    """Tell the office each touch of this page, and the page when the end of the lease comes near."""
    return [hear_touches(ft.context.page, office), warn_of_end(office, say, look.t)]


def _no_fault() -> Fault | None:
    return None


def _end_all(ends: list[Callable[[], Any]]) -> None:
    for end in ends:
        end()


def _answer_system_back(page: ft.Page, may_leave: bool, back: Callable[[], None]) -> None:
    """Let the system's « back » leave the app from Today only; elsewhere it goes back within it."""
    view = page.views[0]

    async def asked() -> None:
        back()
        await view.confirm_pop(False)

    view.can_pop = may_leave
    view.on_confirm_pop = asked
    page.update()
