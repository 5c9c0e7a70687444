"""One waiting item as a row of the pill's sheet: what it is, when it was made, why it has not left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import flet as ft

from fieldapp.replica.pill import WaitingItem, WaitReason
from fieldapp.ui import routes
from fieldapp.ui.i18n import Words, percent, stamp
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets.layout import column, grow, outline, pad, row
from fieldapp.ui.widgets.plates import plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, quiet, text
from fieldapp.ui.works import category_glyph, category_name
from sync.core.instants import parse_instant
from sync.core.session import Halt
from sync.records.categories import CATEGORIES

_KIND_GLYPHS: Final = {
    "task": "clipboard-text",
    "report": "megaphone",
    "round": "path",
    "news": "newspaper",
    "acknowledgement": "check-square",
    "attachment": "image",
    "conflict": "arrows-merge",
}
_REASON_GLYPHS: Final = {
    WaitReason.NO_NETWORK: "cloud-slash",
    WaitReason.NEXT_EXCHANGE: "cloud-arrow-up",
    WaitReason.AFTER_TEXT: "clock",
    WaitReason.NO_WIFI: "wifi-slash",
    WaitReason.LOW_BATTERY: "plug",
    WaitReason.SENDING: "circle-half",
}


@dataclass(frozen=True, slots=True)
class Waits:
    """Hold an item, what stopped sending, the moment, and whether it has left since it was listed."""

    item: WaitingItem
    halt: Halt | None
    now: datetime
    has_left: bool = False


_HALTS: Final = {
    Halt.SWITCHED_OFF: "shell.reason_switched_off",
    Halt.SIGNED_OUT: "shell.reason_signed_out",
}


def item_row(look: Look, waits: Waits, go: Callable[[str], Any]) -> ft.Control:
    """Draw an item; a tap opens the record that it belongs to."""
    item, path = waits.item, open_path(waits.item)
    wait = look.tint(Role.DONE if waits.has_left else Role.WAIT).strong
    sign = "check-circle" if waits.has_left else _REASON_GLYPHS[item.reason]
    reason = row(
        glyph(look, sign, look.measures.glyph - 4, color=wait),
        grow(text(look, reason_words(look.t, waits), Style.CHIP, color=wait)),
        gap=6,
    )
    words = column(
        text(look, item_title(look.t, item), Style.BOLD),
        quiet(look, item_line(look.t, item, waits.now), Style.META),
        reason,
        gap=4,
        stretch=True,
    )
    parts: list[ft.Control] = [plate(look, item_glyph(item), 48), grow(words)]
    if path:
        parts.append(glyph(look, "caret-right", color=look.tokens.edge))
    drawn = ft.Container(
        row(*parts, gap=14),
        padding=pad(10, 12),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_TILE,
        border=outline(look),
    )
    label = ", ".join((item_title(look.t, item), item_line(look.t, item, waits.now), reason_words(look.t, waits)))
    return press(look, Tap(f"item-{item.record_id}", label, (lambda: go(path)) if path else None), drawn)


def item_title(t: Words, item: WaitingItem) -> str:
    """Name an item: the record's title or category; a photo or a reading says of what."""
    name = item.title or _category(t, item) or t(f"kind.{item.subject_kind}")
    if item.kind == item.subject_kind:
        return name
    kind = t("voice.name") if item.is_voice else t(f"kind.{item.kind}")
    return t("shell.item_of", kind=kind, what=name)


def _category(t: Words, item: WaitingItem) -> str:
    return category_name(t, item.category) if item.category in CATEGORIES else item.category


def item_line(t: Words, item: WaitingItem, now: datetime) -> str:
    """Say where it is and when it was written."""
    made = t("shell.item_made", at=stamp(t, parse_instant(item.made_at), now)) if item.made_at else ""
    return " · ".join(part for part in (item.number, item.place, made) if part)


def reason_words(t: Words, waits: Waits) -> str:
    """Say why it has not arrived yet."""
    item = waits.item
    if waits.has_left:
        return t("shell.reason_left")
    if waits.halt is not None:
        return t(_HALTS.get(waits.halt, "shell.reason_stopped"))
    if item.reason is WaitReason.SENDING:
        return t("shell.reason_sending", share=percent(t, item.sent_share))
    return t(f"shell.reason_{item.reason.replace('-', '_')}")


def item_glyph(item: WaitingItem) -> str:
    """Give the icon of an item: that of its category, else of its kind."""
    if item.kind in ("report", "task") and item.category in CATEGORIES:
        return category_glyph(item.category)
    return "microphone" if item.is_voice else _KIND_GLYPHS.get(item.kind, "note")


def open_path(item: WaitingItem) -> str:
    """Give where an item is shown; empty when it has no place of its own."""
    match item.subject_kind:
        case "task":
            return routes.task(item.subject_id)
        case "report":
            return routes.report(item.subject_id)
        case "round":
            return routes.round_page(item.subject_id)
        case "news":
            return routes.news_item(item.subject_id)
        case _:
            return ""
