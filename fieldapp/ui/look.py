"""`Look`: all that a component needs to draw itself: colours, sizes and words.

Components are plain functions `(look, state…) -> control`. A screen asks once:

    @ft.component
    def Tasks() -> ft.Control:
        look = use_look()
        return text(look, look.t("tasks.title"), Style.TITLE)

`fieldapp.ui.theme.appearance` provides the look and rebuilds what is below when theme, text size,
window or language change.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import flet as ft

from fieldapp.ui.around import use_around
from fieldapp.ui.boundary import Fault, attempt
from fieldapp.ui.i18n.words import Words
from fieldapp.ui.presence import touched
from fieldapp.ui.tokens import LETTER_SPACING, LIGHT, Density, Measures, Role, Style, Tint, Tokens


def _unheard(fault: Fault) -> None:
    """Tell nobody: the fault is in the log already."""


@dataclass(frozen=True, slots=True)
class Look:
    """Hold colours, sizes and words of one page at one moment; `on_fault` tells the agent of a fault."""

    tokens: Tokens = LIGHT
    measures: Measures = field(default_factory=Measures)
    t: Words = field(default_factory=Words)
    on_fault: Callable[[Fault], None] = _unheard
    enlarged: float = 1.0
    """How many times larger letters are drawn than the system has them: 1, but in the gallery."""

    def tint(self, role: Role) -> Tint:
        """Give the colours of a role in this theme."""
        return self.tokens.tint(role)

    def text_style(self, style: Style, color: str | None = None) -> ft.TextStyle:
        """Give the Flet style of a text; built once per density, style and colour."""
        return _text_style(self.measures.density, style, color or self.tokens.ink, self.enlarged)

    def sp(self, size: float) -> float:
        """Give the size at which letters of `size` sp are drawn."""
        return size * self.enlarged

    def unscaled(self, size: float) -> float:
        """Give the sp that draw `size` dp at this text scale, for a glyph in a box that does not grow."""
        return size / self.measures.text_scale

    def breath(self, least: float, tallest_sp: float, *, border: float = 0) -> float:
        """Give the padding above and below one line so that its box is at least `least` dp high.

        A box is never given a height: with larger text it grows, with a second line too.
        """
        return max(4.0, (least - tallest_sp * self.measures.text_scale) / 2 - border)

    async def attempt(self, work: Callable[[], Any]) -> None:
        """Do what a tap asks; a fault of ours is told to the agent and ends nothing else."""
        touched()
        result = await attempt(work)
        if isinstance(result, Fault):
            self.on_fault(result)

    def at(self, density: Density) -> "Look":
        """Give the same look with the sizes of another place of work."""
        return replace(self, measures=replace(self.measures, density=density))


@lru_cache(maxsize=1024)
def _text_style(density: Density, style: Style, color: str, enlarged: float) -> ft.TextStyle:
    """Build one text style; UI.md §7: never twice for the same size, family and colour."""
    kind = Measures(density=density).type(style)
    return ft.TextStyle(
        size=kind.size * enlarged,
        font_family=kind.face,
        color=color,
        height=kind.line,
        letter_spacing=LETTER_SPACING,
    )


LookContext = ft.create_context(Look())


def use_look() -> Look:
    """Give the look of this page, inside a component."""
    look: Look = use_around(LookContext)
    return look
