"""What the frame shows instead of a screen: after a fault of ours, or where a role has no such place."""

from collections.abc import Callable

import flet as ft

from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill
from fieldapp.ui.boundary import Fault
from fieldapp.ui.look import Look
from fieldapp.ui.version import VERSION
from fieldapp.ui.widgets.buttons import Action, Kind, button
from fieldapp.ui.widgets.headers import page_header
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.shells import page_frame, scrolled
from fieldapp.ui.widgets.states import empty_state, trouble_state


def not_for_you(look: Look, app: App) -> ft.Control:
    """Say that a place belongs to other roles: a link that a colleague sent."""
    home = Action("home", look.t("shell.go_today"), lambda: app.go(routes.TODAY), kind=Kind.PRIMARY, glyph="house")
    state = empty_state(look, "signpost", look.t("shell.not_for_you"), look.t("shell.not_for_you_text"), action=home)
    header = page_header(look, look.t("shell.not_for_you_title"), end=status_pill())
    return page_frame(header, scrolled(look, state))


def fault_panel(look: Look, app: App, fault: Fault, retry: Callable[[], None]) -> ft.Control:
    """Say what is safe, what happened and what to do, with a code for the support."""

    async def copy() -> None:
        await app.device.copy(support_text(look, app, fault))
        app.say(look.t("trouble.copied"))

    actions = [
        Action("fault-retry", look.t("trouble.retry"), retry, kind=Kind.PRIMARY, glyph="arrow-clockwise"),
        Action("fault-home", look.t("shell.go_today"), lambda: app.go(routes.TODAY), glyph="house"),
        Action("fault-copy", look.t("trouble.copy"), copy, glyph="copy"),
    ]
    told = trouble_state(look, "screen", code=fault.code, copies=False)
    body = column(told, *[button(look, action) for action in actions], gap=look.measures.gap, stretch=True)
    return page_frame(page_header(look, look.t("shell.fault_title"), end=status_pill()), scrolled(look, body))


def support_text(look: Look, app: App, fault: Fault) -> str:
    """Give what a person sends to the support: the code, the place, the version; no name and no record."""
    return look.t("shell.support", code=fault.code, place=app.place.pattern, version=VERSION)
