"""Page headers, section titles and the steps of a form."""

from collections.abc import Sequence

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets.buttons import icon_button
from fieldapp.ui.widgets.layout import column, grow, pad, row
from fieldapp.ui.widgets.plates import framed, plate_colors
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.text import fixed_glyph, glyph, heading, quiet, text

_STEP_SIDE = 36
_TRACK = 4


def page_header(
    look: Look, title: str, *, sub: str = "", back: Tap | None = None, end: ft.Control | None = None
) -> ft.Control:
    """Begin a page: back, title, one line below, and the pill at the end; `back` may be a cross."""
    words: list[ft.Control] = [heading(look, title, level=1, style=Style.TITLE)]
    if sub:
        words.append(quiet(look, sub, lines=2))
    first: list[ft.Control] = []
    if back is not None:
        first.append(icon_button(look, back, "x" if back.identifier == "close" else "arrow-left"))
    first.append(grow(column(*words, gap=2)))
    # With a line below the title two lines are as high as « back »: a third goes down, and moves nothing.
    return _with_end(look, (first, bool(sub)), end, pad(20, look.measures.margin, bottom=12))


def greeting_header(look: Look, title: str, sub: str, end: ft.Control | None = None) -> ft.Control:
    """Begin the first page of the day with its large greeting."""
    words = column(heading(look, title, level=1, style=Style.GREETING), quiet(look, sub), gap=4)
    return _with_end(look, ([grow(words)], False), end, pad(28, look.measures.margin, bottom=16))


def _with_end(
    look: Look, begun: tuple[list[ft.Control], bool], end: ft.Control | None, padding: ft.Padding
) -> ft.Control:
    """Put the pill at the end of the line, or under it for large text; the line may hang from its top."""
    first, top = begun
    if end is not None and not look.measures.large_text:
        return ft.Container(row(*first, end, gap=16, top=top), padding=padding)
    lines: list[ft.Control] = [row(*first, gap=16, top=top)]
    if end is not None:
        lines.append(end)
    return ft.Container(column(*lines, gap=12, stretch=True), padding=padding)


def section(look: Look, title: str, *, sub: str = "", end: ft.Control | None = None) -> ft.Control:
    """Title a part of a page; what stands at the end goes below when the text is large."""
    words: list[ft.Control] = [heading(look, title, level=2, style=Style.HEADING)]
    if sub:
        words.append(quiet(look, sub))
    title_part = row(*words, gap=12, wrap=True)
    if end is None:
        return title_part
    if look.measures.large_text:
        return column(title_part, end, gap=8, stretch=True)
    return row(grow(title_part), end, gap=12)


def step_header(look: Look, names: Sequence[str], current: int) -> ft.Control:
    """Show where one is in a form: plate = here, check = done; `current` counts from 0."""
    cells = [grow(_step(look, names, index, current)) for index in range(len(names))]
    return ft.Container(row(*cells, gap=8, top=True), padding=pad(4, look.measures.margin, bottom=8))


def _step(look: Look, names: Sequence[str], index: int, current: int) -> ft.Control:
    tokens, accent = look.tokens, look.tint(Role.ACCENT)
    here, done = index == current, index < current
    word = text(
        look, names[index], Style.BOLD if here else Style.BODY, color=tokens.ink if here else tokens.ink2, lines=1
    )
    track = ft.Container(height=_TRACK, border_radius=2, bgcolor=accent.strong if here or done else tokens.line)
    mark = _mark(look, index + 1, here=here, done=done)
    # At 160 % three names no longer fit side by side: the plate stands above its name.
    line = column(mark, word, gap=4) if look.measures.huge_text else row(mark, grow(word), gap=10)
    label = look.t("step.label", n=index + 1, total=len(names), name=names[index])
    return ft.Semantics(
        label=look.t("step.done", name=label) if done else label,
        selected=here,
        exclude_semantics=True,
        content=column(line, track, gap=10, stretch=True),
    )


def _mark(look: Look, number: int, *, here: bool, done: bool) -> ft.Control:
    side = look.measures.plate(_STEP_SIDE)
    if done:
        tint = look.tint(Role.ACCENT)
        content: ft.Control = fixed_glyph(look, "check", side * 0.5, tint.on_soft)
        return _tile(content, side, tint.soft)
    if here:
        colors = plate_colors(look, Role.ACCENT, solid=True)
        return framed(_figure(look, number, colors[1]), side, colors)
    return _tile(_figure(look, number, look.tokens.ink2), side, look.tokens.sunk)


def _figure(look: Look, number: int, color: str) -> ft.Control:
    drawn = text(look, str(number), Style.HEADING, color=color)
    drawn.style = ft.TextStyle(
        size=look.sp(look.unscaled(look.measures.plate(_STEP_SIDE) * 0.5)),
        font_family=look.measures.type(Style.HEADING).face,
        color=color,
        height=1.0,
    )
    return drawn


def _tile(content: ft.Control, side: float, color: str) -> ft.Control:
    return ft.Container(content, width=side, height=side, border_radius=9, bgcolor=color, alignment=ft.Alignment.CENTER)


def saved_line(look: Look, saved: str, missing: str = "", *, is_safe: bool = True) -> ft.Control:
    """Say above the bottom bar what is safe, then what is missing; no check where nothing was made yet."""
    mark = glyph(look, "check-circle", look.measures.glyph - 2, color=look.tint(Role.DONE).strong, filled=True)
    safe = row(*([mark] if is_safe else []), grow(quiet(look, saved)), gap=8)
    lacks = text(look, missing, Style.STRONG, color=look.tint(Role.LATE).strong) if missing else None
    padding = pad(6, look.measures.margin + 4, bottom=10)
    if lacks is None:
        return ft.Container(safe, padding=padding)
    if look.measures.large_text:
        return ft.Container(column(safe, lacks, gap=4, stretch=True), padding=padding)
    return ft.Container(row(grow(safe), lacks, gap=12), padding=padding)
