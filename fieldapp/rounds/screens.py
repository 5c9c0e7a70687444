"""The places of the rounds: list, map and one round at the desk; one round to make in the field; the form."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import Ground, ground
from fieldapp.rounds import queries, queries_form
from fieldapp.rounds.queries import RoundLists, RoundPage
from fieldapp.rounds.screens_list import ListOf, days_shown, first_round, round_list
from fieldapp.rounds.screens_making import KINDS_READ, making_page
from fieldapp.rounds.screens_map import RoundScene, round_map
from fieldapp.rounds.screens_new import round_form
from fieldapp.rounds.screens_parts import map_absent, round_gone
from fieldapp.rounds.screens_planning import Planning, planning_keys, planning_lines, planning_pane
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.key_sheet import key_foot
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, Live, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import (
    Action,
    Panes,
    Tap,
    empty_state,
    page_frame,
    pane_count,
    panes,
    segmented,
)
from fieldapp.ui.works import Seen

_LINES: Final[tuple[KeyLine, ...]] = ((("N",), "rounds.keys_new"), (("?",), "keys.all"))


@screen
def rounds(round_id: str = "") -> ft.Control:
    """Show the rounds, and one of them: to plan at the desk, to make in the field."""
    app, look = use_app(), use_look()
    today, since = days_shown(app.now().date())
    lists = use_live(queries.round_lists, today, since, kinds=("round", "task", "report", "outbox", "agent", "team"))
    begun = use_live(queries_form.begun_form, kinds=("draft",))
    # Who makes no round plans it in any window: on a tablet too the desk prints, and begins nothing.
    makes = app.agent.works_in_field and look.measures.field
    if makes or not app.agent.works_at_desk:
        return _field(look, app, lists, begun, round_id)
    return _desk(round_id, lists, begun)


@screen
def new_round() -> ft.Control:
    """Plan a round, or change one."""
    drawn: ft.Control = round_form()
    return drawn


def _field(look: Look, app: App, lists: Live[RoundLists], begun: Live[str | None], round_id: str) -> ft.Control:
    if round_id:
        drawn: ft.Control = making_page(round_id, app.back)
        return drawn
    header = screen_top(look, app, look.t("rounds.title"))
    return page_frame(
        header, live_view(look, lists, lambda filled: round_list(look, _list_of(app, filled, begun, None)))
    )


def _list_of(app: App, lists: RoundLists, begun: Live[str | None], selected: str | None) -> ListOf:
    draft = begun.value if isinstance(begun, Filled) else None
    return ListOf(
        lists=lists,
        today=app.now().date(),
        selected=selected,
        plans=app.agent.works_at_desk,
        begun=draft is not None,
        choose=lambda chosen: app.go(routes.round_page(chosen)),
        plan=partial(app.go, routes.plan_round(draft or "")),
    )


@ft.component
def _desk(round_id: str, lists: Live[RoundLists], begun: Live[str | None]) -> ft.Control:
    """Lay list, map and round side by side, as many as fit."""
    app, look = use_app(), use_look()
    count = pane_count(look, with_map=True)
    known = lists.value if isinstance(lists, Filled) else RoundLists()
    shown = round_id or (first_round(known) if count > 1 else None) or ""
    stop_id, choose = ft.use_state(_no_stop())
    as_map, turn = ft.use_state(False)
    live = use_live(queries.round_page, shown, kinds=KINDS_READ)
    land = use_live(ground, kinds=("town", "zone"))
    page = live.value if isinstance(live, Filled) else None
    here = land.value if isinstance(land, Filled) else None
    planning = Planning(app, look, page, Seen(app.now()), here, stop_id, choose) if page is not None else None
    lines = (*(planning_lines(planning) if planning else ()), *_LINES)
    use_key_lines(lines)
    use_keys(_keys(app, planning))

    def listed(filled: RoundLists) -> ft.Control:
        return round_list(look, _list_of(app, filled, begun, shown or None))

    def detailed(found: RoundPage | None) -> ft.Control:
        if found is None or planning is None:
            return round_gone(look, lambda: app.go(routes.ROUNDS))
        drawn = planning_pane(planning, _map(look, planning, land) if as_map and count < 3 else None)
        return drawn if count == 3 else page_frame(_switch(look, as_map, turn), drawn)

    parts = Panes(
        list=live_view(look, lists, listed),
        detail=live_view(look, live, detailed) if shown else None,
        map=_map(look, planning, land) if count == 3 else None,
        empty=_nothing(look),
    )
    back = Tap("back", look.t("action.back"), partial(app.go, routes.ROUNDS)) if count == 1 and shown else None
    top = screen_top(look, app, look.t("rounds.title"), back=back)
    return page_frame(top, ft.Container(panes(look, parts), expand=True), bar=key_foot(look, lines))


def _no_stop() -> str | None:
    return None


def _keys(app: App, planning: Planning | None) -> Mapping[str, Any]:
    keys: dict[str, Any] = {"N": partial(app.go, routes.NEW_ROUND)}
    return {**keys, **planning_keys(planning)} if planning is not None else keys


def _map(look: Look, planning: Planning | None, land: Live[Ground | None]) -> ft.Control:
    if not isinstance(land, Filled) or land.value is None:
        return map_absent(look, land)
    stops = planning.page.stops if planning else ()
    chosen = planning.stop_id if planning else None
    following = chosen or (planning.page.next.id if planning and planning.page.next else None)
    scene = RoundScene(land.value, stops, following)
    pick = planning.choose if planning else _ignore
    drawn: ft.Control = round_map(scene, pick)
    # Another round is another map: it looks at its own stops first.
    return ft.Container(drawn, key=f"map-{planning.page.card.id if planning else ''}", expand=True)


def _ignore(stop_id: str) -> None:
    """Choose nothing: no round is shown."""


def _switch(look: Look, as_map: bool, turn: Any) -> ft.Control:
    views = [
        Action(f"view-{noun}", look.t(f"rounds.{noun}"), partial(turn, on), selected=on is as_map, glyph=name)
        for noun, on, name in (("list", False, "list-bullets"), ("map", True, "map-trifold"))
    ]
    return ft.Container(segmented(look, views), padding=look.measures.margin)


def _nothing(look: Look) -> ft.Control:
    empty = empty_state(look, "path", look.t("rounds.choose"), look.t("rounds.choose_line"))
    return ft.Container(empty, padding=look.measures.margin)
