"""Work grouped by street: whoever is in a street sees all that is to be done there (DOMAIN F.16).

    by_street(cards)                                   # [(« Rue Grimaldi », [card, …]), …]
    street_list(look, cards, rows, Drawn(count, draw))  # the same as a list with headings

The order of the list stays: a street stands where its most pressing piece of work stood, and within it nothing moves.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic

import flet as ft

from fieldapp.ui.i18n import at_start
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import ROWS_MAX, Tap, filter_chip, pad, record_list, section
from fieldapp.ui.works import W
from sync.records.addresses.words import SMALL_WORDS, house_number, words_of

_NUMBER_BEFORE: Final = re.compile(r"\d{1,5}(?:\s?(?:bis|ter|quater|[a-h]))?\s+(?=\D)", re.IGNORECASE)


def street_of(address: str) -> str:
    """Give the street of « 31 bis rue Grimaldi » or « Rue Grimaldi, angle Suffren »; empty without one."""
    parts = [part.strip() for part in address.split(",")]
    named = next((part for part in parts if part and house_number(part) is None), "")
    street = _NUMBER_BEFORE.sub("", named, count=1) if _NUMBER_BEFORE.match(named) else named
    return at_start(street)


def by_street(works: Iterable[W]) -> list[tuple[str, list[W]]]:
    """Group works by street in the order in which they come; those without one are last, under no name."""
    names: dict[tuple[str, ...], str] = {}
    groups: dict[tuple[str, ...], list[W]] = {}
    for work in works:
        street = street_of(work.address)
        # « bd des Moulins » and « Boulevard des Moulins » are one street.
        key = tuple(word for word in words_of(street) if word not in SMALL_WORDS)
        names.setdefault(key, street)
        groups.setdefault(key, []).append(work)
    nameless = groups.pop((), [])
    named = [(names[key], found) for key, found in groups.items()]
    return [*named, *([("", nameless)] if nameless else [])]


def street_chip(look: Look, is_on: bool, turn: Callable[[bool], Any]) -> ft.Semantics:
    """Draw the switch between one list and a list per street."""
    tap = Tap("by-street", look.t("work.by_street"), lambda: turn(not is_on), selected=is_on)
    return filter_chip(look, tap, name="signpost")


@dataclass(frozen=True, slots=True)
class Drawn(Generic[W]):
    """Say how a piece of work is drawn, and how many of them are counted in words."""

    row: Callable[[W], ft.Control]
    count: Callable[[int], str]


def street_list(look: Look, works: Sequence[W], drawn: Drawn[W], rows_max: int = ROWS_MAX) -> ft.ListView:
    """Draw the first works under the names of their streets; each name says how many there are in all."""
    items: list[ft.Control] = []
    left = rows_max
    for street, found in by_street(works):
        if left <= 0:
            break
        head = section(look, street or look.t("work.no_address"), sub=drawn.count(len(found)))
        items.append(ft.Container(head, padding=pad(12 if items else 2, 0 if look.measures.field else 8, bottom=2)))
        items += [drawn.row(work) for work in found[:left]]
        left -= len(found)
    return record_list(look, items)
