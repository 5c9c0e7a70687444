"""State chips: a shape, a word and a colour, so that no state is told by colour alone."""

from enum import StrEnum
from typing import Final

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CHIP, Role, Style
from fieldapp.ui.widgets.layout import pad
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import glyph, text


class Sign(StrEnum):
    """Name every state that a chip can show; the values of reports are their status codes.

    The default word of a sign is `state.<value>` in the catalogue.
    """

    DRAFT = "brouillon"
    NEW = "nouveau"
    TO_QUALIFY = "a_qualifier"
    QUALIFIED = "qualifie"
    ASSIGNED = "affecte"
    TAKEN_ON = "pris_en_charge"
    PLANNED = "programme"
    IN_PROGRESS = "en_cours"
    TO_CHECK = "fait_a_controler"
    DONE = "resolu"
    ARCHIVED = "archive"
    AWAITS_RESIDENT = "en_attente_usager"
    THIRD_PARTY = "transfere_tiers"
    WATCHED = "sous_surveillance"
    REJECTED = "rejete"
    DUPLICATE = "doublon"
    DUPLICATE_MAYBE = "doublon_possible"
    IMPOSSIBLE = "impossible"
    REOPENED = "rouvert"
    NUISANCE = "genant"
    ANNOYING = "tres_genant"
    DANGEROUS = "dangereux"
    LATE = "en_retard"
    SOON = "bientot_en_retard"
    TO_SEND = "a_envoyer"
    TO_RECONCILE = "a_rapprocher"
    MANDATORY = "lecture_obligatoire"
    READ = "lu"


_SHAPES: Final[dict[Sign, tuple[str, Role, bool]]] = {
    Sign.DRAFT: ("pencil-simple", Role.NEUTRAL, False),
    Sign.NEW: ("circle", Role.ACCENT, False),
    Sign.TO_QUALIFY: ("question", Role.ACCENT, False),
    Sign.QUALIFIED: ("tag", Role.ACCENT, False),
    Sign.ASSIGNED: ("user-circle", Role.ACCENT, False),
    Sign.TAKEN_ON: ("hand", Role.ACCENT, False),
    Sign.PLANNED: ("calendar-blank", Role.ACCENT, False),
    Sign.IN_PROGRESS: ("circle-half", Role.ACCENT, False),
    Sign.TO_CHECK: ("seal-check", Role.DONE, False),
    Sign.DONE: ("check-circle", Role.DONE, True),
    Sign.ARCHIVED: ("tray", Role.NEUTRAL, False),
    Sign.AWAITS_RESIDENT: ("chat-circle-text", Role.NEUTRAL, False),
    Sign.THIRD_PARTY: ("arrow-square-out", Role.NEUTRAL, False),
    Sign.WATCHED: ("eye", Role.NEUTRAL, False),
    Sign.REJECTED: ("x-circle", Role.NEUTRAL, False),
    Sign.DUPLICATE: ("copy", Role.MERGE, False),
    Sign.DUPLICATE_MAYBE: ("copy", Role.MERGE, False),
    Sign.IMPOSSIBLE: ("prohibit", Role.NEUTRAL, False),
    Sign.REOPENED: ("arrow-clockwise", Role.ACCENT, False),
    Sign.NUISANCE: ("diamond", Role.NEUTRAL, False),
    Sign.ANNOYING: ("warning", Role.LATE, False),
    Sign.DANGEROUS: ("warning-diamond", Role.DANGER, True),
    Sign.LATE: ("clock-countdown", Role.LATE, False),
    Sign.SOON: ("clock", Role.WAIT, False),
    Sign.TO_SEND: ("cloud-arrow-up", Role.WAIT, False),
    Sign.TO_RECONCILE: ("arrows-merge", Role.MERGE, False),
    Sign.MANDATORY: ("shield-check", Role.WAIT, False),
    Sign.READ: ("check-circle", Role.DONE, True),
}

CHIPS_MAX: Final = 2
"""A row shows at most this many chips (UI.md §3)."""


def chip(look: Look, sign: Sign, word: str | None = None) -> ft.Container:
    """Draw a state; `word` says more than the default: « En retard 2 j », « Demain, 8 h »."""
    name, role, filled = _SHAPES[sign]
    return tag(look, word or sign_word(look, sign), name=name, role=role, filled=filled)


def sign_word(look: Look, sign: Sign) -> str:
    """Give the default word of a sign, for accessible names."""
    return look.t(f"state.{sign.value}")


def sign_shape(sign: Sign) -> tuple[str, Role]:
    """Give the icon and the role of a sign, for markers and legends."""
    name, role, _ = _SHAPES[sign]
    return name, role


def tag(
    look: Look, word: str, *, name: str | None = None, role: Role = Role.NEUTRAL, filled: bool = False
) -> ft.Container:
    """Draw a chip for anything that is not a state: a place, a team, a count."""
    tint = look.tint(role)
    size = look.measures.type(Style.CHIP).size
    parts: list[ft.Control] = []
    if name:
        parts.append(glyph(look, name, size + 2, color=tint.on_soft, filled=filled))
    parts.append(text(look, word, Style.CHIP, color=tint.on_soft))
    line = ft.Row(parts, spacing=6, tight=True, vertical_alignment=ft.CrossAxisAlignment.CENTER)
    # Large words that a narrow list cannot hold stand under their glyph.
    line.wrap, line.run_spacing = look.measures.large_text, 0
    border = ft.Border.all(look.tokens.border, tint.on_soft) if look.tokens.outdoor else None
    return ft.Container(
        line,
        padding=ft.Padding(
            left=8, right=10, top=(breath := look.breath(look.measures.chip_height, size + 3)), bottom=breath
        ),
        bgcolor=tint.soft,
        border_radius=RADIUS_CHIP,
        border=border,
    )


def filter_chip(
    look: Look, tap: Tap, count: int | None = None, *, name: str | None = None, role: Role | None = None
) -> ft.Semantics:
    """Draw a filter: word, count, selected or not; `tap.selected` decides."""
    on = bool(tap.selected)
    accent = look.tint(Role.ACCENT)
    ink = accent.on if on else look.tint(role).strong if role else look.tokens.ink
    parts: list[ft.Control] = []
    if name:
        parts.append(glyph(look, name, look.measures.glyph * 0.85, color=ink))
    parts.append(text(look, tap.shown, Style.FILTER, color=ink))
    if count is not None:
        parts.append(text(look, look.t.number(count), Style.FILTER, color=ink if on else look.tokens.ink2))
    drawn = ft.Container(
        ft.Row(parts, spacing=6, tight=True, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        padding=pad(
            look.breath(look.measures.target - 4, look.measures.type(Style.FILTER).size),
            18 if look.measures.field else 12,
        ),
        border_radius=RADIUS_CHIP + 2,
        bgcolor=accent.strong if on else look.tokens.card,
        border=ft.Border.all(look.tokens.border, accent.strong if on else look.tokens.edge),
    )
    return press(look, tap, drawn)
