"""A round as who plans it sees it: its stops in their order, and all that the keyboard does with it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.ground import Ground
from fieldapp.rounds import actions, actions_form
from fieldapp.rounds.queries import RoundPage, Stop
from fieldapp.rounds.screens_map import way_points
from fieldapp.rounds.screens_parts import notes_part, saved_words
from fieldapp.rounds.screens_stops import RowOfStop, stop_row
from fieldapp.rounds.screens_words import day_words, status_badge, stop_title, who_words
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.gestures import Written, written
from fieldapp.ui.histories import Teller, history_events
from fieldapp.ui.i18n import distance
from fieldapp.ui.keymap import KeyLine
from fieldapp.ui.look import Look
from fieldapp.ui.presence import hears
from fieldapp.ui.progress import progress_words, shares
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Kind,
    bottom_bar,
    button,
    chip,
    column,
    fact,
    grow,
    heading,
    meter,
    pad,
    page_frame,
    quiet,
    row,
    saved_line,
    section,
    tight_row,
    timeline,
)
from fieldapp.ui.works import Seen
from sync.records.round import StopKind
from sync.records.walks import way_metres

EVENTS_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Planning:
    """Hold what the pane draws, and what its controls and keys do."""

    app: App
    look: Look
    page: RoundPage
    seen: Seen
    land: Ground | None
    stop_id: str | None
    choose: Callable[[str | None], None]

    @property
    def stop(self) -> Stop | None:
        """Give the chosen stop."""
        return self.page.stop(self.stop_id)

    async def write(self, action: Callable[..., Any], *args: Any, **named: Any) -> Written[Any] | None:
        """Write a gesture on this round."""
        return await written(self.app, self.look, action, self.page.card.id, *args, **named)

    async def nearest(self) -> None:
        """Order what is left: from here, or at the desk from the first stop."""
        done = await self.write(actions.order_by_nearness, None)
        if done is not None:
            self.app.say(self.look.t("rounds.nearest_done"), partial(self.write, actions.take_back, done.value))

    async def move(self, stop_id: str, steps: int) -> None:
        """Move a stop in the list; it stays the chosen one."""
        self.choose(stop_id)
        await self.write(actions.move_stop, stop_id, steps)

    async def leave_out(self, stop_id: str) -> None:
        """Take a stop out; the toast puts it back."""
        stop = self.page.stop(stop_id)
        done = await self.write(actions.leave_out, stop_id)
        if done is not None and stop is not None:
            words = self.look.t("rounds.left_out", stop=stop_title(self.look.t, stop))
            self.app.say(words, partial(self.write, actions.take_back, done.value))

    async def edit(self) -> None:
        """Open the form on this round."""
        done = await self.write(actions_form.open_round)
        if done is not None:
            self.app.go(routes.plan_round(str(done.value)))

    async def call_off(self) -> None:
        """Call the round off; the toast brings it back."""
        done = await self.write(actions.call_off)
        if done is not None:
            self.app.go(routes.ROUNDS)
            self.app.say(self.look.t("rounds.called_off"), partial(self.write, actions.take_back, done.value))

    async def print(self) -> None:
        """Make the sheet and let the person keep it."""
        # Imported here: the first frame of the rounds draws no paper.
        from fieldapp.rounds.screens_paper import paper_name, round_paper

        name = paper_name(self.look.t, self.page)
        sheet = await asyncio.to_thread(round_paper, self.look.t, self.page, self.land, self.seen.now)
        kept = await self.app.device.save_file(name, sheet)
        self.app.say(self.look.t("rounds.printed", name=name) if kept else self.look.t("rounds.not_printed"))

    def step(self, steps: int) -> None:
        """Choose the next stop (or the one before) of the list."""
        ids = [stop.id for stop in self.page.stops]
        if not ids:
            return
        at = ids.index(self.stop_id) + steps if self.stop_id in ids else 0
        self.choose(ids[min(max(at, 0), len(ids) - 1)])

    async def step_stop(self, steps: int) -> None:
        """Move the chosen stop."""
        if self.stop is not None and self.page.card.is_open:
            await self.move(self.stop.id, steps)


def planning_keys(planning: Planning) -> Mapping[str, Callable[[], Any]]:
    """Give what each key does."""
    keys: dict[str, Callable[[], Any]] = {
        "J": partial(planning.step, 1),
        "K": partial(planning.step, -1),
        "P": planning.print,
    }
    if planning.page.card.is_open:
        down, up = partial(planning.step_stop, 1), partial(planning.step_stop, -1)
        keys |= {
            **dict.fromkeys(("Alt J", "Alt Down"), down),
            **dict.fromkeys(("Alt K", "Alt Up"), up),
            "O": planning.nearest,
            "M": planning.edit,
        }
    return keys


def planning_lines(planning: Planning) -> tuple[KeyLine, ...]:
    """Say what each key does; a round that is over has fewer."""
    step: KeyLine = (("J", "K"), "rounds.keys_step")
    printed: KeyLine = (("P",), "rounds.keys_print")
    if not planning.page.card.is_open:
        return step, printed
    move: KeyLine = (("Alt J", "Alt K"), "rounds.keys_move")
    return step, move, (("O",), "rounds.keys_nearest"), printed, (("M",), "rounds.keys_edit")


def planning_pane(planning: Planning, instead: ft.Control | None = None) -> ft.Control:
    """Draw the pane; `instead` takes the place of the stops (the map on a narrow window).

    With large text the head scrolls with the stops: fixed, it would leave them no room.
    """
    look, page = planning.look, planning.page
    scrolls = look.measures.large_text and instead is None
    head = ft.Container(_head(planning), padding=pad(16, look.measures.margin, bottom=8))
    body = instead or hears(
        ft.ListView(
            [
                *([_head(planning)] if scrolls else []),
                *notes_part(look, page),
                *_stops(planning),
                *_history(planning),
                *_call_off(planning),
            ],
            spacing=2,
            padding=pad(16 if scrolls else 4, look.measures.margin, bottom=16),
            expand=True,
        )
    )
    told = page.receipt.saved_at or page.receipt.received_at
    above = saved_line(look, saved_words(look.t, page.receipt, planning.seen.now)) if told else None
    return page_frame(ft.Container(height=0) if scrolls else head, body, bar=_bar(planning), above_bar=above)


def _head(planning: Planning) -> ft.Control:
    look, t, page = planning.look, planning.look.t, planning.page
    badge = status_badge(t, page.card)
    words = progress_words(t, page.card.progress)
    title: ft.Control = row(
        grow(heading(look, page.card.title, level=2, style=Style.TITLE)), chip(look, badge.sign, badge.word), gap=12
    )
    if look.measures.large_text:
        title = column(heading(look, page.card.title, level=2, style=Style.TITLE), chip(look, badge.sign, badge.word))
    facts = [
        fact(look, "calendar-blank", t("rounds.form_day"), day_words(t, page.card, planning.seen.now.date())),
        fact(look, "users-three", t("rounds.form_who"), who_words(page.card) or page.service_name),
        fact(look, "path", t("rounds.stops_title"), _way(planning, words)),
    ]
    bar = meter(look, shares(page.card.progress), label=words, height=8)
    return column(title, *facts, bar, gap=8, stretch=True)


def _way(planning: Planning, words: str) -> str:
    metres = way_metres(None, way_points(planning.page.stops))
    if not metres:
        return words
    return f"{words} · {planning.look.t('rounds.way', distance=distance(planning.look.t, metres))}"


def _stops(planning: Planning) -> list[ft.Control]:
    look, t, page = planning.look, planning.look.t, planning.page
    if not page.stops:
        return [quiet(look, t("rounds.no_stops"))]
    near = Action("nearest-first", t("rounds.nearest"), planning.nearest, glyph="navigation-arrow", key="O")
    can_order = page.card.is_open and len(page.stops) > 1
    title = section(look, t("rounds.stops_title"), end=tight_row(button(look, near)) if can_order else None)
    return [ft.Container(title, padding=pad(10, 0, bottom=4)), *(_row(planning, stop) for stop in page.stops)]


def _row(planning: Planning, stop: Stop) -> ft.Control:
    look, page = planning.look, planning.page
    chosen = stop.id == planning.stop_id
    changes = chosen and page.card.is_open
    kind = RowOfStop(
        total=len(page.stops),
        now=planning.seen.now,
        chosen=chosen,
        move=planning.move if changes else None,
        drop=planning.leave_out if changes and stop.result is None else None,
    )
    drawn = stop_row(look, stop, kind, partial(planning.choose, None if chosen else stop.id))
    more = _more(planning, stop) if chosen else []
    return column(drawn, *more, gap=6, stretch=True) if more else drawn


def _more(planning: Planning, stop: Stop) -> list[ft.Control]:
    """Say under the chosen stop what the list has no room for, with the way to its record."""
    look, t = planning.look, planning.look.t
    found: list[ft.Control] = []
    if stop.note:
        found.append(quiet(look, stop.note))
    if stop.said:
        found.append(quiet(look, t("rounds.said", note=stop.said, who=stop.visitor)))
    if stop.is_here and stop.record:
        is_task = stop.kind is StopKind.TASK
        path = routes.task(stop.record) if is_task else routes.triage_report(stop.record)
        word = t("rounds.open_task") if is_task else t("rounds.open_report")
        act = Action("open-record", word, partial(planning.app.go, path), glyph="arrow-square-out")
        found.append(row(button(look, act)))
    return [ft.Container(column(*found, gap=6, stretch=True), padding=pad(2, 12, bottom=8))] if found else []


def _history(planning: Planning) -> list[ft.Control]:
    look, page = planning.look, planning.page
    teller = Teller(look.t, page.names, planning.seen.now, planning.app.agent.id)
    events = history_events(teller, page.history)[:EVENTS_MAX]
    if not events:
        return []
    return [ft.Container(section(look, look.t("rounds.history")), padding=pad(14, 0, bottom=6)), timeline(look, events)]


def _call_off(planning: Planning) -> list[ft.Control]:
    """Offer at the very end what one hardly ever wants."""
    if not planning.page.card.is_open:
        return []
    off = Action("call-off", planning.look.t("rounds.call_off"), planning.call_off, glyph="x-circle")
    return [ft.Container(row(button(planning.look, off)), padding=pad(16, 0, bottom=0))]


def _bar(planning: Planning) -> ft.Control:
    """Draw the two things that are done with a round at the desk: change it, print it."""
    look, t = planning.look, planning.look.t
    paper = Action(
        "print",
        t("rounds.print_label"),
        planning.print,
        word=t("rounds.print"),
        kind=Kind.PRIMARY,
        glyph="printer",
        key="P",
    )
    edit = Action("edit-round", t("rounds.edit"), planning.edit, glyph="pencil-simple", key="M")
    return bottom_bar(look, paper, edit if planning.page.card.is_open else None)
