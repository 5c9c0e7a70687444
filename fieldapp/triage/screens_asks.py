"""The sheets of the triage that ask for a reason, a date or a part of the pile, and the lines of its keys."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

import flet as ft

from fieldapp.replica import leavings
from fieldapp.triage.actions import ASIDE
from fieldapp.triage.queries_templates import Occasion
from fieldapp.triage.screens_answer import Writing, answer_parts, lacking_words, use_writing
from fieldapp.triage.screens_sheets import CONFIRM_KEY, Asked, confirm, nothing, shut, use_begun
from fieldapp.ui.dates import DayWanted, day_choice, hour_choice, town_moment, working_days
from fieldapp.ui.key_sheet import SPAN, in_columns
from fieldapp.ui.keymap import KeyLine, use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.widgets import (
    Choice,
    Field,
    Sheet,
    choice_row,
    column,
    sheet,
)
from sync.records.report import RejectReason, ReportStatus

_Answer = TypeVar("_Answer", bound=StrEnum)

NOTE_CHARACTERS_MAX: Final = 4_000
MORNING: Final = 8
_TWO_COLUMNS: Final = 800
"""How wide a sheet is whose lines stand in two columns."""
_ASIDE_GLYPHS: Final = {
    ReportStatus.EN_ATTENTE_USAGER: "chat-circle-text",
    ReportStatus.TRANSFERE_TIERS: "arrow-square-out",
    ReportStatus.SOUS_SURVEILLANCE: "eye",
}
KEYS: Final[tuple[KeyLine, ...]] = (
    (("J", "K"), "triage.key_next"),
    (("A",), "triage.key_assign"),
    (("R",), "triage.key_requalify"),
    (("P",), "triage.key_priority"),
    (("X",), "triage.key_reject"),
    (("Space",), "triage.key_mark"),
    (("D",), "triage.key_merge"),
    (("T",), "triage.key_task"),
    (("C",), "triage.key_schedule"),
    (("M",), "triage.key_aside"),
    (("E",), "triage.key_answer"),
    (("Shift J", "Shift K"), "triage.key_extend"),
    (("Ctrl A",), "triage.key_page"),
    (("F",), "triage.key_round"),
    (("L",), "triage.key_export"),
    (("N",), "triage.take_call"),
    (("V",), "triage.key_filter"),
    (("/",), "triage.key_search"),
    (("F6",), "keys.zone"),
    (("Enter",), "triage.key_primary"),
    (("Ctrl Z",), "triage.key_undo"),
    (("?",), "keys.all"),
)
"""Every key of the desk but those of the saved filters; the foot bar shows the first ones."""


def saved_line(count: int) -> tuple[KeyLine, ...]:
    """Say which digits lead to saved filters, where there are any."""
    if not count:
        return ()
    return (((("1", SPAN, str(count)) if count > 1 else ("1",)), "triage.key_saved"),)


@ft.component
def reject_sheet(asked: Asked) -> ft.Control:
    """Ask why a report is not taken; the note is what the resident will read."""
    look = use_look()
    form = use_begun(asked, leavings.REJECT)
    reason = _known_of(RejectReason, form.drawn.get("reason"))
    writing = use_writing(asked, Occasion(ReportStatus.REJETE, asked.pane.card.category, reason), form)
    lacking, set_lacking = ft.use_state(False)
    t = look.t

    async def send() -> None:
        chosen = _known_of(RejectReason, form.latest().get("reason"))
        if chosen is None or writing.lacks:
            set_lacking(True)
            return
        await form.settled()
        await asked.gestures.reject(asked.pane.card.id, chosen, writing.latest())

    async def choose(one: RejectReason) -> None:
        await form.choose(reason=one.value)

    choices = [
        choice_row(
            look,
            Choice(
                f"reason-{one.replace('_', '-')}",
                t(f"triage.reason_{one}"),
                partial(choose, one),
                selected=one is reason,
                key=str(number),
            ),
        )
        for number, one in enumerate(RejectReason, 1)
    ]
    use_keys({**_numbered(choose, tuple(RejectReason)), CONFIRM_KEY: send, "M": writing.next})
    box = Field(
        "reject-note",
        t("triage.reject_note"),
        writing.typed,
        writing.write,
        hint=t("triage.reject_note_hint"),
        lines=2,
        chars_max=NOTE_CHARACTERS_MAX,
        trouble=_reject_trouble(look, writing, reason) if lacking else "",
    )
    many = len(asked.gestures.marked)
    word = t("triage.do_reject_all", n=many) if many > 1 else t("triage.do_reject")
    act = confirm(look, "reject-confirm", word, send, "x")
    parts = answer_parts(look, writing, box)
    content = [in_columns(look, choices, gap=look.measures.gap), *parts]
    leave = shut(look, asked)
    shown = Sheet(t("triage.reject_title"), content, leave, t("triage.reject_sub"), (act,), width=_TWO_COLUMNS)
    ft.use_dialog(sheet(look, shown))
    return nothing()


def _reject_trouble(look: Look, writing: Writing, reason: RejectReason | None) -> str:
    """Say what is missing before a report is rejected."""
    return look.t("triage.reject_lacks_reason") if reason is None else lacking_words(look, writing)


def _known_of(kind: type[_Answer], said: Any) -> _Answer | None:
    """Read a choice that was kept; a newer version's word for one reads as none."""
    return kind(said) if said in tuple(kind) else None


def _numbered(choose: Callable[[Any], Any], answers: Sequence[Any]) -> dict[str, Callable[[], Any]]:
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
    form = use_begun(asked, leavings.ASIDE)
    status = _aside_of(form.drawn)
    writing = use_writing(asked, Occasion(status, asked.pane.card.category), form)
    lacking, set_lacking = ft.use_state(False)
    t = look.t

    async def send() -> None:
        if writing.lacks:
            set_lacking(True)
            return
        await form.settled()
        await asked.gestures.put_aside(asked.pane.card.id, _aside_of(form.latest()), writing.latest())

    async def choose(one: ReportStatus) -> None:
        await form.choose(status=one.value)

    choices = [
        choice_row(
            look,
            Choice(
                f"aside-{one.replace('_', '-')}",
                t(f"state.{one}"),
                partial(choose, one),
                selected=one is status,
                key=str(number),
                glyph=_ASIDE_GLYPHS[one],
                sub=t(f"triage.aside_{one}"),
            ),
        )
        for number, one in enumerate(ASIDE, 1)
    ]
    use_keys({**_numbered(choose, ASIDE), CONFIRM_KEY: send, "M": writing.next})
    box = Field(
        "aside-note",
        t("triage.aside_note"),
        writing.typed,
        writing.write,
        lines=2,
        chars_max=NOTE_CHARACTERS_MAX,
        trouble=lacking_words(look, writing) if lacking else "",
    )
    act = confirm(look, "aside-confirm", t("triage.do_aside"), send, "pause")
    parts = answer_parts(look, writing, box)
    content: list[ft.Control] = [column(*choices, gap=look.measures.gap, stretch=True), *parts]
    ft.use_dialog(sheet(look, Sheet(t("triage.aside_title"), content, shut(look, asked), actions=(act,))))
    return nothing()


def _aside_of(fields: Mapping[str, Any]) -> ReportStatus:
    known = _known_of(ReportStatus, fields.get("status"))
    return known if known in ASIDE else ASIDE[0]
