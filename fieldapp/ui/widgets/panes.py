"""Panes: one, two or three side by side, each scrolling alone (UI.md §3, « three panes »)."""

from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.zones import Zone, zone

THREE_PANES_MIN = 1366
WIDE_MIN = 1600
TWO_PANES_MIN = 1000


@dataclass(frozen=True, slots=True)
class Panes:
    """Hold what the panes show; `detail` is None when nothing is chosen, `map` when there is no map.

    `empty` stands where the detail will be. With one pane only, the detail covers the list.
    """

    list: ft.Control
    detail: ft.Control | None = None
    map: ft.Control | None = None
    empty: ft.Control | None = None


def pane_count(look: Look, *, with_map: bool = False) -> int:
    """Give how many panes this window shows: fewer when the text is huge."""
    width = look.measures.width
    if with_map and width >= THREE_PANES_MIN and not look.measures.huge_text:
        return 3
    return 2 if width >= TWO_PANES_MIN else 1


def list_width(look: Look, count: int) -> float:
    """Give the width of the list pane."""
    if look.measures.field:
        return 480
    if look.measures.width >= WIDE_MIN:
        return 520
    return 372 if count == 3 else 420


def detail_width(look: Look) -> float:
    """Give the width of the detail pane beside a map."""
    return 600 if look.measures.width >= WIDE_MIN else 440


def panes(look: Look, parts: Panes) -> ft.Control:
    """Lay the panes that fit in this window."""
    count = pane_count(look, with_map=parts.map is not None)
    detail = parts.detail or parts.empty or ft.Container()
    if count == 1:
        return ft.Container(parts.detail or parts.list, expand=True)
    first = zone(Zone.LIST, _pane(look, parts.list, width=list_width(look, count), after=True))
    if count == 2 or parts.map is None:
        return _side_by_side(first, zone(Zone.DETAIL, ft.Container(detail, expand=True)))
    last = zone(Zone.DETAIL, _pane(look, detail, width=detail_width(look), after=False))
    middle = ft.Container(parts.map, expand=True, clip_behavior=ft.ClipBehavior.HARD_EDGE)
    return _side_by_side(first, zone(Zone.MAP, middle), last)


def _pane(look: Look, content: ft.Control, *, width: float, after: bool) -> ft.Container:
    edge = ft.BorderSide(look.tokens.border, look.tokens.line)
    return ft.Container(
        content,
        width=width,
        bgcolor=None if look.measures.field else look.tokens.card,
        border=ft.Border(right=edge) if after else ft.Border(left=edge),
    )


def _side_by_side(*parts: ft.Control) -> ft.Row:
    return ft.Row(list(parts), spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
