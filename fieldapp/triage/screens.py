"""The triage: the list, the map and one report side by side, sorted with the keyboard or by touch.

Which report is chosen is a state of this screen where panes stand side by side, so that J and K draw two rows, two
pins and the detail; with one pane it is the path, so that the system's « back » leads to the list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import flet as ft

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.ground import Ground, ground
from fieldapp.triage import queries, queries_filters, queries_report
from fieldapp.triage.queries import Card
from fieldapp.triage.queries_filters import Saved
from fieldapp.triage.queries_report import Directory
from fieldapp.triage.screens_asks import KEYS, saved_line
from fieldapp.triage.screens_desk import (
    Desk,
    DeskState,
    desk_header,
    first_state,
    key_foot,
    listing_of,
    mark,
    merge,
    photo_of,
    sheet_of,
    use_minute,
    want,
)
from fieldapp.triage.screens_detail import Ask, DetailDoings, Shown, primary_of, report_detail, waiting_detail
from fieldapp.triage.screens_filter import KEYS_MAX
from fieldapp.triage.screens_keys import Rows, Typist, key_doings
from fieldapp.triage.screens_list import ListDoings, report_list
from fieldapp.triage.screens_map import Placed, triage_map
from fieldapp.triage.screens_moves import Moves
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.effects import use_settled
from fieldapp.ui.keymap import use_key_lines, use_keys
from fieldapp.ui.live import Filled, Live, Refused, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.undoing import UndoSteps
from fieldapp.ui.widgets import (
    Panes,
    empty_state,
    page_frame,
    pane_count,
    panes,
    quiet,
    trouble_state,
    waiting_state,
)
from sync.core.instants import instant
from sync.records.task import Priority

T = TypeVar("T")

_PLACES: Final = ("service", "team", "zone", "agent", "town")
_NOBODY: Final = Directory((), (), (), ())


@screen
def triage(report_id: str = "") -> ft.Control:
    """Sort what waits at the desk; `report_id` is the report that a link leads to."""
    desk, opened, undo = _use_desk(report_id)
    typist: ft.MutableRef[Typist] = ft.use_ref(Typist)
    typist.current.sees(desk)
    use_key_lines((*KEYS, *saved_line(len(desk.saved[:KEYS_MAX]))))
    use_keys(key_doings(typist.current, desk, undo, _primary_act))
    side_by_side = Panes(
        list=_list_pane(desk, opened, typist.current.rows),
        detail=_detail_pane(desk) if desk.chosen else None,
        map=_map_pane(desk) if desk.panes == 3 else None,
        empty=ft.Container(_nothing_chosen(desk.look), padding=desk.look.measures.margin),
    )
    body = ft.Container(panes(desk.look, side_by_side), expand=True)
    page = page_frame(desk_header(desk, typist.current.box), body, bar=key_foot(desk))
    page.controls.append(sheet_of(desk))
    photo = photo_of(desk)
    return ft.Stack([page, *([photo] if photo else [])], expand=True, fit=ft.StackFit.EXPAND)


@dataclass(frozen=True)
class _Readings:
    """What the replica holds, for this screen."""

    opened: Live[tuple[Card, ...]]
    cards: tuple[Card, ...]
    found: tuple[Card, ...]
    known: Directory
    saved: tuple[Saved, ...]
    land: Live[Ground | None]


def _use_readings(app: App, state: DeskState) -> _Readings:
    searched = use_settled(state.typed.strip())
    known: ft.MutableRef[queries.Known] = ft.use_ref(dict)
    opened = use_live(queries.open_reports, known.current, kinds=("report", "outbox"))
    found = use_live(queries.found_reports, searched, kinds=("report",))
    known = use_live(queries_report.directory, kinds=(*_PLACES, "task", "report"))
    saved = use_live(queries_filters.saved_filters, app.agent.id, kinds=("saved_filter",))
    land = use_live(ground, kinds=("town", "zone"))
    return _Readings(opened, _value(opened, ()), _value(found, ()), _value(known, _NOBODY), _value(saved, ()), land)


def _use_desk(report_id: str) -> tuple[Desk, Live[tuple[Card, ...]], UndoSteps]:
    """Gather all that the screen draws, inside its component."""
    app, look = use_app(), use_look()
    state, set_state = ft.use_state(first_state(app, report_id))
    undo: ft.MutableRef[UndoSteps] = ft.use_ref(UndoSteps)
    minute = use_minute(app)
    read = _use_readings(app, state)
    listing = ft.use_memo(
        lambda: listing_of(state, read.cards, read.found, minute),
        [read.cards, read.found, state.wanted, state.typed, state.page, minute],
    )
    count = pane_count(look, with_map=True)
    chosen = _chosen(state, report_id, listing.cards, count)
    kinds = (*_PLACES, "report", "attachment", "task", "photo", "outbox", "caller", DRAFT)
    live = use_live(queries_report.report_pane, chosen or "", kinds=kinds)
    ft.use_effect(lambda: set_state(lambda before: replace(before, selected=report_id or None)), [report_id])
    moves = Moves(app, set_state, count, listing.cards, undo.current)
    # What has left the list is no longer meant by a gesture.
    marked = state.marked & {card.id for card in listing.cards} if state.marked else state.marked
    desk = Desk(
        app=app,
        look=look,
        state=state,
        put=moves.put,
        change=set_state,
        choose=ft.use_callback(moves.choose, [count]),
        now=app.now(),
        cards=read.cards,
        listing=replace(
            listing,
            selected=chosen,
            marked=marked,
            as_map=state.as_map if count < 3 else None,
            name=_name_of(read.saved, state),
        ),
        chosen=chosen,
        live=live,
        known=read.known,
        saved=read.saved,
        land=read.land,
        gestures=replace(
            moves.gestures(look, read.known), marked=tuple(card.id for card in listing.cards if card.id in marked)
        ),
        panes=count,
    )
    return desk, read.opened, undo.current


def _name_of(saved: Sequence[Saved], state: DeskState) -> str:
    """Give the name under which what is wanted is kept."""
    return next((one.title for one in saved if one.wanted == state.wanted), "")


def _chosen(state: DeskState, report_id: str, cards: Sequence[Card], count: int) -> str | None:
    """Give the report shown: the path's on one pane, else the selected one, else the first listed."""
    if count == 1:
        return report_id or None
    return state.selected or report_id or (cards[0].id if cards else None)


def _primary_act(desk: Desk) -> Callable[[], Any] | None:
    """Give what « Enter » does with the report shown."""
    shown = _shown(desk)
    return primary_of(desk.look, shown, desk.ask, desk.gestures).do if shown else None


def _list_pane(desk: Desk, opened: Live[tuple[Card, ...]], rows: Rows) -> ft.Control:
    look = desk.look
    if isinstance(opened, Refused):
        return trouble_state(look, opened.reason, code=opened.code, retry=opened.retry)

    def scrolled(event: Any) -> None:
        rows.offset, rows.height = event.pixels, event.viewport_dimension

    do = ListDoings(
        choose=desk.choose,
        want=lambda wanted: want(desk, wanted),
        turn=lambda page: desk.put(page=page),
        ask_filter=lambda: desk.ask(Ask.FILTER),
        ask_export=lambda: desk.ask(Ask.EXPORT),
        release=lambda: desk.put(marked=frozenset()),
        plan_round=lambda: desk.gestures.plan_round(desk.chosen or ""),
        show_map=lambda as_map: desk.put(as_map=as_map),
        rows=rows.listed,
        scrolled=scrolled,
    )
    instead = _map_pane(desk) if desk.state.as_map and desk.panes < 3 else None
    if not isinstance(opened, Filled) and not desk.listing.typed:
        instead = waiting_state(look, 6)
    return report_list(look, desk.listing, do, instead)


def _map_pane(desk: Desk) -> ft.Control:
    look = desk.look
    land = _value(desk.land, None)
    if land is None:
        # While it is being read nothing is said: only a device without a town has no map.
        words = look.t("map.absent") if isinstance(desk.land, Filled) else ""
        return ft.Container(quiet(look, words), alignment=ft.Alignment.CENTER, expand=True)
    twins = desk.pane.twins if desk.pane and desk.pane.is_open else ()
    cards = desk.listing.shown if desk.listing.typed else desk.listing.cards
    card = desk.card if desk.chosen else None
    now = instant(desk.listing.minute)
    shown: ft.Control = triage_map(look, land, Placed(cards, card, twins, now), desk.choose)
    return shown


def _detail_pane(desk: Desk) -> ft.Control:
    """Draw the chosen report; a new one begins at its top."""
    return ft.Container(_detail(desk), key=f"detail-{desk.chosen}", expand=True)


def _detail(desk: Desk) -> ft.Control:
    look, live = desk.look, desk.live
    shown = _shown(desk)
    if shown is None:
        if isinstance(live, Refused):
            return trouble_state(look, live.reason, code=live.code, retry=live.retry)
        if isinstance(live, Filled):
            return ft.Container(trouble_state(look, "absent"), padding=look.measures.margin)
        return waiting_detail(look, desk.card) if desk.card else waiting_state(look)
    report_id = shown.pane.card.id
    do = DetailDoings(
        primary=primary_of(look, shown, desk.ask, desk.gestures),
        ask=desk.ask,
        priority=lambda priority: desk.gestures.set_priority(report_id, Priority(priority)),
        open_report=desk.choose,
        open_task=lambda task_id: desk.app.go(routes.task(task_id)),
        open_photo=lambda photo_id: desk.put(ask=Ask.PHOTO, photo=photo_id),
        comment=lambda text: desk.gestures.comment(report_id, text),
        keep_comment=lambda text: desk.gestures.keep_comment(report_id, text),
        merge=lambda: merge(desk),
        detach=desk.gestures.detach,
        send_back=lambda: desk.gestures.send_back(report_id),
        mark=lambda: mark(desk, report_id),
        is_marked=report_id in desk.listing.marked,
        marks=len(desk.listing.marked),
        back=(lambda: desk.app.go(routes.TRIAGE)) if desk.panes == 1 and not look.measures.field else None,
    )
    return report_detail(look, shown, do)


def _shown(desk: Desk) -> Shown | None:
    if desk.pane is None:
        return None
    gestures, proposal = desk.gestures, desk.proposal
    return Shown(
        pane=desk.pane,
        proposal=proposal,
        proposal_name=gestures.name_of(proposal),
        holder_name=desk.pane.assignee_name or gestures.name_of(desk.pane.holder),
        now=desk.now,
        me=desk.app.agent.id,
    )


def _nothing_chosen(look: Look) -> ft.Control:
    return empty_state(look, "tray", look.t("triage.choose_one"), look.t("triage.choose_one_text"))


def _value(live: Live[T], otherwise: T) -> T:
    return live.value if isinstance(live, Filled) else otherwise
