"""The keys that choose a row of a list: J and K, the arrows, Enter.

Where what is chosen stands beside its list, choosing opens it; else a row is pointed at, and Enter opens it. A step
counts from the row that was stepped to, not from the one drawn: two keys may come before the next drawing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.ui.keymap import Keys


@dataclass
class Rows:
    """What the keys know of a list between two drawings."""

    order: tuple[str, ...] = ()
    """The records in the order in which they are drawn."""
    listed: ft.ListView | None = None
    at: str | None = None
    """The record that the next key is meant for, where it is not the one that is open."""

    def draws(self, order: Sequence[str], listed: ft.ListView | None = None) -> None:
        """Take note of a drawing."""
        self.order, self.listed = tuple(order), listed


@dataclass(frozen=True)
class RowKeys:
    """What a list draws of its keys, and the keys themselves."""

    rows: Rows
    selected: str | None
    """The row that is drawn as chosen: the one pointed at, else the one that is open."""
    keys: Keys


def use_row_keys(selected: str | None, opens: Callable[[str], Any], *, at_once: bool) -> RowKeys:
    """Give the keys of a list, inside its component; `at_once` where choosing opens."""
    held: ft.MutableRef[Rows] = ft.use_ref(Rows)
    rows = held.current
    pointed, point = ft.use_state(_nowhere())
    if at_once and rows.at == selected:
        rows.at = None

    def forget() -> None:
        if not at_once:
            rows.at = None
            point(None)

    # Another record was opened, by whatever means: the next key goes on from there.
    ft.use_effect(forget, [selected])

    def step(steps: int) -> None:
        after = neighbour(rows.order, rows.at or selected, steps)
        if after is None or after == (rows.at or selected):
            return
        rows.at = after
        if at_once:
            opens(after)
        else:
            point(after)
        ft.context.page.run_task(_in_sight, rows, after)

    down, up = partial(step, 1), partial(step, -1)
    keys: dict[str, Callable[[], Any]] = {"J": down, "Down": down, "K": up, "Up": up}
    if not at_once:
        keys["Enter"] = lambda: opens(rows.at) if rows.at in rows.order else None
    return RowKeys(rows, None if at_once else pointed, keys)


def neighbour(order: Sequence[str], selected: str | None, steps: int) -> str | None:
    """Give the record so many rows away, staying at the ends; the first one where none is selected."""
    if selected not in order:
        return order[0] if order else None
    return order[min(max(order.index(selected) + steps, 0), len(order) - 1)]


def scroll_mark(record_id: str, drawn: ft.Control) -> ft.Control:
    """Let the keys bring a row into sight."""
    return ft.Container(drawn, key=ft.ScrollKey(record_id))  # type: ignore[call-arg]  # Flet decorates it out of sight


async def _in_sight(rows: Rows, record_id: str) -> None:
    """Scroll so that the row before stands on top: where one comes from stays in sight."""
    if rows.listed is not None and record_id in rows.order:
        above = rows.order[max(0, rows.order.index(record_id) - 1)]
        await rows.listed.scroll_to(scroll_key=above, duration=0)


def _nowhere() -> str | None:
    return None
