"""Step 1, the photo: what the camera sees, the shutter, the photos so far in their order."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.device.photos import PreparedPhoto
from fieldapp.replica.drafts import DraftPhoto
from fieldapp.reports import actions
from fieldapp.reports.screens_shared import Form
from fieldapp.ui.capture import Finder, Sight, finder_view, picked, shutter, taken, use_finder, use_shutter_keys
from fieldapp.ui.cover_page import Covering, cover_page
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from fieldapp.ui.pictures import photo_place, role_word, use_picture
from fieldapp.ui.removals import remove_draft_photo
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    Photo,
    Tap,
    bottom_bar,
    button,
    centred,
    column,
    glyph,
    grow,
    pad,
    page_frame,
    photo_tile,
    press,
    row,
    saved_line,
    segmented,
    spring,
)
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole

_TILE = 148
_TILE_LARGE = 1.5
_BESIDE_MAX = 2
"""How many photos stand beside the shutter of an upright tablet: with more they have lines of their own."""
_SIDE = 360
_SIDE_COLUMNS = 3
_GAP = 12
_ROLES = (PhotoRole.ENSEMBLE, PhotoRole.DETAIL)


@ft.component
def photo_step(form: Form, head: ft.Control) -> ft.Control:
    """Take photos; one of them may be opened to say what it shows, to be moved or taken away."""
    look, t, draft = form.look, form.look.t, form.draft
    finder = use_finder()
    opened, open_photo = ft.use_state(_none())
    covers, set_covers = ft.use_state(False)
    chosen = next((photo for photo in draft.photos if photo.id == opened), None)
    still = use_picture(chosen.id if chosen else None, whole=True)
    room = PHOTOS_PER_RECORD_MAX - len(draft.photos)

    async def keep(photos: Any) -> None:
        for photo in photos:
            await written(form.app, look, actions.add_draft_photo, draft.id, photo)

    async def take() -> None:
        await keep(await taken(form.app, look, finder))

    async def pick() -> None:
        await keep(await picked(form.app, look, room))

    async def keep_covered(covered: PreparedPhoto) -> bool:
        assert chosen is not None, "what is covered is the photo that is opened"
        done = await written(form.app, look, actions.cover_draft_photo, draft.id, chosen.id, covered)
        if done is not None:
            open_photo(done.value)
        return done is not None

    can_take = finder.is_open and room > 0
    use_shutter_keys(take, enabled=can_take and not covers)
    if covers and chosen is not None:
        return cover_page(Covering(chosen.id, chosen.fields, keep_covered), partial(set_covers, False))
    pick_tap = Tap("gallery", t("reports.pick_photo"), pick, enabled=room > 0)
    badge = role_word(t, chosen.role if chosen else _ROLES[min(len(draft.photos), 1)])
    sight = Sight(tip=t("camera.tip"), badge=badge, still=still if chosen else None)
    view = finder_view(look, finder, sight, pick=pick_tap)
    strip = _strip(form, opened, open_photo)
    trigger = shutter(look, Tap("shutter", t("reports.shutter"), take, enabled=can_take))
    gallery = _gallery(look, Tap("gallery-add", t("reports.gallery"), pick, enabled=room > 0))
    tools = _chosen_tools(form, chosen, (open_photo, partial(set_covers, True))) if chosen else None
    body = _laid(form, finder, (view, strip, trigger, gallery), tools)
    count = len(draft.photos)
    saved = t("reports.photos_kept", n=count) if count else t("reports.no_photo_yet")
    onward = partial(form.turn, 1)
    primary = Action("primary", t("reports.to_category"), onward, kind=Kind.PRIMARY, glyph="arrow-right")
    without = Action("without-photo", t("reports.without_photo"), onward) if not count else None
    above = saved_line(look, saved, is_safe=bool(count))
    return page_frame(head, body, bar=bottom_bar(look, primary, without), above_bar=above)


def _none() -> str | None:
    return None


Pieces = tuple[ft.Control, ft.Control, ft.Control, ft.Control]


def _laid(form: Form, finder: Finder, pieces: Pieces, tools: ft.Control | None) -> ft.Control:
    """Lay camera, photos and shutter: under each other, or the camera beside the rest in a wide window."""
    view, strip, trigger, gallery = pieces
    look, count = form.look, len(form.draft.photos)
    buttons: list[ft.Control] = [trigger, gallery] if finder.is_there else []
    if look.measures.width >= TWO_PANES_MIN:
        middle = ft.Row([trigger], alignment=ft.MainAxisAlignment.CENTER) if finder.is_there else ft.Container()
        side = ft.Column(
            [strip, spring(), middle, *([gallery] if finder.is_there else [])],
            spacing=16,
            width=_SIDE,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
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


def _strip(form: Form, opened: str | None, open_photo: Any) -> ft.Control:
    """Show all photos on as many lines as they need; a tap opens one, another goes back to the camera."""
    tiles: list[ft.Control] = [
        draft_tile(
            form, photo, (index + 1, photo.id == opened), partial(open_photo, None if photo.id == opened else photo.id)
        )
        for index, photo in enumerate(form.draft.photos)
    ]
    # A tile keeps its shape only within a width of its own: a line that wraps has none.
    return row(*(ft.Container(tile, width=_tile(form.look)) for tile in tiles), gap=_GAP, wrap=True)


@ft.component
def draft_tile(form: Form, photo: DraftPhoto, place: tuple[int, bool], do: Any) -> ft.Control:
    """Show the small picture of one photo of the form."""
    number, selected = place
    look = form.look
    src = use_picture(photo.id)
    word = role_word(look.t, photo.role)
    tap = Tap(f"draft-photo-{number}", word, do, selected=selected)
    if src is None:
        return photo_place(look, word, tap, width=_tile(look))
    return photo_tile(look, Photo(src, number, word, selected=selected), tap, now=form.app.now(), width=_tile(look))


def _tile(look: Look) -> float:
    """Give the width of a small photo, wide enough for its word."""
    if look.measures.width >= TWO_PANES_MIN and not look.measures.large_text:
        return (_SIDE - (_SIDE_COLUMNS - 1) * _GAP) / _SIDE_COLUMNS
    return _TILE * (_TILE_LARGE if look.measures.large_text else 1)


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


def _chosen_tools(form: Form, photo: DraftPhoto, ways: tuple[Any, Any]) -> ft.Control:
    """Offer what can be done with the photo that is opened."""
    look, t, draft = form.look, form.look.t, form.draft
    open_photo, cover = ways

    async def arrange(arranged: list[tuple[str, PhotoRole]]) -> None:
        await written(form.app, look, actions.arrange_draft_photos, draft.id, arranged)

    def with_role(role: PhotoRole) -> list[tuple[str, PhotoRole]]:
        return [(one.id, role if one.id == photo.id else PhotoRole(one.role)) for one in draft.photos]

    def first() -> list[tuple[str, PhotoRole]]:
        ordered = [photo, *(one for one in draft.photos if one.id != photo.id)]
        return [(one.id, PhotoRole(one.role)) for one in ordered]

    async def moved(to: int) -> None:
        others = [one for one in draft.photos if one.id != photo.id]
        ordered = [*others[:to], photo, *others[to:]]
        await arrange([(one.id, PhotoRole(one.role)) for one in ordered])

    async def remove() -> None:
        if await remove_draft_photo(form.app, look, ft.context.page, draft.id, photo.id):
            open_photo(None)

    roles = [
        Action(f"role-{role}", role_word(t, role), partial(arrange, with_role(role)), selected=photo.role == role)
        for role in _ROLES
    ]
    hide = Action("photo-cover", t("cover.offer"), cover, word=t("cover.short"), kind=Kind.SOFT, glyph="eye-slash")
    parts: list[ft.Control] = [segmented(look, roles), _narrow(look, hide)]
    parts += [_narrow(look, one) for one in _moves(look, [one.id for one in draft.photos], photo.id, moved)]
    if photo.id != draft.photos[0].id:
        front = Action("photo-first", t("reports.photo_first"), partial(arrange, first()), kind=Kind.SOFT)
        parts.append(_narrow(look, front))
    away = Action("photo-remove", t("reports.photo_remove"), remove, word=t("action.remove"), glyph="trash")
    parts.append(_narrow(look, away))
    return row(*parts, gap=12, wrap=True)


def _moves(look: Look, photo_ids: list[str], photo_id: str, move: Callable[[int], Any]) -> list[Action]:
    """Offer the place before and the place after, by buttons: nothing has to be dragged, also with gloves."""
    t, index = look.t, photo_ids.index(photo_id)
    places = (("earlier", index - 1, "arrow-left"), ("later", index + 1, "arrow-right"))
    return [
        Action(
            f"photo-{noun}",
            t(f"reports.photo_{noun}", n=index + 1),
            partial(move, to),
            word=t(f"reports.{noun}"),
            kind=Kind.SOFT,
            glyph=name,
        )
        for noun, to, name in places
        if 0 <= to < len(photo_ids)
    ]


def _narrow(look: Look, action: Action) -> ft.Control:
    """Draw a button no wider than its words: in a row that wraps a button would take the whole line."""
    return ft.Row([button(look, action)], tight=True)
