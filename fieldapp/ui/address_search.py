"""Addresses out of the town's map pack, while somebody types and where a place lies: hooks for screens.

    found = use_found(typed, near)      # the best answers to what is typed, the older ones until the newer are here
    near = use_nearest(point)           # the address of a place

Both ask on a thread; without a pack they know nothing. What was typed is kept nowhere.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.ui.effects import use_task
from fieldapp.ui.histories import dotted
from fieldapp.ui.look import Look
from fieldapp.ui.packs import use_packs
from fieldapp.ui.widgets import Choice, choice_row
from sync.records.addresses import Found, PlaceKind
from sync.records.geometry import Point

_GLYPHS = {PlaceKind.STREET: "road-horizon", PlaceKind.QUARTER: "map-trifold"}


def use_found(typed: str, near: Point | None) -> tuple[Found, ...]:
    """Give the addresses that fit what is typed, inside a component."""
    packs = use_packs()
    found, set_found = ft.use_state(_nothing())

    async def ask() -> None:
        set_found(await packs.desk.find(typed, near))

    use_task(ask, [typed, near, packs.shown is None])
    return found if typed.strip() else ()


def use_nearest(point: Point | None) -> str:
    """Give the address of a place, inside a component; empty where none is known."""
    packs = use_packs()
    near, set_near = ft.use_state("")

    async def ask() -> None:
        found = await packs.desk.nearest(point) if point is not None else None
        set_near(found.address if found is not None else "")

    use_task(ask, [point, packs.shown is None])
    return near


def found_rows(look: Look, found: tuple[Found, ...], choose: Callable[[Found], Any]) -> list[ft.Control]:
    """Draw answers as rows to choose from: number and street, then the town."""
    return [
        choice_row(
            look,
            Choice(
                f"found-{number}",
                dotted(one.address, one.town),
                partial(choose, one),
                word=one.address,
                glyph=_GLYPHS.get(one.kind, "map-pin"),
                sub=_line(look, one),
            ),
        )
        for number, one in enumerate(found, start=1)
    ]


def _line(look: Look, one: Found) -> str:
    """Say the town, and that a neighbour stands in for a number that nobody knows."""
    number = "" if one.number is None or one.is_exact_number else look.t("packs.next_number")
    return dotted(f"{one.postcode} {one.town}".strip(), number)


def _nothing() -> tuple[Found, ...]:
    return ()
