"""Distances, sizes, shares and lists in words: pure functions of the language and the value."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from fieldapp.ui.i18n.moments import duration
from fieldapp.ui.i18n.words import Words

WALK_M_PER_MIN: Final = 75
"""A walking pace of 4.5 km/h, in metres per minute."""

_KILO: Final = 1000


class Quantity(NamedTuple):
    """Hold a figure and its unit apart, for a row that draws them in two sizes."""

    figure: str
    unit: str


def distance_parts(t: Words, metres: float) -> Quantity:
    """Give a distance as figure and unit: 240 and m, 1,1 and km, 14 and km."""
    rounded = _round_metres(metres)
    if rounded < _KILO:
        return Quantity(t.number(rounded), t("measure.unit_metres"))
    kilometres = metres / _KILO
    return Quantity(t.number(kilometres, 1 if kilometres < 10 else 0), t("measure.unit_kilometres"))


def distance(t: Words, metres: float) -> str:
    """Write a distance: « 4 m », « 240 m », « 1,1 km »."""
    figure, unit = distance_parts(t, metres)
    key = "measure.metres" if unit == t("measure.unit_metres") else "measure.kilometres"
    return t(key, n=figure)


def walk(t: Words, metres: float) -> str:
    """Write how long a walk takes: « 3 min », « 2 h 35 », at least one minute."""
    return duration(t, max(1, round(metres / WALK_M_PER_MIN)) * 60)


def size(t: Words, size_bytes: int) -> str:
    """Write a size of file: « 210 ko », « 1,4 Mo »."""
    value = float(size_bytes)
    for key in ("measure.bytes", "measure.kilobytes", "measure.megabytes"):
        if value < _KILO:
            return t(key, n=t.number(value, 1 if key == "measure.megabytes" and value < 10 else 0))
        value /= _KILO
    return t("measure.gigabytes", n=t.number(value, 1))


def percent(t: Words, share: float) -> str:
    """Write a share between 0 and 1: « 62 % ». Never shows 100 before it is whole."""
    shown = int(share * 100) if share < 1 else 100
    return t("measure.percent", n=shown)


def listing(t: Words, items: Sequence[str]) -> str:
    """Join words: « a », « a et b », « a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    first = items[0]
    for item in items[1:-1]:
        first = t("list.more", a=first, b=item)
    return t("list.two", a=first, b=items[-1])


def _round_metres(metres: float) -> int:
    """Round as precisely as a walker cares: to 1 m below 20, to 5 below 100, to 10 above."""
    step = 1 if metres < 20 else 5 if metres < 100 else 10
    return int(round(metres / step) * step)
