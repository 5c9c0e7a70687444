"""The home of an élu, and of whoever neither repairs nor sorts: news, and how the sectors stand."""

from datetime import datetime
from functools import partial

import flet as ft

from fieldapp.today import queries
from fieldapp.today.queries import NewsCard, TownDay, ZoneCount
from fieldapp.today.screens_begun import use_begun
from fieldapp.today.screens_objectives import use_objectives
from fieldapp.today.screens_parts import greeting, month_start, notes_to_read, steady
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import ago
from fieldapp.ui.live import live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.objectives import objectives_strip
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Tap,
    button,
    card,
    column,
    gap,
    grow,
    lines_between,
    meter,
    pad,
    page_frame,
    press,
    quiet,
    row,
    scrolled,
    section,
    text,
)
from sync.core.instants import instant, parse_instant


@ft.component
def town_home() -> ft.Control:
    """Show news and sectors."""
    app, look = use_app(), use_look()
    now = app.now()
    day = use_live(
        queries.town_day,
        app.agent.id,
        steady(now),
        month_start(now),
        kinds=("report", "zone", "news", "acknowledgement"),
    )
    aims, begun = objectives_strip(look, use_objectives(app), now.date()), use_begun()
    return page_frame(greeting(look, app), live_view(look, day, lambda filled: _body(look, app, filled, (begun, aims))))


def _body(look: Look, app: App, day: TownDay, also: tuple[list[ft.Control], list[ft.Control]]) -> ft.Control:
    (begun, aims), now = also, app.now()
    notes = [*notes_to_read(look, day.to_read, now, app.go), *begun]
    news = _news(look, app, [note for note in day.news if note.is_current(instant(now))])
    zones = _zones(look, app, day)
    if look.measures.width < TWO_PANES_MIN or look.measures.huge_text:
        return scrolled(look, gap(0), *notes, *aims, zones, news)
    left = ft.Container(scrolled(look, gap(0), *aims, zones), expand=True)
    right = ft.Container(scrolled(look, gap(0), *notes, news), expand=True)
    return ft.Row([left, right], spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _zones(look: Look, app: App, day: TownDay) -> ft.Control:
    most = max((zone.open for zone in day.zones), default=0)
    rows = [_zone(look, app, zone, most) for zone in day.zones]
    done = look.t("today.resolved", n=day.resolved_recently)
    head = section(look, look.t("today.zones"))
    listed = card(look, column(*lines_between(look, rows), gap=0, stretch=True), padding=0)
    return column(head, listed, quiet(look, done), gap=12, stretch=True)


def _zone(look: Look, app: App, zone: ZoneCount, most: int) -> ft.Control:
    t = look.t
    name = zone.name or t("today.zone_none")
    label = t("today.zone_label", name=name, n=zone.open, late=zone.late, dangerous=zone.dangerous)
    share = zone.open / most if most else 0.0
    late_share = share * zone.late / zone.open if zone.open else 0.0
    bar = meter(look, [(late_share, Role.LATE), (share - late_share, Role.ACCENT)], label=label)
    words = [t("today.zone_late", n=zone.late)] if zone.late else []
    words += [t("today.zone_dangerous", n=zone.dangerous)] if zone.dangerous else []
    head = row(grow(text(look, name, Style.STRONG)), text(look, t.number(zone.open), Style.FIGURE))
    lines: list[ft.Control] = [head, bar]
    if words:
        lines.append(quiet(look, dotted(*words), Style.META))
    drawn = ft.Container(column(*lines, gap=6, stretch=True), padding=pad(12, 16))
    where = f"{routes.NEAR_ME}?zone={zone.id}" if zone.id else routes.NEAR_ME
    return press(look, Tap(f"zone-{zone.id or 'none'}", label, partial(app.go, where)), drawn)


def _news(look: Look, app: App, notes: list[NewsCard]) -> ft.Control:
    t, now = look.t, app.now()
    every = Action("all-news", t("today.all_news"), partial(app.go, routes.NEWS), glyph="newspaper")
    rows: list[ft.Control] = [_news_row(look, app, note, now) for note in notes]
    if not rows:
        rows.append(ft.Container(quiet(look, t("today.no_news")), padding=pad(16, 16)))
    listed = card(look, column(*lines_between(look, rows), gap=0, stretch=True), padding=0)
    return column(section(look, t("today.news")), listed, button(look, every), gap=12, stretch=True)


def _news_row(look: Look, app: App, note: NewsCard, now: datetime) -> ft.Control:
    line = dotted(note.source, ago(look.t, parse_instant(note.published_at), now))
    drawn = ft.Container(
        column(text(look, note.title, Style.STRONG), quiet(look, line, Style.META), gap=4, stretch=True),
        padding=pad(12, 16),
    )
    tap = Tap(f"news-{note.id}", f"{note.title}, {line}", partial(app.go, routes.news_item(note.id)))
    return press(look, tap, drawn)
