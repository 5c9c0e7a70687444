"""Writing another value: an editor per kind of field, for a third version and for mending what was refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.reconcile.queries_directory import Directory, Option
from fieldapp.reconcile.screens_values import field_label
from fieldapp.ui.dates import DayWanted, day_choice, hour_choice, town_moment
from fieldapp.ui.i18n import Words
from fieldapp.ui.look import Look
from fieldapp.ui.presence import hears
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Choice, Field, Tap, choice_row, column, filter_chip, quiet, row, text_field
from fieldapp.ui.works import category_name
from sync.core.instants import instant, parse_instant
from sync.core.model import Json
from sync.records import KINDS
from sync.records.categories import CATEGORIES
from sync.records.delays import PARIS
from sync.records.news import Importance
from sync.records.report import RejectReason
from sync.records.task import ImpossibleReason, Priority

Put = Callable[[str, Json], Any]
_LONG_TEXTS: Final = frozenset({"description", "body", "status_notes", "impossible_note", "handover_note"})
_SHORT_TEXTS: Final = frozenset({"title", "summary", "address", "category", "job_title", "name", "phone"})
_INSTANTS: Final = frozenset({"due_at", "expected_datetime", "scheduled_at", "expires_at"})
_MINUTES: Final = frozenset({"time_spent_minutes", "expected_minutes"})
_LISTED: Final = {
    "priority": tuple(Priority),
    "importance": tuple(Importance),
    "impossible_reason": tuple(ImpossibleReason),
    "reject_reason": tuple(RejectReason),
}
_BOOLEANS: Final = frozenset({"photo_proof", "pinned", "comments_closed", "reopened", "active"})
_CHIPS_MAX: Final = 8
_HOUR_USUAL: Final = 8


class EditorKind(StrEnum):
    """Say how a field is written; a fixed one is changed in the record itself."""

    SHORT = "short"
    LONG = "long"
    MOMENT = "moment"
    MINUTES = "minutes"
    CHOICE = "choice"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold what the editors need beside the field: the kind of record, its state, the role, the town."""

    kind: str
    status: str
    role: str
    directory: Directory
    today: date


def editor_kind(name: str) -> EditorKind:
    """Say how a field is written."""
    if name in _LONG_TEXTS:
        return EditorKind.LONG
    if name in _SHORT_TEXTS:
        return EditorKind.SHORT
    if name in _INSTANTS:
        return EditorKind.MOMENT
    if name in _MINUTES:
        return EditorKind.MINUTES
    chosen = {"status", "service_code", "service", "team", "assignee", *_LISTED, *_BOOLEANS}
    return EditorKind.CHOICE if name in chosen else EditorKind.FIXED


def options(t: Words, scene: Scene, name: str) -> tuple[tuple[Json, str], ...]:
    """Give the values that a field may take, with their words."""
    if name in _LISTED:
        return tuple((one.value, _word(t, one.value)) for one in _LISTED[name])
    if name in _BOOLEANS:
        return ((True, t("reconcile.yes")), (False, t("reconcile.no")))
    if name == "status":
        return _moves(t, scene)
    if name == "service_code":
        return tuple((code, category_name(t, code)) for code in CATEGORIES)
    return _people(t, name, scene.directory)


def _people(t: Words, name: str, directory: Directory) -> tuple[tuple[Json, str], ...]:
    found: Mapping[str, tuple[Option, ...]] = {
        "service": directory.services,
        "team": directory.teams,
        "assignee": directory.agents,
    }
    return ((None, t("reconcile.empty_value")), *found.get(name, ()))


def _moves(t: Words, scene: Scene) -> tuple[tuple[Json, str], ...]:
    """Give the states that this role may move the record to, from where it stands."""
    moves = KINDS[scene.kind].moves.get(scene.status, {})
    allowed = [state for state, roles in moves.items() if scene.role in roles]
    return tuple((state, _word(t, state)) for state in allowed)


def _word(t: Words, code: str) -> str:
    known = (f"task_state.{code}", f"state.{code}", f"value.{code}")
    return next((t(key) for key in known if t.has(key)), code)


def editor(look: Look, scene: Scene, name: str, value: Json, put: Put) -> ft.Control:
    """Draw the editor of one field; `put(name, value)` hears every change."""
    label = field_label(look.t, (name,))
    match editor_kind(name):
        case EditorKind.LONG | EditorKind.SHORT as kind:
            lines = 4 if kind is EditorKind.LONG else 1
            field = Field(f"edit-{name}", label, str(value or ""), lambda typed: put(name, typed or None), lines=lines)
            return text_field(look, field)
        case EditorKind.MINUTES:
            return text_field(look, _minutes(look, name, label, value, put))
        case EditorKind.MOMENT:
            return _moment(look, scene, name, value, put)
        case EditorKind.CHOICE:
            return _choices(look, (name, label), value, options(look.t, scene, name), put)
        case EditorKind.FIXED:
            return quiet(look, look.t("reconcile.third_open_text", what=label))


def _minutes(look: Look, name: str, label: str, value: Json, put: Put) -> Field:
    def heard(typed: str) -> None:
        put(name, int(typed) if typed.strip().isdecimal() else None)

    shown = str(value) if isinstance(value, int) else ""
    return Field(f"edit-{name}", label, shown, heard, note=look.t("reconcile.minutes"), keyboard=ft.KeyboardType.NUMBER)


def _moment(look: Look, scene: Scene, name: str, value: Json, put: Put) -> ft.Control:
    at = parse_instant(value).astimezone(PARIS) if isinstance(value, str) and value else None
    today = scene.today
    on, hour = (at.date(), at.hour) if at is not None else (today, _HOUR_USUAL)

    def choose(day: Any, hours: int) -> None:
        put(name, instant(town_moment(day, hours)))

    return column(
        quiet(look, field_label(look.t, (name,)), Style.STRONG),
        day_choice(look, DayWanted(on, today, lambda day: choose(day, hour)), f"edit-{name}"),
        hour_choice(look, hour, lambda hours: choose(on, hours), f"edit-{name}"),
        gap=look.measures.gap,
        stretch=True,
    )


def _choices(
    look: Look, named: tuple[str, str], value: Json, offered: tuple[tuple[Json, str], ...], put: Put
) -> ft.Control:
    name, label = named
    taps = [
        (f"edit-{name}-{one if one is not None else 'none'}", word, partial(put, name, one), one == value)
        for one, word in offered
    ]
    shown: ft.Control
    if len(taps) <= _CHIPS_MAX:
        chips = [filter_chip(look, Tap(noun, word, do, selected=on)) for noun, word, do, on in taps]
        shown = row(*chips, wrap=True)
    else:
        rows: list[ft.Control] = [choice_row(look, Choice(noun, word, do, selected=on)) for noun, word, do, on in taps]
        shown = hears(ft.Column(rows, spacing=8, scroll=ft.ScrollMode.AUTO, height=360))
    return column(quiet(look, label, Style.STRONG), shown, gap=8, stretch=True)
