"""The grid of the board: people down, days across; each spot takes what is dropped on it.

With large text the grid becomes a list by person and day: a table of seven columns cannot be read at 200 %.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.board.queries import TEAM, Job, Spot, minutes_of
from fieldapp.board.screens_moves import Planner
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import duration, late, long_day, week_day
from fieldapp.ui.look import Look
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import RADIUS_CHIP, RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    Sign,
    Tap,
    chip,
    column,
    glyph,
    grow,
    heading,
    meter,
    pad,
    press,
    quiet,
    row,
    sign_word,
    text,
)
from fieldapp.ui.works import category_glyph, status_badge
from sync.core.instants import parse_instant
from sync.records.task import Priority
from sync.records.urgency import is_dangerous

GROUP: Final = "task"
HEAD_DP: Final = 168
GRID_MIN: Final = 1_040
"""Below this width the grid scrolls sideways."""
DAY_MINUTES: Final = 7 * 60


def board_grid(planner: Planner) -> ft.Control:
    """Draw the board."""
    look = planner.look
    if look.measures.large_text:
        return hears(
            ft.ListView(_listed(planner), spacing=16, padding=pad(12, look.measures.margin, bottom=24), expand=True)
        )
    lines = [_row(planner, person) for person in planner.rows]
    body = hears(ft.ListView(lines, padding=pad(0, 0, bottom=24), expand=True))
    grid = ft.Column([_days(planner), body], spacing=0, expand=True)
    if look.measures.width >= GRID_MIN:
        return ft.Container(grid, expand=True)
    wide = ft.Container(grid, width=GRID_MIN)
    return hears(
        ft.Row([wide], scroll=ft.ScrollMode.AUTO, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    )


def _days(planner: Planner) -> ft.Control:
    """Name the columns."""
    look = planner.look
    cells: list[ft.Control] = [ft.Container(width=HEAD_DP)]
    for on in (None, *planner.week):
        is_today = on == planner.today
        name = text(look, _day_name(look, on), Style.STRONG, color=look.tokens.accent if is_today else look.tokens.ink2)
        parts: list[ft.Control] = [name]
        if is_today:
            parts.append(quiet(look, look.t("board.today"), Style.META))
        cells.append(ft.Container(column(*parts, gap=0), expand=1, padding=pad(8, 10)))
    line = ft.BorderSide(look.tokens.border, look.tokens.line)
    return ft.Container(ft.Row(cells, spacing=0), bgcolor=look.tokens.card, border=ft.Border(bottom=line))


def _day_name(look: Look, on: date | None) -> str:
    """Give « Lundi 23 »: the month stands above the board."""
    return look.t("board.before") if on is None else week_day(look.t, on)


def _row(planner: Planner, person: str) -> ft.Control:
    """Draw a person with a spot for each day."""
    look = planner.look
    cells: list[ft.Control] = [ft.Container(_head(planner, person), width=HEAD_DP, padding=12)]
    cells += [_spot(planner, (person, on)) for on in (None, *planner.week)]
    line = ft.BorderSide(look.tokens.border, look.tokens.line)
    return ft.Container(
        ft.Row(cells, spacing=0, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH),
        border=ft.Border(bottom=line),
    )


def _head(planner: Planner, person: str) -> ft.Control:
    """Name the person and say what he has this week, as words and as a bar."""
    look, t = planner.look, planner.look.t
    jobs = [job for (who, _), found in planner.spots.items() if who == person for job in found]
    load = dotted(t("board.tasks", n=len(jobs)), duration(t, minutes_of(jobs) * 60) if minutes_of(jobs) else "")
    if person == TEAM:
        parts = [text(look, t("board.to_take"), Style.BOLD), quiet(look, planner.board.team.name, Style.META)]
        return column(*parts, quiet(look, load, Style.META), gap=3, stretch=True)
    mate = next(one for one in planner.board.people if one.id == person)
    week = DAY_MINUTES * len(planner.week)
    share = minutes_of(jobs) / week
    role = Role.LATE if share > 1 else Role.ACCENT
    bar = meter(look, [(min(share, 1.0), role)], label=t("board.load", who=mate.name, load=load), height=6)
    words = [text(look, mate.name, Style.BOLD)]
    if mate.job:
        words.append(quiet(look, mate.job, Style.META))
    return column(*words, quiet(look, load, Style.META), bar, gap=4, stretch=True)


def _spot(planner: Planner, spot: Spot) -> ft.Control:
    """Draw one day of one person; what is dropped here is his, on that day."""
    look = planner.look
    drawn = ft.Container(
        column(*_cards(planner, spot), gap=6, stretch=True),
        padding=6,
        bgcolor=_ground(planner, spot),
        border=ft.Border(left=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )
    if spot[1] is None:
        # Nothing is planned for « before »: tasks only leave this column.
        return ft.Container(drawn, expand=1)

    async def dropped(event: Any) -> None:
        await look.attempt(partial(planner.place, str(event.src.data), spot))

    # The target itself does not grow: its place does.
    return ft.Container(ft.DragTarget(content=drawn, group=GROUP, on_accept=dropped), expand=1)


def _ground(planner: Planner, spot: Spot) -> str | None:
    if spot[1] == planner.today:
        return planner.look.tint(Role.ACCENT).soft
    return planner.look.tokens.sunk if spot[1] is None else None


def _cards(planner: Planner, spot: Spot) -> list[ft.Control]:
    look, jobs = planner.look, planner.spots.get(spot, ())
    shown = planner.cards_at(spot)
    cards: list[ft.Control] = [_draggable(planner, job) for job in shown]
    if len(jobs) > len(shown):
        cards.append(_more(planner, spot, len(jobs) - len(shown)))
    if spot[1] is not None and spot[0] != TEAM and minutes_of(jobs) > DAY_MINUTES:
        over = duration(look.t, minutes_of(jobs) * 60)
        cards.insert(0, text(look, look.t("board.full", time=over), Style.META, color=look.tint(Role.LATE).strong))
    return cards


def _more(planner: Planner, spot: Spot, beyond: int) -> ft.Control:
    """Say how many cards of a spot are not shown; a tap shows them."""
    look, (person, on) = planner.look, spot
    name = next((one.name for one in planner.board.people if one.id == person), planner.board.team.name)
    words = look.t("board.more", n=beyond)
    label = dotted(words, name, _day_name(look, on), look.t("action.more"))
    drawn = ft.Container(text(look, words, Style.STRONG, color=look.tokens.accent), padding=8)
    at = f"more-{planner.rows.index(person)}-{on.isoformat() if on else 'before'}"
    return press(look, Tap(at, label, partial(planner.open_spot, spot)), drawn)


def _draggable(planner: Planner, job: Job) -> ft.Control:
    """Draw a task as a card that can be dragged; a click chooses it, a second one opens it."""
    look = planner.look
    is_chosen = job.id == planner.state.job
    do = planner.open if is_chosen else partial(planner.choose, job.id)
    tap = Tap(f"job-{job.id}", _label(planner, job), do, selected=is_chosen)
    held = ft.Container(_face(look, job, True), width=190, opacity=0.9)
    return ft.Draggable(
        content=press(look, tap, _face(look, job, is_chosen)), content_feedback=held, group=GROUP, data=job.id
    )


def _face(look: Look, job: Job, is_chosen: bool) -> ft.Container:
    tokens, danger = look.tokens, is_dangerous(job.priority)
    ink = tokens.danger if danger else tokens.ink
    icon = "warning-diamond" if danger else category_glyph(job.category)
    top = row(
        glyph(look, icon, look.measures.glyph - 2, color=ink if danger else tokens.ink2),
        grow(text(look, job.title, Style.CHIP, lines=2, color=ink)),
        gap=6,
        top=True,
    )
    sub: list[ft.Control] = [quiet(look, duration(look.t, job.minutes * 60), Style.META)] if job.minutes else []
    badge = status_badge(job.status)
    if badge is not None:
        sub.append(chip(look, badge.sign, badge.word))
    words: list[ft.Control] = [top]
    if sub:
        words.append(row(*sub, gap=6, wrap=True))
    edge = tokens.accent if is_chosen else tokens.danger if danger else tokens.line
    return ft.Container(
        column(*words, gap=4, stretch=True),
        padding=8,
        bgcolor=tokens.card,
        border_radius=RADIUS_CHIP,
        border=ft.Border.all(2 if is_chosen or danger else tokens.border, edge),
    )


def _label(planner: Planner, job: Job) -> str:
    """Say a whole card in words: what, whose, when, and its states."""
    look, t = planner.look, planner.look.t
    who = next((one.name for one in planner.board.people if one.id == job.assignee), t("board.to_take"))
    lateness = late(t, parse_instant(job.due_at), planner.app.now()) if job.due_at else None
    badge = status_badge(job.status)
    return dotted(
        job.title,
        who,
        lateness or (long_day(t, job.due_on) if job.due_on else t("board.no_day")),
        t(f"state.{Priority.DANGEREUX}") if is_dangerous(job.priority) else "",
        (badge.word or sign_word(look, badge.sign)) if badge else "",
        sign_word(look, Sign.TO_SEND) if job.unsent else "",
        job.address,
    )


def _listed(planner: Planner) -> list[ft.Control]:
    """Lay the board out as a list, for large text."""
    look = planner.look
    parts: list[ft.Control] = []
    for person in planner.rows:
        parts.append(_head(planner, person))
        for on in (None, *planner.week):
            jobs = planner.spots.get((person, on), ())
            if jobs:
                parts.append(heading(look, _day_name(look, on), level=3, style=Style.STRONG))
                parts += _pressed(planner, jobs)
    return parts


def _pressed(planner: Planner, jobs: Sequence[Job]) -> list[ft.Control]:
    look = planner.look
    cards: list[ft.Control] = []
    for job in jobs:
        is_chosen = job.id == planner.state.job
        do = planner.open if is_chosen else partial(planner.choose, job.id)
        drawn = _face(look, job, is_chosen)
        drawn.border_radius = RADIUS_TILE
        cards.append(press(look, Tap(f"job-{job.id}", _label(planner, job), do, selected=is_chosen), drawn))
    return cards
