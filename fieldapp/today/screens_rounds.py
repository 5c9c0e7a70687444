"""The rounds of the day on the home: how far each is, and what comes next; a tap goes on with it."""

from collections.abc import Callable, Sequence
from functools import partial

import flet as ft

from fieldapp.today.queries import RoundCard
from fieldapp.ui import routes
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words
from fieldapp.ui.look import Look
from fieldapp.ui.progress import progress_words, shares
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import Tap, column, glyph, grow, meter, outline, pad, plate, press, quiet, row, section, text
from fieldapp.ui.works import category_name
from sync.records.round import RoundStatus


def round_cards(look: Look, rounds: Sequence[RoundCard], go: Callable[[str], None]) -> list[ft.Control]:
    """Draw my rounds of today."""
    return [_card(look, one, go) for one in rounds]


def rounds_section(look: Look, rounds: Sequence[RoundCard], go: Callable[[str], None]) -> list[ft.Control]:
    """Draw the rounds of today under a title; nothing where there are none."""
    if not rounds:
        return []
    head = section(look, look.t("today.rounds"), sub=look.t.number(len(rounds)))
    return [column(head, *round_cards(look, rounds, go), gap=look.measures.gap, stretch=True)]


def _card(look: Look, one: RoundCard, go: Callable[[str], None]) -> ft.Control:
    t = look.t
    kicker, line = dotted(t("today.round"), one.maker), _line(t, one)
    told = progress_words(t, one.progress)
    words: list[ft.Control] = [
        quiet(look, kicker, Style.META),
        text(look, one.title, Style.ROW),
        quiet(look, line),
        row(grow(meter(look, shares(one.progress), label=told)), gap=0),
        quiet(look, told, Style.META),
    ]
    drawn = ft.Container(
        row(
            plate(look, "path", solid=True),
            grow(column(*words, gap=6, stretch=True)),
            glyph(look, "caret-right", color=look.tokens.edge),
            gap=18,
        ),
        padding=pad(14, 16),
        bgcolor=look.tint(Role.ACCENT).soft,
        border_radius=RADIUS_CARD,
        border=outline(look, look.tokens.accent, max(1.5, look.tokens.border)),
    )
    label = f"{kicker}, {one.title}, {line}, {told}"
    return press(look, Tap(f"round-{one.id}", label, partial(go, routes.round_page(one.id))), drawn)


def _line(t: Words, one: RoundCard) -> str:
    """Say what comes next, or that the round is over."""
    if one.status == RoundStatus.TERMINEE:
        return t("today.round_ended")
    if not one.progress.left:
        return t("today.round_all_seen")
    title = one.next_title or category_name(t, one.next_category)
    return t("today.round_next", stop=dotted(title, one.next_address))
