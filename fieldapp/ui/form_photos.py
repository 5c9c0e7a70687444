"""The photos of a form, wherever they come from: small pictures in their order, and what can be done with one.

photos = use_form_photos(draft_id, draft.photos)
if photos.covers and photos.chosen: return form_cover(photos, photos.chosen)      # a page of its own, meanwhile
form_strip(photos, tile_px(look))                         # a tap opens one, another closes it
photo_tools(photos, photos.chosen)                        # what it shows, covering, moving, taking it away
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.device.photos import PreparedPhoto
from fieldapp.replica.drafts import DraftPhoto
from fieldapp.replica.form_photos import arrange_draft_photos, cover_draft_photo
from fieldapp.ui.app import App, use_app
from fieldapp.ui.cover_page import Covering, cover_page
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import photo_place, role_word, use_picture
from fieldapp.ui.removals import remove_draft_photo
from fieldapp.ui.widgets import Action, Kind, Photo, Tap, button, photo_strip, photo_tile, row, segmented
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole

FORM_ROLES: Final = (PhotoRole.ENSEMBLE, PhotoRole.DETAIL)
"""What a photo of a form may show; the first one shows the whole unless somebody says otherwise."""
TILES_GAP: Final = 12
_TILE: Final = 148
_TILE_LARGE: Final = 1.5


@dataclass(frozen=True, slots=True)
class FormPhotos:
    """Hold the photos of a form, which one is opened, and whether something of it is being covered."""

    app: App
    look: Look
    draft_id: str
    photos: tuple[DraftPhoto, ...]
    opened: str | None
    open: Callable[[str | None], None]
    covers: bool
    cover: Callable[[bool], None]

    @property
    def chosen(self) -> DraftPhoto | None:
        """Give the photo that is opened."""
        return next((photo for photo in self.photos if photo.id == self.opened), None)

    @property
    def room(self) -> int:
        """Give how many more there may be."""
        return PHOTOS_PER_RECORD_MAX - len(self.photos)


def use_form_photos(draft_id: str, photos: tuple[DraftPhoto, ...]) -> FormPhotos:
    """Give the photos of a form, inside a component."""
    opened, open_photo = ft.use_state(_none())
    covers, set_covers = ft.use_state(False)
    return FormPhotos(use_app(), use_look(), draft_id, photos, opened, open_photo, covers, set_covers)


def _none() -> str | None:
    return None


def form_cover(photos: FormPhotos, chosen: DraftPhoto) -> ft.Control:
    """Draw the page on which something of the photo is covered."""

    async def keep_covered(covered: PreparedPhoto) -> bool:
        done = await written(photos.app, photos.look, cover_draft_photo, photos.draft_id, chosen.id, covered)
        if done is not None:
            photos.open(done.value)
        return done is not None

    return cover_page(Covering(chosen.id, chosen.fields, keep_covered), partial(photos.cover, False))


def tile_px(look: Look) -> float:
    """Give the width of a small photo, wide enough for its word."""
    return _TILE * (_TILE_LARGE if look.measures.large_text else 1)


def form_strip(photos: FormPhotos, width_px: float) -> ft.Control:
    """Show all photos on as many lines as they need; a tap opens one, another closes it."""
    tiles = [_draft_tile(photos, photo, index + 1, width_px) for index, photo in enumerate(photos.photos)]
    return photo_strip(tiles, width_px, gap=TILES_GAP)


@ft.component
def _draft_tile(photos: FormPhotos, photo: DraftPhoto, number: int, width_px: float) -> ft.Control:
    """Show the small picture of one photo of the form."""
    look, selected = photos.look, photo.id == photos.opened
    src = use_picture(photo.id)
    word = role_word(look.t, photo.role)
    do = partial(photos.open, None if selected else photo.id)
    tap = Tap(f"draft-photo-{number}", word, do, selected=selected)
    if src is None:
        return photo_place(look, word, tap, width=width_px)
    return photo_tile(look, Photo(src, number, word, selected=selected), tap, now=photos.app.now(), width=width_px)


def photo_tools(photos: FormPhotos, photo: DraftPhoto) -> ft.Control:
    """Offer what can be done with the photo that is opened."""
    app, look, t = photos.app, photos.look, photos.look.t

    async def arrange(arranged: list[tuple[str, PhotoRole]]) -> None:
        await written(app, look, arrange_draft_photos, photos.draft_id, arranged)

    def with_role(role: PhotoRole) -> list[tuple[str, PhotoRole]]:
        return [(one.id, role if one.id == photo.id else PhotoRole(one.role)) for one in photos.photos]

    async def moved(to: int) -> None:
        others = [one for one in photos.photos if one.id != photo.id]
        ordered = [*others[:to], photo, *others[to:]]
        await arrange([(one.id, PhotoRole(one.role)) for one in ordered])

    async def remove() -> None:
        if await remove_draft_photo(app, look, ft.context.page, photos.draft_id, photo.id):
            photos.open(None)

    roles = [
        Action(f"role-{role}", role_word(t, role), partial(arrange, with_role(role)), selected=photo.role == role)
        for role in FORM_ROLES
    ]
    cover = partial(photos.cover, True)
    hide = Action("photo-cover", t("cover.offer"), cover, word=t("cover.short"), kind=Kind.SOFT, glyph="eye-slash")
    parts: list[ft.Control] = [segmented(look, roles), _narrow(look, hide)]
    parts += [_narrow(look, one) for one in _moves(look, [one.id for one in photos.photos], photo.id, moved)]
    if photo.id != photos.photos[0].id:
        front = Action("photo-first", t("reports.photo_first"), partial(moved, 0), kind=Kind.SOFT)
        parts.append(_narrow(look, front))
    away = Action("photo-remove", t("reports.photo_remove"), remove, word=t("action.remove"), glyph="trash")
    parts.append(_narrow(look, away))
    return row(*parts, gap=TILES_GAP, wrap=True)


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
