"""The keys of the triage: what each does now, however fast they follow each other.

Between a key and the next drawing lies a tenth of a second; somebody who sorts all day presses the second key before.
A step counts from the report that was stepped to, not from the one drawn, and a gesture waits until the report that it
is meant for is read: « J, Enter » never assigns the report that was shown before.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage.screens_desk import Desk, mark, mark_more, merge, take_call, want
from fieldapp.triage.screens_detail import Ask
from fieldapp.triage.screens_filter import KEYS_MAX
from fieldapp.triage.screens_list import ROW_DP, neighbour
from fieldapp.ui import routes
from fieldapp.ui.keymap import ESCAPE_FIELD
from fieldapp.ui.look import Look
from fieldapp.ui.undoing import UndoSteps
from fieldapp.ui.widgets import ROWS_MAX

Keys = Mapping[str, Callable[[], Any]]
READ_WAITS_MAX: Final = 100
READ_WAIT_S: Final = 0.02
"""How long a gesture waits for its report: longer than any read, short enough to be forgotten."""
_SHEETS: Final = {
    "A": Ask.ASSIGN,
    "R": Ask.REQUALIFY,
    "X": Ask.REJECT,
    "T": Ask.TASK,
    "C": Ask.SCHEDULE,
    "M": Ask.ASIDE,
}


@dataclass
class Rows:
    """Where the list of rows stands: the control itself, and what was scrolled last."""

    listed: ft.Ref[ft.ListView] = field(default_factory=ft.Ref)
    offset: float = 0
    height: float = 0


@dataclass
class Typist:
    """What the keys know between two drawings."""

    rows: Rows = field(default_factory=Rows)
    box: ft.Ref[ft.TextField] = field(default_factory=ft.Ref)
    """The search above the list."""
    drawn: Desk | None = None
    """The desk as it was drawn last."""
    stepped_to: str | None = None
    """A report that was stepped to and is not drawn yet."""

    def sees(self, desk: Desk) -> None:
        """Take note of a drawing."""
        self.drawn = desk
        if desk.chosen == self.stepped_to:
            self.stepped_to = None

    @property
    def chosen(self) -> str | None:
        """Give the report that the next key is meant for."""
        return self.stepped_to or (self.drawn.chosen if self.drawn else None)

    async def settled(self) -> Desk | None:
        """Wait until that report is read and drawn; give None where it never is."""
        wanted = self.chosen
        for _ in range(READ_WAITS_MAX):
            desk = self.drawn
            if desk is not None and desk.chosen == wanted and desk.pane is not None:
                return desk
            await asyncio.sleep(READ_WAIT_S)
        return None


def key_doings(
    typist: Typist, desk: Desk, undo: UndoSteps, primary: Callable[[Desk], Callable[[], Any] | None]
) -> Keys:
    """Give what each key does now: nothing but « close » while a sheet is open."""
    keys = {**_anywhere(typist, desk, undo), **_on_report(typist, primary)}
    if desk.state.ask is None:
        return keys
    close = desk.gestures.close
    return {**dict.fromkeys((*keys, "?"), _nothing), "Escape": close, ESCAPE_FIELD: close}


def _anywhere(typist: Typist, desk: Desk, undo: UndoSteps) -> dict[str, Callable[[], Any]]:
    """Give the keys that need no report."""

    def search() -> None:
        if typist.box.current is not None:
            ft.context.page.run_task(typist.box.current.focus)

    down, up = partial(_step, typist, desk, 1), partial(_step, typist, desk, -1)
    return {
        "J": down,
        "Down": down,
        "K": up,
        "Up": up,
        "Shift J": partial(_extend, typist, desk, 1),
        "Shift K": partial(_extend, typist, desk, -1),
        "Ctrl A": partial(_mark_page, desk),
        **{str(number): partial(want, desk, one.wanted) for number, one in enumerate(desk.saved[:KEYS_MAX], 1)},
        "L": partial(desk.ask, Ask.EXPORT),
        "N": partial(take_call, desk),
        "V": partial(desk.ask, Ask.FILTER),
        "/": search,
        "Ctrl Z": undo.take_last,
        "Escape": partial(_leave, desk),
        ESCAPE_FIELD: partial(_leave, desk),
    }


def _on_report(typist: Typist, primary: Callable[[Desk], Callable[[], Any] | None]) -> dict[str, Callable[[], Any]]:
    """Give the keys of one report; each waits for the report that it is meant for."""

    async def act() -> None:
        desk = await typist.settled()
        do = primary(desk) if desk is not None else None
        if desk is not None and do is not None:
            await desk.look.attempt(do)

    async def on_open(do: Callable[[Desk], Any]) -> None:
        desk = await typist.settled()
        if desk is not None and desk.pane is not None and desk.pane.is_open:
            await desk.look.attempt(partial(do, desk))

    keys: dict[str, Callable[[], Any]] = {"Enter": act, "Space": partial(on_open, _mark)}
    for key, sheet in _SHEETS.items():
        keys[key] = partial(on_open, partial(_ask, sheet))

    async def answer() -> None:
        desk = await typist.settled()
        if desk is not None:
            desk.ask(Ask.ANSWER)

    # A closed report is answered too.
    keys["E"] = answer
    keys["F"] = partial(on_open, _plan_round)
    keys["P"] = partial(on_open, _next_priority)
    keys["D"] = partial(on_open, merge)
    return keys


def _ask(sheet: Ask, desk: Desk) -> None:
    desk.ask(sheet)


def _mark(desk: Desk) -> None:
    if desk.chosen is not None:
        mark(desk, desk.chosen)


async def _plan_round(desk: Desk) -> None:
    if desk.chosen is not None:
        await desk.gestures.plan_round(desk.chosen)


def _mark_page(desk: Desk) -> None:
    """Choose all that the page shows; once they are chosen, none of them any more."""
    page = {card.id for card in desk.listing.shown}
    if page <= desk.listing.marked:
        desk.put(marked=desk.listing.marked - page)
    else:
        mark_more(desk, page)


def _extend(typist: Typist, desk: Desk, steps: int) -> None:
    """Choose this report and the next one, and go there."""
    chosen = typist.chosen
    after = neighbour(desk.listing.cards, chosen, steps)
    mark_more(
        desk, {one for one in (chosen, after) if one is not None and any(one == c.id for c in desk.listing.cards)}
    )
    _step(typist, desk, steps)


async def _next_priority(desk: Desk) -> None:
    if desk.pane is not None:
        await desk.gestures.next_priority(desk.pane)


def _nothing() -> None:
    """Do nothing: a sheet is open above."""


def _leave(desk: Desk) -> None:
    """Go back one step: from a search to the pile, from several reports to one, from it to the list."""
    if desk.state.typed:
        desk.put(typed="")
    elif desk.listing.marked:
        desk.put(marked=frozenset())
    elif desk.panes == 1:
        desk.app.go(routes.TRIAGE)


def _step(typist: Typist, desk: Desk, steps: int) -> None:
    """Choose the next report, turn the page where it ends, and keep the row in sight."""
    cards = desk.listing.cards
    after = neighbour(cards, typist.chosen, steps)
    if after is None or after == typist.chosen:
        return
    at = next(index for index, card in enumerate(cards) if card.id == after)
    if at // ROWS_MAX != desk.state.page and not desk.listing.typed:
        desk.put(page=at // ROWS_MAX)
    typist.stepped_to = after
    desk.choose(after)
    # Aside: the next key does not wait until the list has moved.
    ft.context.page.run_task(_in_sight, desk.look, typist.rows, at % ROWS_MAX)


async def _in_sight(look: Look, rows: Rows, at: int) -> None:
    """Scroll only when the row is out of sight; rows are as high as the text is large."""
    row_dp = ROW_DP * max(1.0, look.measures.text_scale)
    top, height = at * row_dp, rows.height or look.measures.height / 2
    if rows.offset <= top and top + row_dp <= rows.offset + height:
        return
    wanted = max(0.0, top - height + 2 * row_dp if top > rows.offset else top - row_dp)
    rows.offset = wanted
    if rows.listed.current is not None:
        await rows.listed.current.scroll_to(offset=wanted, duration=0)
