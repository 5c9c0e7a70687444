"""Photos and documents of a note: added in the composer, opened on the page, kept in the vault's files.

A document is a PDF. It is opened by keeping a copy where the reader says: this app draws pictures and no PDF, and a
copy outside the vault is made by his own gesture only.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.device.documents import DocumentRefused, DocumentTrouble, PreparedDocument, prepare_document
from fieldapp.news.queries import NewsPage
from fieldapp.news.queries_form import Attached
from fieldapp.replica.attached import StoredFile
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.photo_shelf import ask_for_photo
from fieldapp.ui.app import App, use_app
from fieldapp.ui.capture import picked
from fieldapp.ui.gestures import tell_trouble
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import size
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import use_picture
from fieldapp.ui.tokens import RADIUS_CHIP, RADIUS_TILE, Style
from fieldapp.ui.widgets import (
    Action,
    Tap,
    button,
    column,
    glyph,
    grow,
    icon_button,
    outline,
    pad,
    plate,
    press,
    quiet,
    row,
    section,
    text,
    tight_row,
)
from sync.records.attachment import DOCUMENT_BYTES_MAX, PHOTOS_PER_RECORD_MAX
from sync.records.base import DESK_ROLES

_SIDE: Final = 48


@dataclass(frozen=True, slots=True)
class Files:
    """What is on the note that is written, and what adds to it or takes from it."""

    attached: tuple[Attached, ...]
    add_photo: Callable[[Any], Awaitable[Any]]
    add_document: Callable[[PreparedDocument], Awaitable[Any]]
    drop: Callable[[Attached], Any]

    @property
    def room(self) -> int:
        """Give how many more it takes."""
        return max(0, PHOTOS_PER_RECORD_MAX - len(self.attached))


def left_on(attached: Sequence[Attached], dropped: Sequence[str]) -> tuple[Attached, ...]:
    """Give what stays on a note."""
    return tuple(one for one in attached if one.id not in dropped)


@ft.component
def files_part(files: Files) -> ft.Control:
    """Show what is attached, with the two ways to add more."""
    app, look = use_app(), use_look()
    t = look.t

    async def add_photos() -> None:
        for photo in await picked(app, look, files.room):
            await files.add_photo(photo)

    async def add_documents() -> None:
        for chosen in await app.device.pick_documents(files.room):
            document = _prepared(app, look, chosen.name, chosen.content)
            if document is not None:
                await files.add_document(document)

    lines: list[ft.Control] = [text(look, t("news.files"), Style.STRONG, color=look.tokens.ink2)]
    photos = [one.id for one in files.attached if not one.name]
    for one in files.attached:
        name = one.name or t("news.file_photo", n=photos.index(one.id) + 1)
        may_drop = one.is_new or one.author == app.agent.id or app.agent.role in DESK_ROLES
        lines.append(attached_row(one, name, partial(files.drop, one) if may_drop else None))
    if files.room:
        actions = [
            Action("add-photos", t("news.add_photos"), add_photos, glyph="images"),
            Action("add-documents", t("news.add_document"), add_documents, glyph="file-pdf"),
        ]
        lines.append(row(*(tight_row(button(look, action)) for action in actions), gap=8, wrap=True))
    told = t("news.files_limit", n=PHOTOS_PER_RECORD_MAX, size=size(t, DOCUMENT_BYTES_MAX))
    lines.append(quiet(look, told if files.room else t("news.files_full", n=PHOTOS_PER_RECORD_MAX), Style.META))
    return column(*lines, gap=8, stretch=True)


def _prepared(app: App, look: Look, name: str, content: bytes) -> PreparedDocument | None:
    """Prepare a document; one that cannot be attached is named, with what to do."""
    try:
        return prepare_document(name, content)
    except DocumentRefused as refused:
        if refused.trouble is DocumentTrouble.TOO_LARGE:
            tell_trouble(app, look, "news.file_too_large", name=name, size=size(look.t, DOCUMENT_BYTES_MAX))
        else:
            tell_trouble(app, look, "news.file_unreadable", name=name)
        return None


@ft.component
def attached_row(one: Attached, name: str, drop: Callable[[], Any] | None) -> ft.Control:
    """Draw one attachment of the composer: its picture or a plate, its name and size, and the way out."""
    look = use_look()
    src = use_picture(one.id if not one.name else None)
    side = look.measures.plate(_SIDE)
    picture: ft.Control = plate(look, "image" if not one.name else "file-pdf", _SIDE)
    if src is not None:
        image = ft.Image(src=src, width=side, height=side, fit=ft.BoxFit.COVER, exclude_from_semantics=True)
        picture = ft.Container(image, border_radius=RADIUS_CHIP, clip_behavior=ft.ClipBehavior.ANTI_ALIAS)
    lines = None if look.measures.large_text else 1
    words = column(
        text(look, name, Style.STRONG, lines=lines), quiet(look, size(look.t, one.size_bytes), Style.META), gap=2
    )
    parts: list[ft.Control] = [picture, grow(words)]
    if drop is not None:
        parts.append(icon_button(look, Tap(f"drop-file-{one.id}", look.t("news.file_drop", name=name), drop), "x"))
    return _framed(look, row(*parts, gap=12))


def documents_part(look: Look, page: NewsPage, width: float) -> ft.Control:
    """Draw the documents of a note, as wide as its text; a tap opens one."""
    rows = [document_row(one) for one in page.documents]
    drawn = column(section(look, look.t("news.documents")), *rows, gap=10, stretch=True)
    return ft.Row([ft.Container(drawn, width=width)])


@ft.component
def document_row(one: StoredFile) -> ft.Control:
    """Draw one document: here, or fetched by a tap when the network is there."""
    app, look = use_app(), use_look()
    t = look.t

    async def open_it() -> None:
        content = await asyncio.to_thread(photo_bytes, app.replica.files, one.id)
        if content is None:
            await ask_for_photo(app.replica, one.id)
            app.say(t("news.document_asked"))
        elif await app.device.save_file(one.name, content):
            app.say(t("news.document_kept", name=one.name))

    where = t("news.document_here" if one.is_here else "news.document_away")
    if one.is_mine and one.received_at is None:
        where = t("sync.photo_to_send")
    told = dotted(size(t, one.size_bytes), where)
    words = column(text(look, one.name, Style.STRONG), quiet(look, told, Style.META), gap=2)
    end = glyph(look, "download-simple", look.measures.glyph, color=look.tokens.ink2)
    label = f"{one.name}, {told}"
    drawn = _framed(look, row(plate(look, "file-pdf", _SIDE), grow(words), end, gap=12))
    return press(look, Tap(f"document-{one.id}", label, open_it), drawn)


def _framed(look: Look, content: ft.Control) -> ft.Container:
    ground = look.tokens.card
    return ft.Container(content, padding=pad(10, 12), bgcolor=ground, border_radius=RADIUS_TILE, border=outline(look))
