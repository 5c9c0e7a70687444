"""The objectives of the town as every screen tells them: today's figure, the aim, how far, of what it tells.

objectives_strip(look, aims, today)    # [] where the town follows none
"""

from collections.abc import Sequence
from datetime import date

import flet as ft

from fieldapp.replica.objectives import Aim, Reach
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words, percent
from fieldapp.ui.i18n.moments import date_of
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import Goal, card, column, glyph, goal, grow, row
from sync.records.objective import SHARES, Indicator


def objectives_strip(look: Look, aims: Sequence[Aim], today: date) -> list[ft.Control]:
    """Draw the objectives that the town follows, side by side where there is room."""
    if not aims:
        return []
    goals = [goal(look, told(look.t, one, today)) for one in aims]
    if look.measures.large_text:
        return [card(look, column(*goals, gap=16, stretch=True))]
    mark = glyph(look, "target", look.measures.glyph + 4, color=look.tokens.accent)
    return [card(look, row(mark, *(grow(one) for one in goals), gap=20, top=True))]


def told(t: Words, one: Aim, today: date) -> Goal:
    """Put an active objective into words."""
    figure = figure_words(t, one.indicator, one.now.value)
    aim = t("objectives.aim", figure=figure_words(t, one.indicator, one.target))
    way = way_words(t, one)
    until = until_words(t, one.due_on, today) if one.due_on else ""
    return Goal(one.title, figure, aim, one.share, way, dotted(reach_words(t, one), until))


def figure_words(t: Words, indicator: str | None, value: float | None) -> str:
    """Write a figure in its measure: « 72 % », « 4,5 j »; a dash where there is none."""
    if value is None:
        return "–"
    if indicator in SHARES:
        return percent(t, value / 100)
    return t("objectives.days", n=t.number(value, 0 if float(value).is_integer() else 1))


def way_words(t: Words, one: Aim) -> str:
    """Say how far an objective is, in a word that needs no colour."""
    if one.now.value is None:
        return t("objectives.not_here") if one.now.reach is Reach.NOWHERE else t("objectives.nothing_yet")
    if one.is_behind:
        return t("objectives.behind")
    if one.share >= 1:
        return t("objectives.reached")
    return t("objectives.way", share=percent(t, one.share)) if one.share > 0 else t("objectives.at_start")


def reach_words(t: Words, one: Aim) -> str:
    """Say of what the figure is the figure on this device."""
    if one.now.reach is Reach.NOWHERE:
        return ""
    if one.now.reach is Reach.MINE:
        return t("objectives.my_tasks" if one.indicator == Indicator.TASKS_IN_TIME else "objectives.my_reading")
    return t(f"objectives.reach_{one.now.reach}")


def until_words(t: Words, due_on: str, today: date) -> str:
    """Say by which day an objective is to be reached."""
    return t("objectives.until", day=day_words(t, date.fromisoformat(due_on), today))


def day_words(t: Words, on: date, today: date) -> str:
    """Write a date that may be years away: « 31 mars 2027 », « 31 décembre » of this year."""
    if on.year == today.year:
        return date_of(t, on)
    return t("objectives.day_year", day=date_of(t, on), year=str(on.year))
