"""A note as a row: what must be confirmed is yellow and says so, what is unread is bold, what is read is quiet."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import flet as ft

from fieldapp.news.queries import NewsCard
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import ago, listing, moment
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    CHIPS_MAX,
    Sign,
    Tap,
    chip,
    column,
    glyph,
    grow,
    pad,
    plate,
    press,
    quiet,
    row,
    sign_word,
    tag,
    text,
)
from sync.core.instants import instant, parse_instant
from sync.records.news import Importance, NewsStatus

LEVEL_GLYPHS: Final = {
    Importance.INFORMATION: "newspaper",
    Importance.IMPORTANTE: "bell",
    Importance.OBLIGATOIRE: "shield-check",
}
GLYPHS: Final = {
    Importance.OBLIGATOIRE: "megaphone",
    Importance.IMPORTANTE: "bell",
    Importance.INFORMATION: "newspaper",
}


def news_row(look: Look, card: NewsCard, now: datetime, do: Callable[[], Any], *, selected: bool = False) -> ft.Control:
    """Draw a note as a row that opens it: yellow while it must be confirmed, bold while it is unread."""
    line = news_line(look, card, now)
    words = [card.title, line, listing(look.t, [_word(look, sign, word) for sign, word in _signs(look, card, now)])]
    label = ", ".join(part for part in words if part)
    return press(look, Tap(f"news-{card.id}", label, do, selected=selected), _drawn(look, card, now, selected))


def news_line(look: Look, card: NewsCard, now: datetime) -> str:
    """Say who speaks, since when, and how long the text takes."""
    is_out = card.published_at and card.status in (NewsStatus.PUBLIE, NewsStatus.RETIRE)
    age = ago(look.t, parse_instant(card.published_at), now) if is_out else ""
    return dotted(card.source, age, look.t("news.reading", n=card.reading_minutes))


def news_tags(look: Look, card: NewsCard, now: datetime) -> list[ft.Container]:
    """Draw the states of a note."""
    return [
        chip(look, sign, word or None)
        if isinstance(sign, Sign)
        else tag(look, word, name=sign, role=Role.ACCENT if sign == "circle" else Role.NEUTRAL)
        for sign, word in _signs(look, card, now)
    ]


def _signs(look: Look, card: NewsCard, now: datetime) -> list[tuple[Sign | str, str]]:
    """Give the states of a note: a sign of the town, or a glyph with its word."""
    t = look.t
    first = _reading_sign(look, card, now)
    found: list[tuple[Sign | str, str]] = [first] if first else []
    if card.is_reminded and card.is_current(instant(now)):
        found.append(("bell", t("news.reminded")))
    if card.unsent:
        found.append((Sign.TO_SEND, ""))
    elif card.pinned:
        found.append(("push-pin", t("news.pinned")))
    elif card.category:
        found.append(("tag", card.category))
    return found[:CHIPS_MAX]


def _reading_sign(look: Look, card: NewsCard, now: datetime) -> tuple[Sign | str, str] | None:
    t = look.t
    if card.status is NewsStatus.BROUILLON:
        return Sign.DRAFT, ""
    if card.status is NewsStatus.PROGRAMME:
        return "clock-countdown", t("news.scheduled", at=moment(t, parse_instant(card.published_at), now))
    if card.status is NewsStatus.RETIRE:
        return "eye-slash", t("news.withdrawn")
    if not card.is_current(instant(now)):
        # Nobody is asked to read it any more.
        return "calendar-x", t("news.expired")
    if card.asks:
        return Sign.MANDATORY, t("news.changed") if card.reading.knew_earlier else ""
    if card.is_unread:
        return "circle", t("news.unread")
    if card.is_mandatory and card.reading.acknowledged_at:
        return Sign.READ, t("news.understood")
    return None


def _word(look: Look, sign: Sign | str, word: str) -> str:
    return word or (sign_word(look, sign) if isinstance(sign, Sign) else "")


def _drawn(look: Look, card: NewsCard, now: datetime, selected: bool) -> ft.Container:
    tokens, field = look.tokens, look.measures.field
    role = Role.WAIT if card.asks else Role.ACCENT
    chips, line = news_tags(look, card, now), news_line(look, card, now)
    if selected or card.asks:
        # A quiet chip would have the colour of its ground.
        for one in chips:
            one.bgcolor = tokens.card
    style = Style.ROW if card.is_unread else Style.LEAD
    words: list[ft.Control] = [
        text(look, card.title, style, lines=2),
        quiet(look, line, Style.BODY if field else Style.META),
    ]
    if chips:
        words.append(row(*chips, gap=8, wrap=True))
    parts: list[ft.Control] = [
        plate(look, GLYPHS[card.importance], role=role, solid=card.asks or selected),
        grow(column(*words, gap=5)),
    ]
    if field:
        parts.append(glyph(look, "caret-right", look.measures.glyph - 2, color=tokens.edge))
    return ft.Container(
        row(*parts, gap=18 if field else 12),
        padding=pad(14, 16) if field else pad(13, 12),
        bgcolor=_ground(look, card, selected),
        border_radius=RADIUS_CARD if field else RADIUS_TILE if selected or card.asks else 0,
        border=_border(look, card, selected),
    )


def _ground(look: Look, card: NewsCard, selected: bool) -> str | None:
    if card.asks:
        return look.tint(Role.WAIT).soft
    if selected:
        return look.tint(Role.ACCENT).soft
    return look.tokens.card if look.measures.field else None


def _border(look: Look, card: NewsCard, selected: bool) -> ft.Border:
    tokens = look.tokens
    if selected:
        return ft.Border.all(3 if look.measures.field else 2, tokens.accent)
    if card.asks:
        return ft.Border.all(max(1.5, tokens.border), look.tint(Role.WAIT).strong)
    if look.measures.field:
        return ft.Border.all(tokens.border, tokens.line)
    return ft.Border(bottom=ft.BorderSide(tokens.border, tokens.line))
