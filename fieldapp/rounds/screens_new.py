"""Planning a round: what is open on the left, the map in the middle, the round as it stands on the right.

Every choice is kept at once in a draft of this device, so that a window that is closed half way is found again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import flet as ft

from fieldapp.replica.ground import Ground, ground
from fieldapp.rounds import actions_form, queries_form
from fieldapp.rounds.queries_form import Choices, RoundForm
from fieldapp.rounds.screens_form import FormDoings, form_pane, maker_of
from fieldapp.rounds.screens_map import RoundScene, round_map
from fieldapp.rounds.screens_parts import map_absent
from fieldapp.rounds.screens_pick import Picking, Whose, candidates_shown, pick_pane
from fieldapp.rounds.screens_place import Placing, place_sheet
from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.gestures import written
from fieldapp.ui.i18n import listing
from fieldapp.ui.live import Filled, Live, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.removals import forgotten
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import (
    Action,
    Panes,
    Tap,
    empty_state,
    pad,
    page_frame,
    page_header,
    pane_count,
    panes,
    row,
    segmented,
    waiting_state,
)
from fieldapp.ui.work_pins import work_pins
from fieldapp.ui.works import Seen
from sync.records.geometry import Point

_EMPTY = Choices((), ())
VIEWS = (("pick", "list-plus"), ("form", "path"), ("map", "map-trifold"))


@dataclass(frozen=True, slots=True)
class State:
    """What somebody has chosen on this screen beside the form itself."""

    picking: Picking = field(default_factory=Picking)
    view: str = "form"
    placing: bool = False


@dataclass(frozen=True, slots=True)
class Planner:
    """Hold what the panes draw, and what their controls do."""

    app: App
    look: Look
    form: RoundForm
    choices: Choices
    state: State
    put: Callable[..., None]
    seen: Seen
    land: Live[Ground | None]

    async def write(self, action: Callable[..., Any], *args: Any) -> Any:
        """Write a gesture on this form."""
        return await written(self.app, self.look, action, self.form.draft_id, *args)

    async def turn(self, record_id: str) -> None:
        """Choose a candidate as a stop, or no longer."""
        found = next((one for one in self.choices.candidates if one.id == record_id), None)
        if found is not None:
            await self.write(actions_form.turn_stop, found.kind, found.id)

    async def give(self) -> None:
        """Give the round to who makes it, or say what is missing."""
        t = self.look.t
        lacks = [
            *([t("rounds.form_lacks_who")] if maker_of(self.form, self.choices) is None else []),
            *([] if self.form.stops else [t("rounds.form_lacks_stops")]),
        ]
        if lacks:
            self.app.say(t("rounds.form_lacks", what=listing(t, lacks)))
            return
        who = maker_of(self.form, self.choices)
        name = who.name if who else ""
        await self.write(actions_form.complete, {"title": t("rounds.form_default", who=name)})
        done = await self.write(actions_form.give_round)
        if done is not None:
            self.app.go(routes.round_page(done.value))
            self.app.say(t("rounds.form_kept") if self.form.round else t("rounds.form_given", who=name))

    async def discard(self) -> None:
        """Throw the form away; the toast brings it back."""
        app, page = self.app, ft.context.page
        done = await self.write(actions_form.put_form_aside)
        app.go(routes.round_page(self.form.round) if self.form.round else routes.ROUNDS)
        aside = done.value if done is not None else None
        if aside is None:
            return

        async def bring_back() -> None:
            if await written(app, self.look, actions_form.take_form_back, aside) is not None:
                app.go(routes.plan_round(aside.draft_id))

        app.say(self.look.t("rounds.form_discarded"), bring_back)
        page.run_task(forgotten, app, aside.aside_id)


@ft.component
def round_form() -> ft.Control:
    """Show the form that the place asks for, or a new one."""
    app, look, page = use_app(), use_look(), ft.context.page
    draft_id, set_draft = ft.use_state(app.place.query.get("draft", ""))
    state, set_state = ft.use_state(State())
    whereabouts, _ = use_whereabouts()
    today = app.now().date().isoformat()

    async def begin() -> None:
        begun: str | None = await app.replica.read(queries_form.begun_form)
        values = {"planned_on": today, "service": app.agent.service, "team": app.agent.team}
        found = draft_id or begun or ""
        found = found or str(await app.replica.write(actions_form.open_form, today, {}))
        await app.replica.write(actions_form.complete, found, values)
        set_draft(found)

    def start() -> None:
        page.run_task(begin)

    ft.use_effect(start, [])
    form = use_live(queries_form.round_form, draft_id, kinds=("draft", "task", "report"))
    kinds = ("task", "report", "round", "agent", "team")
    choices = use_live(queries_form.choices, today, kinds=kinds)
    land = use_live(ground, kinds=("town", "zone"))
    known = choices.value if isinstance(choices, Filled) else _EMPTY

    def put(**values: Any) -> None:
        set_state(lambda before: replace(before, **values))

    def drawn(found: RoundForm | None) -> ft.Control:
        if found is None:
            return _over(look, app, draft_id)
        seen = Seen(app.now(), whereabouts.point)
        return _form_page(Planner(app, look, found, known, state, put, seen, land))

    return live_view(look, form, drawn)


def _over(look: Look, app: App, draft_id: str) -> ft.Control:
    """Hold the place while a form begins; one that is over says so."""
    header = page_header(
        look, look.t("rounds.form_new"), back=Tap("back", look.t("action.back"), partial(app.go, routes.ROUNDS))
    )
    if not draft_id:
        return page_frame(header, waiting_state(look))
    back = Action("to-rounds", look.t("rounds.title"), partial(app.go, routes.ROUNDS), glyph="path")
    state = empty_state(look, "path", look.t("rounds.form_gone"), look.t("rounds.form_gone_line"), action=back)
    return page_frame(header, ft.Container(state, padding=look.measures.margin))


def _form_page(planner: Planner) -> ft.Control:
    look, form = planner.look, planner.form
    title = look.t("rounds.form_edit") if form.round else look.t("rounds.form_new")
    count = pane_count(look, with_map=True)
    header = page_header(look, title, back=Tap("back", look.t("action.back"), planner.app.back), end=status_pill())
    if count == 1:
        views = [
            Action(
                f"view-{view}",
                look.t(f"rounds.form_view_{view}", n=len(form.stops)),
                partial(planner.put, view=view),
                selected=view == planner.state.view,
                glyph=name,
            )
            for view, name in VIEWS
        ]
        switch = ft.Container(row(segmented(look, views)), padding=pad(0, look.measures.margin, bottom=10))
        one = {"pick": _pick, "form": _form, "map": _map}[planner.state.view](planner)
        body: ft.Control = page_frame(switch, one)
    else:
        body = panes(
            look,
            Panes(list=_pick(planner), map=_map(planner) if count == 3 else None, detail=_form(planner)),
        )
    parts = [page_frame(header, ft.Container(body, expand=True))]
    if planner.state.placing:
        parts[0].controls.append(_sheet(planner))
    return parts[0]


def _sheet(planner: Planner) -> ft.Control:
    land = planner.land.value if isinstance(planner.land, Filled) else None

    async def add(place: actions_form.NewPlace) -> None:
        await planner.write(actions_form.add_place, place)
        planner.put(placing=False)

    placing = Placing(land, _middle(planner), add, lambda: planner.put(placing=False))
    drawn: ft.Control = place_sheet(planner.form.draft_id, placing)
    return drawn


def _middle(planner: Planner) -> Point | None:
    """Give where the cross begins: at the last stop, where the next one is likely to be."""
    return next((stop.point for stop in reversed(planner.form.stops) if stop.point is not None), planner.seen.here)


def _pick(planner: Planner) -> ft.Control:
    return pick_pane(
        planner.look,
        planner.state.picking,
        _shown(planner),
        (planner.form, planner.seen),
        (planner.turn, lambda picking: planner.put(picking=picking)),
    )


def _shown(planner: Planner) -> Any:
    maker = maker_of(planner.form, planner.choices)
    whose = Whose(
        service=maker.service if maker else planner.form.service,
        team=planner.form.team,
        agent=planner.form.assignee,
    )
    return candidates_shown(planner.look.t, planner.choices.candidates, planner.state.picking, whose, planner.seen)


def _map(planner: Planner) -> ft.Control:
    look, form = planner.look, planner.form
    if not isinstance(planner.land, Filled) or planner.land.value is None:
        return map_absent(look, planner.land)
    open_ones = [one for one in _shown(planner) if one.id not in form.records]
    scene = RoundScene(planner.land.value, form.stops, None, others=work_pins(look.t, open_ones, planner.seen))
    records = {stop.id: stop.record for stop in form.stops}
    drawn: ft.Control = round_map(scene, lambda one: planner.turn(records.get(one) or one))
    return ft.Container(drawn, expand=True)


def _form(planner: Planner) -> ft.Control:
    today = planner.seen.now.date()
    doings = FormDoings(
        put=lambda values: planner.write(actions_form.put, values),
        move=lambda stop, steps: planner.write(actions_form.move_in_form, stop, steps),
        drop=lambda stop: planner.write(actions_form.drop_stop, stop),
        nearest=lambda: planner.write(actions_form.order_form, None),
        add_place=lambda: planner.put(placing=True),
        give=planner.give,
        discard=planner.discard,
    )
    chosen = date.fromisoformat(planner.form.planned_on) if planner.form.planned_on else today
    drawn: ft.Control = form_pane(planner.form, planner.choices, chosen, doings)
    return drawn
