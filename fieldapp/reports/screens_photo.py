"""Step 1, the photo: what the camera sees, the shutter, the photos so far in their order."""

import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import flet as ft

from fieldapp.device.photos import PreparedPhoto
from fieldapp.reports import actions
from fieldapp.reports.screens_shared import Form, place_of_now
from fieldapp.ui.capture import Finder, Sight, finder_view, picked, shutter, taken, use_finder, use_shutter_keys
from fieldapp.ui.form_photos import (
    FORM_ROLES,
    TILES_GAP,
    form_cover,
    form_strip,
    photo_tools,
    tile_px,
    use_form_photos,
)
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from fieldapp.ui.pictures import role_word, use_picture
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    Tap,
    bottom_bar,
    centred,
    column,
    glyph,
    grow,
    pad,
    page_frame,
    press,
    row,
    saved_line,
    spring,
)

_BESIDE_MAX = 2
"""How many photos stand beside the shutter of an upright tablet: with more they have lines of their own."""
_SIDE = 360
_SIDE_COLUMNS = 3


@ft.component
def photo_step(form: Form, head: ft.Control) -> ft.Control:
    """Take photos; one of them may be opened to say what it shows, to be moved or taken away."""
    look, t, draft = form.look, form.look.t, form.draft
    finder = use_finder()
    photos = use_form_photos(draft.id, draft.photos)
    chosen = photos.chosen
    still = use_picture(chosen.id if chosen else None, whole=True)

    async def keep(found: Iterable[PreparedPhoto], place: Mapping[str, Any] | None = None) -> None:
        for photo in found:
            await written(form.app, look, actions.add_draft_photo, draft.id, photo, place)

    async def take() -> None:
        place = place_of_now(form.gps_now())
        shot = await taken(form.app, look, finder)
        await keep(shot, place)
        if shot and not place:
            form.shot_s.current = time.monotonic()

    async def pick() -> None:
        await keep(await picked(form.app, look, photos.room))

    has_room = photos.room > 0
    can_take = finder.is_open and has_room
    use_shutter_keys(take, enabled=can_take and not photos.covers)
    if photos.covers and chosen is not None:
        return form_cover(photos, chosen)
    pick_tap = Tap("gallery", t("reports.pick_photo"), pick, enabled=has_room)
    badge = role_word(t, chosen.role if chosen else FORM_ROLES[min(len(draft.photos), 1)])
    sight = Sight(tip=t("camera.tip"), badge=badge, still=still if chosen else None)
    view = finder_view(look, finder, sight, pick=pick_tap)
    strip = form_strip(photos, _tile(look))
    trigger = shutter(look, Tap("shutter", t("reports.shutter"), take, enabled=can_take))
    gallery = _gallery(look, Tap("gallery-add", t("reports.gallery"), pick, enabled=has_room))
    tools = photo_tools(photos, chosen) if chosen else None
    body = _laid(form, finder, (view, strip, trigger, gallery), tools)
    count = len(draft.photos)
    saved = t("reports.photos_kept", n=count) if count else t("reports.no_photo_yet")
    onward = partial(form.turn, 1)
    primary = Action("primary", t("reports.to_category"), onward, kind=Kind.PRIMARY, glyph="arrow-right")
    without = Action("without-photo", t("reports.without_photo"), onward) if not count else None
    above = saved_line(look, saved, is_safe=bool(count))
    return page_frame(head, body, bar=bottom_bar(look, primary, without), above_bar=above)


Pieces = tuple[ft.Control, ft.Control, ft.Control, ft.Control]


def _laid(form: Form, finder: Finder, pieces: Pieces, tools: ft.Control | None) -> ft.Control:
    """Lay camera, photos and shutter: under each other, or the camera beside the rest in a wide window."""
    view, strip, trigger, gallery = pieces
    look, count = form.look, len(form.draft.photos)
    buttons: list[ft.Control] = [trigger, gallery] if finder.is_there else []
    if look.measures.width >= TWO_PANES_MIN:
        middle = ft.Row([trigger], alignment=ft.MainAxisAlignment.CENTER) if finder.is_there else ft.Container()
        aside = [middle, *([gallery] if finder.is_there else [])]
        side = hears(
            ft.Column(
                # Large text leaves no room under the photos: what takes one stands first, and the rest scrolls.
                [*aside, strip] if look.measures.large_text else [strip, spring(), *aside],
                scroll=ft.ScrollMode.AUTO if look.measures.large_text else None,
                spacing=16,
                width=_SIDE,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            )
        )
        large = ft.Column([view, *([tools] if tools else [])], spacing=16, expand=True)
        large.horizontal_alignment = ft.CrossAxisAlignment.STRETCH
        parts: list[ft.Control] = [large, side]
        beside = ft.Row(parts, spacing=24, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        return ft.Container(beside, padding=pad(12, look.measures.margin, bottom=8), expand=True)
    if look.measures.large_text:
        foot: ft.Control = column(strip, row(*buttons, gap=16), gap=12)
    elif count > _BESIDE_MAX:
        foot = column(strip, *([_foot(ft.Container(), *buttons)] if buttons else []), gap=16, stretch=True)
    else:
        foot = _foot(strip, *buttons)
    lines: list[ft.Control] = [view, *([tools] if tools else []), foot]
    whole = ft.Column(lines, spacing=16, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(whole, padding=pad(12, look.measures.margin, bottom=8), expand=True)


def _foot(strip: ft.Control, *buttons: ft.Control) -> ft.Control:
    """Lay the photos, the shutter in the middle for either thumb, and the files at the end."""
    if not buttons:
        return row(grow(strip))
    trigger, gallery = buttons
    end = ft.Row([gallery], alignment=ft.MainAxisAlignment.END)
    return row(grow(strip), trigger, grow(end), gap=16)


def _tile(look: Look) -> float:
    """Give the width of a small photo, wide enough for its word."""
    if look.measures.width >= TWO_PANES_MIN and not look.measures.large_text:
        return (_SIDE - (_SIDE_COLUMNS - 1) * TILES_GAP) / _SIDE_COLUMNS
    return tile_px(look)


def _gallery(look: Look, tap: Tap) -> ft.Control:
    tint = look.tint(Role.ACCENT)
    words = ft.Column(
        [
            glyph(look, "images", look.measures.glyph + 4, color=tint.on_soft),
            centred(look, tap.shown, Style.STRONG, color=tint.on_soft),
        ],
        spacing=6,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    drawn = ft.Container(
        words,
        padding=pad(26 if look.measures.field else 12, 16),
        bgcolor=tint.soft,
        border_radius=RADIUS_TILE + 2,
        alignment=ft.Alignment.CENTER if look.measures.width >= TWO_PANES_MIN else None,
        border=ft.Border.all(look.tokens.border, look.tokens.edge) if look.tokens.outdoor else None,
    )
    return press(look, tap, drawn)
