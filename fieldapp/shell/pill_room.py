"""Room and data in the pill's sheet: what photos take here, what may leave, what the day cost on the line."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import flet as ft

from fieldapp.replica.announcements import PHOTO, TRAFFIC
from fieldapp.replica.storage import (
    KEPT_DAYS,
    LOW_ROOM_BYTES,
    DayTraffic,
    PhotoRoom,
    day_traffic,
    free_room,
    photo_room,
)
from fieldapp.shell.office import Office
from fieldapp.ui.app import App, use_app
from fieldapp.ui.i18n import size
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import Action
from fieldapp.ui.widgets.figures import meter
from fieldapp.ui.widgets.holds import hold_button
from fieldapp.ui.widgets.layout import card, column, grow, row
from fieldapp.ui.widgets.text import glyph, heading, quiet, text
from sync.core.instants import instant


def use_room_part(office: Office) -> ft.Control:
    """Draw both gauges, and let the agent free what the town hall has.

    A hook of the sheet and no component: within a dialog a component that draws again by itself loses its context.
    """
    app, look = use_app(), use_look()
    opened, _ = ft.use_state(_now(app))
    before, on = instant(opened - timedelta(days=KEPT_DAYS)), opened.date().isoformat()
    photos = use_live(photo_room, before, kinds=(PHOTO,))
    moved = use_live(day_traffic, on, kinds=(TRAFFIC,))
    t, (free, total) = look.t, office.room.last()
    room = photos.value if isinstance(photos, Filled) else PhotoRoom(0, 0, 0, 0)
    noted = moved.value if isinstance(moved, Filled) else DayTraffic(on)
    fresh = office.line.connection.traffic
    sent = size(t, noted.sent_bytes + fresh.sent_bytes)
    received = size(t, noted.received_bytes + fresh.received_bytes)

    async def let_go() -> None:
        freed = await app.replica.transact(lambda session: free_room(session, before))
        await office.room.measure()
        app.say(t("room.freed", size=size(t, freed)))

    is_low = free < LOW_ROOM_BYTES
    parts: list[ft.Control] = [
        heading(look, t("room.title"), level=2, style=Style.BOLD),
        _free(look, free, total, is_low=is_low),
        _told(look, "images", t("room.photos", n=room.kept, size=size(t, room.kept_bytes))),
        *_freeing(look, room, let_go),
        _told(look, "cloud-arrow-up", t("room.traffic", sent=sent, received=received)),
    ]
    return ft.Semantics(identifier="device-room", content=card(look, column(*parts, gap=12, stretch=True)))


def _now(app: App) -> datetime:
    return app.now()


def _free(look: Look, free: int, total: int, *, is_low: bool) -> ft.Control:
    t, role = look.t, Role.LATE if is_low else Role.ACCENT
    word = t("room.low" if is_low else "room.free", size=size(t, free))
    ink = look.tint(Role.LATE).strong if is_low else None
    line = row(
        glyph(look, "warning" if is_low else "device-tablet", color=ink or look.tokens.ink2),
        grow(text(look, word, Style.STRONG, color=ink)),
        gap=12,
    )
    gauge = meter(look, [((total - free) / total if total else 0.0, role)], label=word)
    return column(line, gauge, gap=8, stretch=True)


def _freeing(look: Look, room: PhotoRoom, let_go: Callable[[], Any]) -> list[ft.Control]:
    """Offer to free what may leave, and say what that is; what cannot be undone wants a long press."""
    t = look.t
    if not room.spare:
        return [quiet(look, t("room.nothing_spare"), Style.META)]
    label = t("room.free_do", size=size(t, room.spare_bytes))
    told = quiet(look, t("room.free_line", n=room.spare), Style.META)
    return [told, hold_button(Action("free-room", label, let_go, glyph="eraser"))]


def _told(look: Look, name: str, words: str) -> ft.Control:
    return row(glyph(look, name, color=look.tokens.ink2), grow(text(look, words)), gap=12, top=True)
