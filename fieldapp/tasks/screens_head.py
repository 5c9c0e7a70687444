"""The head of a task's page: where it is, how it stands, and what was said about it beforehand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import flet as ft

from fieldapp.tasks.queries import TaskPage
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import day, distance, stamp, walk, within
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Badge,
    Kind,
    Sign,
    banner,
    button,
    card,
    chip,
    column,
    grow,
    plate,
    quiet,
    row,
    text,
)
from fieldapp.ui.works import Seen, badges, category_glyph, distance_line
from sync.core.instants import parse_instant
from sync.records.task import OPEN_STATUSES, TaskStatus
from sync.records.urgency import is_dangerous


def task_sub(look: Look, page: TaskPage, now: datetime) -> str:
    """Say from which report the task comes, who made it and when."""
    if page.report is None:
        return dotted(page.service_name, page.team_name)
    t, report = look.t, page.report
    when = within(t, day(t, parse_instant(report.requested_at).astimezone(now.tzinfo).date(), now.date()))
    told = t("tasks.reported_by", who=report.author, when=when) if report.author else t("tasks.reported", when=when)
    return dotted(report.number, told)


def place_card(look: Look, page: TaskPage, seen: Seen, begin: Callable[[], Any] | None) -> ft.Control:
    """Draw where the task is, its states, and how far it is from here.

    `begin` is None for whoever has not to do it: he reads who has it.
    """
    work = page.card
    icon = plate(
        look,
        category_glyph(work.category),
        76 if look.measures.field else 56,
        role=Role.DANGER if is_dangerous(work.priority) else Role.ACCENT,
        solid=True,
    )
    chips = [chip(look, badge.sign, badge.word) for badge in _signs(look, page, seen.now)]
    words: list[ft.Control] = [text(look, work.address or look.t("work.no_address"), Style.ROW)]
    if begin is None:
        words.append(quiet(look, _held(look, page)))
    if chips:
        words.append(row(*chips, gap=8, wrap=True))
    far = seen.metres_to(work.point)
    end = _far(look, far) if far is not None else None
    if look.measures.large_text:
        below = [distance_line(look, far)] if far is not None else []
        content: ft.Control = column(row(icon, grow(column(*words, gap=10)), gap=16), *below, gap=12)
    else:
        content = row(icon, grow(column(*words, gap=10)), *([end] if end else []), gap=16)
    if page.description:
        content = column(content, text(look, page.description), gap=12, stretch=True)
    if begin is not None and work.status in (TaskStatus.A_FAIRE, TaskStatus.PRISE_EN_CHARGE):
        start = Action("begin", look.t("tasks.begin"), begin, kind=Kind.SOFT, glyph="play")
        content = column(content, button(look, start), gap=14, stretch=True)
    return card(look, content)


def _held(look: Look, page: TaskPage) -> str:
    """Say who has the task: the agent and his team, the team alone, or nobody yet."""
    who = dotted(page.assignee_name, page.team_name)
    return look.t("tasks.held_by", who=who) if who else look.t("tasks.held_by_nobody")


def told_first(look: Look, page: TaskPage) -> ft.Control | None:
    """Draw the word that the one before left; None when there is none."""
    if not page.handover_note or page.card.status not in OPEN_STATUSES:
        return None
    return banner(look, "chat-circle-text", look.t("tasks.handover", note=page.handover_note))


def _signs(look: Look, page: TaskPage, now: datetime) -> list[Badge]:
    """Give the chips of the head: here all of them have room, and « En cours » says since when.

    What waits to leave is said by the pill and above the bar: a chip that comes and goes would move the buttons
    from under the finger.
    """
    t, work = look.t, page.card
    if work.status in OPEN_STATUSES:
        found = [badge for badge in badges(t, work, now) if badge.sign not in (Sign.IN_PROGRESS, Sign.TO_SEND)]
        if work.status == TaskStatus.EN_COURS:
            since = within(t, stamp(t, parse_instant(page.started_at), now)) if page.started_at else ""
            found.append(Badge(Sign.IN_PROGRESS, t("tasks.going", at=since) if since else None))
        return found
    if work.status == TaskStatus.FAITE and work.done_at:
        return [Badge(Sign.DONE, t("tasks.done_at", at=stamp(t, parse_instant(work.done_at), now)))]
    found = [badge for badge in badges(t, work, now) if badge.sign not in (Sign.LATE, Sign.TO_SEND)]
    if work.status == TaskStatus.IMPOSSIBLE and page.impossible_reason:
        found.append(Badge(Sign.IMPOSSIBLE, t(f"tasks.reason_{page.impossible_reason}")))
    return found


def _far(look: Look, metres: float) -> ft.Control:
    t = look.t
    said = t("tasks.guide", distance=distance(t, metres), walk=walk(t, metres))
    icon = plate(look, "navigation-arrow", 64 if look.measures.field else 44)
    drawn = ft.Column(
        [icon, text(look, distance(t, metres), Style.BOLD)],
        spacing=6,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Semantics(label=said, exclude_semantics=True, content=drawn)
