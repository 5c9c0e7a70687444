"""What every screen before the sign-in shares: the card in the middle, its head, what keeps the door shut."""

from functools import partial
from typing import Final

import flet as ft

from fieldapp.account.actions import SERVER_TROUBLES, Obstacle
from fieldapp.ui.help import SIGN_IN, help_mark
from fieldapp.ui.i18n import Language, duration, use_language
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import RADIUS_CARD, SPACE_24, Role, Style
from fieldapp.ui.widgets.buttons import Action
from fieldapp.ui.widgets.layout import column, grow, pad, row, tight_row
from fieldapp.ui.widgets.notices import banner
from fieldapp.ui.widgets.plates import plate, word_plate
from fieldapp.ui.widgets.segmented import segmented
from fieldapp.ui.widgets.support import support_line
from fieldapp.ui.widgets.text import heading, quiet, text

CARD_WIDTH: Final = 560
CARD_HEIGHT: Final = 640
"""What the card takes at usual text size, to place it; it grows with the text."""


def head(look: Look) -> ft.Control:
    """Say what one does here."""
    return titled(look, "sign_in", word_plate(look, "F", 68, solid=True))


def titled(look: Look, name: str, sign: ft.Control) -> ft.Control:
    """Give the head of a card: its sign, and `account.<name>_title` over `account.<name>_sub`."""
    words = column(
        heading(look, look.t(f"account.{name}_title"), level=1, style=Style.TITLE),
        quiet(look, look.t(f"account.{name}_sub")),
        gap=4,
    )
    return row(sign, grow(words), gap=18)


def too_early(look: Look, wait_s: float) -> ft.Control:
    """Say how long the door stays shut after so many tries."""
    words = look.t("account.too_early", wait=duration(look.t, wait_s))
    return live(banner(look, "timer", words, role=Role.WAIT))


def told_obstacle(look: Look, obstacle: Obstacle) -> ft.Control:
    """Tell what else keeps the door shut, and the way out."""
    name = "wifi-slash" if obstacle in SERVER_TROUBLES else "lock-key"
    tint = look.tint(Role.WAIT)
    words = column(
        text(look, look.t(f"account.{obstacle}_title"), Style.BOLD, color=tint.on_soft),
        text(look, look.t(f"account.{obstacle}_text"), color=tint.on_soft),
        support_line(code_of(f"account.{obstacle}")),
        gap=4,
    )
    return live(
        ft.Container(
            row(plate(look, name, 44, role=Role.WAIT, solid=True), grow(words), gap=14, top=True),
            padding=14,
            bgcolor=tint.soft,
            border_radius=RADIUS_CARD,
            border=ft.Border.all(max(1.5, look.tokens.border), tint.strong),
        )
    )


def live(content: ft.Control) -> ft.Control:
    """Let a screen reader hear what changes here."""
    return ft.Semantics(identifier="sign-in-told", live_region=True, content=content)


def in_the_middle(look: Look, content: ft.Control) -> ft.Control:
    """Put the form on a card in the middle of the page; it scrolls when text or keyboard need the room."""
    width = min(look.measures.room(CARD_WIDTH), look.measures.width - 2 * SPACE_24)
    framed = ft.Container(
        content,
        width=width,
        padding=pad(28, 28) if look.measures.field else pad(24, 24),
        bgcolor=look.tokens.card,
        border_radius=RADIUS_CARD + 2,
        border=ft.Border.all(look.tokens.border, look.tokens.line),
    )
    foot = [language_choice(look), tight_row(help_mark(SIGN_IN))]
    choices = column(*foot, gap=12, stretch=True) if look.measures.huge_text else tight_row(*foot, gap=12)
    page = ft.Column(
        [framed, ft.Container(choices, width=width if look.measures.huge_text else None)],
        spacing=16,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    # A scrolling column cannot be centred: the room above is a third of what the card leaves.
    above = max(SPACE_24, (look.measures.height - look.measures.room(CARD_HEIGHT)) / 3)
    padded = ft.Container(page, padding=pad(above, 0, bottom=SPACE_24), alignment=ft.Alignment.TOP_CENTER)
    return ft.SafeArea(hears(ft.ListView([padded], expand=True)), expand=True)


@ft.component
def _languages() -> ft.Control:
    look = use_look()
    language, choose = use_language()
    return segmented(
        look,
        [
            Action(f"language-{one}", look.t(f"language.{one}"), partial(choose, one), selected=one is language)
            for one in Language
        ],
    )


def language_choice(look: Look) -> ft.Control:
    """Let a person choose the language before anything is open."""
    return _languages()
