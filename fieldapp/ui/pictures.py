"""Photos of records on the screen: their bytes come from the vault's files, read aside and never onto the disk.

    stored_photo(StoredTile(photo, 1), partial(open_photo, photo.id))

A photo that is not on this device yet (a colleague's, before its bytes came) holds its place and says so.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from fieldapp.replica.attached import StoredPhoto
from fieldapp.replica.photo_files import photo_bytes, thumbnail_bytes
from fieldapp.replica.voices import StoredVoice
from fieldapp.ui.app import use_app
from fieldapp.ui.boundary import Done, attempt
from fieldapp.ui.i18n import Words, stamp
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_TILE, Style
from fieldapp.ui.widgets import (
    Photo,
    PhotoReceived,
    PhotoSending,
    PhotoState,
    PhotoToSend,
    Tap,
    centred,
    glyph,
    photo_tile,
    press,
)
from sync.core.instants import parse_instant

SMALL_WIDTH_MAX: Final = 260
"""A wider tile shows the photo itself: its small picture would be a blur."""


@dataclass(frozen=True, slots=True)
class StoredTile:
    """Say which photo is shown, as the how-manieth, and how wide (None: as wide as its place)."""

    photo: StoredPhoto
    number: int
    what: str = ""
    """What stands on it; its role when empty."""
    width: float | None = None
    selected: bool = False
    says_state: bool = True


@ft.component
def stored_photo(tile: StoredTile, do: Callable[[], Any] | None = None) -> ft.Control:
    """Show one photo of a record; a tap opens it."""
    app, look = use_app(), use_look()
    photo = tile.photo
    small = tile.width is not None and tile.width <= SMALL_WIDTH_MAX
    src = use_picture(photo.id, whole=not small and photo.has_original, there=photo.has_thumbnail or photo.has_original)
    what = tile.what or role_word(look.t, photo.role)
    tap = Tap(f"photo-{photo.id}", what, do, selected=tile.selected or None) if do else None
    if src is None:
        return photo_place(look, what, tap, width=tile.width)
    state = photo_state(photo) if tile.says_state else None
    shown = Photo(src, tile.number, what, state, selected=tile.selected)
    return photo_tile(look, shown, tap, now=app.now(), width=tile.width)


def use_picture(photo_id: str | None, *, whole: bool = False, there: bool = True) -> bytes | None:
    """Give the bytes of a photo once they are read, inside a component; None before and without any."""
    app, page = use_app(), ft.context.page
    shown, set_shown = ft.use_state(_nothing_read())

    async def read() -> None:
        assert photo_id is not None, "only a photo is read"
        reader = photo_bytes if whole else thumbnail_bytes
        # A damaged file is a fault that is logged and a picture that is not shown; the record stays readable.
        outcome = await attempt(lambda: asyncio.to_thread(reader, app.replica.files, photo_id))
        set_shown((photo_id, outcome.value if isinstance(outcome, Done) else None))

    def begin() -> None:
        if photo_id is not None and there:
            page.run_task(read)

    ft.use_effect(begin, [photo_id, whole, there])
    return shown[1] if shown[0] == photo_id else None


def photo_state(photo: StoredPhoto | StoredVoice) -> PhotoState | None:
    """Give how far a photo or a voice note has gone; None for a colleague's that has not arrived."""
    if photo.received_at is not None:
        return PhotoReceived(parse_instant(photo.received_at))
    if not photo.is_mine:
        return None
    return PhotoSending(photo.sent_share) if photo.sent_share else PhotoToSend()


def role_word(t: Words, role: str) -> str:
    """Say what a photo shows."""
    return t(f"photo.role_{role}") if t.has(f"photo.role_{role}") else t("photo.role_ensemble")


def taken_word(look: Look, photo: StoredPhoto, now: Any) -> str:
    """Say what a photo shows and when it was taken: « Avant · 09:12 »."""
    word = role_word(look.t, photo.role)
    return f"{word} · {stamp(look.t, parse_instant(photo.taken_at), now)}" if photo.taken_at else word


def photo_place(look: Look, what: str, tap: Tap | None, *, width: float | None = None) -> ft.Control:
    """Hold the place of a photo whose bytes are not here (yet)."""
    words = ft.Column(
        [
            glyph(look, "image", look.measures.glyph + 6, color=look.tokens.ink2),
            centred(look, what, Style.CHIP, color=look.tokens.ink2),
        ],
        spacing=4,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    drawn = ft.Container(
        words,
        width=width,
        aspect_ratio=4 / 3,
        bgcolor=look.tokens.sunk,
        border_radius=RADIUS_TILE,
        alignment=ft.Alignment.CENTER,
    )
    label = look.t("photo.not_here", what=what)
    if tap is None:
        return ft.Semantics(label=label, image=True, exclude_semantics=True, content=drawn)
    return press(look, Tap(tap.identifier, label, tap.do, selected=tap.selected), drawn)


def _nothing_read() -> tuple[str | None, bytes | None]:
    return None, None
