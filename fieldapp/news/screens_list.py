"""The list of the news: what must be read stands first and says so, what is read grows quiet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final

import flet as ft

from fieldapp.news import queries
from fieldapp.news.queries import NewsCard
from fieldapp.news.queries_form import new_composer
from fieldapp.news.screens_row import news_row
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app, use_sync
from fieldapp.ui.i18n import stamp
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.more_rows import more_part, use_rows
from fieldapp.ui.row_keys import RowKeys, scroll_mark, use_row_keys
from fieldapp.ui.tokens import SPACE_4
from fieldapp.ui.tops import screen_top
from fieldapp.ui.two_panes import pane_header
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    button,
    column,
    empty_state,
    filter_chip,
    pad,
    page_frame,
    record_list,
    row,
)
from sync.core.instants import instant
from sync.records.base import Role as AgentRole
from sync.records.news import WRITER_ROLES, NewsStatus

NEWS_KINDS: Final = ("news", "acknowledgement", "agent", "service", "outbox")

_LINES: Final[tuple[KeyLine, ...]] = ((("J", "K"), "news.key_next"), (("Enter",), "news.key_open"))
_WRITES: Final[KeyLine] = (("N",), "news.compose")


class Filter(StrEnum):
    """Say which notes the list shows."""

    ALL = "all"
    UNREAD = "unread"
    WAITING = "waiting"
    """Drafts, what was withdrawn and what is over: for who writes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what the pane draws, and what its controls do."""

    app: App
    current: tuple[NewsCard, ...]
    waiting: tuple[NewsCard, ...]
    chosen: Filter
    selected: str | None
    updated: str
    has_draft: bool
    choose: Callable[[Filter], None]
    rows: int
    more: Callable[[], None]
    keys: RowKeys

    @property
    def writes(self) -> bool:
        """Tell whether this person may write notes."""
        return may_compose(self.app.agent.role)

    def of(self, wanted: Filter) -> tuple[NewsCard, ...]:
        """Give the notes of a filter."""
        match wanted:
            case Filter.ALL:
                return self.current
            case Filter.UNREAD:
                return tuple(card for card in self.current if card.is_unread)
            case Filter.WAITING:
                return self.waiting


def may_compose(role: AgentRole) -> bool:
    """Tell whether a role writes notes."""
    return role in WRITER_ROLES


@ft.component
def news_pane(selected: str | None, is_beside: bool) -> ft.Control:
    """Show the notes of a reader; `is_beside` where the chosen one stands beside them."""
    app, look, sync = use_app(), use_look(), use_sync()
    chosen, choose = ft.use_state(Filter.ALL)
    rows, more = use_rows(chosen)
    found = use_live(queries.news_list, app.agent.id, kinds=NEWS_KINDS)
    own = use_live(queries.own_news, app.agent.id, kinds=NEWS_KINDS)
    begun = use_live(new_composer, kinds=("draft",))
    cards_now: ft.MutableRef[dict[str, NewsCard]] = ft.use_ref(dict)
    # A note that is opened counts as read: the keys point at it first, in every window.
    row_keys = use_row_keys(selected, lambda news_id: app.go(_path(cards_now.current[news_id])), at_once=False)
    writes = may_compose(app.agent.role)
    use_keys({**row_keys.keys, **({"N": partial(app.go, routes.COMPOSE)} if writes else {})})
    use_key_lines((*_LINES, _WRITES) if writes else _LINES)
    now, confirmed = app.now(), sync.standing.confirmed_at
    seen: ft.MutableRef[tuple[str, ...]] = ft.use_ref(_nothing_seen)

    def chosen_anew(wanted: Filter) -> None:
        seen.current = ()
        choose(wanted)

    def drawn(cards: tuple[NewsCard, ...]) -> ft.Control:
        moment = instant(now)
        if is_beside:
            cards = queries.in_place(cards, seen.current)
            seen.current = tuple(card.id for card in cards)
        over = tuple(card for card in cards if not card.is_current(moment)) if writes else ()
        shown = Shown(
            app=app,
            current=tuple(card for card in cards if card.is_current(moment)),
            waiting=(*(own.value if isinstance(own, Filled) else ()), *over),
            chosen=chosen,
            selected=row_keys.selected or selected,
            updated=stamp(look.t, confirmed, now) if confirmed else "",
            has_draft=isinstance(begun, Filled) and begun.value.draft_id is not None,
            choose=chosen_anew,
            rows=rows,
            more=more,
            keys=row_keys,
        )
        cards_now.current = {card.id: card for card in (*shown.current, *shown.waiting)}
        return _body(look, shown, now)

    title = look.t("news.title")
    header = pane_header(look, title) if is_beside else screen_top(look, app, title)
    return page_frame(header, live_view(look, found, drawn))


def _nothing_seen() -> tuple[str, ...]:
    return ()


def _body(look: Look, shown: Shown, now: datetime) -> ft.Control:
    parts: list[ft.Control] = []
    if shown.writes:
        word = look.t("news.continue_draft") if shown.has_draft else look.t("news.compose")
        go = partial(shown.app.go, routes.COMPOSE)
        # One plate-button per screen: beside an open note it may be « J’ai lu et compris ».
        kind = Kind.PRIMARY if shown.selected is None else Kind.SOFT
        parts.append(button(look, Action("compose", word, go, kind=kind, glyph="note-pencil", key="N")))
    chips = [filter_chip(look, _filter(look, shown, one), len(shown.of(one))) for one in _filters(shown)]
    parts.append(row(*chips, gap=8, wrap=True))
    head = ft.Container(column(*parts, gap=12, stretch=True), padding=pad(0, look.measures.margin, bottom=12))
    whole = [head, ft.Container(_list(look, shown, now), expand=True)]
    return ft.Column(list(whole), spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _filters(shown: Shown) -> tuple[Filter, ...]:
    return tuple(Filter) if shown.writes else (Filter.ALL, Filter.UNREAD)


def _filter(look: Look, shown: Shown, wanted: Filter) -> Tap:
    word = look.t(f"news.show_{wanted}")
    return Tap(f"show-{wanted}", word, partial(shown.choose, wanted), selected=wanted is shown.chosen)


def _list(look: Look, shown: Shown, now: datetime) -> ft.Control:
    cards = shown.of(shown.chosen)
    shown.keys.rows.draws(())
    if not cards:
        return ft.Container(_none(look, shown), padding=pad(0, look.measures.margin))
    drawn = cards[: shown.rows]
    rows = [_row(look, shown, card, now) for card in drawn]
    hidden = len(cards) - shown.rows
    more = more_part(look, "more-news", look.t("news.more", n=hidden), shown.more) if hidden > 0 else None
    listed = record_list(look, rows, more=more)
    listed.spacing = listed.spacing or SPACE_4
    shown.keys.rows.draws([card.id for card in drawn], listed)
    return listed


def _row(look: Look, shown: Shown, card: NewsCard, now: datetime) -> ft.Control:
    opens = partial(shown.app.go, _path(card))
    return scroll_mark(card.id, news_row(look, card, now, opens, selected=card.id == shown.selected))


def _path(card: NewsCard) -> str:
    return routes.compose_item(card.id) if card.status is NewsStatus.BROUILLON else routes.news_item(card.id)


def _none(look: Look, shown: Shown) -> ft.Control:
    t = look.t
    line = t("news.none_line", at=shown.updated) if shown.updated else t("news.none_line_never")
    action = None
    if shown.chosen is not Filter.ALL:
        back = partial(shown.choose, Filter.ALL)
        action = Action("show-everything", t("news.show_all_of_them"), back, glyph="newspaper")
    name = "check-circle" if shown.chosen is Filter.UNREAD else "newspaper"
    return empty_state(look, name, t(f"news.none_{shown.chosen}"), line, action=action)
