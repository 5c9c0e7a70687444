"""The sheet that adds a stop which is neither a task nor a report: what, and where under the cross of the map."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import Ground
from fieldapp.rounds.actions_form import NewPlace
from fieldapp.ui.address_search import found_rows, use_found, use_nearest
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import use_autosave
from fieldapp.ui.look import use_look
from fieldapp.ui.map_aiming import Aim, aim_map
from fieldapp.ui.maps import MapScene
from fieldapp.ui.widgets import Action, Field, Kind, Sheet, Tap, quiet, search_field, sheet, text_field
from sync.records.addresses import Found
from sync.records.base import TITLE_CHARACTERS_MAX
from sync.records.geometry import Point

_MAP_HEIGHT: Final = 320


@ft.component
def place_sheet(
    land: Ground | None, first: Point | None, add: Callable[[NewPlace], Any], close: Callable[[], None]
) -> ft.Control:
    """Ask what there is to do and where."""
    look = use_look()
    title, set_title, title_now = use_latest("")
    note, set_note, note_now = use_latest("")
    point, set_point, point_now = use_latest(first)
    aimed = use_autosave(set_point)
    aim, set_aim = ft.use_state(Aim(first or land.centre) if land is not None else None)
    typed, set_typed = ft.use_state("")
    found, nearby = use_found(typed, first), use_nearest(point)
    lacks, set_lacks = ft.use_state(False)
    t = look.t

    async def done() -> None:
        if not title_now().strip():
            set_lacks(True)
            return
        was_aimed = aimed.waits
        await aimed.flush()
        await add(NewPlace(title_now(), note_now(), point_now(), "" if was_aimed else nearby))

    def choose(one: Found) -> None:
        set_typed("")
        set_point(one.point)
        set_aim(lambda before: Aim(one.point, (before.serial if before else 0) + 1))

    what = Field(
        "place-title",
        t("rounds.form_place_title"),
        title,
        on_change=set_title,
        chars_max=TITLE_CHARACTERS_MAX,
        trouble=t("rounds.form_place_lacks") if lacks and not title.strip() else "",
    )
    content: list[ft.Control] = [
        text_field(look, what),
        text_field(look, Field("place-note", t("rounds.form_place_note"), note, on_change=set_note)),
    ]
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
    shut = Tap("close-sheet", t("action.close"), close)
    ft.use_dialog(sheet(look, Sheet(t("rounds.form_place"), content, shut, actions=(act,))))
    return ft.Container(width=0, height=0)
