"""What is already reported at the place of a new report: a pin and a card each, and following one instead."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.reports import actions, queries_new
from fieldapp.reports.queries_new import Twin
from fieldapp.reports.screens_shared import Form
from fieldapp.ui import routes
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance
from fieldapp.ui.leading import LedRef, found_by, lead_to, new_led_ref
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.maps import Pin
from fieldapp.ui.widgets import Action, Mark, button, quiet, twin_card
from fieldapp.ui.works import category_glyph, category_name, status_badge
from sync.records.geometry import Point


@dataclass(frozen=True, slots=True)
class Twins:
    """Hold the reports that may be the same, the nearest first, and the one whose pin was tapped."""

    found: tuple[Twin, ...]
    picked: str
    pick: Callable[[str], None]
    cards: LedRef
    """The column in which their cards are."""


def use_twins(form: Form, place: Point | None) -> Twins:
    """Look for what is already reported at a place, inside a component."""
    page = ft.context.page
    (picked, turn), set_picked = ft.use_state(("", 0))
    cards: ft.MutableRef[LedRef] = ft.use_ref(new_led_ref)
    live = use_live(queries_new.twins, place, form.draft.category or "", form.app.agent.id, kinds=("report",))

    def lead() -> None:
        if picked:
            page.run_task(lead_to, cards.current, _key(picked), form.look.measures.panel_ms)

    def pick(twin_id: str) -> None:
        set_picked(lambda before: (twin_id, before[1] + 1))

    # Once the picked card is drawn: what is drawn anew takes the column's place.
    ft.use_effect(lead, [turn])
    return Twins(live.value if isinstance(live, Filled) else (), picked, pick, cards.current)


def _key(twin_id: str) -> str:
    return f"twin-{twin_id}"


def twin_pins(form: Form, twins: Twins) -> tuple[Pin, ...]:
    """Give their pins; a tap leads to the card."""
    return tuple(
        Pin(
            twin.id,
            twin.point,
            category_glyph(twin.category),
            category_name(form.look.t, twin.category),
            Mark.DUPLICATE,
            selected=twin.id == twins.picked,
            do=partial(twins.pick, twin.id),
        )
        # The one that was tapped lies above the others.
        for twin in sorted(twins.found, key=lambda twin: twin.id == twins.picked)
    )


def twin_cards(form: Form, twins: Twins, save_note: Callable[[], Awaitable[None]]) -> list[ft.Control]:
    """Ask of each whether it is the same; following it ends the form, its note saved."""

    async def follow(twin: Twin) -> None:
        await save_note()
        if await written(form.app, form.look, actions.follow_instead, form.draft.id, twin.id) is not None:
            form.app.go(routes.report(twin.id))
            form.app.say(form.look.t("reports.followed_instead"))

    return [
        found_by(_key(twin.id), _card(form, twin, _follow(form, twin, number, follow), twin.id == twins.picked))
        for number, twin in enumerate(twins.found, start=1)
    ]


def _follow(form: Form, twin: Twin, number: int, follow: Callable[[Twin], Any]) -> ft.Control:
    t = form.look.t
    if twin.is_followed:
        return quiet(form.look, t("reports.twin_followed"))
    label = t("reports.follow_this_label", title=dotted(category_name(t, twin.category), distance(t, twin.metres)))
    noun = "follow-this" if number == 1 else f"follow-this-{number}"
    return button(form.look, Action(noun, label, partial(follow, twin), word=t("reports.follow_this")))


def _card(form: Form, twin: Twin, end: ft.Control, is_picked: bool) -> ft.Container:
    """Draw how far it is, what was said of it and its state; the one whose pin was tapped says so."""
    look, t = form.look, form.look.t
    badge = status_badge(twin.status)
    told = t("work.quote", text=twin.description) if twin.description else category_name(t, twin.category)
    state = t(f"state.{badge.sign.value}") if badge else ""
    title = t("reports.twin_picked" if is_picked else "reports.twin", metres=distance(t, twin.metres))
    return twin_card(look, title, dotted(state, told, twin.number), end, picked=is_picked)
