"""The page of a round for who makes it: the next stop on top, list and map below, answers at the thumb."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import flet as ft

from fieldapp.replica.ground import Ground, ground
from fieldapp.rounds import actions, queries
from fieldapp.rounds.actions import Visit
from fieldapp.rounds.queries import RoundPage, Stop
from fieldapp.rounds.screens_end import end_page
from fieldapp.rounds.screens_map import RoundScene, round_map
from fieldapp.rounds.screens_parts import (
    StopDoings,
    brief_card,
    map_absent,
    notes_part,
    progress_card,
    round_gone,
    saved_words,
    stop_card,
    verdict_bar,
)
from fieldapp.rounds.screens_stops import RowOfStop, stop_row
from fieldapp.rounds.screens_words import comment_words, round_sub, stop_title
from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.gestures import Autosave, Written, use_autosave, written
from fieldapp.ui.live import Filled, Live, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    Tap,
    bottom_bar,
    button,
    column,
    grow,
    pad,
    page_frame,
    page_header,
    quiet,
    row,
    saved_line,
    scrolled,
    section,
    segmented,
)
from fieldapp.ui.works import Seen
from sync.records.round import RoundStatus, StopResult

KINDS_READ = ("round", "task", "report", "attachment", "outbox", "draft", "agent", "team", "town")
_LIST_WIDTH = 620
"""Beside the map, on a tablet that lies."""


class View(StrEnum):
    """Say how the stops are shown where there is no room for both."""

    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody has chosen on this page."""

    stop: str | None = None
    """The stop that is shown on top; None is the next one."""
    view: View = View.LIST
    ordering: bool = False
    ending: bool = False


@dataclass(frozen=True, slots=True)
class Making:
    """Hold what the page draws, and what its controls do."""

    app: App
    look: Look
    page: RoundPage
    seen: Seen
    chosen: Choices
    put: Callable[..., None]
    saver: Autosave
    words: dict[str, str]
    """Words being typed at the stops, ahead of their drafts."""
    land: Live[Ground | None]

    @property
    def stop(self) -> Stop | None:
        """Give the stop on top."""
        return self.page.stop(self.chosen.stop) or self.page.next

    @property
    def wide(self) -> bool:
        """Tell whether list and map stand side by side."""
        measures = self.look.measures
        return measures.width >= TWO_PANES_MIN and not measures.huge_text

    async def write(self, action: Callable[..., Any], *args: Any, **named: Any) -> Written[Any] | None:
        """Write a gesture on this round."""
        return await written(self.app, self.look, action, self.page.card.id, *args, **named)

    async def begin(self) -> None:
        """Set out; the toast takes it back."""
        done = await self.write(actions.begin)
        if done is not None:
            self.app.say(self.look.t("rounds.begun"), partial(self.write, actions.take_back, done.value))

    async def mark(self, stop: Stop, result: StopResult) -> None:
        """Say what became of a stop, and go on to the next one; the toast takes it back."""
        t = self.look.t
        if result is StopResult.FAITE and stop.leads_on and stop.record:
            self.app.say(t("rounds.leads_on"))
            self.app.go(routes.task(stop.record))
            return
        await self.saver.flush()
        note = self.words.pop(stop.id, self.page.notes_drafted.get(stop.id, ""))
        said = Visit(stop.id, result, note, comment_words(t, result, note))
        if await self.write(actions.visit, said) is not None:
            self.put(stop=None)
            words = t(f"rounds.marked_{result}", stop=stop_title(t, stop))
            self.app.say(words, partial(self.write, actions.take_visit_back, stop.id))

    async def take_back(self, stop: Stop) -> None:
        """Make a stop open again."""
        if await self.write(actions.take_visit_back, stop.id) is not None:
            self.put(stop=stop.id)
            self.app.say(self.look.t("rounds.back_done", stop=stop_title(self.look.t, stop)))

    async def nearest(self) -> None:
        """Order what is left by the way from here."""
        done = await self.write(actions.order_by_nearness, self.seen.here)
        if done is not None:
            self.put(stop=None)
            key = "rounds.nearest_done" if self.seen.here else "rounds.nearest_no_place"
            self.app.say(self.look.t(key), partial(self.write, actions.take_back, done.value))

    async def move(self, stop_id: str, steps: int) -> None:
        """Move a stop in the list."""
        await self.write(actions.move_stop, stop_id, steps)

    async def reopen(self) -> None:
        """Go on with a round that was ended."""
        await self.write(actions.begin)


@ft.component
def making_page(round_id: str, back: Callable[[], None]) -> ft.Control:
    """Show a round to who makes it."""
    app, look = use_app(), use_look()
    chosen, set_chosen = ft.use_state(Choices())
    words: ft.MutableRef[dict[str, str]] = ft.use_ref(_no_words)
    whereabouts, _ = use_whereabouts()
    live = use_live(queries.round_page, round_id, kinds=KINDS_READ)
    land = use_live(ground, kinds=("town", "zone"))

    async def keep(typed: tuple[str, str]) -> None:
        await written(app, look, actions.draft_word, round_id, *typed)

    saver = use_autosave(keep)

    def put(**values: Any) -> None:
        set_chosen(lambda before: Choices(**{**_fields(before), **values}))

    def drawn(page: RoundPage | None) -> ft.Control:
        if page is None:
            return round_gone(look, back)
        seen = Seen(app.now(), whereabouts.point)
        making = Making(app, look, page, seen, chosen, put, saver, words.current, land)
        if chosen.ending:
            return end_page(page, lambda: put(ending=False))
        return _page(making, back)

    return live_view(look, live, drawn)


def _no_words() -> dict[str, str]:
    return {}


def _fields(chosen: Choices) -> dict[str, Any]:
    return {"stop": chosen.stop, "view": chosen.view, "ordering": chosen.ordering, "ending": chosen.ending}


def _page(making: Making, back: Callable[[], None]) -> ft.Control:
    look, page = making.look, making.page
    today = making.seen.now.date()
    header = page_header(
        look,
        page.card.title,
        sub=round_sub(look.t, page.card, today),
        back=Tap("back", look.t("action.back"), back),
        end=status_pill(),
    )
    above = saved_line(look, saved_words(look.t, page.receipt, making.seen.now))
    return page_frame(header, _body(making), bar=_bar(making), above_bar=above)


def _body(making: Making) -> ft.Control:
    look = making.look
    if making.wide:
        left = ft.Container(_list(making), width=_LIST_WIDTH)
        right = ft.Container(_map(making), expand=True, padding=pad(0, look.measures.margin, bottom=16))
        return ft.Row([left, right], spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    if making.chosen.view is View.MAP and not making.chosen.ordering:
        head = ft.Container(_tools(making), padding=pad(0, look.measures.margin))
        body = ft.Container(_map(making), expand=True, padding=pad(0, look.measures.margin, bottom=16))
        # The map has the room: the word and the tools are one tap away, in the list.
        top = _top(making, padded=True)
        # With large words the map would be lower than its own buttons: how far one is stands in the list.
        parts: list[ft.Control] = [*(top[1:] if look.measures.large_text else top), head, body]
        return ft.Column(parts, spacing=look.measures.gap, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return _list(making)


def _list(making: Making) -> ft.Control:
    look, page = making.look, making.page
    parts = _top(making, padded=False)
    notes = [] if making.chosen.ordering else notes_part(look, page)
    # What is to be known before leaving is read first; on the way the next stop is.
    parts = [*notes, *parts] if page.card.status == RoundStatus.PREVUE else [*parts, *notes]
    parts.append(_tools(making))
    parts += _rows(making)
    if not page.stops:
        parts.append(quiet(look, look.t("rounds.no_stops")))
    elif page.card.status == RoundStatus.EN_COURS and page.next is not None and not making.chosen.ordering:
        # The bar below answers for a stop: who is called away ends the round from here.
        early = Action("end-early", look.t("rounds.end"), partial(making.put, ending=True), glyph="flag")
        parts.append(button(look, early))
    return scrolled(look, *parts, gap=look.measures.gap)


def _rows(making: Making) -> list[ft.Control]:
    """Draw what is left first, then where somebody was; in one list while the order is being changed."""
    look, stops = making.look, making.page.stops
    if making.chosen.ordering or not making.page.card.is_open:
        return [_row(making, stop) for stop in stops]
    left = [_row(making, stop) for stop in stops if stop.result is None]
    seen = [_row(making, stop) for stop in stops if stop.result is not None]
    if not seen:
        return left
    title = section(look, look.t("rounds.seen_title"), sub=look.t.number(len(seen)))
    return [*left, ft.Container(title, padding=pad(6, 0, bottom=0)), *seen]


def _top(making: Making, *, padded: bool) -> list[ft.Control]:
    """Give how far one is, and the stop that comes next; only the first where the order is being changed."""
    look, stop = making.look, making.stop
    parts: list[ft.Control] = [progress_card(look, making.page)]
    if stop is not None and not making.chosen.ordering and making.page.card.is_open:
        is_next = stop == making.page.next
        parts.append(
            stop_card(
                making.page,
                stop,
                is_next,
                making.seen,
                _doings(making, stop),
            )
            if not padded
            else brief_card(look, stop, making.seen)
        )
    return [ft.Container(part, padding=pad(0, look.measures.margin)) for part in parts] if padded else parts


def _doings(making: Making, stop: Stop) -> StopDoings:
    def heard(typed: str) -> None:
        making.words[stop.id] = typed
        making.saver.heard((stop.id, typed))

    path = routes.task(stop.record or "") if stop.kind == "task" else routes.report(stop.record or "")
    return StopDoings(
        heard=heard,
        first=making.words.get(stop.id, making.page.notes_drafted.get(stop.id, "")),
        open_record=partial(making.app.go, path) if stop.is_here else None,
        take_back=partial(making.take_back, stop) if stop.is_visited else None,
    )


def _tools(making: Making) -> ft.Control:
    """Draw the head of the list: order, and list or map."""
    look, t, chosen = making.look, making.look.t, making.chosen
    word = t("rounds.order_done") if chosen.ordering else t("rounds.change_order")
    turn = Action(
        "change-order",
        word,
        partial(making.put, ordering=not chosen.ordering),
        kind=Kind.SOFT if chosen.ordering else Kind.QUIET,
        glyph="check" if chosen.ordering else "swap",
    )
    near = Action("nearest-first", t("rounds.nearest"), making.nearest, glyph="navigation-arrow")
    has_tools = making.page.card.is_open and (making.wide or chosen.view is View.LIST or chosen.ordering)
    tools: list[ft.Control] = [button(look, near), button(look, turn)] if has_tools else []
    views = [
        Action(
            f"view-{view}", t(f"rounds.{view}"), partial(making.put, view=view), selected=view is chosen.view, glyph=g
        )
        for view, g in ((View.LIST, "list-bullets"), (View.MAP, "map-trifold"))
    ]
    end = None if making.wide or chosen.ordering else segmented(look, views)
    head = section(look, t("rounds.stops_title"), end=end)
    gap = look.measures.gap
    if not tools:
        return head
    if look.measures.large_text:
        return column(head, *tools, gap=gap, stretch=True)
    return column(head, row(*(grow(tool) for tool in tools), gap=gap), gap=gap, stretch=True)


def _row(making: Making, stop: Stop) -> ft.Control:
    ordering = making.chosen.ordering
    kind = RowOfStop(
        total=len(making.page.stops),
        now=making.seen.now,
        chosen=stop == making.stop and not ordering and making.page.card.is_open,
        metres=making.seen.metres_to(stop.point),
        move=making.move if ordering else None,
    )
    return stop_row(making.look, stop, kind, partial(making.put, stop=stop.id))


def _map(making: Making) -> ft.Control:
    if not isinstance(making.land, Filled) or making.land.value is None:
        return map_absent(making.look, making.land)
    stop = making.stop if making.page.card.is_open else None
    scene = RoundScene(making.land.value, making.page.stops, stop.id if stop else None, making.seen.here)
    drawn: ft.Control = round_map(scene, lambda stop_id: making.put(stop=stop_id))
    return drawn


def _bar(making: Making) -> ft.Control:
    """Give the actions that the round allows now: set out, answer, end, go on."""
    look, t, card, stop = making.look, making.look.t, making.page.card, making.stop
    end = partial(making.put, ending=True)
    if making.chosen.ordering:
        done = partial(making.put, ordering=False)
        return bottom_bar(look, Action("primary", t("rounds.order_done"), done, kind=Kind.PRIMARY, glyph="check"))
    if card.status == RoundStatus.PREVUE:
        start = Action("primary", t("rounds.begin"), making.begin, kind=Kind.PRIMARY, glyph="play")
        return bottom_bar(look, start)
    if card.status == RoundStatus.EN_COURS and stop is not None and stop.result is None:
        return verdict_bar(look, stop, partial(making.mark, stop))
    if card.status == RoundStatus.EN_COURS:
        finish = Action("primary", t("rounds.end"), end, kind=Kind.PRIMARY, glyph="flag")
        return bottom_bar(look, finish)
    if card.status == RoundStatus.TERMINEE:
        again = Action("reopen", t("rounds.reopen"), making.reopen, glyph="arrow-clockwise")
        return bottom_bar(look, None, again)
    return ft.Container()
