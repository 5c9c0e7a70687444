"""The photos of a note, and one of them in full."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.news.queries import NewsPage
from fieldapp.ui.look import Look
from fieldapp.ui.photo_viewer import Viewed, photo_sheet
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.widgets import column, grow, row, section

_ACROSS: Final = 2


def photos_part(look: Look, page: NewsPage, opened: Callable[[str | None], Any]) -> ft.Control:
    """Draw the photos of a note; a tap opens one."""
    tiles = [
        stored_photo(StoredTile(photo, number, says_state=photo.is_mine), partial(opened, photo.id))
        for number, photo in enumerate(page.photos, start=1)
    ]
    across = 1 if look.measures.huge_text else _ACROSS
    lines: list[ft.Control] = [section(look, look.t("news.photos"))]
    for start in range(0, len(tiles), across):
        cells = [grow(tile) for tile in tiles[start : start + across]]
        cells += [grow(ft.Container()) for _ in range(across - len(cells))]
        lines.append(row(*cells, gap=16, top=True))
    return column(*lines, gap=10, stretch=True)


def photo_above(page: NewsPage, photo_id: str, close: Callable[[], None]) -> ft.Control | None:
    """Draw one photo over the page; None when it is gone."""
    shown = next((photo for photo in page.photos if photo.id == photo_id), None)
    if shown is None:
        return None
    return photo_sheet(Viewed(shown, page.author_name if shown.author == page.card.author else ""), close)
