"""The parts of a report's page: its head, photos, facts, and the tasks made from it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.reports.queries import LinkedTask, ReportPage
from fieldapp.reports.screens_moves import is_mine_to_mend
from fieldapp.ui import routes
from fieldapp.ui.app import Agent, App
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance, moment, stamp, walk, within
from fieldapp.ui.look import Look
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Sign,
    Tap,
    button,
    card,
    chip,
    column,
    fact,
    ghost_tile,
    glyph,
    grow,
    plate,
    press,
    quiet,
    row,
    section,
    text,
)
from fieldapp.ui.works import Seen, badges, category_glyph, distance_line
from sync.core.instants import parse_instant
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole
from sync.records.report import PositionSource
from sync.records.urgency import is_dangerous

Takes = Mapping[PhotoRole, Callable[[], Any]]
_ACROSS: Final = 2
_ACROSS_AT_DESK: Final = 3
_BADGES_MAX: Final = 4


def report_sub(look: Look, page: ReportPage) -> str:
    """Say number, who reported and how."""
    t = look.t
    number = page.card.number or t("reports.no_number")
    return dotted(number, page.author_name, t(f"reports.channel_{page.channel}"))


def head_card(look: Look, page: ReportPage, seen: Seen) -> ft.Control:
    """Draw where the report is, its states, its words, and how far it is from here."""
    work, t = page.card, look.t
    role = Role.DANGER if is_dangerous(work.priority) else Role.ACCENT
    icon = plate(look, category_glyph(work.category), 76 if look.measures.field else 56, role=role, solid=True)
    # What waits to leave is said by the pill and above the bar: a chip that comes and goes would move the page.
    steady = [badge for badge in badges(t, work, seen.now) if badge.sign is not Sign.TO_SEND]
    chips = [chip(look, badge.sign, badge.word) for badge in steady[:_BADGES_MAX]]
    words = column(text(look, work.address or t("work.no_address"), Style.ROW), row(*chips, gap=8, wrap=True), gap=10)
    parts: list[ft.Control] = [icon, grow(words)]
    metres = seen.metres_to(work.point)
    lines: list[ft.Control] = []
    if metres is not None and not look.measures.large_text:
        parts.append(_far(look, metres))
    lines.append(row(*parts, gap=16))
    if metres is not None and look.measures.large_text:
        lines.append(distance_line(look, metres))
    if work.description:
        lines.append(text(look, t("work.quote", text=work.description), Style.LEAD))
    return card(look, column(*lines, gap=12, stretch=True))


def _far(look: Look, metres: float) -> ft.Control:
    t = look.t
    drawn = ft.Column(
        [
            text(look, distance(t, metres), Style.FIGURE),
            row(
                glyph(look, "person-simple-walk", look.measures.glyph - 6, color=look.tokens.ink2),
                quiet(look, walk(t, metres), Style.UNIT),
                gap=4,
            ),
        ],
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    label = t("walk.label", distance=distance(t, metres), walk=walk(t, metres))
    return ft.Semantics(label=label, exclude_semantics=True, content=drawn)


def photos_part(look: Look, agent: Agent, page: ReportPage, doings: tuple[Takes, Callable[[str], Any]]) -> ft.Control:
    """Draw the photos with how far each has gone, and the way to add one."""
    takes, opened = doings
    t = look.t
    tiles: list[ft.Control] = [
        stored_photo(StoredTile(photo, number), partial(opened, photo.id))
        for number, photo in enumerate(page.photos, start=1)
    ]
    across = 1 if look.measures.huge_text else _ACROSS if look.measures.field else _ACROSS_AT_DESK
    below: list[ft.Control] = []
    wanted, begun = _wanted(look, agent, page, takes), len(tiles) % across
    if (begun or len(wanted) > 1) and begun + len(wanted) <= across:
        tiles += [ghost_tile(look, tap, None) for tap in wanted]
    else:
        # Alone on its line a tile would be a large empty place.
        below += [button(look, _button_of(tap)) for tap in wanted]
    lines: list[ft.Control] = [section(look, t("reports.photos"))]
    for start in range(0, len(tiles), across):
        cells = [grow(tile) for tile in tiles[start : start + across]]
        cells += [grow(ft.Container()) for _ in range(across - len(cells))]
        lines.append(row(*cells, gap=16, top=True))
    return column(*lines, *below, gap=10, stretch=True)


def _wanted(look: Look, agent: Agent, page: ReportPage, takes: Takes) -> list[Tap]:
    """Give the photos that may be taken now: « avant » while nothing shows it, then « après »."""
    t, room = look.t, max(0, PHOTOS_PER_RECORD_MAX - len(page.photos))
    if not (page.is_open and is_mine_to_mend(agent, page)):
        return [Tap("add-photo", t("reports.add_photo"), takes[PhotoRole.DETAIL])][:room]
    after = Tap("add-photo", t("reports.take_after"), takes[PhotoRole.APRES])
    if page.before is not None:
        return [after][:room]
    return [Tap("take-before", t("reports.take_before"), takes[PhotoRole.AVANT]), after][:room]


def _button_of(tap: Tap) -> Action:
    return Action(tap.identifier, tap.label, tap.do, kind=Kind.SOFT, glyph="camera-plus")


def facts_card(look: Look, page: ReportPage, with_: tuple[Seen, Action, App]) -> ft.Control:
    """Draw who has it, until when, how precise the place is; and « Suivre »."""
    seen, follow, app = with_
    t = look.t
    lines = [
        fact(look, glyph_name, t(f"reports.fact_{key}"), value) for key, glyph_name, value in _facts(look, page, seen)
    ]
    if page.status_notes:
        lines.append(fact(look, "info", t("reports.status_notes"), page.status_notes))
    if page.duplicate_of:
        original = partial(app.go, routes.report(page.duplicate_of))
        lines.append(button(look, Action("original", t("reports.open_original"), original, glyph="copy")))
    count = len(page.followers)
    told = quiet(look, t("reports.followers", n=count) if count else t("reports.no_followers"))
    if look.measures.large_text:
        lines.append(column(told, button(look, follow), gap=8, stretch=True))
    else:
        lines.append(row(grow(told), button(look, follow), gap=12))
    return card(look, column(*lines, gap=12, stretch=True))


def _facts(look: Look, page: ReportPage, seen: Seen) -> list[tuple[str, str, str]]:
    t, work = look.t, page.card
    received = stamp(t, parse_instant(work.requested_at), seen.now)
    who = dotted(page.assignee_name, page.team_name)
    rows = [
        ("from", "tray", received),
        ("service", "users", dotted(page.service_name, page.zone_name)),
        ("who", "user-circle", who),
        ("planned", "calendar-blank", _moment(look, page.scheduled_at, seen)),
        ("due", "clock", _due(look, page, seen)),
        ("closed", "check-circle", _moment(look, page.closed_at, seen)),
        ("precision", "crosshair", _precision(look, page)),
    ]
    if page.reject_reason:
        rows.append(("closed", "x-circle", t(f"reports.reject_{page.reject_reason}")))
    return [row_ for row_ in rows if row_[2]]


def _moment(look: Look, at: str | None, seen: Seen) -> str:
    return moment(look.t, parse_instant(at), seen.now) if at else ""


def _due(look: Look, page: ReportPage, seen: Seen) -> str:
    due_at = page.card.due_at
    return (
        look.t("reports.due_before", at=within(look.t, moment(look.t, parse_instant(due_at), seen.now)))
        if due_at
        else ""
    )


def _precision(look: Look, page: ReportPage) -> str:
    t = look.t
    if page.position_source == PositionSource.GPS and page.accuracy_m is not None:
        told = t("reports.precision_gps", metres=distance(t, page.accuracy_m))
    else:
        key = f"reports.precision_{page.position_source}"
        told = t(key) if t.has(key) and page.position_source != PositionSource.GPS else ""
    return dotted(told, t("reports.precision_fake") if page.position_mocked else "")


def tasks_part(look: Look, app: App, page: ReportPage) -> ft.Control:
    """Draw the tasks made from the report; one's own open at a tap."""
    if not page.tasks:
        return ft.Container()
    rows = [_task(look, app, task) for task in page.tasks]
    return column(section(look, look.t("reports.tasks")), *rows, gap=10, stretch=True)


def _task(look: Look, app: App, task: LinkedTask) -> ft.Control:
    state = look.t(f"task_state.{task.status}") if look.t.has(f"task_state.{task.status}") else ""
    line = dotted(state, task.assignee)
    words = grow(column(text(look, task.title, Style.STRONG), quiet(look, line), gap=2))
    icon = glyph(look, "clipboard-text", color=look.tokens.ink2)
    drawn = card(look, row(icon, words, glyph(look, "caret-right", color=look.tokens.edge), gap=14), padding=14)
    return press(look, Tap(f"task-{task.id}", dotted(task.title, line), partial(app.go, routes.task(task.id))), drawn)
