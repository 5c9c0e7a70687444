"""The sheet of filters: a pile and its parts; what is kept under a name, and keeping what is wanted now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage.queries import Pile, Wanted
from fieldapp.triage.queries_filters import Saved
from fieldapp.triage.queries_report import Directory, Named
from fieldapp.triage.screens_sheets import nothing
from fieldapp.ui.effects import use_latest
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Words
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Sheet,
    Tap,
    button,
    choice_row,
    column,
    filter_chip,
    grow,
    icon_button,
    row,
    sheet,
    text,
    text_field,
    tight_row,
)
from fieldapp.ui.works import category_name, family_name
from sync.records.base import NOWHERE
from sync.records.categories import CATEGORIES, GROUPS, category_of
from sync.records.report import ReportStatus
from sync.records.saved_filter import FILTERS_MAX, NAME_CHARACTERS_MAX
from sync.records.task import Priority

KEYS_MAX: Final = 9
"""Saved filters that a digit leads to."""


@dataclass(frozen=True)
class Filtering:
    """What the sheet shows, and what hears of it."""

    known: Directory
    wanted: Wanted
    counted: Mapping[str, Mapping[str, int]]
    """By part (`zone`, `service`): id -> how many."""
    saved: tuple[Saved, ...]
    want: Callable[[Wanted], Any]
    keep: Callable[[str, bool], Any]
    forget: Callable[[Saved], Any]
    close: Callable[[], Any]


@ft.component
def filter_sheet(filtering: Filtering) -> ft.Control:
    """Ask for a pile, a sector and a service; each tap acts at once, so that the counts answer."""
    look = use_look()
    t, wanted, want = look.t, filtering.wanted, filtering.want
    piles = [
        filter_chip(
            look,
            Tap(
                f"pile-{pile.replace('_', '-')}",
                t(f"triage.pile_{pile}"),
                partial(want, replace(wanted, pile=pile)),
                selected=pile is wanted.pile,
            ),
        )
        for pile in Pile
    ]
    content: list[ft.Control] = [
        *_kept(look, filtering),
        text(look, t("triage.filter_pile"), Style.BOLD),
        row(*piles, wrap=True),
        text(look, t("triage.filter_zone"), Style.BOLD),
        row(*_parts(look, "zone", filtering.known.zones, filtering), wrap=True),
        text(look, t("triage.filter_service"), Style.BOLD),
        row(*_parts(look, "service", filtering.known.services, filtering), wrap=True),
        text(look, t("triage.filter_family"), Style.BOLD),
        row(*_parts(look, "family", _families(look), filtering), wrap=True),
        *_categories(look, filtering),
        text(look, t("triage.filter_priority"), Style.BOLD),
        row(*_parts(look, "priority", _named(look, Priority), filtering), wrap=True),
        text(look, t("triage.filter_status"), Style.BOLD),
        row(*_parts(look, "status", _named(look, ReportStatus), filtering), wrap=True),
    ]
    if is_worth_keeping(filtering):
        content.append(_keeping(filtering))
    clear = Action("filter-clear", t("triage.filter_clear"), partial(want, Wanted()), glyph="x")
    done = Action("filter-done", t("triage.filter_done"), filtering.close, kind=Kind.PRIMARY, glyph="check")
    leave = Tap("close", t("action.close"), filtering.close)
    ft.use_dialog(sheet(look, Sheet(t("triage.filter_title"), content, leave, actions=(clear, done))))
    return nothing()


def is_worth_keeping(filtering: Filtering) -> bool:
    """Tell whether what is wanted is neither the beginning nor kept already."""
    known = {saved.wanted for saved in filtering.saved} | {Wanted()}
    return filtering.wanted not in known and len(filtering.saved) < FILTERS_MAX


def wanted_words(look: Look, known: Directory, wanted: Wanted) -> str:
    """Say what a filter shows: « Ouverts · En retard · Voirie »."""
    t = look.t
    zone = next((one.name for one in known.zones if one.id == wanted.zone), "")
    zone = t("triage.without_zone") if wanted.zone == NOWHERE else zone
    service = t("triage.without_service") if wanted.service == NOWHERE else known.service_name(wanted.service)
    return dotted(
        t(f"triage.pile_{wanted.pile}"), t(f"triage.which_{wanted.which}"), zone, service, part_words(t, wanted)
    )


def part_words(t: Words, wanted: Wanted) -> str:
    """Say family, category, priority and state that a filter keeps: « Voirie · Dangereux »."""
    family = family_name(t, wanted.family) if wanted.family else ""
    category = category_name(t, wanted.category) if wanted.category else ""
    states = [t(f"state.{code}") for code in (wanted.priority, wanted.status) if code and t.has(f"state.{code}")]
    return dotted(family, category, *states)


def _categories(look: Look, filtering: Filtering) -> list[ft.Control]:
    """Offer the categories of the family that is chosen; of all families they would be too many."""
    wanted = filtering.wanted
    if not (wanted.family or wanted.category):
        return []
    family = wanted.family or category_of(wanted.category).group
    codes = dict.fromkeys([*(code for code, one in CATEGORIES.items() if one.group == family), wanted.category])
    named = tuple(Named(code, category_name(look.t, code)) for code in codes if code)
    title = text(look, look.t("triage.filter_category"), Style.BOLD)
    return [title, row(*_parts(look, "category", named, filtering), wrap=True)]


def _families(look: Look) -> tuple[Named, ...]:
    return tuple(Named(code, family_name(look.t, code)) for code in GROUPS)


def _named(look: Look, codes: type[Priority] | type[ReportStatus]) -> tuple[Named, ...]:
    return tuple(Named(code.value, look.t(f"state.{code}")) for code in codes if look.t.has(f"state.{code}"))


def _kept(look: Look, filtering: Filtering) -> list[ft.Control]:
    """Draw the saved filters; a digit leads to the first ones from the list too."""
    if not filtering.saved:
        return []
    lines: list[ft.Control] = [text(look, look.t("triage.filters_saved"), Style.BOLD)]
    lines += [_saved(look, filtering, number, one) for number, one in enumerate(filtering.saved, 1)]
    return [column(*lines, gap=8, stretch=True)]


def _saved(look: Look, filtering: Filtering, number: int, one: Saved) -> ft.Control:
    t = look.t
    told = wanted_words(look, filtering.known, one.wanted)
    sub = dotted(told, t("triage.filter_shared") if one.shared else "")
    chosen = Choice(
        f"saved-{one.id}",
        dotted(one.title, sub),
        partial(filtering.want, one.wanted),
        selected=one.wanted == filtering.wanted,
        word=one.title,
        key=str(number) if number <= KEYS_MAX else None,
        sub=sub,
    )
    parts: list[ft.Control] = [grow(choice_row(look, chosen))]
    if one.is_mine:
        drop = Tap(f"forget-{one.id}", t("triage.filter_forget", title=one.title), partial(filtering.forget, one))
        parts.append(icon_button(look, drop, "trash", framed=False))
    return row(*parts, gap=4)


@ft.component
def _keeping(filtering: Filtering) -> ft.Control:
    """Ask for the name under which what is wanted is kept, and whether the other desks see it."""
    look = use_look()
    named, set_named, latest = use_latest("")
    shared, set_shared = ft.use_state(False)
    t = look.t

    async def keep(_typed: str = "") -> None:
        if latest().strip():
            await filtering.keep(latest(), shared)

    box = Field(
        "filter-name",
        t("triage.filter_name"),
        named,
        set_named,
        on_submit=keep,
        hint=wanted_words(look, filtering.known, filtering.wanted),
        chars_max=NAME_CHARACTERS_MAX,
    )
    share = Tap("filter-share", t("triage.filter_share"), lambda: set_shared(not shared), selected=shared)
    act = Action("filter-keep", t("triage.filter_keep"), keep, glyph="floppy-disk", enabled=bool(named.strip()))
    acts = row(filter_chip(look, share, name="users"), tight_row(button(look, act)), wrap=True)
    return column(text_field(look, box, style=Style.BODY), acts, gap=8, stretch=True)


def _parts(look: Look, field: str, parts: tuple[Named, ...], filtering: Filtering) -> list[ft.Control]:
    """Draw a chip for all, one for each part that holds something, one for what belongs to none."""
    wanted, counted, want = filtering.wanted, filtering.counted[field], filtering.want
    chosen = getattr(wanted, field)
    named = [(part.id, part.name) for part in parts if counted.get(part.id) or part.id == chosen]
    if counted.get(NOWHERE) or chosen == NOWHERE:
        named.append((NOWHERE, look.t(f"triage.without_{field}")))
    every = Tap(
        f"{field}-all",
        look.t(f"triage.all_{field}"),
        partial(want, wanted.narrowed(field, None)),
        selected=chosen is None,
    )
    chips: list[ft.Control] = [filter_chip(look, every, sum(counted.values()))]
    chips += [
        filter_chip(
            look,
            Tap(f"{field}-{part}", name, partial(want, wanted.narrowed(field, part)), selected=part == chosen),
            counted.get(part, 0),
        )
        for part, name in named
    ]
    return chips
