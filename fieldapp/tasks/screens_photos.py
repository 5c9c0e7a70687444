"""The photos of a task: before and after side by side, the camera with its ghost, one photo in full."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.attached import StoredPhoto
from fieldapp.tasks import actions, queries
from fieldapp.tasks.queries import TaskPage
from fieldapp.ui.app import use_app
from fieldapp.ui.capture_page import Shot, capture_page
from fieldapp.ui.gestures import written
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.photo_viewer import Viewed, photo_sheet
from fieldapp.ui.pictures import StoredTile, stored_photo, taken_word, use_picture
from fieldapp.ui.removals import remove_stored_photo
from fieldapp.ui.widgets import (
    Tap,
    column,
    ghost_tile,
    grow,
    quiet,
    row,
    section,
)
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole

Takes = Mapping[PhotoRole, Callable[[], Any]]
_ACROSS: Final = 2
_ACROSS_AT_DESK: Final = 3


def photo_part(look: Look, page: TaskPage, takes: Takes | None, opened: Callable[[str], Any]) -> ft.Control:
    """Draw before and after, then the other photos; `takes` is None where no photo may be added."""
    t = look.t
    tiles: list[ft.Control] = []
    number = 0
    if page.before is not None:
        number += 1
        tiles.append(before_tile(page.before, number, partial(opened, page.before.id)))
    elif takes is not None:
        tiles.append(ghost_tile(look, Tap("take-before", t("tasks.take_before"), takes[PhotoRole.AVANT]), None))
    for photo in _others(page):
        number += 1
        tiles.append(stored_photo(StoredTile(photo, number), partial(opened, photo.id)))
    if takes is not None and len(page.photos) < PHOTOS_PER_RECORD_MAX:
        word = t("tasks.another_after") if page.after else t("tasks.take_after")
        tile = take_after(page.before, Tap("take-after", word, takes[PhotoRole.APRES]))
        tiles.insert(len(tiles) if page.after else 1, tile)
    if not tiles:
        return section(look, t("tasks.photos"), sub=t("tasks.no_photo"))
    hint = quiet(look, t("tasks.ghost_hint")) if takes is not None and page.before and not page.after else None
    lines = [section(look, t("tasks.photos"), end=hint)]
    across = 1 if look.measures.huge_text else _ACROSS if look.measures.field else _ACROSS_AT_DESK
    for start in range(0, len(tiles), across):
        cells = [grow(tile) for tile in tiles[start : start + across]]
        cells += [grow(ft.Container()) for _ in range(across - len(cells))]
        lines.append(row(*cells, gap=16, top=True))
    return column(*lines, gap=10, stretch=True)


@ft.component
def before_tile(photo: StoredPhoto, number: int, do: Callable[[], Any]) -> ft.Control:
    """Show the « before » with the moment at which it was taken."""
    app, look = use_app(), use_look()
    return stored_photo(StoredTile(photo, number, taken_word(look, photo, app.now()), says_state=photo.is_mine), do)


@ft.component
def take_after(before: StoredPhoto | None, tap: Tap) -> ft.Control:
    """Ask for the « after » over the ghost of the « before »."""
    look = use_look()
    ghost = use_picture(before.id if before else None, there=before is not None and before.has_thumbnail)
    return ghost_tile(look, tap, ghost)


@ft.component
def after_camera(page: TaskPage, role: PhotoRole, close: Callable[[], None]) -> ft.Control:
    """Take a photo; the « after » with the ghost of « before »."""
    app, look = use_app(), use_look()

    async def keep() -> bool:
        return await written(app, look, actions.keep_photo, page.card.id) is not None

    title = look.t("tasks.take_after") if role is PhotoRole.APRES else look.t("tasks.take_before")
    before = page.before if role is PhotoRole.APRES else None
    return capture_page(Shot("task", page.card.id, title, page.card.title, role, before), keep, close)


@ft.component
def check_camera(page: TaskPage, item: str | None, close: Callable[[], None]) -> ft.Control:
    """Take the photo that shows an item of the checklist, or why it is not OK."""
    app, look = use_app(), use_look()
    label = next((check.label for check in page.checks if check.id == item), page.card.title)

    async def keep() -> bool:
        return await written(app, look, actions.keep_check_photo, page.card.id) is not None

    shot = Shot("task", page.card.id, look.t("tasks.nok_photo_title"), label, PhotoRole.CONTROLE, item=item)
    return capture_page(shot, keep, close)


@ft.component
def photo_viewer(task_id: str, photo_id: str, open_photo: Callable[[str | None], None]) -> ft.Control:
    """Show one photo of the task in full; one's own can be taken away."""
    app, look = use_app(), use_look()
    live = use_live(queries.task_page, task_id, kinds=("attachment", "photo"))
    page = live.value if isinstance(live, Filled) else None
    shown = [photo for photo in ((page.before,) if page and page.before else ()) if photo.id == photo_id]
    shown += [photo for photo in (page.photos if page else ()) if photo.id == photo_id]

    async def remove() -> None:
        if await remove_stored_photo(app, look, photo_id):
            open_photo(None)

    if not shown or page is None:
        return ft.Container()
    is_own = any(photo.id == photo_id and photo.author == app.agent.id for photo in page.photos)
    return photo_sheet(
        Viewed(shown[0], page.names.get(shown[0].author, "")), lambda: open_photo(None), remove if is_own else None
    )


def _others(page: TaskPage) -> list[StoredPhoto]:
    """Give the photos beside the « before » that is shown, the « after » first."""
    rest = [photo for photo in page.photos if page.before is None or photo.id != page.before.id]
    return sorted(rest, key=lambda photo: photo.role != PhotoRole.APRES)
