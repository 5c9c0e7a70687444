"""« Plus »: the places that the bottom bar has no room for, as big rows."""

from functools import partial

import flet as ft

from fieldapp.shell.navigation import more_places, place_glyph, place_key, place_name
from fieldapp.ui import routes
from fieldapp.ui.app import status_pill, use_app
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import RADIUS_CARD, Style
from fieldapp.ui.widgets.headers import page_header
from fieldapp.ui.widgets.layout import column, gap, grow, outline, pad, row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.shells import page_frame, scrolled
from fieldapp.ui.widgets.text import glyph, quiet, text


@screen
def more() -> ft.Control:
    """List what else there is for this role, then the agent's own page."""
    app, look = use_app(), use_look()
    rows = [
        _row(
            look, Tap(f"more-{place_key(path)}", place_name(look, path), partial(app.go, path)), place_glyph(path), sub
        )
        for path, sub in ((path, look.t(f"shell.more_{place_key(path)}")) for path in more_places(app.agent))
    ]
    me = Tap("more-account", app.agent.name, partial(app.go, routes.ACCOUNT))
    rows.append(_row(look, me, "user-circle", look.t("shell.more_account")))
    header = page_header(look, look.t("shell.more_title"), end=status_pill())
    return page_frame(header, scrolled(look, gap(0), *rows, gap=look.measures.gap))


def _row(look: Look, tap: Tap, name: str, sub: str) -> ft.Control:
    words = column(text(look, tap.shown, Style.ROW), quiet(look, sub), gap=4)
    drawn = ft.Container(
        row(
            plate(look, name, 60 if look.measures.field else 44),
            grow(words),
            glyph(look, "caret-right", color=look.tokens.edge),
            gap=18,
        ),
        padding=pad(16, 16),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD,
        border=outline(look),
    )
    return press(look, tap, drawn)
