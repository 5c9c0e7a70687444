"""« À rapprocher »: what waits for a decision, the oldest first; beside it, on a wide screen, the choice itself."""

from functools import partial
from typing import Final

import flet as ft

from fieldapp.reconcile.queries import OpenConflict, RefusedChange, Waiting, waiting
from fieldapp.reconcile.screens_conflict import conflict_detail
from fieldapp.reconcile.screens_refused import refused_detail
from fieldapp.reconcile.screens_values import field_words, subject_glyph, subject_title
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app, use_sync
from fieldapp.ui.i18n import moment, stamp
from fieldapp.ui.live import live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import RADIUS_CARD, RADIUS_TILE, Role, Style
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import (
    Action,
    Panes,
    Tap,
    column,
    empty_state,
    gap,
    glyph,
    grow,
    heading,
    list_width,
    outline,
    pad,
    page_frame,
    pane_count,
    panes,
    plate,
    press,
    quiet,
    rail_width,
    row,
    scrolled,
    text,
)
from sync.core.instants import parse_instant

KINDS_READ: Final = ("conflict", "outbox", "report", "task", "round", "objective", "news")


@screen
def reconcile(chosen: str = "") -> ft.Control:
    """List what waits; `chosen` is a conflict's id, or the number of a refused change."""
    app, look = use_app(), use_look()
    live = use_live(waiting, app.agent.id, kinds=KINDS_READ)
    confirmed = use_sync().standing.confirmed_at
    updated = stamp(look.t, confirmed, app.now()) if confirmed else ""
    return live_view(look, live, lambda found: _laid_out(look, app, found, chosen, updated))


def _laid_out(look: Look, app: App, found: Waiting, chosen: str, updated: str) -> ft.Control:
    wide = pane_count(look) > 1
    if not wide and chosen:
        return _detail(look, chosen, look.measures.width, is_alone=True)
    header = screen_top(look, app, look.t("reconcile.title"), sub=_count(look, found))
    if not wide:
        return page_frame(header, _list(look, app, found, chosen, updated))
    if not found.count:
        return page_frame(header, scrolled(look, gap(0), _nothing(look, app, updated)))
    first = chosen or _first(found)
    width = look.measures.width - rail_width(look) - list_width(look, 2) - 2 * look.measures.margin
    detail = ft.Container(_detail(look, first, width, is_alone=False), key=first, expand=True)
    listed = ft.Container(_list(look, app, found, first), padding=pad(12, 0), expand=True)
    both = panes(look, Panes(list=listed, detail=detail))
    return page_frame(header, ft.Container(both, expand=True))


def _detail(look: Look, chosen: str, width: float, *, is_alone: bool) -> ft.Control:
    if chosen.isdecimal():
        return refused_detail(int(chosen), is_alone)
    return conflict_detail(chosen, width, is_alone)


def _first(found: Waiting) -> str:
    """Choose what stands open beside the list when nobody chose yet."""
    return found.conflicts[0].id if found.conflicts else str(found.refused[0].n)


def _count(look: Look, found: Waiting) -> str:
    return look.t("reconcile.sub", n=found.count) if found.count else look.t("reconcile.nothing_lost")


def _nothing(look: Look, app: App, updated: str) -> ft.Control:
    line = look.t("reconcile.empty_at", at=updated) if updated else look.t("reconcile.empty_text")
    home = Action("home", look.t("shell.go_today"), partial(app.go, routes.TODAY), glyph="house")
    return empty_state(look, "check-circle", look.t("reconcile.empty"), line, action=home)


def _list(look: Look, app: App, found: Waiting, chosen: str, updated: str = "") -> ft.Control:
    if not found.count:
        return scrolled(look, _nothing(look, app, updated))
    parts: list[ft.Control] = []
    mine = [one for one in found.conflicts if one.is_mine]
    others = [one for one in found.conflicts if not one.is_mine]
    parts += _section(look, "reconcile.conflicts", [_conflict_row(look, app, one, chosen) for one in mine])
    parts += _section(look, "reconcile.refused", [_refused_row(look, app, one, chosen) for one in found.refused])
    parts += _section(look, "reconcile.of_others", [_conflict_row(look, app, one, chosen) for one in others])
    return scrolled(look, *parts, gap=look.measures.gap)


def _section(look: Look, key: str, rows: list[ft.Control]) -> list[ft.Control]:
    return [heading(look, look.t(key)), *rows] if rows else []


def _conflict_row(look: Look, app: App, one: OpenConflict, chosen: str) -> ft.Control:
    what = field_words(look.t, one.names) if one.names else ""
    told = look.t("reconcile.line_conflict", what=what) if what else look.t("reconcile.line_whole")
    title, at = subject_title(look.t, one.subject), moment(look.t, parse_instant(one.at), app.now()) if one.at else ""
    tap = Tap(
        f"conflict-{one.id}",
        f"{title}, {told}, {at}",
        partial(app.go, routes.conflict(one.id)),
        selected=one.id == chosen,
        word=title,
    )
    return _row(look, tap, subject_glyph(one.subject), (told, at), Role.MERGE)


def _refused_row(look: Look, app: App, one: RefusedChange, chosen: str) -> ft.Control:
    told = look.t(f"reconcile.refusal.{one.code}")
    title, at = subject_title(look.t, one.subject), moment(look.t, parse_instant(one.at), app.now())
    tap = Tap(
        f"refused-{one.n}",
        f"{title}, {told}, {at}",
        partial(app.go, routes.refused(one.n)),
        selected=str(one.n) == chosen,
        word=title,
    )
    return _row(look, tap, subject_glyph(one.subject), (told, at), Role.LATE)


def _row(look: Look, tap: Tap, name: str, words: tuple[str, str], role: Role) -> ft.Control:
    told, at = words
    field = look.measures.field
    ink = look.tint(role).strong
    shown = column(
        text(look, tap.shown, Style.ROW, lines=2),
        row(
            glyph(look, "arrows-merge" if role is Role.MERGE else "arrow-u-up-left", color=ink),
            grow(text(look, told, color=ink)),
            gap=8,
        ),
        quiet(look, at, Style.META),
        gap=4,
        stretch=True,
    )
    drawn = ft.Container(
        row(plate(look, name, solid=bool(tap.selected)), grow(shown), glyph(look, "caret-right"), gap=16),
        padding=pad(14 if field else 10, 16 if field else 12),
        bgcolor=look.tint(Role.ACCENT).soft if tap.selected else look.tokens.card,
        border_radius=RADIUS_CARD if field else RADIUS_TILE,
        border=ft.Border.all(2, look.tokens.accent) if tap.selected else outline(look),
    )
    return press(look, tap, drawn)
