"""The sheet that adds a stop which is neither a task nor a report: what, and where under the cross of the map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import Ground
from fieldapp.rounds.actions_form import NewPlace, place_form_of
from fieldapp.ui.address_search import found_rows, use_found, use_nearest
from fieldapp.ui.app import use_app
from fieldapp.ui.gestures import use_autosave
from fieldapp.ui.kept_form import use_form_over, use_left
from fieldapp.ui.look import use_look
from fieldapp.ui.map_aiming import Aim, aim_map
from fieldapp.ui.maps import MapScene
from fieldapp.ui.widgets import Action, Field, Kind, Sheet, Tap, quiet, search_field, sheet, text_field
from sync.core.model import Fields
from sync.records.addresses import Found
from sync.records.base import TITLE_CHARACTERS_MAX
from sync.records.geometry import Point

_MAP_HEIGHT: Final = 320


_EMPTY: Final[Fields] = {"title": "", "note": "", "lat": None, "long": None}


@dataclass(frozen=True, slots=True)
class Placing:
    """What the sheet works with: the town's ground, where the cross begins, and what its two ways out do."""

    land: Ground | None
    first: Point | None
    add: Callable[[NewPlace], Any]
    close: Callable[[], None]


@ft.component
def place_sheet(draft_id: str, placing: Placing) -> ft.Control:
    """Ask what there is to do and where, as soon as it is known what was begun of it."""
    begun = use_left(place_form_of(draft_id))
    return ft.Container(width=0, height=0) if begun is None else _sheet(draft_id, begun, placing)


@ft.component
def _sheet(draft_id: str, begun: Fields, placing: Placing) -> ft.Control:
    look, land = use_look(), placing.land
    kept = use_form_over(use_app(), place_form_of(draft_id), _EMPTY, begun)
    first = _point_of(begun) or placing.first
    point = _point_of(kept.drawn) or placing.first
    title: str = kept.drawn["title"]
    aimed = use_autosave(lambda at: kept.choose(lat=at.lat, long=at.long))
    aim, set_aim = ft.use_state(Aim(first or land.centre) if land is not None else None)
    typed, set_typed = ft.use_state("")
    found, nearby = use_found(typed, first), use_nearest(point)
    lacks, set_lacks = ft.use_state(False)
    t = look.t

    async def done() -> None:
        was_aimed = aimed.waits
        await aimed.flush()
        now = await kept.settled()
        if not now["title"].strip():
            set_lacks(True)
            return
        at = _point_of(now) or placing.first
        await placing.add(NewPlace(now["title"], now["note"], at, "" if was_aimed else nearby))

    async def choose(one: Found) -> None:
        set_typed("")
        set_aim(lambda before: Aim(one.point, (before.serial if before else 0) + 1))
        await kept.choose(lat=one.point.lat, long=one.point.long)

    what = Field(
        "place-title",
        t("rounds.form_place_title"),
        title,
        on_change=lambda words: kept.typed(title=words),
        chars_max=TITLE_CHARACTERS_MAX,
        trouble=t("rounds.form_place_lacks") if lacks and not title.strip() else "",
    )
    more = Field(
        "place-note",
        t("rounds.form_place_note"),
        kept.drawn["note"],
        on_change=lambda words: kept.typed(note=words),
    )
    content: list[ft.Control] = [text_field(look, what), text_field(look, more)]
    if land is not None:
        box = Field(
            "place-search", t("rounds.form_place_find"), typed, on_change=set_typed, hint=t("reports.address_hint")
        )
        drawn = aim_map(MapScene(land, here=first), aim, aimed)
        content += [
            quiet(look, t("rounds.form_place_where")),
            search_field(look, box),
            *found_rows(look, found, choose),
        ]
        content.append(ft.Container(drawn, height=_MAP_HEIGHT))
        if nearby:
            content.append(quiet(look, nearby))
    act = Action("place-add", t("rounds.form_place_do"), done, kind=Kind.PRIMARY, glyph="plus")
    shut = Tap("close-sheet", t("action.close"), placing.close)
    ft.use_dialog(sheet(look, Sheet(t("rounds.form_place"), content, shut, actions=(act,))))
    return ft.Container(width=0, height=0)


def _point_of(fields: Mapping[str, Any]) -> Point | None:
    lat, long = fields.get("lat"), fields.get("long")
    return None if lat is None or long is None else Point(float(lat), float(long))
