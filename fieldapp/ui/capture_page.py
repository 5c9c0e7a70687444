"""A page that takes one photo: the camera with the ghost of « before », or a file where there is no camera."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

import flet as ft

from fieldapp.device.photos import PreparedPhoto
from fieldapp.replica.attached import StoredPhoto
from fieldapp.ui.app import use_app
from fieldapp.ui.capture import Sight, finder_view, picked, shutter, taken, use_finder
from fieldapp.ui.look import use_look
from fieldapp.ui.pictures import role_word, use_picture
from fieldapp.ui.widgets import Tap, bar_frame, grow, icon_button, pad, page_frame, page_header, quiet, row

_SIDE: Final = 72


@dataclass(frozen=True, slots=True)
class Shot:
    """Say what is taken: the page's words, the photo's role, and the photo whose ghost helps to frame it."""

    title: str
    sub: str
    role: str
    before: StoredPhoto | None = None


@ft.component
def capture_page(shot: Shot, keep: Callable[[PreparedPhoto], Awaitable[bool]], close: Callable[[], None]) -> ft.Control:
    """Take a photo or choose one; `keep(photo)` says whether it is kept, and the page closes."""
    app, look = use_app(), use_look()
    t, finder, before = look.t, use_finder(), shot.before
    ghost = use_picture(before.id if before else None, whole=bool(before and before.has_original), there=bool(before))

    async def kept(photos: Iterable[PreparedPhoto]) -> None:
        for photo in photos:
            if await keep(photo):
                app.say(t("photo.kept"))
                close()

    async def take() -> None:
        await kept(await taken(app, look, finder))

    async def pick() -> None:
        await kept(await picked(app, look, 1))

    gallery = Tap("gallery", t("photo.pick"), pick)
    sight = Sight(tip=t("camera.tip"), badge=role_word(t, shot.role), ghost=ghost)
    view = finder_view(look, finder, sight, pick=gallery)
    header = page_header(look, shot.title, sub=shot.sub, back=Tap("close", t("action.close"), close))
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
