"""The home of those who work outside: notes, then tasks and reports by urgency, on a list or on the map."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Final

import flet as ft

from fieldapp.replica.ground import Ground, ground
from fieldapp.replica.objectives import Aim
from fieldapp.today import queries
from fieldapp.today.queries import FieldDay, WorkCard
from fieldapp.today.screens_begun import use_begun
from fieldapp.today.screens_digest import digest_card, use_digest
from fieldapp.today.screens_objectives import use_objectives
from fieldapp.today.screens_parts import greeting, last_update, low_room, midnight, notes_to_read
from fieldapp.today.screens_rounds import round_cards
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app, use_sync
from fieldapp.ui.live import Filled, Live, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.maps import MapScene, town_map
from fieldapp.ui.objectives import objectives_strip
from fieldapp.ui.tokens import Style
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import (
    ROWS_MAX,
    TWO_PANES_MIN,
    Action,
    Foot,
    Opens,
    Tap,
    button,
    card,
    column,
    empty_state,
    grow,
    pad,
    page_frame,
    quiet,
    row,
    scrolled,
    section,
    segmented,
    text,
    text_button,
)
from fieldapp.ui.work_pins import work_pins
from fieldapp.ui.works import RowOf, Seen, in_order, late_count, work_row

ROWS_FIRST: Final = 5
"""Rows that are shown before « 2 autres tâches »."""
_WAYS_BESIDE_MIN: Final = 700
_LIST_WIDTH: Final = 620
"""Beside the map; a row keeps its distance column."""


class View(StrEnum):
    """Say how the work is shown."""

    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Home:
    """Hold what the home draws, and what its controls do."""

    app: App
    day: FieldDay
    seen: Seen
    view: View
    rows: int
    unsent: int
    updated: str
    choose: Callable[[View], None]
    unfold: Callable[[int], None]
    """Show so many rows."""
    begun: Sequence[ft.Control] = ()
    """The report that was begun, where there is one."""
    digest: ft.Control | None = None
    aims: tuple[Aim, ...] = ()
    """The objectives that the town follows."""


@ft.component
def field_home() -> ft.Control:
    """Show the day of a field agent."""
    app, look, sync = use_app(), use_look(), use_sync()
    view, choose = ft.use_state(View.LIST)
    rows, unfold = ft.use_state(ROWS_FIRST)
    whereabouts, _ = use_whereabouts()
    now = app.now()
    day = use_live(
        queries.field_day,
        app.agent.id,
        app.agent.team,
        midnight(now),
        kinds=("task", "round", "report", "news", "acknowledgement", "outbox"),
    )
    found = use_digest()
    digest = digest_card(app, look, found) if found else None
    aims, begun = use_objectives(app), use_begun()
    map_ground = use_live(ground, kinds=("town", "zone"))

    def drawn(filled: FieldDay) -> ft.Control:
        home = Home(
            app=app,
            day=filled,
            seen=Seen(now, whereabouts.point),
            view=view,
            rows=rows,
            unsent=sync.standing.unsent,
            updated=last_update(look, sync, now),
            choose=choose,
            unfold=unfold,
            begun=begun,
            digest=digest,
            aims=aims,
        )
        return _body(look, home, map_ground)

    return page_frame(greeting(look, app), live_view(look, day, drawn))


def _body(look: Look, home: Home, map_ground: Live[Ground | None]) -> ft.Control:
    """Lay the day in one column, or beside the map where the window is wide."""
    if look.measures.width >= TWO_PANES_MIN and not look.measures.huge_text:
        left = ft.Container(_list(look, home, switch=False), width=_LIST_WIDTH)
        right = ft.Container(_map(look, home, map_ground), expand=True, padding=pad(0, 24, bottom=24))
        return ft.Row([left, right], spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    if home.view is View.MAP:
        head = column(_heading(look, home, switch=True), gap=look.measures.gap, stretch=True)
        body = ft.Container(_map(look, home, map_ground), expand=True)
        parts: list[ft.Control] = [head, body]
        return ft.Container(
            ft.Column(parts, spacing=look.measures.gap, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
            padding=pad(0, look.measures.margin, bottom=16),
        )
    return _list(look, home, switch=True)


def _list(look: Look, home: Home, *, switch: bool) -> ft.Control:
    go = home.app.go
    # What must be read comes before what may be known.
    parts = notes_to_read(look, home.day.to_read, home.seen.now, go)
    parts += [home.digest] if home.digest else []
    parts += home.begun
    parts += low_room(look, home.app.room_left())
    parts += round_cards(look, home.day.rounds, go)
    parts.append(ft.Container(_heading(look, home, switch=switch), padding=pad(6, 0, bottom=0)))
    parts += _rows(look, home)
    parts += _ways_on(look, home)
    parts.append(_figures(look, home))
    parts += objectives_strip(look, home.aims, home.seen.now.date())
    return scrolled(look, *parts, gap=look.measures.gap)


def _heading(look: Look, home: Home, *, switch: bool) -> ft.Control:
    total, late = len(home.day.work), late_count(home.day.work, home.seen)
    t = look.t
    sub = t("today.tasks_late", total=total, n=late) if late else t.number(total) if total else ""
    choices = [
        Action("view-list", t("today.list"), partial(home.choose, View.LIST), glyph="list-bullets"),
        Action("view-map", t("today.map"), partial(home.choose, View.MAP), glyph="map-trifold"),
    ]
    chosen = [_with_selected(choice, choice.identifier == f"view-{home.view}") for choice in choices]
    return section(look, t("today.tasks"), sub=sub, end=segmented(look, chosen) if switch else None)


def _with_selected(action: Action, selected: bool) -> Action:
    return Action(action.identifier, action.label, action.do, selected=selected, glyph=action.glyph)


def _rows(look: Look, home: Home) -> list[ft.Control]:
    works = in_order(home.day.work, home.seen)
    if not works:
        return [_nothing(look, home)]
    return [_row(look, home, work) for work in works[: home.rows]]


def _ways_on(look: Look, home: Home) -> list[ft.Control]:
    """Draw the ways to more: what else is mine, what the team may take; side by side where both have room."""
    more, team = _more(look, home), [way for way in (_team(look, home), _team_reports(look, home)) if way is not None]
    ways = [*([more] if more else []), *team]
    if len(ways) < 2 or look.measures.large_text or look.measures.width < _WAYS_BESIDE_MIN:
        return ways
    beside = team if len(team) == 2 else ways
    return [*([more] if more and beside is team else []), row(*(grow(way) for way in beside), gap=look.measures.gap)]


def _more(look: Look, home: Home) -> ft.Control | None:
    """Lead to the next rows, fifty at a time; at the end of them back to the first."""
    total = len(home.day.work)
    if total <= ROWS_FIRST:
        return None
    if total <= home.rows:
        back = Tap("more-tasks", look.t("today.fewer_tasks"), partial(home.unfold, ROWS_FIRST))
        return text_button(look, back, "caret-up")
    longer = ROWS_MAX if home.rows < ROWS_MAX else home.rows + ROWS_MAX
    on = Tap("more-tasks", look.t("today.more_tasks", n=total - home.rows), partial(home.unfold, longer))
    return text_button(look, on, "caret-down")


def _row(look: Look, home: Home, work: WorkCard) -> ft.Control:
    return work_row(look, work, home.seen, RowOf(work.kind), Opens(home.app.go, _page_of(work)))


def _page_of(work: WorkCard) -> str:
    return routes.task(work.id) if work.kind == "task" else routes.report(work.id)


def _nothing(look: Look, home: Home) -> ft.Control:
    t = look.t
    line = t("today.nothing_due", at=home.updated) if home.updated else t("today.nothing_yet")
    around = Action("see-around", t("today.see_around"), partial(home.app.go, routes.NEAR_ME), glyph="map-trifold")
    return empty_state(look, "check-circle", t("today.all_done"), line, action=around)


def _team(look: Look, home: Home) -> ft.Control | None:
    n = home.day.team_tasks
    label, word = look.t("today.team_tasks", n=n), look.t("today.team_tasks_short", n=n)
    to_team = partial(home.app.go, f"{routes.TASKS}?show=team")
    return button(look, Action("team-tasks", label, to_team, word=word, glyph="users-three")) if n else None


def _team_reports(look: Look, home: Home) -> ft.Control | None:
    n = home.day.team_reports
    label, word = look.t("today.team_reports", n=n), look.t("today.team_reports_short", n=n)
    to_team = partial(home.app.go, f"{routes.NEAR_ME}?show=team")
    return button(look, Action("team-reports", label, to_team, word=word, glyph="megaphone")) if n else None


def _figures(look: Look, home: Home) -> ft.Control:
    """Sum the day up: done, left, reported, to send."""
    t, day = look.t, home.day
    figures = (
        (day.done_today, t("today.figure_done", n=day.done_today)),
        (len(day.work), t("today.figure_left", n=len(day.work))),
        (day.reported_today, t("today.figure_reported", n=day.reported_today)),
        (home.unsent, t("today.figure_unsent")),
    )
    cells = [grow(_figure(look, figure, word)) for figure, word in figures]
    stacked = look.measures.large_text
    content: ft.Control = row(*cells, gap=16, top=True)
    if stacked:
        content = column(row(*cells[:2], gap=16, top=True), row(*cells[2:], gap=16, top=True), gap=12, stretch=True)
    return ft.Container(card(look, content), padding=pad(8, 0, bottom=0))


def _figure(look: Look, figure: int, word: str) -> ft.Control:
    said = f"{look.t.number(figure)} {word}"
    drawn = column(text(look, look.t.number(figure), Style.FIGURE), quiet(look, word, Style.META), gap=2)
    return ft.Semantics(label=said, exclude_semantics=True, content=drawn)


def _map(look: Look, home: Home, map_ground: Live[Ground | None]) -> ft.Control:
    """Draw the map once its ground is there."""
    if not isinstance(map_ground, Filled) or map_ground.value is None:
        return ft.Container(quiet(look, look.t("map.absent")), alignment=ft.Alignment.CENTER, expand=True)
    feet = {work.id: Foot(work.kind) for work in home.day.work}
    scene = MapScene(
        ground=map_ground.value,
        pins=tuple(replace(pin, foot=feet[pin.id]) for pin in work_pins(look.t, home.day.work, home.seen)),
        here=home.seen.here,
    )
    pages = {work.id: _page_of(work) for work in home.day.work}
    return town_map(scene, lambda work_id: home.app.go(pages[work_id]))
