"""The reports around: danger, what is late, then by distance, on a list or on the map, with one filter for both."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

import flet as ft

from fieldapp.replica.ground import Ground, ground
from fieldapp.reports import queries
from fieldapp.reports.queries import NEAR_MAX, ReportCard, Which
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import ago
from fieldapp.ui.live import Filled, Live, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.maps import MapScene, town_map
from fieldapp.ui.more_rows import more_part, use_rows
from fieldapp.ui.streets import Drawn, street_chip, street_list
from fieldapp.ui.tops import screen_top
from fieldapp.ui.two_panes import pane_header
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Opens,
    Tap,
    column,
    empty_state,
    filter_chip,
    grow,
    list_width,
    pad,
    page_frame,
    quiet,
    record_list,
    row,
    segmented,
    waiting_state,
)
from fieldapp.ui.work_pins import work_pins
from fieldapp.ui.works import RowOf, Seen, late_count, work_row
from sync.core.instants import instant, parse_instant
from sync.records.geometry import Point

_GLYPHS: Final = {Which.DANGEROUS: "warning-diamond", Which.LATE: "clock-countdown"}


class View(StrEnum):
    """Say how the reports are shown."""

    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Near:
    """Hold what the pane draws, and what its controls do."""

    app: App
    seen: Seen
    ground: Ground
    which: Which
    view: View
    rows: int
    selected: str | None
    is_beside: bool
    choose: Callable[[Which], None]
    turn: Callable[[View], None]
    by_street: bool
    group: Callable[[bool], None]
    more: Callable[[], None]
    around: str
    """Around what the list is, in words."""


@ft.component
def near_pane(selected: str | None) -> ft.Control:
    """Show the reports around the agent, around a sector, or around the centre of the town."""
    app, look = use_app(), use_look()
    found = use_live(ground, kinds=("town", "zone"))
    whereabouts, _ = use_whereabouts()
    header = _header(look, app, selected)
    if not isinstance(found, Filled):
        return page_frame(header, waiting_state(look))
    if found.value is None:
        line = ft.Container(quiet(look, look.t("map.absent")), alignment=ft.Alignment.CENTER)
        return page_frame(header, line)
    here, around = _middle(look, app, found.value, whereabouts.point)
    return page_frame(header, near_body(found.value, (here, whereabouts.point, around), selected))


def _header(look: Look, app: App, selected: str | None) -> ft.Control:
    title = look.t("reports.near" if look.measures.field else "reports.near_desk")
    if selected is None:
        return screen_top(look, app, title)
    return pane_header(look, title)


def _middle(look: Look, app: App, map_ground: Ground, here: Point | None) -> tuple[Point, str]:
    """Give the place around which the list is, and its words: a sector asked for, here, the centre."""
    asked = app.place.query.get("zone")
    zone = next((zone for zone in map_ground.zones if zone.id == asked), None)
    if zone is not None and zone.rings:
        ring = zone.rings[0]
        middle = Point(sum(lat for _, lat in ring) / len(ring), sum(long for long, _ in ring) / len(ring))
        return middle, look.t("reports.near_zone", name=zone.name)
    if here is not None:
        return here, ""
    return map_ground.centre, look.t("reports.near_centre")


@ft.component
def near_body(map_ground: Ground, place: tuple[Point, Point | None, str], selected: str | None) -> ft.Control:
    """Read the reports around a place, and show them by the one filter."""
    app, look = use_app(), use_look()
    middle, here, around = place
    which, choose = ft.use_state(_asked(app))
    since, _ = ft.use_state(instant(app.now()))
    view, turn = ft.use_state(View.LIST)
    by_street, group = ft.use_state(False)
    rows, more = use_rows(which, by_street)
    live = use_live(queries.reports_near, middle, which, app.agent.id, since, kinds=("report", "outbox"))
    near = Near(
        app=app,
        seen=Seen(app.now(), here or middle),
        ground=map_ground,
        which=which,
        view=view,
        rows=rows,
        selected=selected,
        is_beside=selected is not None or look.measures.width >= TWO_PANES_MIN,
        choose=choose,
        turn=turn,
        by_street=by_street,
        group=group,
        more=more,
        around=around,
    )
    if look.measures.width >= TWO_PANES_MIN and selected is None:
        return _list_and_map(look, near, live)
    parts: list[ft.Control] = [
        ft.Container(_filters(look, near, live, switch=True), padding=pad(0, look.measures.margin, bottom=12)),
        ft.Container(live_view(look, live, partial(_shown, look, near)), expand=True),
    ]
    return ft.Column(parts, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _asked(app: App) -> Which:
    """Give the filter that the place asks for: `/reports/near?show=late`."""
    asked = app.place.query.get("show", "")
    return Which(asked) if asked in tuple(Which) else Which.OPEN


def _shown(look: Look, near: Near, cards: tuple[ReportCard, ...]) -> ft.Control:
    return _list(look, near, cards) if near.view is View.LIST else _map(look, near, cards)


def _list_and_map(look: Look, near: Near, live: Live[tuple[ReportCard, ...]]) -> ft.Control:
    """Lay list and map side by side in a wide window."""
    listed: list[ft.Control] = [
        ft.Container(_filters(look, near, live, switch=False), padding=pad(12, look.measures.margin, bottom=12)),
        ft.Container(live_view(look, live, partial(_list, look, near)), expand=True),
    ]
    left = ft.Column(listed, spacing=0, width=list_width(look, 2), horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    right = ft.Container(live_view(look, live, partial(_map, look, near)), expand=True)
    parts: list[ft.Control] = [left, right]
    return ft.Row(parts, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _filters(look: Look, near: Near, live: Live[tuple[ReportCard, ...]], *, switch: bool) -> ft.Control:
    """Draw the one filter, then how many it leaves, beside the switch between list and map."""
    chips = [filter_chip(look, _filter(look, near, which), name=_GLYPHS.get(which)) for which in _offered(near.app)]
    if near.view is View.LIST or not switch:
        chips.append(street_chip(look, near.by_street, near.group))
    lines: list[ft.Control] = [row(*chips, gap=8, wrap=True)]
    told = quiet(look, dotted(_count(look, near, live), near.around))
    if not switch:
        lines.append(told)
    else:
        turns = [
            Action(
                f"view-{view}",
                look.t(f"today.{view}"),
                partial(near.turn, view),
                selected=view is near.view,
                glyph=name,
            )
            for view, name in ((View.LIST, "list-bullets"), (View.MAP, "map-trifold"))
        ]
        if look.measures.large_text:
            lines += [segmented(look, turns), told]
        else:
            lines.append(row(grow(told), segmented(look, turns), gap=12))
    return column(*lines, gap=10, stretch=True)


def _offered(app: App) -> list[Which]:
    """Give the filters: that of the team to whoever has one."""
    return [which for which in Which if which is not Which.TEAM or app.agent.team]


def _count(look: Look, near: Near, live: Live[tuple[ReportCard, ...]]) -> str:
    """Say how many reports the filter leaves, and how many of them are late."""
    if not isinstance(live, Filled):
        return ""
    count, late = len(live.value), late_count(live.value, near.seen)
    if count == NEAR_MAX:
        return look.t("reports.near_cut", n=NEAR_MAX)
    total = look.t("reports.near_count", n=count)
    return look.t("reports.near_late", total=total, n=late) if late and near.which is Which.OPEN else total


def _filter(look: Look, near: Near, which: Which) -> Tap:
    return Tap(
        f"show-{which}", look.t(f"reports.show_{which}"), partial(near.choose, which), selected=which is near.which
    )


def _list(look: Look, near: Near, cards: tuple[ReportCard, ...]) -> ft.Control:
    if not cards:
        every = Action("every-report", look.t("reports.none_other"), partial(near.choose, Which.OPEN), glyph="funnel")
        action = every if near.which is not Which.OPEN else None
        nothing = empty_state(look, "binoculars", look.t("reports.none"), look.t("reports.none_line"), action=action)
        return ft.Container(nothing, padding=pad(0, look.measures.margin))
    if near.by_street:
        told = Drawn(partial(_row, look, near), lambda n: look.t("reports.near_count", n=n))
        drawn = street_list(look, cards, told, near.rows)
    else:
        rows = [_row(look, near, card) for card in cards[: near.rows]]
        drawn = record_list(look, rows)
    if len(cards) > near.rows:
        drawn.controls.append(more_part(look, "more-reports", "", near.more))
    return drawn


def _row(look: Look, near: Near, card: ReportCard) -> ft.Control:
    age = ago(look.t, parse_instant(card.requested_at), near.seen.now)
    kind = RowOf("report", selected=card.id == near.selected, age=age, narrow=near.is_beside)
    return work_row(look, card, near.seen, kind, Opens(near.app.go, routes.report(card.id)))


def _map(look: Look, near: Near, cards: tuple[ReportCard, ...]) -> ft.Control:
    scene = MapScene(
        ground=near.ground,
        pins=work_pins(look.t, cards, near.seen, near.selected),
        here=near.seen.here,
    )
    drawn = town_map(scene, lambda report_id: near.app.go(routes.report(report_id)))
    is_wide = near.selected is None and look.measures.width >= TWO_PANES_MIN
    return ft.Container(drawn, padding=pad(12 if is_wide else 0, look.measures.margin, bottom=16), expand=True)
