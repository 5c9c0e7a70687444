"""Figures and facts: progress bars, labelled facts, the history of a record, the audience plate."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.layout import column, grow, row
from fieldapp.ui.widgets.plates import framed, plate_colors
from fieldapp.ui.widgets.text import centred, glyph, quiet, text

_FACT_LABEL_WIDTH = 92


def meter(look: Look, parts: Sequence[tuple[float, Role]], *, label: str, height: float = 10) -> ft.Control:
    """Draw shares of a whole as one bar; what is left of 1 stays empty. `label` says it in words."""
    tokens = look.tokens
    weights = [(max(0, round(share * 1000)), look.tint(role).strong) for share, role in parts]
    left = max(0, 1000 - sum(weight for weight, _ in weights))
    weights.append((left, tokens.card if tokens.outdoor else tokens.line))
    cells = [ft.Container(expand=weight, bgcolor=color, height=height) for weight, color in weights if weight]
    bar = ft.Container(
        ft.Row(list(cells), spacing=2 if tokens.outdoor else 1),
        height=height,
        border_radius=height / 2,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        border=ft.Border.all(1, tokens.line) if tokens.outdoor else None,
    )
    return ft.Semantics(label=label, exclude_semantics=True, content=bar)


def fact(look: Look, name: str, label: str, value: str) -> ft.Control:
    """Draw one fact: icon, what it is, its value; under each other when the text is large."""
    icon = glyph(look, name, look.measures.glyph, color=look.tokens.ink2)
    told = text(look, value, Style.STRONG)
    if look.measures.large_text:
        return row(icon, grow(column(quiet(look, label), told, gap=2)), gap=10, top=True)
    width = _FACT_LABEL_WIDTH * (1.3 if look.measures.field else 1)
    return row(icon, ft.Container(quiet(look, label), width=width), grow(told), gap=10, top=True)


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one line of a record’s history."""

    glyph: str
    who: str
    what: str
    when: str


def timeline(look: Look, events: Sequence[Event]) -> ft.Control:
    """Draw the history of a record, in the order given."""
    return column(*(_event(look, event) for event in events), gap=10, stretch=True)


def _event(look: Look, event: Event) -> ft.Control:
    dot = ft.Container(
        glyph(look, event.glyph, look.unscaled(look.measures.glyph - 2), color=look.tokens.ink2),
        width=look.measures.glyph + 14,
        height=look.measures.glyph + 14,
        border_radius=look.measures.glyph,
        bgcolor=look.tokens.sunk,
        alignment=ft.Alignment.CENTER,
    )
    who, when = text(look, event.who, Style.STRONG), quiet(look, event.when, Style.META)
    head: ft.Control = row(grow(who), when) if not look.measures.large_text else column(who, when, gap=0)
    words: list[ft.Control] = [head]
    if event.what:
        words.append(quiet(look, event.what))
    return row(dot, grow(column(*words, gap=2, stretch=True)), gap=12, top=True)


def audience_plate(look: Look, figure: str, word: str) -> ft.Control:
    """Draw how many people are meant, the largest figure of the composer."""
    colors = plate_colors(look, Role.ACCENT, solid=True)
    content = ft.Column(
        [centred(look, figure, Style.MEGA, color=colors[1]), centred(look, word, Style.STRONG, color=colors[1])],
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return framed(content, look.measures.room(132), colors, width=look.measures.room(190))


@dataclass(frozen=True, slots=True)
class Goal:
    """Hold a target of the town: where we are, where we want to be, how far that is in a word."""

    title: str
    figure: str
    aim: str
    share: float
    way: str
    note: str = ""
    """Of what the figure is, and until when."""


def goal(look: Look, shown: Goal) -> ft.Control:
    """Draw a target of the town, read aloud as one; its bar says nothing that its words do not."""
    words = row(text(look, shown.figure, Style.FIGURE), quiet(look, shown.aim, Style.META), gap=8, wrap=True)
    lines: list[ft.Control] = [
        quiet(look, shown.title, Style.META),
        words,
        meter(look, [(shown.share, Role.ACCENT)], label=shown.way, height=8),
        text(look, shown.way, Style.META),
    ]
    if shown.note:
        lines.append(quiet(look, shown.note, Style.META))
    label = ", ".join(part for part in (shown.title, shown.figure, shown.aim, shown.way, shown.note) if part)
    return ft.Semantics(label=label, exclude_semantics=True, content=column(*lines, gap=6, stretch=True))
