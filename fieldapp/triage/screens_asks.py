"""The sheets of the triage that ask for a reason, a date or a part of the pile, and the sheet of keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage.actions import ASIDE
from fieldapp.triage.queries import Pile, Wanted
from fieldapp.triage.queries_report import Directory, Named
from fieldapp.triage.screens_sheets import CONFIRM_KEY, Asked, confirm, nothing, shut
from fieldapp.ui.dates import DayWanted, day_choice, hour_choice, town_moment, working_days
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Sheet,
    Tap,
    choice_row,
    column,
    filter_chip,
    grow,
    key_hint,
    quiet,
    row,
    sheet,
    text,
    text_field,
    tight_row,
)
from sync.records.base import NOWHERE
from sync.records.report import RejectReason, ReportStatus

NOTE_CHARACTERS_MAX: Final = 4_000
MORNING: Final = 8
_ASIDE_GLYPHS: Final = {
    ReportStatus.EN_ATTENTE_USAGER: "chat-circle-text",
    ReportStatus.TRANSFERE_TIERS: "arrow-square-out",
    ReportStatus.SOUS_SURVEILLANCE: "eye",
}
KEYS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("J", "K"), "triage.key_next"),
    (("A",), "triage.key_assign"),
    (("R",), "triage.key_requalify"),
    (("P",), "triage.key_priority"),
    (("X",), "triage.key_reject"),
    (("triage.key_space",), "triage.key_mark"),
    (("D",), "triage.key_merge"),
    (("T",), "triage.key_task"),
    (("C",), "triage.key_schedule"),
    (("M",), "triage.key_aside"),
    (("/",), "triage.key_search"),
    (("triage.key_enter",), "triage.key_primary"),
    (("Ctrl Z",), "triage.key_undo"),
    (("?",), "triage.key_all"),
)
"""Every key of the desk; the foot bar shows the first ones."""


@ft.component
def reject_sheet(asked: Asked) -> ft.Control:
    """Ask why a report is not taken; the note is what the resident will read."""
    look = use_look()
    reason, set_reason = ft.use_state(_no_reason())
    note, set_note = ft.use_state("")
    lacking, set_lacking = ft.use_state(False)
    t = look.t

    async def send() -> None:
        if reason is None:
            set_lacking(True)
            return
        await asked.gestures.reject(asked.pane.card.id, reason, note)

    choices = [
        choice_row(
            look,
            Choice(
                f"reason-{one.replace('_', '-')}",
                t(f"triage.reason_{one}"),
                partial(set_reason, one),
                selected=one is reason,
                key=str(number),
            ),
        )
        for number, one in enumerate(RejectReason, 1)
    ]
    use_keys({**_numbered(set_reason, tuple(RejectReason)), CONFIRM_KEY: send})
    box = Field(
        "reject-note",
        t("triage.reject_note"),
        note,
        set_note,
        hint=t("triage.reject_note_hint"),
        lines=2,
        chars_max=NOTE_CHARACTERS_MAX,
        trouble=t("triage.reject_lacks_reason") if lacking and reason is None else "",
    )
    many = len(asked.gestures.marked)
    word = t("triage.do_reject_all", n=many) if many > 1 else t("triage.do_reject")
    act = confirm(look, "reject-confirm", word, send, "x")
    content: list[ft.Control] = [column(*choices, gap=look.measures.gap, stretch=True), text_field(look, box)]
    shown = Sheet(t("triage.reject_title"), content, shut(look, asked), t("triage.reject_sub"), (act,))
    ft.use_dialog(sheet(look, shown))
    return nothing()


def _no_reason() -> RejectReason | None:
    return None


def _numbered(choose: Callable[[Any], None], answers: Sequence[Any]) -> dict[str, Callable[[], None]]:
    """Give a digit to each answer."""
    return {str(number): partial(choose, answer) for number, answer in enumerate(answers, 1)}


@ft.component
def schedule_sheet(asked: Asked) -> ft.Control:
    """Ask for the day and the hour of the work."""
    look = use_look()
    today = asked.now.date()
    on, set_on = ft.use_state(working_days(today, 2)[1])
    hour, set_hour = ft.use_state(MORNING)
    t = look.t

    def set_day(chosen: date) -> None:
        set_on(chosen)

    async def send() -> None:
        await asked.gestures.schedule(asked.pane.card.id, town_moment(on, hour))

    content = [
        day_choice(look, DayWanted(on, today, set_day), "schedule"),
        hour_choice(look, hour, set_hour, "schedule"),
    ]
    use_keys({CONFIRM_KEY: send})
    act = confirm(look, "schedule-confirm", t("triage.do_schedule"), send, "calendar-check")
    ft.use_dialog(sheet(look, Sheet(t("triage.schedule_title"), content, shut(look, asked), actions=(act,))))
    return nothing()


@ft.component
def aside_sheet(asked: Asked) -> ft.Control:
    """Ask why a report waits: for the resident, for somebody else, or to see whether it comes back."""
    look = use_look()
    status, set_status = ft.use_state(ASIDE[0])
    note, set_note = ft.use_state("")
    t = look.t

    async def send() -> None:
        await asked.gestures.put_aside(asked.pane.card.id, status, note)

    choices = [
        choice_row(
            look,
            Choice(
                f"aside-{one.replace('_', '-')}",
                t(f"state.{one}"),
                partial(set_status, one),
                selected=one is status,
                key=str(number),
                glyph=_ASIDE_GLYPHS[one],
                sub=t(f"triage.aside_{one}"),
            ),
        )
        for number, one in enumerate(ASIDE, 1)
    ]
    use_keys({**_numbered(set_status, ASIDE), CONFIRM_KEY: send})
    box = Field("aside-note", t("triage.aside_note"), note, set_note, lines=2, chars_max=NOTE_CHARACTERS_MAX)
    act = confirm(look, "aside-confirm", t("triage.do_aside"), send, "pause")
    content: list[ft.Control] = [column(*choices, gap=look.measures.gap, stretch=True), text_field(look, box)]
    ft.use_dialog(sheet(look, Sheet(t("triage.aside_title"), content, shut(look, asked), actions=(act,))))
    return nothing()


@ft.component
def filter_sheet(
    known: Directory,
    wanted: Wanted,
    counted: Mapping[str, Mapping[str, int]],
    want: Callable[[Wanted], Any],
    close: Callable[[], Any],
) -> ft.Control:
    """Ask for a pile, a sector and a service; each tap acts at once, so that the counts answer."""
    look = use_look()
    t = look.t
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
    zones = _parts(look, "zone", known.zones, (wanted, counted["zone"], want))
    services = _parts(look, "service", known.services, (wanted, counted["service"], want))
    content: list[ft.Control] = [
        text(look, t("triage.filter_pile"), Style.BOLD),
        row(*piles, wrap=True),
        text(look, t("triage.filter_zone"), Style.BOLD),
        row(*zones, wrap=True),
        text(look, t("triage.filter_service"), Style.BOLD),
        row(*services, wrap=True),
    ]
    clear = Action("filter-clear", t("triage.filter_clear"), partial(want, Wanted()), glyph="x")
    done = Action("filter-done", t("triage.filter_done"), close, kind=Kind.PRIMARY, glyph="check")
    shown = Sheet(t("triage.filter_title"), content, Tap("close", t("action.close"), close), actions=(clear, done))
    ft.use_dialog(sheet(look, shown))
    return nothing()


_Choosing = tuple[Wanted, Mapping[str, int], Callable[[Wanted], Any]]


def _parts(look: Look, field: str, parts: tuple[Named, ...], choosing: _Choosing) -> list[ft.Control]:
    """Draw a chip for all, one for each part that holds something, one for what belongs to none."""
    wanted, counted, want = choosing
    chosen = getattr(wanted, field)
    named = [(part.id, part.name) for part in parts if counted.get(part.id) or part.id == chosen]
    if counted.get(NOWHERE) or chosen == NOWHERE:
        named.append((NOWHERE, look.t(f"triage.without_{field}")))
    every = Tap(
        f"{field}-all",
        look.t(f"triage.all_{field}"),
        partial(want, _with(wanted, field, None)),
        selected=chosen is None,
    )
    chips: list[ft.Control] = [filter_chip(look, every, sum(counted.values()))]
    chips += [
        filter_chip(
            look,
            Tap(f"{field}-{part}", name, partial(want, _with(wanted, field, part)), selected=part == chosen),
            counted.get(part, 0),
        )
        for part, name in named
    ]
    return chips


def _with(wanted: Wanted, field: str, value: str | None) -> Wanted:
    return replace(wanted, zone=value) if field == "zone" else replace(wanted, service=value)


@ft.component
def keys_sheet(close: Callable[[], Any]) -> ft.Control:
    """List every key with what it does."""
    look = use_look()
    t = look.t
    lines = [
        row(
            ft.Container(tight_row(*(key_hint(look, key_word(look, key)) for key in keys)), width=120),
            grow(text(look, t(word))),
            gap=16,
        )
        for keys, word in KEYS
    ]
    content: list[ft.Control] = [column(*lines, gap=10, stretch=True), quiet(look, t("triage.keys_note"), Style.META)]
    ft.use_dialog(sheet(look, Sheet(t("triage.keys_title"), content, Tap("close", t("action.close"), close))))
    return nothing()


def key_word(look: Look, key: str) -> str:
    """Give what stands on a key: its own name, or its word in this language."""
    return look.t(key) if look.t.has(key) else key
