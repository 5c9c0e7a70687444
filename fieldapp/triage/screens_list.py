"""The list of the triage: the pile, its filters with their counts, and rows drawn only when they change.

A row is a component that Flet skips while what it is given is the same: on J and K two rows are drawn, not fifty.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage.queries import OPEN_MAX, PARTS, Card, Pile, Wanted, Which, is_soon_late
from fieldapp.ui.i18n import Words, ago, duration, late, within
from fieldapp.ui.look import Look
from fieldapp.ui.presence import heard, hears
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.widgets import (
    ROWS_MAX,
    TWO_PANES_MIN,
    WIDE_MIN,
    Action,
    Badge,
    Record,
    Sign,
    Tap,
    bar_frame,
    button,
    column,
    empty_state,
    filter_chip,
    grow,
    icon_button,
    pad,
    page_frame,
    quiet,
    record_list,
    record_row,
    row,
    section,
    segmented,
    spring,
    text,
    tight_row,
)
from fieldapp.ui.works import category_glyph, category_name, status_badge
from sync.core.instants import instant, parse_instant
from sync.records.task import Priority
from sync.records.urgency import is_dangerous

DAY_S: Final = 86_400
ROW_DP: Final = 73
"""A row of the desk with its hairline, at the normal text size."""
_FACES: Final[dict[Which, tuple[str | None, Role | None]]] = {
    Which.ALL: (None, None),
    Which.DANGEROUS: ("warning-diamond", Role.DANGER),
    Which.LATE: ("clock-countdown", Role.LATE),
    Which.SOON: ("clock", Role.WAIT),
    Which.TO_CHASE: ("bell", Role.LATE),
    Which.TWINS: ("copy", Role.MERGE),
    Which.TO_QUALIFY: ("question", None),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows: one page of a part of a pile, or what was searched."""

    wanted: Wanted
    cards: tuple[Card, ...]
    """All of them, in order; one page is drawn."""
    counts: dict[Which, int]
    page: int
    selected: str | None
    minute: datetime
    typed: str = ""
    """What was searched; then filters and piles are out of play."""
    marked: frozenset[str] = frozenset()
    """Reports that are chosen together."""
    name: str = ""
    """The saved filter that shows just this."""
    as_map: bool | None = None
    """Whether the map takes the place of the list; None where the map has its own pane."""
    is_cut: bool = False
    """Whether more reports are open than a desk is shown at once."""

    @property
    def shown(self) -> tuple[Card, ...]:
        """Give the rows of this page."""
        return self.cards[self.page * ROWS_MAX : (self.page + 1) * ROWS_MAX]

    @property
    def narrowed(self) -> int:
        """Count what is chosen in the filter: the pile, and each of its parts."""
        parts = sum(getattr(self.wanted, part) is not None for part in PARTS)
        return parts + (self.wanted.pile is not Pile.TO_SORT)

    @property
    def pages(self) -> int:
        """Count the pages."""
        return max(1, -(-len(self.cards) // ROWS_MAX))


@dataclass(frozen=True, slots=True)
class ListDoings:
    """What the controls of the list do."""

    choose: Callable[[str], Any]
    want: Callable[[Wanted], None]
    turn: Callable[[int], None]
    ask_filter: Callable[[], None]
    ask_export: Callable[[], None]
    release: Callable[[], None]
    plan_round: Callable[[], Any]
    show_map: Callable[[bool], None]
    rows: ft.Ref[ft.ListView]
    scrolled: Callable[[Any], None]


def report_list(look: Look, shown: Listing, do: ListDoings, instead: ft.Control | None = None) -> ft.Control:
    """Draw the list pane; `instead` takes the place of the rows (the map on a narrow window)."""
    head = ft.Container(_head(look, shown, do), padding=pad(16, look.measures.margin, bottom=10))
    return page_frame(head, instead or _rows(look, shown, do), bar=_marks(look, shown, do) if shown.marked else None)


def _marks(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    """Say how many are chosen together, with what is made of them from here, and the way out."""
    told = text(look, look.t("triage.marks", n=len(shown.marked)), Style.STRONG)
    short = look.t("triage.plan_round_short") if _is_narrow(look) else None
    plan = Action("plan-round", look.t("triage.plan_round"), do.plan_round, word=short, glyph="path", key="F")
    leave = icon_button(look, Tap("release", look.t("triage.release"), do.release), "x")
    if look.measures.large_text:
        return bar_frame(look, column(row(grow(told), leave), button(look, plan), gap=8, stretch=True))
    return bar_frame(look, row(grow(told), tight_row(button(look, plan)), leave, gap=10))


def _head(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    t, wanted = look.t, shown.wanted
    if shown.typed:
        return section(look, t("triage.found"), sub=t.number(len(shown.cards)))
    parts: list[ft.Control] = [
        section(look, shown.name or t(f"triage.pile_{wanted.pile}"), sub=_count(look, shown), end=_end(look, shown, do))
    ]
    if shown.is_cut:
        parts.append(quiet(look, t("triage.cut", most=t.number(OPEN_MAX))))
    parts.append(_filters(look, shown, do))
    return column(*parts, gap=12, stretch=True)


def _count(look: Look, shown: Listing) -> str:
    return look.t.number(shown.counts[Which.ALL])


def _end(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    """Say the order, or offer the map where it has no pane of its own."""
    if shown.as_map is None:
        order = quiet(look, look.t(_order_key(shown.wanted.which)), Style.META)
        beside = _filter_button(look, shown, do) if _is_narrow(look) else order
        return tight_row(beside, _export_button(look, do))
    views = segmented(
        look,
        [
            Action(
                f"view-{noun}", look.t(key), partial(do.show_map, as_map), selected=shown.as_map is as_map, glyph=icon
            )
            for noun, key, as_map, icon in (
                ("list", "triage.as_list", False, "list-bullets"),
                ("map", "triage.as_map", True, "map-trifold"),
            )
        ],
    )
    return views if look.measures.large_text else tight_row(views, _export_button(look, do))


def _export_button(look: Look, do: ListDoings) -> ft.Control:
    return icon_button(look, Tap("export", look.t("triage.key_export"), do.ask_export), "download-simple", framed=False)


def _order_key(which: Which) -> str:
    return "triage.order_due" if which in (Which.LATE, Which.SOON, Which.TO_CHASE) else "triage.order"


def _filters(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    wanted = shown.wanted
    chips: list[ft.Control] = []
    for which, (name, role) in _FACES.items():
        count = shown.counts[which]
        if not count and which is not Which.ALL and which is not wanted.which:
            continue
        tap = Tap(
            f"which-{which.replace('_', '-')}",
            look.t(f"triage.which_{which}"),
            partial(do.want, _with_which(wanted, which)),
            selected=which is wanted.which,
            word=_short(look, which),
        )
        chips.append(filter_chip(look, tap, count, name=name, role=role))
    if shown.as_map is not None or not _is_narrow(look):
        more = Tap(
            "filter",
            look.t("triage.filter_label"),
            do.ask_filter,
            selected=shown.narrowed > 0,
            word=look.t("triage.filter"),
        )
        chips.append(filter_chip(look, more, shown.narrowed or None, name="funnel-simple"))
    return row(*chips, wrap=True)


def _filter_button(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    """Draw the filter beside the title, where the chips fill two lines."""
    tap = Tap("filter", look.t("triage.filter_label"), do.ask_filter, selected=shown.narrowed > 0)
    return icon_button(look, tap, "funnel" if shown.narrowed else "funnel-simple", framed=shown.narrowed > 0)


def _is_narrow(look: Look) -> bool:
    """Tell whether the list stands in a narrow pane: beside a detail, on anything but a wide desk."""
    return TWO_PANES_MIN <= look.measures.width < WIDE_MIN


def _short(look: Look, which: Which) -> str:
    return look.t(f"triage.which_short_{which}" if _is_narrow(look) else f"triage.which_{which}")


def _with_which(wanted: Wanted, which: Which) -> Wanted:
    return replace(wanted, which=which)


def _rows(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    if not shown.cards:
        return _nothing(look, shown, do)
    rows: list[ft.Control] = [
        _ROW(
            look,
            card,
            (card.id == shown.selected, card.id in shown.marked),
            row_age(look.t, card, shown.minute),
            do.choose,
            key=f"row-{card.id}",
        )
        for card in shown.shown
    ]
    listed = record_list(look, rows, more=_pager(look, shown, do))
    do.rows.current = listed
    listed.on_scroll, listed.scroll_interval = heard(do.scrolled), 120
    return listed


@ft.component
def _row(
    look: Look, card: Card, chosen: tuple[bool, bool], ages: tuple[str, str, str], choose: Callable[[str], Any]
) -> ft.Control:
    """Draw one report; `ages` are how old and how late it is, in words, so that a minute changes few rows.

    `chosen` says whether it is shown beside the list, and whether it is chosen together with others.
    """
    (age, *pressing), (is_selected, is_marked) = ages, chosen
    title = category_name(look.t, card.category)
    record = Record(
        identifier=f"row-{card.id}",
        glyph="check-square" if is_marked else category_glyph(card.category),
        title=look.t("triage.marked_row", title=title) if is_marked else title,
        place=place_words(look.t, card),
        badges=row_badges(look, card, *pressing),
        age=age,
        dangerous=is_dangerous(card.priority),
        selected=is_selected,
    )
    return record_row(look, record, partial(choose, card.id))


_ROW: Final = ft.memo(_row)  # type: ignore[no-untyped-call]


def row_age(t: Words, card: Card, now: datetime) -> tuple[str, str, str]:
    """Say how old a report is, how late, and how long there is left where that is not long."""
    lateness = late(t, parse_instant(card.due_at), now) if card.due_at else None
    soon = time_left(t, card, now) if is_soon_late(card, instant(now)) else ""
    return ago(t, parse_instant(card.requested_at), now), lateness or "", soon


def time_left(t: Words, card: Card, now: datetime) -> str:
    """Say how long there is left, in whole days or hours: « Reste 3 h »."""
    left = (parse_instant(card.due_at) - now).total_seconds() if card.due_at else 0
    days = int(left // DAY_S)
    return t("triage.left_days", n=days) if days else t("triage.left", time=duration(t, max(60.0, left)))


def place_words(t: Words, card: Card) -> str:
    """Say where a report is and how it came in: « Rue Grimaldi, 31 · web »."""
    channel = t(f"triage.channel_{card.channel}") if t.has(f"triage.channel_{card.channel}") else card.channel
    return f"{card.address or t('work.no_address')} · {within(t, channel)}"


def row_badges(look: Look, card: Card, lateness: str, soon: str = "") -> tuple[Badge, ...]:
    """Give what is most pressing of a report: one chip in a pane, two where the list has the window."""
    found: list[Badge] = []
    if is_dangerous(card.priority):
        found.append(Badge(Sign.DANGEROUS))
    if lateness:
        found.append(Badge(Sign.LATE, lateness))
    if soon:
        found.append(Badge(Sign.SOON, soon))
    if card.twins:
        found.append(Badge(Sign.DUPLICATE_MAYBE, look.t("triage.twin_maybe")))
    status = [badge for badge in (status_badge(card.status),) if badge is not None]
    annoying = [Badge(Sign.ANNOYING)] if card.priority == Priority.TRES_GENANT else []
    # What waits to be sorted is told by its urgency, anything else by where it stands.
    found += [*annoying, *status] if card.is_to_sort else [*status, *annoying]
    return tuple(found[: 2 if look.measures.width < TWO_PANES_MIN else 1])


def _nothing(look: Look, shown: Listing, do: ListDoings) -> ft.Control:
    t = look.t
    action = None
    if shown.typed:
        drawn = empty_state(
            look, "binoculars", t("triage.found_nothing", typed=shown.typed), t("triage.found_nothing_text")
        )
    elif shown.wanted != Wanted():
        action = Action("all-to-sort", t("triage.show_all"), partial(do.want, Wanted()), glyph="tray")
        drawn = empty_state(look, "funnel", t("triage.none_here"), t("triage.none_here_text"), action=action)
    else:
        drawn = empty_state(look, "check-circle", t("triage.all_sorted"), t("triage.all_sorted_text"))
    return hears(ft.ListView([drawn], padding=pad(8, look.measures.margin, bottom=24), expand=True))


def _pager(look: Look, shown: Listing, do: ListDoings) -> ft.Control | None:
    if shown.pages == 1:
        return None
    t = look.t
    before = Action("page-before", t("triage.page_before"), partial(do.turn, shown.page - 1), enabled=shown.page > 0)
    after = Action(
        "page-after", t("triage.page_after"), partial(do.turn, shown.page + 1), enabled=shown.page < shown.pages - 1
    )
    told = quiet(look, t("triage.page", page=shown.page + 1, pages=shown.pages), Style.META)
    if look.measures.large_text:
        return column(told, button(look, before), button(look, after), gap=8, stretch=True)
    return ft.Container(row(button(look, before), spring(), told, spring(), button(look, after)), padding=pad(12, 4))


def neighbour(cards: Sequence[Card], selected: str | None, steps: int) -> str | None:
    """Give the report so many rows away, staying at the ends; the first one where nothing is selected."""
    if not cards:
        return None
    at = next((index for index, card in enumerate(cards) if card.id == selected), None)
    if at is None:
        return cards[0].id
    return cards[min(max(at + steps, 0), len(cards) - 1)].id


def following(cards: Sequence[Card], gone: Sequence[str]) -> str | None:
    """Give the report to go on with once these are gone: the next one below, else the last one above."""
    places = [index for index, card in enumerate(cards) if card.id in gone]
    if not places:
        return None
    below = (card.id for card in cards[places[0] :] if card.id not in gone)
    above = (card.id for card in reversed(cards[: places[0]]) if card.id not in gone)
    return next(below, next(above, None))
