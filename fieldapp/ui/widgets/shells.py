"""Navigation: bottom bar on an upright tablet, rail on a wide screen; our own, so that the plate fits."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import SPACE_8, Role, Style
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import column, grow, pad, row
from fieldapp.ui.widgets.panes import WIDE_MIN
from fieldapp.ui.widgets.plates import word_plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import centred, fixed_glyph, heading, text
from fieldapp.ui.zones import Zone, zone

RAIL_MIN_WIDTH = 1024
"""From this width on, places stand in a rail (UI.md §3)."""
_PLATE_WIDTH = 196
_TOP_BAR_DP = 72
_TOP_BAR_PAD = 10
_TOP_LINE_MIN = 1000
"""How wide a window is that holds title, search, pill and agent in one line."""


@dataclass(frozen=True, slots=True)
class Place(Tap):
    """Hold one place of the navigation; `count` is shown when something waits there."""

    glyph: str = "house"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Navigation:
    """Hold the places, the plate (« Signaler »), the town’s initials, and what stands at the rail’s foot."""

    places: Sequence[Place]
    plate: Action | None = None
    initials: str = ""
    foot: Place | None = None


def has_rail(look: Look) -> bool:
    """Tell whether this window shows a rail instead of a bottom bar."""
    return not look.measures.field or look.measures.width >= RAIL_MIN_WIDTH


def shell(look: Look, navigation: Navigation | None, content: ft.Control) -> ft.Control:
    """Put a screen beside its rail or above its bottom bar; without places it has the whole height."""
    body = zone(Zone.PAGE, ft.Container(content, expand=True))
    if navigation is None:
        return ft.Column([body], spacing=0, expand=True)
    if has_rail(look):
        parts: list[ft.Control] = [zone(Zone.PLACES, rail(look, navigation)), body]
        return ft.Row(parts, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Column([body, bottom_navigation(look, navigation)], spacing=0, expand=True)


def bottom_navigation(look: Look, navigation: Navigation) -> ft.Control:
    """Draw four places and the plate in the middle."""
    places = list(navigation.places)
    cells: list[ft.Control] = [grow(_place(look, place, wide=False)) for place in places]
    if navigation.plate is not None:
        plate = ft.Container(button(look, navigation.plate, height=look.measures.action))
        if look.measures.large_text:
            cells = [column(plate, row(*cells, gap=8), gap=8, stretch=True)]
            cells[0].expand = True
        else:
            plate.width = _PLATE_WIDTH
            cells.insert(len(cells) // 2, plate)
    return ft.Container(
        row(*cells, gap=8),
        bgcolor=look.tokens.bar,
        padding=pad(10, 16),
        border=ft.Border(top=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )


def rail(look: Look, navigation: Navigation) -> ft.Container:
    """Draw the places under each other, the plate at the foot in the field."""
    width = rail_width(look)
    parts: list[ft.Control] = []
    if navigation.initials:
        badge = word_plate(look, navigation.initials, 52, solid=True)
        parts.append(ft.Container(badge, alignment=ft.Alignment.CENTER, padding=pad(10, 0)))
    parts += [_place(look, place, wide=True) for place in navigation.places]
    scrolled = hears(
        ft.Column(
            parts,
            spacing=_between(look),
            expand=True,
            scroll=ft.ScrollMode.HIDDEN,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    whole: list[ft.Control] = [scrolled]
    if navigation.plate is not None:
        whole.append(_rail_plate(look, navigation.plate))
    if navigation.foot is not None:
        whole.append(_place(look, navigation.foot, wide=True))
    edge = ft.BorderSide(look.tokens.border, look.tokens.line)
    return ft.Container(
        ft.Column(whole, spacing=_between(look), horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        width=width,
        bgcolor=look.tokens.bar,
        padding=pad(0, 0, bottom=8),
        border=ft.Border(right=edge),
    )


def _between(look: Look) -> float:
    """Give what lies between two places of the rail."""
    return SPACE_8 if look.measures.field else 6


def rail_width(look: Look) -> float:
    """Give the width of the rail: 96 wide or in the field, 80 on a small desk; more for larger words."""
    if look.measures.large_text:
        # From 160 % on it has no words.
        return 120 if look.measures.huge_text else 136
    return 104 if look.measures.field else 96 if look.measures.width >= WIDE_MIN else 80


def _place(look: Look, place: Place, *, wide: bool) -> ft.Control:
    on = bool(place.selected)
    tint = look.tint(Role.ACCENT)
    ink = tint.on_soft if on else look.tokens.ink2
    size = look.measures.plate(24 if wide and not look.measures.field else 28)
    pill_width = 56 if wide else 72
    icon = ft.Container(
        _counted(look, fixed_glyph(look, place.glyph, size, ink, filled=on), place.count),
        width=look.measures.plate(pill_width),
        height=look.measures.plate(36),
        border_radius=24,
        bgcolor=tint.soft if on else None,
        alignment=ft.Alignment.CENTER,
    )
    parts: list[ft.Control] = [icon]
    # From 160 % on the rail has no words: its names are still read aloud and shown on hover.
    wordless = wide and look.measures.huge_text
    if not wordless:
        style = Style.KEY if on else Style.CHIP
        word = centred(look, place.shown, style, color=look.tokens.ink if on else look.tokens.ink2)
        word.no_wrap = not look.measures.large_text
        parts.append(word)
    drawn = ft.Container(
        ft.Column(
            parts,
            spacing=4,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        padding=pad(6, 0),
        border_radius=14,
        tooltip=ft.Tooltip(message=place.label, exclude_from_semantics=True) if wordless else None,
    )
    return press(look, place, drawn)


def _counted(look: Look, icon: ft.Control, count: int) -> ft.Control:
    """Put a small figure at the corner of an icon."""
    if not count:
        return icon
    tint = look.tint(Role.MERGE)
    figure = text(look, look.t.number(min(count, 99)), Style.KEY, color=tint.on)
    key = look.measures.type(Style.KEY)
    figure.style = ft.TextStyle(size=look.sp(look.unscaled(key.size)), font_family=key.face, color=tint.on, height=1.1)
    dot = ft.Container(figure, bgcolor=tint.strong, border_radius=20, padding=pad(1, 5), right=6, top=0)
    return ft.Stack([ft.Container(icon, alignment=ft.Alignment.CENTER), dot], fit=ft.StackFit.EXPAND)


def _rail_plate(look: Look, action: Action) -> ft.Control:
    tint = look.tint(Role.ACCENT)
    parts: list[ft.Control] = [fixed_glyph(look, action.glyph or "plus", 30, tint.on)]
    if not look.measures.huge_text:
        parts.append(centred(look, action.shown, Style.KEY, color=tint.on))
    words = ft.Column(parts, spacing=4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    inner = ft.Container(
        words,
        padding=pad(12, 2),
        alignment=ft.Alignment.CENTER,
        border=ft.Border.all(1.5, ft.Colors.with_opacity(0.55, tint.on)),
        border_radius=13,
    )
    drawn = ft.Container(inner, padding=3, bgcolor=tint.strong, border_radius=16)
    if look.measures.huge_text:
        drawn.tooltip = ft.Tooltip(message=action.label, exclude_from_semantics=True)
    return ft.Container(press(look, action, drawn), padding=pad(0, 6))


def top_bar(
    look: Look, title: str, *, sub: str = "", search: ft.Control | None = None, end: Sequence[ft.Control] = ()
) -> ft.Control:
    """Begin a desk screen: title, search, pill, agent."""
    words: list[ft.Control] = [heading(look, title, level=1, style=Style.TITLE)]
    if sub:
        words.append(text(look, sub, color=look.tokens.ink2))
    first: list[ft.Control] = [grow(column(*words, gap=2))]
    if look.measures.large_text or look.measures.width < _TOP_LINE_MIN:
        # The search takes a line of its own: beside the title one of both would be cut.
        lines: list[ft.Control] = [row(*first, *end, gap=16)]
        lines += [search] if search is not None else []
        line: ft.Control = column(*lines, gap=8, stretch=True)
    else:
        if search is not None:
            first.append(ft.Container(search, width=460 if look.measures.width >= WIDE_MIN else 320))
        # As high on every screen, with a line below the title or not; larger text makes it grow.
        least = ft.Container(width=0, height=_TOP_BAR_DP - 2 * _TOP_BAR_PAD)
        line = row(least, grow(row(*first, *end, gap=16)), gap=0)
    return ft.Container(
        line,
        padding=ft.Padding(left=24, right=16, top=_TOP_BAR_PAD, bottom=_TOP_BAR_PAD),
        bgcolor=look.tokens.bar,
        border=ft.Border(bottom=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )


def page_frame(
    header: ft.Control, body: ft.Control, *, bar: ft.Control | None = None, above_bar: ft.Control | None = None
) -> ft.Column:
    """Stack a page: its header, a body that scrolls by itself, the line and the bar at its foot."""
    body.expand = True
    parts = [header, body]
    parts += [part for part in (above_bar, bar) if part is not None]
    return ft.Column(parts, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def scrolled(look: Look, *parts: ft.Control, gap: float = 16) -> ft.ListView:
    """Lay the parts of a page’s body under each other, with the page’s margin, scrolling."""
    return hears(ft.ListView(list(parts), spacing=gap, padding=pad(0, look.measures.margin, bottom=24), expand=True))
