"""The page that states the conformity (RGAA 4.1), honestly: what is checked, what is missing, whom to tell.

Without an audit of the 106 criteria the rule allows one word only, « non conforme »; whoever has one made changes
`accessibility.state` and the lines that it proves wrong.
"""

from typing import Final

import flet as ft

from fieldapp.ui.app import use_app
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import Style
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import Tap, card, column, gap, glyph, grow, heading, page_frame, quiet, row, scrolled, text

_PARTS: Final = {
    "checked": ("check-circle", ("names", "contrast", "size", "state", "keys", "motion")),
    "missing": ("circle-dashed", ("audit", "map", "pictures", "order")),
    "tell": ("info", ("town", "rights")),
}


@screen
def accessibility() -> ft.Control:
    """Show what conforms, what does not, and the way to help."""
    app, look = use_app(), use_look()
    back = Tap("back", look.t("action.back"), app.back)
    header = screen_top(look, app, look.t("accessibility.title"), back=back)
    state = column(
        heading(look, look.t("accessibility.state"), style=Style.HEADING),
        quiet(look, look.t("accessibility.state_why")),
        gap=8,
        stretch=True,
    )
    return page_frame(header, scrolled(look, gap(0), card(look, state), *[_part(look, name) for name in _PARTS]))


def _part(look: Look, name: str) -> ft.Control:
    mark, lines = _PARTS[name]
    told = [
        row(glyph(look, mark, color=look.tokens.ink2), grow(text(look, look.t(f"accessibility.{name}_{line}"))), gap=12)
        for line in lines
    ]
    title = heading(look, look.t(f"accessibility.{name}"), style=Style.HEADING)
    return card(look, column(title, *told, gap=12, stretch=True))
