"""Choosing the place by its address: of the town's plan, of this tablet's records, or a text kept as it is."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.replica.known_places import KnownPlace
from fieldapp.reports import queries_new
from fieldapp.reports.screens_shared import Form
from fieldapp.ui.address_search import found_rows, use_found
from fieldapp.ui.effects import use_settled
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    bottom_bar,
    choice_row,
    gap,
    page_frame,
    quiet,
    scrolled,
    search_field,
    section,
)
from sync.records.addresses import Found
from sync.records.geometry import Point
from sync.records.report import PositionSource


@ft.component
def address_page(
    form: Form, head: ft.Control, aim_at: Callable[[Point], None], close: Callable[[], None]
) -> ft.Control:
    """Ask for an address; one that is found moves the report there, another one is kept as it was typed."""
    look, t = form.look, form.look.t
    typed, set_typed = ft.use_state(form.draft.address)
    settled = use_settled(typed)
    found = use_live(queries_new.known_addresses, settled, kinds=("report", "task"))
    planned = use_found(settled, form.draft.point)
    told = {one.address for one in planned}
    known = [one for one in found.value if one.address not in told] if isinstance(found, Filled) else []

    async def choose(one: KnownPlace | Found) -> None:
        place = {"lat": one.point.lat, "long": one.point.long, "accuracy_m": None, "mocked": False}
        await form.save(address=one.address, source=PositionSource.ADRESSE, **place)
        aim_at(one.point)
        close()

    async def keep() -> None:
        await form.save(address=typed.strip())
        close()

    field = Field(
        "address-search", t("reports.address_title"), typed, on_change=set_typed, hint=t("reports.address_hint")
    )
    rows = [_row(form, number, one, choose) for number, one in enumerate(known, start=1)]
    parts: list[ft.Control] = [gap(0), section(look, t("reports.address_title")), search_field(look, field)]
    parts += found_rows(look, planned, choose)
    if rows:
        parts += [quiet(look, t("reports.address_known"), Style.STRONG), *rows]
    kept = Action("primary", t("reports.address_keep"), keep, kind=Kind.PRIMARY, glyph="check")
    back = Action("return", t("action.back"), close, glyph="arrow-left")
    return page_frame(head, scrolled(look, *parts, gap=12), bar=bottom_bar(look, kept, back))


def _row(form: Form, number: int, one: KnownPlace, choose: Callable[[KnownPlace], Any]) -> ft.Control:
    return choice_row(form.look, Choice(f"address-{number}", one.address, partial(choose, one), glyph="map-pin"))
