"""Where a call is about: an address and the map, each of which leads the other; what is there already."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.intake.queries import Spot
from fieldapp.intake.screens_parts import Call, seeks
from fieldapp.replica.calls import point_of
from fieldapp.replica.twins import Twin
from fieldapp.ui.address_search import found_rows
from fieldapp.ui.histories import dotted
from fieldapp.ui.leading import LedRef
from fieldapp.ui.map_aiming import aim_map
from fieldapp.ui.maps import MapScene
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.twins import follow_button, twin_cards, twin_pins
from fieldapp.ui.widgets import (
    Choice,
    Field,
    Tap,
    choice_row,
    column,
    filter_chip,
    glyph,
    grow,
    keyed,
    quiet,
    row,
    section,
    text,
    text_field,
)
from sync.records.addresses import Found
from sync.records.base import LINE_CHARACTERS_MAX
from sync.records.geometry import Point
from sync.records.report import PositionSource

MAP_MIN_DP: Final = 320
"""The height of the map where all stands in one column."""
_MAP_SHARE: Final = 3
_ANSWERS_SHARE: Final = 3
_CARDS_SHARE: Final = 2
_IN_LINE: Final = 6
_WHOLE_MAX: Final = 2
"""So many answers have the height that they need; more of them scroll within their share."""


def place_pane(call: Call) -> ft.Control:
    """Lay address, answers, map and what is there already into a pane that does not scroll itself."""
    answers, cards = _answers(call), _cards(call)
    # By their keys: when answers come or go above it, the map stays the same one, and where it looks.
    parts: list[ft.Control] = [keyed("asked", _asked(call))]
    if answers:
        parts.append(keyed("answers", _listed(answers, _ANSWERS_SHARE, is_whole=len(answers) <= _WHOLE_MAX)))
    parts.append(keyed("map", ft.Container(_map(call), expand=_MAP_SHARE)))
    if cards:
        listed = _listed(cards, _CARDS_SHARE, is_whole=len(cards) == 1, ref=call.place.twins.cards)
        parts.append(keyed("cards", listed))
    return ft.Column(parts, spacing=12, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def place_parts(call: Call) -> list[ft.Control]:
    """Give the same one after the other, for a page that scrolls."""
    drawn, answers = keyed("map", ft.Container(_map(call), height=MAP_MIN_DP)), _answers(call)
    listed = [keyed("answers", column(*answers, gap=10, stretch=True))] if answers else []
    return [keyed("asked", _asked(call)), *listed, drawn, *_cards(call)]


def _listed(parts: list[ft.Control], share: int, *, is_whole: bool, ref: LedRef | None = None) -> ft.Container:
    scrolls = hears(
        ft.Column(
            parts,
            ref=ref,
            spacing=10,
            tight=is_whole,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    return ft.Container(scrolls, expand=None if is_whole else share)


def _asked(call: Call) -> ft.Control:
    """Ask for the address, and say where the call is placed."""
    look, t, form = call.look, call.look.t, call.form

    def typed(words: str) -> None:
        # What was chosen on the map stays: the words only say otherwise how the place is called.
        stays = form.get("source") == PositionSource.CARTE
        gone = {} if stays else dict.fromkeys(("lat", "long", "accuracy_m", "zone"))
        call.change(address=words, named=False, settled=False, **gone)

    box = Field(
        "intake-address",
        t("intake.address"),
        str(form.get("address") or ""),
        typed,
        on_submit=lambda _typed: _first(call),
        hint=t("intake.address_hint"),
        chars_max=LINE_CHARACTERS_MAX,
    )
    told = _placed(call) if point_of(form) is not None else quiet(look, t("intake.place_hint"))
    return column(section(look, t("intake.where")), text_field(look, box, style=Style.BODY), told, gap=10, stretch=True)


def _first(call: Call) -> None:
    """Take the first address that fits, at Enter."""
    sought = call.place.sought
    if sought.planned:
        _choose(call, sought.planned[0])
    elif sought.spots:
        _choose_spot(call, sought.spots[0])


def _answers(call: Call) -> list[ft.Control]:
    """Give the addresses that fit what is typed; for one that nobody knows, the sectors."""
    look, t, sought = call.look, call.look.t, call.place.sought
    if not seeks(call.form):
        return []
    rows = found_rows(look, sought.planned, partial(_choose, call))
    if sought.spots:
        rows.append(quiet(look, t("intake.address_known"), Style.META))
        rows += [_spot_row(call, number, spot) for number, spot in enumerate(sought.spots, 1)]
    if not rows and point_of(call.form) is None and not sought.is_sought:
        rows = [quiet(look, t("intake.address_unknown")), *_sector_lines(call)]
    return rows


def _choose(call: Call, one: Found) -> None:
    """Take an address of the plan: its place; the sector follows from it when the report is made."""
    call.place.put(one.point, {"address": one.address, "named": True})


def _choose_spot(call: Call, spot: Spot) -> None:
    call.place.put(spot.point, {"address": spot.name, "named": True})


def _placed(call: Call) -> ft.Control:
    look, t, form, place = call.look, call.look.t, call.form, call.place
    is_rough = bool(form.get("accuracy_m"))
    named = next((spot.name for spot in place.sectors if spot.zone == form.get("zone")), "")
    here = dotted(str(form.get("address") or ""), place.sector.name if place.sector else "")
    words = t("intake.rough", name=named) if is_rough else t("intake.placed", name=here or t("intake.placed_on_map"))
    role = Role.LATE if is_rough else Role.DONE
    return row(
        glyph(look, "map-pin", color=look.tint(role).strong),
        grow(text(look, words, Style.STRONG, color=look.tint(role).strong)),
        gap=10,
    )


def _spot_row(call: Call, number: int, spot: Spot) -> ft.Control:
    chosen = Choice(f"spot-{number}", spot.name, partial(_choose_spot, call, spot), glyph="map-pin")
    return choice_row(call.look, chosen)


def _sector_lines(call: Call) -> list[ft.Control]:
    def choose(spot: Spot) -> None:
        call.place.put(spot.point, {"accuracy_m": spot.accuracy_m, "zone": spot.zone})

    chips = [
        filter_chip(call.look, Tap(f"sector-{one.zone}", one.name, partial(choose, one))) for one in call.place.sectors
    ]
    # Several lines: a town of many sectors scrolls.
    return [row(*chips[at : at + _IN_LINE], wrap=True) for at in range(0, len(chips), _IN_LINE)]


def _map(call: Call) -> ft.Control:
    place, look = call.place, call.look
    if place.ground is None:
        return ft.Container(quiet(look, look.t("map.absent")), alignment=ft.Alignment.CENTER, expand=True)
    scene = MapScene(ground=place.ground, pins=twin_pins(look, place.twins))
    return aim_map(scene, place.aim, place.aimed)


def _cards(call: Call) -> list[ft.Control]:
    """Ask of each report that is there already whether the call is about it."""
    follow: Callable[[Twin], Any] = call.place.follow

    def end_of(twin: Twin, number: int) -> ft.Control:
        return follow_button(call.look, twin, number, partial(follow, twin))

    return twin_cards(call.look, call.place.twins, end_of)


def placed_fields(point: Point, told: dict[str, Any]) -> dict[str, Any]:
    """Give the fields of the form for a place, whatever chose it; `told` says more of it."""
    plain = {"accuracy_m": None, "zone": None, "source": PositionSource.ADRESSE, "settled": True}
    return {**plain, "lat": point.lat, "long": point.long, **told}
