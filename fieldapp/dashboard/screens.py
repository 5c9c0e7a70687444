"""The figures of the desk: what is open, how late, of which family and where; what came in and what was closed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.dashboard import queries
from fieldapp.dashboard.queries import Delay, Figures, Share, Week
from fieldapp.dashboard.screens_objectives import objectives_section
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words, long_day, percent, short_date
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.more_rows import more_part
from fieldapp.ui.presence import hears
from fieldapp.ui.row_keys import RowKeys, use_row_keys
from fieldapp.ui.screen import screen
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Tap,
    card,
    column,
    empty_state,
    grow,
    outline,
    pad,
    page_frame,
    press,
    quiet,
    row,
    section,
    segmented,
    waiting_state,
)
from fieldapp.ui.widgets.charts import Bar, Pair, bars, columns, figure_tile
from fieldapp.ui.works import category_name, family_name
from sync.core.instants import instant
from sync.records.base import NOWHERE
from sync.records.base import Role as AgentRole

PERIODS: Final = (30, 90, 365)
FAMILIES_SHOWN: Final = 8
"""The largest ones; the others follow on demand."""
_OWN_SERVICE: Final = frozenset({AgentRole.RESPONSABLE_SERVICE, AgentRole.CHEF_EQUIPE})
_DELAY_ROLES: Final = {
    Delay.OVER_A_WEEK: Role.LATE,
    Delay.LATE: Role.LATE,
    Delay.SOON: Role.WAIT,
    Delay.IN_TIME: Role.DONE,
    Delay.NONE: Role.ACCENT,
}

_DELAY_LISTS: Final = {Delay.OVER_A_WEEK: "late", Delay.LATE: "late", Delay.SOON: "soon"}
"""The part of the list that shows a delay; the longest late stand first in it."""
_LINES: Final[tuple[KeyLine, ...]] = ((("J", "K"), "dashboard.key_next"), (("Enter",), "dashboard.key_open"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody has chosen on this page."""

    days: int = PERIODS[0]
    whole_town: bool = False
    all_families: bool = False
    """Whether the families after the largest are shown too."""
    opened: frozenset[str] = frozenset()
    """The families whose categories are shown."""

    def turned(self, family: str) -> "Chosen":
        """Give the same with a family opened, or closed again."""
        return replace(self, opened=self.opened ^ {family})


@screen
def dashboard() -> ft.Control:
    """Show the figures."""
    app, look = use_app(), use_look()
    chosen, choose = ft.use_state(Chosen())
    own = app.agent.service if app.agent.role in _OWN_SERVICE else None
    service = None if chosen.whole_town else own
    led: ft.MutableRef[dict[str, str]] = ft.use_ref(dict)
    keys = use_row_keys(None, lambda at: app.go(led.current[at]), at_once=False)
    leads = app.agent.works_at_desk
    use_keys(keys.keys if leads else {})
    use_key_lines(_LINES if leads else ())
    # To the hour: a moment that is another one at each drawing would read at each drawing.
    now = instant(app.now().replace(minute=0, second=0, microsecond=0))
    live = use_live(queries.figures, now, chosen.days, service, kinds=("report", "zone"))
    sub = dotted(app.agent.town_name, app.agent.service_name if service else "")
    header = screen_top(look, app, look.t("dashboard.title"), sub=sub)
    if not isinstance(live, Filled):
        return page_frame(header, waiting_state(look))
    found = live.value
    if not found.open and not found.received and not found.closed:
        nothing = empty_state(look, "chart-line-up", look.t("dashboard.empty"), look.t("dashboard.empty_text"))
        return page_frame(header, _scrolled(look, [nothing, objectives_section()]))
    led.current = parts_led_to(found, service)
    drawn = Drawn(found, service, chosen, choose)
    head = _choices(look, chosen, choose, has_own=own is not None)
    parts = [head, _tiles(look, app, drawn), objectives_section(), *_charts(look, app, drawn, keys)]
    whole = _scrolled(look, parts)
    keys.rows.listed = whole
    return page_frame(header, whole)


def _scrolled(look: Look, parts: list[ft.Control]) -> ft.ListView:
    return hears(ft.ListView(parts, spacing=16, padding=pad(16, look.measures.margin, bottom=32), expand=True))


def _choices(look: Look, chosen: Chosen, choose: Any, *, has_own: bool) -> ft.Control:
    """Draw the period, and whose reports where somebody steers one service."""
    t = look.t
    periods = [
        Action(
            f"period-{days}",
            t("dashboard.days", n=days),
            partial(choose, replace(chosen, days=days)),
            selected=days == chosen.days,
        )
        for days in PERIODS
    ]
    parts: list[ft.Control] = [segmented(look, periods)]
    if has_own:
        scopes = [
            Action(
                f"scope-{noun}",
                t(f"dashboard.{noun}"),
                partial(choose, replace(chosen, whole_town=whole)),
                selected=chosen.whole_town is whole,
            )
            for noun, whole in (("my_service", False), ("whole_town", True))
        ]
        parts.append(segmented(look, scopes))
    return column(*parts, gap=12) if look.measures.large_text else row(*parts, gap=16, wrap=True)


def _tiles(look: Look, app: App, drawn: "Drawn") -> ft.Control:
    """Draw the figures that ask for something; each leads to its list, of the same service."""
    t, found = look.t, drawn.found
    of_service = {"service": drawn.service} if drawn.service else {}
    late, dangerous = (routes.triage_part(pile="open", which=part, **of_service) for part in ("late", "dangerous"))
    to_sort = routes.triage_part(pile="to_sort", **of_service)
    tiles = [
        _tile(look, app, ("to-sort", found.to_sort, t("dashboard.to_sort"), None), to_sort),
        _tile(look, app, ("late", found.late, t("dashboard.late"), Role.LATE), late),
        _tile(look, app, ("dangerous", found.dangerous, t("dashboard.dangerous"), Role.DANGER), dangerous),
        _plain(look, t.number(found.closed), t("dashboard.closed"), t("dashboard.received", n=found.received)),
        _plain(look, *_speed(t, found)),
    ]
    if look.measures.large_text:
        return column(*tiles, gap=12, stretch=True)
    across = 5 if look.measures.width >= TWO_PANES_MIN else 2
    lines = [tiles[start : start + across] for start in range(0, len(tiles), across)]
    return column(
        *(row(*(grow(tile) for tile in line), gap=12) for line in lines),
        quiet(look, t("dashboard.period_note", n=drawn.chosen.days), Style.META),
        gap=12,
        stretch=True,
    )


def _speed(t: Words, found: Figures) -> tuple[str, str, str]:
    """Say how long mending takes, and how often in time."""
    figure = t.number(found.median_days, 1) if found.median_days is not None else "–"
    share = t("dashboard.in_time", share=percent(t, found.in_time)) if found.in_time is not None else ""
    return figure, t("dashboard.median_days"), share


def _tile(look: Look, app: App, told: tuple[str, int, str, Role | None], path: str) -> ft.Control:
    noun, count, word, role = told
    figure = look.t.number(count)
    drawn = _framed(look, figure_tile(look, figure, word, role=role if count else None))
    if not app.agent.works_at_desk:
        return ft.Semantics(label=f"{word}, {figure}", exclude_semantics=True, content=drawn)
    label = look.t("dashboard.open_list", word=word, count=figure)
    return press(look, Tap(f"tile-{noun}", label, partial(app.go, path)), drawn)


def _plain(look: Look, figure: str, word: str, sub: str) -> ft.Control:
    drawn = _framed(look, figure_tile(look, figure, word, sub=sub))
    return ft.Semantics(label=dotted(word, figure, sub), exclude_semantics=True, content=drawn)


def _framed(look: Look, tile: ft.Container) -> ft.Container:
    tile.bgcolor, tile.border_radius, tile.border = look.tokens.card, RADIUS_CARD, outline(look)
    return tile


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the charts show, and what opens more of it."""

    found: Figures
    service: str | None
    chosen: Chosen
    choose: Callable[[Chosen], None]

    @property
    def families(self) -> tuple[Share, ...]:
        """Give the families that are shown."""
        return self.found.families if self.chosen.all_families else self.found.families[:FAMILIES_SHOWN]

    @property
    def bars(self) -> Iterator[tuple[str, Share]]:
        """Give each bar that is shown, with its chart, in the order of the page."""
        found = self.found
        parts = (("status", found.states), ("delay", found.delays))
        yield from ((chart, share) for chart, shares in parts for share in shares)
        for family in self.families:
            yield "family", family
            if family.key in self.chosen.opened:
                yield from (("category", share) for share in found.categories[family.key])
        yield from (("zone", share) for share in found.zones)


def _charts(look: Look, app: App, drawn: Drawn, keys: RowKeys) -> list[ft.Control]:
    """Draw the four bar charts, two by two where there is room, then the weeks."""
    t, found = look.t, drawn.found
    led = parts_led_to(found, drawn.service) if app.agent.works_at_desk else {}
    shown = [bar_name(chart, share) for chart, share in drawn.bars]
    keys.rows.draws([at for at in shown if at in led])

    def bar(chart: str, name: str, share: Share, role: Role = Role.ACCENT) -> Bar:
        told = t("dashboard.late_part", n=share.late) if share.late else ""
        at = bar_name(chart, share)
        go = partial(app.go, led[at]) if at in led else None
        return Bar(name, share.count, share.late, told, role, at, go, keys.selected == at)

    cards = [
        _card(look, t("dashboard.by_state"), [bar("status", t(f"state.{s.key}"), s) for s in found.states]),
        _card(
            look,
            t("dashboard.by_delay"),
            [bar("delay", t(f"dashboard.delay_{s.key}"), s, _DELAY_ROLES[Delay(s.key)]) for s in found.delays],
        ),
        _families(look, drawn, bar),
        _card(look, t("dashboard.by_zone"), [bar("zone", _zone(t, s), s) for s in found.zones]),
    ]
    weeks = columns(
        look,
        [_week(t, week) for week in found.weeks],
        (Role.ACCENT, Role.DONE),
        (t("dashboard.week_received"), t("dashboard.week_closed")),
    )
    last = _framed_chart(look, t("dashboard.by_week"), weeks)
    if look.measures.large_text or look.measures.width < TWO_PANES_MIN:
        return [*cards, last]
    return [_beside(cards[0], cards[1]), _beside(cards[2], cards[3]), last]


def _families(look: Look, drawn: Drawn, bar: Callable[[str, str, Share], Bar]) -> ft.Control:
    """Draw the families, each of which opens into its categories; the largest first, then all."""
    t, lines = look.t, []
    for share in drawn.families:
        name, is_open = family_name(t, share.key), share.key in drawn.chosen.opened
        label = t("dashboard.close_family" if is_open else "dashboard.open_family", name=name)
        turn = partial(drawn.choose, drawn.chosen.turned(share.key))
        more = Tap(f"open-{share.key}".replace("_", "-"), label, turn)
        lines.append(replace(bar("family", name, share), more=more, is_open=is_open))
        if is_open:
            parts = drawn.found.categories[share.key]
            lines += [replace(bar("category", category_name(t, one.key), one), is_part=True) for one in parts]
    left, more_families = len(drawn.found.families) - len(drawn.families), None
    if left:
        all_of_them = partial(drawn.choose, replace(drawn.chosen, all_families=True))
        more_families = more_part(look, "more-families", t("dashboard.more_families", n=left), all_of_them)
    return _framed_chart(look, t("dashboard.by_family"), bars(look, lines, end=more_families))


def _beside(first: ft.Control, second: ft.Control) -> ft.Control:
    return ft.Row(
        [grow(first), grow(second)],
        spacing=16,
        intrinsic_height=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _card(look: Look, title: str, shown: list[Bar]) -> ft.Control:
    return _framed_chart(look, title, bars(look, shown))


def _framed_chart(look: Look, title: str, chart: ft.Control) -> ft.Control:
    return card(look, column(section(look, title), chart, gap=14, stretch=True), padding=18)


def parts_led_to(found: Figures, service: str | None) -> dict[str, str]:
    """Give where each bar leads: to its open reports; what is in time has no list of its own."""
    of_service = {"service": service} if service else {}
    parts = [("status", share.key, {"status": share.key}) for share in found.states]
    parts += [("delay", s.key, {"which": _DELAY_LISTS[Delay(s.key)]}) for s in found.delays if s.key in _DELAY_LISTS]
    parts += [("family", share.key, {"family": share.key}) for share in found.families]
    parts += [("category", s.key, {"category": s.key}) for shares in found.categories.values() for s in shares]
    parts += [("zone", share.key, {"zone": share.key}) for share in found.zones]
    return {_bar_name(chart, key): routes.triage_part(pile="open", **of_service, **part) for chart, key, part in parts}


def bar_name(chart: str, share: Share) -> str:
    """Give the identifier of a bar."""
    return _bar_name(chart, share.key)


def _bar_name(chart: str, key: str) -> str:
    return f"bar-{chart}-{key}".replace("_", "-")


def _zone(t: Words, share: Share) -> str:
    return share.name or (t("dashboard.nowhere") if share.key == NOWHERE else t("dashboard.zone_unknown"))


def _week(t: Words, week: Week) -> Pair:
    label = t("dashboard.week", day=long_day(t, week.monday), received=week.received, closed=week.closed)
    return Pair(short_date(t, week.monday), week.received, week.closed, label)
