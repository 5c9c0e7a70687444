"""What is already reported at a place that is being chosen: a pin and a card each; a pin leads to its card.

twins = use_twins(place, category)                       # the nearest first
MapScene(ground, pins=twin_pins(look, twins))            # a tap on a pin selects its card and leads to it
twin_cards(look, twins, lambda twin, number: …)          # what stands at the end of each: following it instead
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.replica.twins import Twin, twins_at
from fieldapp.ui.app import use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance
from fieldapp.ui.leading import LedRef, found_by, lead_to, new_led_ref
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.maps import Pin
from fieldapp.ui.widgets import Action, Mark, button, twin_card
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


def use_twins(place: Point | None, category: str) -> Twins:
    """Look for what is already reported at a place, inside a component."""
    app, look, page = use_app(), use_look(), ft.context.page
    (picked, turn), set_picked = ft.use_state(("", 0))
    cards: ft.MutableRef[LedRef] = ft.use_ref(new_led_ref)
    live = use_live(twins_at, place, category, app.agent.id, kinds=("report",))

    def lead() -> None:
        if picked:
            page.run_task(lead_to, cards.current, _key(picked), look.measures.panel_ms)

    def pick(twin_id: str) -> None:
        set_picked(lambda before: (twin_id, before[1] + 1))

    # Once the picked card is drawn: what is drawn anew takes the column's place.
    ft.use_effect(lead, [turn])
    return Twins(live.value if isinstance(live, Filled) else (), picked, pick, cards.current)


def _key(twin_id: str) -> str:
    return f"twin-{twin_id}"


def twin_pins(look: Look, twins: Twins) -> tuple[Pin, ...]:
    """Give their pins; a tap leads to the card."""
    return tuple(
        Pin(
            twin.id,
            twin.point,
            category_glyph(twin.category),
            category_name(look.t, twin.category),
            Mark.DUPLICATE,
            selected=twin.id == twins.picked,
            do=partial(twins.pick, twin.id),
        )
        # The one that was tapped lies above the others.
        for twin in sorted(twins.found, key=lambda twin: twin.id == twins.picked)
    )


def twin_cards(look: Look, twins: Twins, end_of: Callable[[Twin, int], ft.Control]) -> list[ft.Control]:
    """Ask of each whether it is the same; `end_of(twin, number)` gives what is done about it."""
    return [
        found_by(_key(twin.id), _card(look, twin, end_of(twin, number), twin.id == twins.picked))
        for number, twin in enumerate(twins.found, start=1)
    ]


def follow_button(look: Look, twin: Twin, number: int, do: Callable[[], Any]) -> ft.Control:
    """Draw « Suivre celui-ci »."""
    t = look.t
    label = t("reports.follow_this_label", title=dotted(category_name(t, twin.category), distance(t, twin.metres)))
    noun = "follow-this" if number == 1 else f"follow-this-{number}"
    return button(look, Action(noun, label, do, word=t("reports.follow_this")))


def _card(look: Look, twin: Twin, end: ft.Control, is_picked: bool) -> ft.Container:
    """Draw how far it is, what was said of it and its state; the one whose pin was tapped says so."""
    t = look.t
    badge = status_badge(twin.status)
    told = t("work.quote", text=twin.description) if twin.description else category_name(t, twin.category)
    state = t(f"state.{badge.sign.value}") if badge else ""
    title = t("reports.twin_picked" if is_picked else "reports.twin", metres=distance(t, twin.metres))
    return twin_card(look, title, dotted(state, told, twin.number), end, picked=is_picked)
