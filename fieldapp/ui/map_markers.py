"""The markers of a map and its legend, the same on every map: made of pins, told by what is on it.

layer = marker_layer(look, clustered(pins, view.zoom, view, apart_px(look)), (pick, nearer))
above = legend_layers(look, pins)
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

import flet as ft
import flet_map as fm

from fieldapp.ui.look import Look
from fieldapp.ui.map_scene import Cluster, Pin
from fieldapp.ui.tokens import SPACE_8
from fieldapp.ui.widgets import Entry, Foot, Mark, Tap, cluster, legend, marker, marker_side
from sync.records.geometry import Point

BESIDE_TOOLS: Final = 96
"""What the tools of a map take at its right: a legend stands beside them, no wider than its words."""

Doings = tuple[Callable[[str], Any], Callable[[Cluster], Any]]
"""What a tap on a pin does, and on what stands together."""


def apart_px(look: Look) -> float:
    """Give how far from each other two pins stand at least: in the field no two fingers' places touch."""
    return look.measures.target + SPACE_8 if look.measures.field else 0.0


def marker_layer(look: Look, groups: Sequence[Cluster], doings: Doings) -> fm.MarkerLayer:
    """Draw pins alone and pins that stand together, what is chosen above all."""
    # The south lies on the north: the badge at the upper corner of each is seen.
    in_depth = sorted(groups, key=lambda group: (group.pins[0].selected, -group.point.lat))
    return fm.MarkerLayer(markers=[group_marker(look, group, doings) for group in in_depth])


def group_marker(look: Look, group: Cluster, doings: Doings) -> fm.Marker:
    """Draw a pin, or how many stand in its place."""
    pick, nearer = doings
    return pin_marker(look, group.pins[0], pick) if len(group.pins) == 1 else cluster_marker(look, group, nearer)


def pin_marker(look: Look, pin: Pin, pick: Callable[[str], Any]) -> fm.Marker:
    """Draw a pin at its place; its face is skipped while it is the same."""
    return placed(pin.point, _PIN(look, pin, pick), marker_side(selected=pin.selected))


def cluster_marker(look: Look, group: Cluster, nearer: Callable[[Cluster], Any]) -> fm.Marker:
    """Draw how many stand together, and say how many of them are urgent."""
    count, urgent = len(group.pins), group.urgent
    label = look.t("map.cluster_urgent", n=count, urgent=urgent) if urgent else look.t("map.cluster", n=count)
    tap = Tap(f"cluster-{group.pins[0].id}", label, partial(nearer, group))
    return placed(group.point, cluster(look, tap, count, group.mark, urgent), marker_side(selected=True))


def placed(point: Point, content: ft.Control, side: float) -> fm.Marker:
    """Put a control onto the map, its middle on the place."""
    at = fm.MapLatitudeLongitude(point.lat, point.long)
    return fm.Marker(content=content, coordinates=at, width=side, height=side)


@ft.component
def _pin_face(look: Look, pin: Pin, pick: Callable[[str], Any]) -> ft.Control:
    state = look.t(f"map.mark_{pin.mark}")
    kind = look.t(f"map.foot_{pin.foot}")
    tap = Tap(f"pin-{pin.id}", f"{pin.label}, {kind}, {state}", pin.do or partial(pick, pin.id), selected=pin.selected)
    return marker(look, tap, pin.glyph, pin.mark, pin.foot)


_PIN: Final = ft.memo(_pin_face)  # type: ignore[no-untyped-call]


def legend_entries(look: Look, pins: Iterable[Pin]) -> list[Entry]:
    """Explain every mark that is on a map, the most pressing first, and its kinds where there are two."""
    shown = tuple(pins)
    marks, feet = {pin.mark for pin in shown}, {pin.foot for pin in shown}
    entries = [Entry(look.t(f"map.mark_{mark}"), mark) for mark in Mark if mark in marks]
    if len(feet) > 1:
        entries += [Entry(look.t(f"map.foot_{foot}"), foot=foot) for foot in Foot]
    if any(mark.is_urgent for mark in marks) and len(shown) > 1:
        entries.append(Entry(look.t("map.legend_cluster"), is_cluster=True))
    return entries


def legend_layers(look: Look, pins: Iterable[Pin]) -> list[ft.Control]:
    """Put the legend onto a map that has something to explain."""
    entries = legend_entries(look, pins)
    return beside_tools(legend(look, entries)) if entries else []


def beside_tools(drawn: ft.Control) -> list[ft.Control]:
    """Put a legend at the top, beside the tools."""
    return [ft.Row([ft.Container(drawn, expand=True, expand_loose=True)], left=16, top=16, right=BESIDE_TOOLS)]
