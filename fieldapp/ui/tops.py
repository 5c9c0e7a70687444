"""The top of a screen, the same everywhere: title and pill in the field; title, search, pill, agent at the desk."""

import flet as ft

from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_TILE, Style
from fieldapp.ui.widgets.headers import page_header
from fieldapp.ui.widgets.keys import key_hint
from fieldapp.ui.widgets.layout import grow, pad, row, tight_row
from fieldapp.ui.widgets.panes import WIDE_MIN
from fieldapp.ui.widgets.plates import word_plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.shells import top_bar
from fieldapp.ui.widgets.text import glyph, quiet, text


def screen_top(look: Look, app: App, title: str, *, sub: str = "", back: Tap | None = None) -> ft.Control:
    """Begin a screen; `back` is for a record that has the whole screen."""
    if look.measures.field or back is not None:
        return page_header(look, title, sub=sub, back=back, end=status_pill())
    return top_bar(look, title, sub=sub, search=search_box(look, app), end=[status_pill(), agent_plate(look, app)])


def search_box(look: Look, app: App) -> ft.Control:
    """Draw the way to the search as the box that it leads to; the key « / » leads there too."""
    ink = look.tokens.ink2
    style = look.measures.type(Style.LEAD)
    # The very same box as `search_field`: from one screen to the next nothing may jump.
    drawn = ft.Container(
        row(
            glyph(look, "magnifying-glass", style.size + 5, color=ink),
            grow(quiet(look, look.t("search.hint"), Style.LEAD, lines=1)),
            key_hint(look, "/"),
            gap=10,
        ),
        padding=pad(look.breath(44, style.size * style.line, border=1.5), 18),
        bgcolor=look.tokens.card,
        border=ft.Border.all(max(1.5, look.tokens.border), look.tokens.edge),
        border_radius=RADIUS_TILE,
    )
    return press(look, Tap("open-search", look.t("search.title"), lambda: app.go(routes.SEARCH), key="/"), drawn)


def agent_plate(look: Look, app: App) -> ft.Control:
    """Draw who works here; a tap opens his own page."""
    plate = word_plate(look, app.agent.initials, 40)
    parts: list[ft.Control] = [plate]
    if look.measures.width >= WIDE_MIN:
        words = ft.Column([text(look, app.agent.name, Style.STRONG)], spacing=2, tight=True)
        if app.agent.job_title:
            words.controls.append(quiet(look, app.agent.job_title, Style.META))
        parts.append(words)
    label = look.t("shell.place_account_label", name=app.agent.name)
    drawn = ft.Container(tight_row(*parts, gap=10), border_radius=RADIUS_TILE, padding=2)
    return press(look, Tap("open-account", label, lambda: app.go(routes.ACCOUNT)), drawn)
