"""The stage: the place that the path names, inside the navigation of this window and role."""

from collections.abc import Callable

import flet as ft

from fieldapp.shell.faults import fault_panel, not_for_you
from fieldapp.shell.navigation import Waiting, navigation
from fieldapp.shell.places import Place, place_of
from fieldapp.today.screens_bell import use_bell
from fieldapp.ui import routes
from fieldapp.ui.app import use_app, use_sync
from fieldapp.ui.boundary import Fault
from fieldapp.ui.key_sheet import key_asker
from fieldapp.ui.keymap import typing_ends, use_keys
from fieldapp.ui.look import use_look
from fieldapp.ui.widgets.shells import has_rail, shell
from fieldapp.ui.zones import next_zone


@ft.component
def stage(fault: Fault | None, retry: Callable[[], None]) -> ft.Control:
    """Put the place into its navigation; forms and records on an upright tablet have the whole height."""
    app, look, sync = use_app(), use_look(), use_sync()
    page = ft.context.page
    use_keys({"/": lambda: app.go(routes.SEARCH), "Escape": app.back, "F6": lambda: next_zone(page)})
    # A field that leaves with its screen says no « blur »: without this the keys would stay silent for ever.
    ft.use_effect(typing_ends, [app.place.path])
    place, new_for_me = place_of(app.place), use_bell()
    shown = _begun_anew(place, app.place.path) if fault is None else fault_panel(look, app, fault, retry)
    content = ft.Column(
        [ft.Container(shown, expand=True), key_asker()],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    waiting = Waiting(to_reconcile=sync.standing.to_reconcile)
    # The same tree with and without the bar: a list keeps its state while one of its records has the window.
    around = None if place.is_bare and not has_rail(look) else navigation(look, app, waiting)
    whole = shell(look, around, content)
    # Over the page and not in it: what comes and goes must move nothing.
    over = ft.Container(left=0, bottom=0) if place.is_bare else new_for_me
    return ft.SafeArea(ft.Stack([whole, over], expand=True, fit=ft.StackFit.EXPAND), expand=True)


def _begun_anew(place: Place, path: str) -> ft.Control:
    return ft.Container(_outlet(place), key=place.key(path), expand=True)


@ft.component
def _outlet(place: Place) -> ft.Control:
    """Show the screen of a place, or say that this role has no such place."""
    app, look = use_app(), use_look()
    if app.agent.role not in place.roles:
        return not_for_you(look, app)
    return place.screen()(*app.place.params)
