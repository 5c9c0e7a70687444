"""The lists of tasks: mine, the team's, what is finished, on a list or on the map with one filter."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import ground
from fieldapp.replica.rounds import pick_for_round
from fieldapp.tasks import queries
from fieldapp.tasks.queries import Belongs, TaskCard, TaskLists, Whose
from fieldapp.tasks.screens_export import Exporting, export_sheet
from fieldapp.ui import routes
from fieldapp.ui.app import Agent, App, use_app, use_sync
from fieldapp.ui.gestures import written
from fieldapp.ui.i18n import stamp
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.maps import MapScene, town_map
from fieldapp.ui.more_rows import more_part, use_rows
from fieldapp.ui.row_keys import RowKeys, scroll_mark, use_row_keys
from fieldapp.ui.streets import Drawn, by_street, street_chip, street_list
from fieldapp.ui.tops import screen_top
from fieldapp.ui.two_panes import pane_header
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import (
    Action,
    Foot,
    Kind,
    Opens,
    Tap,
    bottom_bar,
    column,
    empty_state,
    filter_chip,
    grow,
    pad,
    page_frame,
    quiet,
    record_list,
    row,
    segmented,
    waiting_state,
)
from fieldapp.ui.work_pins import work_pins
from fieldapp.ui.works import RowOf, Seen, in_order, work_row
from sync.records.round import StopKind

FIELD_LISTS: Final = (Belongs.MINE, Belongs.TEAM, Belongs.DONE)
DESK_LISTS: Final = (Belongs.SERVICE, Belongs.IMPOSSIBLE, Belongs.DONE)
LEADER_LISTS: Final = (Belongs.MINE, Belongs.TEAM, Belongs.SERVICE, Belongs.IMPOSSIBLE, Belongs.DONE)


_CHOOSES: Final[KeyLine] = (("J", "K"), "tasks.key_next")
_OPENS: Final[KeyLine] = (("Enter",), "tasks.key_open")
_OF_OTHERS: Final = frozenset({Belongs.SERVICE, Belongs.IMPOSSIBLE})


class View(StrEnum):
    """Say how the tasks are shown."""

    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what the pane draws, and what its controls do."""

    app: App
    lists: TaskLists
    seen: Seen
    belongs: Belongs
    view: View
    selected: str | None
    is_beside: bool
    updated: str
    choose: Callable[[Belongs], None]
    turn: Callable[[View], None]
    by_street: bool
    group: Callable[[bool], None]
    marked: frozenset[str] | None
    """Tasks chosen for a round; None while none is being put together."""
    mark: Callable[[Any], None]
    rows: int
    more: Callable[[], None]
    is_exporting: bool
    export: Callable[[bool], None]
    keys: RowKeys

    @property
    def cards(self) -> tuple[TaskCard, ...]:
        """Give the tasks of the chosen list."""
        return self.lists.of(self.belongs)


def lists_for(agent: Agent) -> tuple[Belongs, ...]:
    """Give the lists of a role."""
    if agent.works_in_field:
        return LEADER_LISTS if agent.works_at_desk else FIELD_LISTS
    return DESK_LISTS


def whose_of(agent: Agent) -> Whose:
    """Give whose lists a person sees."""
    return Whose(agent.id, agent.team, agent.works_at_desk)


def first_list(agent: Agent, asked: str) -> Belongs:
    """Give the list that a place asks for (`/tasks?show=team`), or the first one of the role."""
    offered = lists_for(agent)
    return next((belongs for belongs in offered if belongs.value == asked), offered[0])


@ft.component
def task_pane(selected: str | None, is_beside: bool) -> ft.Control:
    """Show the lists of an agent; `is_beside` where the chosen task stands beside them."""
    app, look, sync = use_app(), use_look(), use_sync()
    belongs, choose = ft.use_state(first_list(app.agent, app.place.query.get("show", "")))
    view, turn = ft.use_state(View.LIST)
    by_street, group = ft.use_state(False)
    rows, more = use_rows(belongs, by_street)
    is_exporting, export = ft.use_state(False)
    marked, mark = ft.use_state(_no_marks())
    whereabouts, _ = use_whereabouts()
    row_keys = use_row_keys(selected, lambda task_id: app.go(routes.task(task_id)), at_once=is_beside)
    use_keys(row_keys.keys)
    use_key_lines([_CHOOSES] if is_beside else [_CHOOSES, _OPENS])
    now = app.now()
    # Whoever asks for more than was read has the next window read, too.
    read = queries.WINDOW * (1 + rows // queries.WINDOW)
    lists = use_live(queries.task_lists, whose_of(app.agent), read, kinds=("task", "outbox"))
    confirmed = sync.standing.confirmed_at

    def drawn(filled: TaskLists) -> ft.Control:
        shown = Shown(
            app=app,
            lists=filled,
            seen=Seen(now, whereabouts.point),
            belongs=belongs,
            view=view,
            selected=row_keys.selected or selected,
            is_beside=is_beside,
            updated=stamp(look.t, confirmed, now) if confirmed else "",
            choose=choose,
            turn=turn,
            by_street=by_street,
            group=group,
            marked=marked,
            mark=mark,
            rows=rows,
            more=more,
            is_exporting=is_exporting,
            export=export,
            keys=row_keys,
        )
        return _body(look, shown)

    title = look.t("tasks.title")
    header = pane_header(look, title) if is_beside else screen_top(look, app, title)
    return page_frame(header, live_view(look, lists, drawn))


def _body(look: Look, shown: Shown) -> ft.Control:
    shown.keys.rows.draws(())
    body = _list(look, shown) if shown.view is View.LIST else _map_part(shown)
    parts: list[ft.Control] = [ft.Container(_filters(look, shown), padding=pad(0, look.measures.margin, bottom=12))]
    parts.append(ft.Container(body, expand=True))
    if shown.marked is not None:
        parts.append(_marks(look, shown, shown.marked))
    if shown.is_exporting:
        title = look.t(f"tasks.show_{shown.belongs}")
        whose, count = whose_of(shown.app.agent), shown.lists.counts[shown.belongs]
        close = partial(shown.export, False)
        parts.append(export_sheet(Exporting(shown.app, title, shown.belongs, whose, count, close)))
    return ft.Column(parts, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _turned(task_id: str, marks: frozenset[str] | None) -> frozenset[str] | None:
    """Mark a task or take its mark away, in what is marked now: two quick taps mark two."""
    return None if marks is None else marks ^ {task_id}


def _no_marks() -> frozenset[str] | None:
    return None


def _marks(look: Look, shown: Shown, marked: frozenset[str]) -> ft.Control:
    """Say how many tasks are chosen for a round, with the way on and the way out."""

    async def plan() -> None:
        wanted = [card.id for card in shown.cards if card.id in marked]
        done = await written(shown.app, look, pick_for_round, StopKind.TASK, wanted)
        if done is not None:
            shown.app.go(routes.plan_round(done.value))

    label, word = look.t("tasks.plan_round", n=len(marked)), look.t("tasks.plan_short", n=len(marked))
    go = Action("plan-round", label, plan, word=word, kind=Kind.PRIMARY, glyph="path", enabled=bool(marked))
    return bottom_bar(
        look, go, Action("leave-marks", look.t("tasks.leave_marks"), partial(shown.mark, None), glyph="x")
    )


def _filters(look: Look, shown: Shown) -> ft.Control:
    chips = [
        filter_chip(look, _filter(look, shown, belongs), shown.lists.counts[belongs])
        for belongs in lists_for(shown.app.agent)
    ]
    if look.measures.field:
        # At the desk the rail leads there.
        to_rounds = Tap("to-rounds", look.t("tasks.rounds"), partial(shown.app.go, routes.ROUNDS))
        chips.append(filter_chip(look, to_rounds, name="path"))
    if shown.app.agent.works_at_desk and shown.belongs is not Belongs.DONE:
        begin = frozenset[str]() if shown.marked is None else None
        choose = Tap("mark-tasks", look.t("tasks.for_round"), partial(shown.mark, begin), selected=begin is None)
        chips.append(filter_chip(look, choose, name="list-plus"))
    if shown.view is View.LIST:
        chips.append(street_chip(look, shown.by_street, shown.group))
    if shown.app.agent.works_at_desk and not look.measures.field and shown.cards:
        ask = Tap("export-tasks", look.t("tasks.export"), partial(shown.export, True))
        chips.append(filter_chip(look, ask, name="download-simple"))
    turns = [
        Action(
            f"view-{view}", look.t(f"today.{view}"), partial(shown.turn, view), selected=view is shown.view, glyph=name
        )
        for view, name in ((View.LIST, "list-bullets"), (View.MAP, "map-trifold"))
    ]
    if shown.is_beside or look.measures.large_text:
        return column(row(*chips, gap=8, wrap=True), segmented(look, turns), gap=10)
    return row(grow(row(*chips, gap=8, wrap=True)), segmented(look, turns), gap=12)


def _filter(look: Look, shown: Shown, belongs: Belongs) -> Tap:
    word = look.t(f"tasks.show_{belongs}")
    return Tap(f"show-{belongs}", word, partial(shown.choose, belongs), selected=belongs is shown.belongs)


def _listed(shown: Shown) -> list[TaskCard]:
    """Give the tasks of the chosen list in their order: what presses first, what ended last."""
    return list(shown.cards) if shown.belongs is Belongs.DONE else in_order(shown.cards, shown.seen)


def _list(look: Look, shown: Shown) -> ft.Control:
    cards = _listed(shown)
    if not cards:
        return ft.Container(_none(look, shown), padding=pad(0, look.measures.margin))
    if shown.by_street:
        drawn = Drawn(partial(_row, look, shown), lambda n: look.t("tasks.count", n=n))
        listed = street_list(look, cards, drawn, shown.rows)
        cards = [card for _, found in by_street(cards) for card in found]
    else:
        listed = record_list(look, [_row(look, shown, card) for card in cards[: shown.rows]])
    shown.keys.rows.draws([card.id for card in cards[: shown.rows]], listed)
    hidden = shown.lists.counts[shown.belongs] - shown.rows
    if hidden > 0:
        listed.controls.append(more_part(look, "more-tasks", look.t("tasks.more", n=hidden), shown.more))
    return listed


def _row(look: Look, shown: Shown, card: TaskCard) -> ft.Control:
    # Who oversees others asks first who has it; on a list of his own he knows.
    who = (card.holder or look.t("tasks.held_by_nobody")) if shown.belongs in _OF_OTHERS else ""
    marked = shown.marked
    if marked is not None:
        kind = RowOf("task", selected=card.id in marked, narrow=shown.is_beside, who=who)
        return scroll_mark(
            card.id, work_row(look, card, shown.seen, kind, partial(shown.mark, partial(_turned, card.id)))
        )
    kind = RowOf("task", selected=card.id == shown.selected, narrow=shown.is_beside, who=who)
    return scroll_mark(card.id, work_row(look, card, shown.seen, kind, Opens(shown.app.go, routes.task(card.id))))


def _none(look: Look, shown: Shown) -> ft.Control:
    t = look.t
    line = t("tasks.none_line", at=shown.updated) if shown.updated else t("tasks.none_line_never")
    around = Action("see-around", t("today.see_around"), partial(shown.app.go, routes.NEAR_ME), glyph="map-trifold")
    return empty_state(look, "check-circle", t(f"tasks.none_{shown.belongs}"), line, action=around)


@ft.component
def _map_part(shown: Shown) -> ft.Control:
    """Show the same tasks on the map."""
    look = use_look()
    found = use_live(ground, kinds=("town", "zone"))
    if not isinstance(found, Filled):
        return waiting_state(look)
    if found.value is None:
        return ft.Container(quiet(look, look.t("map.absent")), alignment=ft.Alignment.CENTER)
    scene = MapScene(
        ground=found.value,
        pins=work_pins(look.t, shown.cards, shown.seen, shown.selected, Foot.TASK),
        here=shown.seen.here,
    )
    drawn = town_map(scene, lambda task_id: shown.app.go(routes.task(task_id)))
    return ft.Container(drawn, padding=pad(0, look.measures.margin, bottom=16), expand=True)
