"""A page that takes one photo: the camera with the ghost of « before », or a file where there is no camera.

What was taken is looked at before it is kept: take it again, cover a face or a plate, keep it. Until then nothing of
it leaves the device, and a kill loses nothing: whoever opens the page again finds the photo that waits.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

import flet as ft

from fieldapp.device.photos import PreparedPhoto
from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.attached import StoredPhoto
from fieldapp.replica.drafts import DraftPhoto
from fieldapp.replica.shots import ShotOf, cover_shot, hold_shot, shot_id, shot_of
from fieldapp.ui.app import status_pill, use_app
from fieldapp.ui.capture import Sight, finder_view, picked, shutter, taken, use_finder, use_shutter_keys
from fieldapp.ui.cover_page import Covering, cover_page
from fieldapp.ui.gestures import written
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import use_look
from fieldapp.ui.pictures import role_word, use_picture
from fieldapp.ui.removals import remove_draft_photo
from fieldapp.ui.tokens import RADIUS_CARD
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    bar_frame,
    bottom_bar,
    button,
    column,
    grow,
    icon_button,
    pad,
    page_frame,
    page_header,
    quiet,
    row,
    waiting_state,
)

_SIDE: Final = 72


@dataclass(frozen=True, slots=True)
class Shot:
    """Say what is taken and for what: the page's words, the photo's role, and the photo whose ghost helps."""

    kind: str
    record_id: str
    title: str
    sub: str
    role: str
    before: StoredPhoto | None = None
    item: str | None = None
    """The item of the checklist that the photo answers."""


Keep = Callable[[], Awaitable[bool]]
"""Puts the photo that waits on the record; says whether it did."""


@ft.component
def capture_page(shot: Shot, keep: Keep, close: Callable[[], None]) -> ft.Control:
    """Take a photo or choose one, look at it, keep it; the page then closes."""
    look = use_look()
    held = use_live(shot_of, shot.kind, shot.record_id, kinds=(DRAFT,))
    if not isinstance(held, Filled):
        header = page_header(
            look, shot.title, sub=shot.sub, back=Tap("close", look.t("action.close"), close), end=status_pill()
        )
        return page_frame(header, waiting_state(look))
    if held.value is not None:
        return review_page(shot, held.value, keep, close)
    return camera_page(shot, close)


@ft.component
def camera_page(shot: Shot, close: Callable[[], None]) -> ft.Control:
    """Look through the camera and take the picture."""
    app, look = use_app(), use_look()
    t, finder, before = look.t, use_finder(), shot.before
    ghost = use_picture(before.id if before else None, whole=bool(before and before.has_original), there=bool(before))

    async def hold(photos: Iterable[PreparedPhoto]) -> None:
        for photo in photos:
            await written(app, look, hold_shot, ShotOf(shot.kind, shot.record_id, shot.role, shot.item), photo)

    async def take() -> None:
        await hold(await taken(app, look, finder))

    async def pick() -> None:
        await hold(await picked(app, look, 1))

    use_shutter_keys(take, enabled=finder.is_open)
    gallery = Tap("gallery", t("photo.pick"), pick)
    sight = Sight(tip=t("camera.tip"), badge=role_word(t, shot.role), ghost=ghost)
    view = finder_view(look, finder, sight, pick=gallery)
    header = page_header(look, shot.title, sub=shot.sub, back=Tap("close", t("action.close"), close), end=status_pill())
    body = ft.Container(view, padding=pad(0, look.measures.margin, bottom=16))
    if not finder.is_there:
        return page_frame(header, body)
    # The shutter stands in the middle of the bar, for either thumb.
    beside = icon_button(look, gallery, "images", size=_SIDE)
    trigger = shutter(look, Tap("shutter", t("photo.take"), take, enabled=finder.is_open))
    bar = bar_frame(
        look, row(grow(quiet(look, "")), trigger, grow(ft.Row([beside], alignment=ft.MainAxisAlignment.END)))
    )
    return page_frame(header, body, bar=bar)


@ft.component
def review_page(shot: Shot, photo: DraftPhoto, keep: Keep, close: Callable[[], None]) -> ft.Control:
    """Look at what was taken: keep it, cover something, or take it again."""
    app, look = use_app(), use_look()
    covers, set_covers = ft.use_state(False)
    src = use_picture(photo.id, whole=True)
    t, of, page = look.t, (shot.kind, shot.record_id), ft.context.page

    async def again() -> None:
        await remove_draft_photo(app, look, page, shot_id(*of), photo.id)

    async def keep_it() -> None:
        if await keep():
            app.say(t("photo.kept"))
            close()

    async def keep_covered(covered: PreparedPhoto) -> bool:
        return await written(app, look, cover_shot, *of, photo.id, covered) is not None

    if covers:
        return cover_page(Covering(photo.id, photo.fields, keep_covered), partial(set_covers, False))
    what = role_word(t, photo.role)
    picture: ft.Control = ft.Container(expand=True)
    if src is not None:
        drawn = ft.Image(src=src, fit=ft.BoxFit.CONTAIN, expand=True, exclude_from_semantics=True)
        picture = ft.Semantics(label=what, image=True, exclude_semantics=True, content=drawn, expand=True)
    cover = button(
        look, Action("cover", t("cover.offer"), partial(set_covers, True), kind=Kind.SOFT, glyph="eye-slash")
    )
    whole = ft.Column(
        [ft.Container(picture, expand=True, bgcolor=look.tokens.sunk, border_radius=RADIUS_CARD), cover],
        spacing=12,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    header = page_header(
        look, t("photo.look"), sub=what, back=Tap("close", t("action.close"), close), end=status_pill()
    )
    primary = Action("primary", t("photo.keep"), keep_it, kind=Kind.PRIMARY, glyph="check")
    retake = Action("retake", t("photo.again"), again, glyph="camera")
    above = ft.Container(column(quiet(look, t("photo.held"))), padding=pad(0, look.measures.margin + 4, bottom=10))
    body = ft.Container(whole, padding=pad(0, look.measures.margin, bottom=12), expand=True)
    return page_frame(header, body, bar=bottom_bar(look, primary, retake), above_bar=above)
