"""Photos on a report that is there: taking one, and looking at one in full."""

from collections.abc import Callable

import flet as ft

from fieldapp.reports import actions, queries
from fieldapp.reports.queries import ReportPage
from fieldapp.ui.app import use_app
from fieldapp.ui.capture_page import Shot, capture_page
from fieldapp.ui.gestures import written
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import use_look
from fieldapp.ui.photo_viewer import Viewed, photo_sheet
from fieldapp.ui.removals import remove_stored_photo
from fieldapp.ui.works import category_name
from sync.records.attachment import PhotoRole


@ft.component
def report_camera(page: ReportPage, role: PhotoRole, close: Callable[[], None]) -> ft.Control:
    """Take a photo; the « after » with the ghost of what was reported."""
    app, look = use_app(), use_look()
    before = page.before if role is PhotoRole.APRES else None

    async def keep() -> bool:
        return await written(app, look, actions.keep_photo, page.card.id) is not None

    words = {PhotoRole.APRES: "reports.take_after", PhotoRole.AVANT: "reports.take_before"}
    title = look.t(words.get(role, "reports.add_photo"))
    name = category_name(look.t, page.card.category)
    return capture_page(Shot("report", page.card.id, title, name, role, before), keep, close)


@ft.component
def photo_viewer(report_id: str, photo_id: str, open_photo: Callable[[str | None], None]) -> ft.Control:
    """Show one photo of the report in full; one's own can be taken away."""
    app, look = use_app(), use_look()
    live = use_live(queries.report_page, report_id, kinds=("attachment", "photo"))
    page = live.value if isinstance(live, Filled) else None
    shown = next((photo for photo in (page.photos if page else ()) if photo.id == photo_id), None)

    async def remove() -> None:
        if await remove_stored_photo(app, look, photo_id):
            open_photo(None)

    if shown is None or page is None:
        return ft.Container()
    is_own = shown.author == app.agent.id
    return photo_sheet(
        Viewed(shown, page.names.get(shown.author, "")), lambda: open_photo(None), remove if is_own else None
    )
