"""The part of the pill's sheet by which work leaves without a network: the export to a file."""

from datetime import datetime
from typing import Final

import flet as ft

from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING
from fieldapp.replica.parcels import Exported, Packed, exported
from fieldapp.shell.exporting import NotExported, export
from fieldapp.shell.office import Office
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import tell_trouble
from fieldapp.ui.i18n import clock
from fieldapp.ui.i18n.moments import date_of
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action, button
from fieldapp.ui.widgets.layout import card, column, grow, row
from fieldapp.ui.widgets.text import glyph, heading, quiet, text
from sync.core.instants import parse_instant

AT_REST: Final = -1
"""The share that is packed while nothing is being packed."""


def use_parcel_part(office: Office, *, waits: bool) -> list[ft.Control]:
    """Draw the way out by a file, where something waits; an export never makes anything count as received.

    A hook of the sheet, as `use_room_part` is.
    """
    app, look = use_app(), use_look()
    note = use_live(exported, kinds=(OUTBOX, PHOTO, STANDING))
    share, set_share = ft.use_state(AT_REST)
    t = look.t

    def told(done: int, whole: int) -> None:
        set_share(100 * done // whole if whole else 0)

    async def leave() -> None:
        told(0, 0)
        try:
            _tell(app, look, await export(office, app.device, told))
        finally:
            set_share(AT_REST)

    if not waits:
        return []
    word = t("parcel.do") if share == AT_REST else t("parcel.packing", share=share)
    parts = [
        heading(look, t("parcel.title"), level=2, style=Style.BOLD),
        *_note(look, note.value if isinstance(note, Filled) else None, app.now()),
        quiet(look, t("parcel.line"), Style.META),
        button(look, Action("export-parcel", word, leave, glyph="export", enabled=share == AT_REST)),
    ]
    return [ft.Semantics(identifier="parcel", content=card(look, column(*parts, gap=12, stretch=True)))]


def _note(look: Look, note: Exported | None, now: datetime) -> list[ft.Control]:
    if note is None:
        return []
    at = parse_instant(note.at)
    day = date_of(look.t, at.astimezone(now.tzinfo).date())
    words = look.t("parcel.exported", day=day, at=clock(at, now))
    ink = look.tint(Role.WAIT).strong
    line = row(glyph(look, "clock", color=ink), grow(text(look, words, Style.STRONG, color=ink)), gap=12, top=True)
    return [ft.Semantics(identifier="parcel-note", content=line)]


def _tell(app: App, look: Look, outcome: Packed | NotExported) -> None:
    match outcome:
        case NotExported.NOT_KEPT:
            app.say(look.t("parcel.not_kept"))
        case NotExported():
            tell_trouble(app, look, f"parcel.{outcome.value}")
        case Packed(missing=missing) if missing:
            tell_trouble(app, look, "parcel.kept_without", n=missing)
        case Packed():
            app.say(look.t("parcel.kept", name=outcome.file_name))
