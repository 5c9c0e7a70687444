"""The town's map pack on screens: the card on a map without one, and what the agent's page says and does."""

from functools import partial

import flet as ft

from fieldapp.ui.i18n import long_day, percent, size
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look
from fieldapp.ui.map_ground import Base, attribution
from fieldapp.ui.packs import Hold, Moving, PackDesk, Packs, PackState
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Kind,
    banner,
    button,
    column,
    glyph,
    grow,
    lift,
    meter,
    outline,
    quiet,
    row,
    text,
)
from fieldapp.ui.widgets.support import support_line
from sync.core.instants import parse_instant

_BESIDE_TOOLS = 96
"""What the tools of a map take at its right."""


def map_extras(look: Look, base: Base, *, beside_px: float = _BESIDE_TOOLS) -> list[ft.Control]:
    """Draw whose map it is, or the offer of a pack; `beside_px` is left to the tools."""
    state = base.packs.state
    if state.shown is not None:
        return [attribution(look, state.shown)]
    if state.offer is None and state.moving is None:
        return []
    drawn = ft.Container(
        ft.Semantics(identifier="pack-card", container=True, content=_on_map(look, state, base.packs.desk)),
        bgcolor=look.tokens.card,
        border=outline(look),
        border_radius=RADIUS_CARD,
        padding=14 if look.measures.field else 10,
        shadow=lift(look),
    )
    return [ft.Container(drawn, left=12, right=beside_px, bottom=12)]


def _on_map(look: Look, state: PackState, desk: PackDesk) -> ft.Control:
    if state.moving is not None:
        return column(*_moving(look, state, desk), gap=8, stretch=True)
    assert state.offer is not None, "the card stands where there is something to be had"
    icon = glyph(look, "map-trifold", look.measures.glyph + 4, color=look.tokens.accent)
    size_bytes = size(look.t, state.offer.size_bytes)
    words = column(
        text(look, look.t("packs.absent"), Style.STRONG),
        quiet(look, look.t("packs.size", size=size_bytes), Style.META),
        gap=2,
    )
    act = button(look, _get(look, state, desk))
    trouble = _trouble(look, state)
    if look.measures.large_text or look.measures.width < 600:
        return column(*trouble, row(icon, grow(words), gap=12), act, gap=10, stretch=True)
    return column(*trouble, row(icon, grow(words), act, gap=12), gap=10, stretch=True)


def pack_card(look: Look, packs: Packs, remove: ft.Control) -> ft.Control:
    """Draw what the agent's page says of the pack; `remove` is the button that deletes it."""
    state, desk, t = packs.state, packs.desk, look.t
    parts: list[ft.Control] = [quiet(look, t("packs.text"), Style.META), *_trouble(look, state)]
    if state.held is not None:
        name = t("packs.held", name=state.held.name, size=size(t, state.held.size_bytes))
        date = t("packs.published", date=long_day(t, parse_instant(state.held.published_at).date()))
        parts.append(column(text(look, name, Style.STRONG), quiet(look, date, Style.META), gap=2))
    if state.moving is not None:
        parts += _moving(look, state, desk)
    elif state.offer is not None:
        word = "packs.newer" if state.held is not None else "packs.absent"
        told_size = t("packs.size", size=size(t, state.offer.size_bytes))
        parts.append(column(text(look, t(word), Style.STRONG), quiet(look, told_size, Style.META), gap=2))
        parts.append(button(look, _get(look, state, desk)))
    elif state.held is None:
        parts.append(text(look, t("packs.none"), Style.STRONG))
    if state.held is not None:
        parts.append(remove)
    return column(*parts, gap=12, stretch=True)


def _get(look: Look, state: PackState, desk: PackDesk) -> Action:
    t = look.t
    assert state.offer is not None, "there is something to be had"
    label = t("packs.get_label", size=size(t, state.offer.size_bytes))
    word = t("packs.renew" if state.held is not None else "packs.get")
    return Action("pack-get", label, desk.fetch, kind=Kind.SOFT, glyph="download-simple", word=word)


def _moving(look: Look, state: PackState, desk: PackDesk) -> list[ft.Control]:
    """Draw how far the pack is, why it stands still, and the ways out."""
    t, moving = look.t, state.moving
    assert moving is not None, "a pack is on its way"
    whole, share = moving.offer.size_bytes, moving.done_bytes / moving.offer.size_bytes
    told = t("packs.moving", done=size(t, moving.done_bytes), size=size(t, whole))
    bar = meter(look, [(share, Role.ACCENT)], label=t("packs.progress", share=percent(t, share)), height=12)
    parts: list[ft.Control] = [text(look, told, Style.STRONG), bar]
    if moving.hold is not None:
        rest = t("packs.rest", size=size(t, whole - moving.done_bytes))
        parts.append(quiet(look, f"{t(f'packs.hold_{moving.hold}')} · {rest}", Style.META))
    return [*parts, _ways_out(look, moving, desk)]


def _ways_out(look: Look, moving: Moving, desk: PackDesk) -> ft.Control:
    t = look.t
    stop = button(look, Action("pack-stop", t("packs.stop"), desk.stop, glyph="x"))
    if moving.hold is not Hold.WIFI:
        return stop
    label = t("packs.anyway_label", size=size(t, moving.offer.size_bytes - moving.done_bytes))
    act = Action("pack-anyway", label, partial(desk.fetch, on_any_network=True), kind=Kind.SOFT, word=t("packs.anyway"))
    return row(stop, button(look, act), gap=10, wrap=True)


def _trouble(look: Look, state: PackState) -> list[ft.Control]:
    if state.trouble is None:
        return []
    key = f"packs.trouble_{state.trouble}"
    said = banner(look, "warning-circle", look.t(key), role=Role.LATE)
    return [ft.Semantics(identifier="pack-trouble", live_region=True, content=said), support_line(code_of(key))]
