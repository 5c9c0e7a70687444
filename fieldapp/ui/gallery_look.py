"""The switches of the gallery: theme, language, sizes, gloves, hand, motion; one tap each.

Each tab is drawn again at once: every component in every state can be seen in every look.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.ui.i18n import Language
from fieldapp.ui.look import Look
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.tokens import Density
from fieldapp.ui.widgets import Action, Tap, column, filter_chip, pad, row, segmented

TEXT_SCALES: Final = (1.0, 1.3, 1.6, 2.0)
"""As it is, and where screens begin to be laid otherwise (UI.md §4)."""


@dataclass(frozen=True, slots=True)
class Worn:
    """The look that the gallery wears, and what changes it."""

    preferences: Preferences
    choose: Callable[[Preferences], None]
    enlarged: float
    enlarge: Callable[[float], None]


def larger(look: Look, enlarged: float) -> Look:
    """Give the look with text as many times larger: what the system's own text size would give."""
    measures = replace(look.measures, text_scale=round(look.measures.text_scale * enlarged, 2))
    return replace(look, measures=measures, enlarged=enlarged)


def look_strip(look: Look, worn: Worn) -> ft.Control:
    """Draw the switches, which wrap where the window is narrow."""
    groups = (*_lists(look, worn), _sizes(look, worn))
    chips = _switches(look, worn)
    if look.measures.huge_text:
        # Words under each other want a width: in a row that wraps they would have none.
        lines: list[ft.Control] = [segmented(look, group) for group in groups]
        drawn: ft.Control = column(*lines, row(*chips, gap=look.measures.gap, wrap=True), stretch=True)
    else:
        strips = [ft.Row([segmented(look, group)], tight=True) for group in groups]
        drawn = row(*strips, *chips, gap=look.measures.gap, wrap=True)
    return ft.Container(
        drawn,
        bgcolor=look.tokens.bar,
        padding=pad(10, look.measures.margin),
        border=ft.Border(bottom=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )


def _lists(look: Look, worn: Worn) -> tuple[list[Action], ...]:
    """Give the lists of which one is worn: theme, language, size of controls."""
    t, now = look.t, worn.preferences
    # Who follows the device sees one of the others: automatic is a choice, not a look.
    theme = now.theme if now.theme is not ThemeChoice.AUTO else ThemeChoice(look.tokens.name.value)
    themes = {one: t(f"theme.{one}") for one in ThemeChoice if one is not ThemeChoice.AUTO}
    return (
        _list(worn, "theme", themes, theme),
        _list(worn, "language", {one: t(f"language.{one}") for one in Language}, now.language),
        _list(worn, "density", {one: t(f"account.density_{one}") for one in Density}, now.density),
    )


def _list(worn: Worn, name: str, words: Mapping[Any, str], is_on: StrEnum) -> list[Action]:
    """Give a choice for each value of one preference, by its word."""

    def wear(one: Any) -> Any:
        return partial(worn.choose, replace(worn.preferences, **{name: one}))

    return [Action(f"{name}-{one}", word, wear(one), selected=one is is_on) for one, word in words.items()]


def _sizes(look: Look, worn: Worn) -> list[Action]:
    return [
        Action(
            f"text-{round(scale * 100)}",
            f"Texte à {_share(scale)}",
            partial(worn.enlarge, scale),
            selected=scale == worn.enlarged,
            word=_share(scale),
        )
        for scale in TEXT_SCALES
    ]


def _switches(look: Look, worn: Worn) -> list[ft.Control]:
    now = worn.preferences
    turned = {
        "gloves": replace(now, gloves=not now.gloves),
        "left_handed": replace(now, left_handed=not now.left_handed),
        "motion": replace(now, motion=not now.motion),
    }
    return [
        filter_chip(
            look,
            Tap(
                name.replace("_", "-"),
                look.t(f"account.{name}"),
                partial(worn.choose, other),
                selected=bool(getattr(now, name)),
            ),
        )
        for name, other in turned.items()
    ]


def _share(scale: float) -> str:
    return f"{round(scale * 100)}\u00a0%"
