"""Giving a task away: « Impossible » with its reason, or handing it back with a word for who comes next."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.tasks import actions
from fieldapp.tasks.actions import Revisit
from fieldapp.tasks.queries import TaskPage
from fieldapp.ui.app import LACKS, status_pill, use_app
from fieldapp.ui.capture_page import Shot, capture_page
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.tokens import Style
from fieldapp.ui.two_panes import has_one_top
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Tap,
    bottom_bar,
    button,
    choice_row,
    column,
    filter_chip,
    heading,
    page_frame,
    page_header,
    quiet,
    row,
    scrolled,
    segmented,
    text_field,
)
from sync.records.attachment import PhotoRole
from sync.records.task import ImpossibleReason

_GLYPHS: Final = {
    ImpossibleReason.ACCES: "lock",
    ImpossibleReason.MATERIEL: "toolbox",
    ImpossibleReason.METEO: "cloud-rain",
    ImpossibleReason.DANGER: "warning-diamond",
    ImpossibleReason.INTROUVABLE: "binoculars",
    ImpossibleReason.AUTRE_SERVICE: "bank",
    ImpossibleReason.AUTRE: "note-pencil",
}
_AGAIN: Final = {Revisit.TOMORROW: "tomorrow", Revisit.SOON: "soon", Revisit.DESK_DECIDES: "desk"}
_PHOTO_WIDTH: Final = 220
_NOTES: Final = ("half", "tools", "shift")


@ft.component
def impossible_page(page: TaskPage, close: Callable[[], None]) -> ft.Control:
    """Ask why the task is impossible and when to come back; what was chosen is sent by the one button."""
    app, look = use_app(), use_look()
    reason, choose = ft.use_state(_no_reason())
    note, write, latest = use_latest("")
    again, when = ft.use_state(Revisit.DESK_DECIDES)
    takes, take = ft.use_state(False)
    t = look.t

    async def keep() -> bool:
        return await written(app, look, actions.keep_photo, page.card.id) is not None

    if takes:
        shot = Shot("task", page.card.id, t("tasks.impossible_photo"), _sub(page), PhotoRole.ENSEMBLE)
        return capture_page(shot, keep, partial(take, False))

    async def send() -> None:
        note = latest()
        if reason is None:
            app.say(t("tasks.impossible_choose"), glyph=LACKS)
            return
        if reason is ImpossibleReason.AUTRE and not note.strip():
            app.say(t("tasks.impossible_say"), glyph=LACKS)
            return
        before = {
            "status": page.card.status,
            "due_at": page.card.due_at,
            "impossible_reason": None,
            "impossible_note": None,
        }
        task_id = page.card.id
        done = await written(app, look, actions.declare_impossible, task_id, reason, note=note, revisit=again)
        if done is not None:
            close()
            app.say(t("tasks.impossible_done"), lambda: written(app, look, actions.take_back, task_id, before))

    choices = [_reason_row(look, one, reason, choose) for one in ImpossibleReason]
    detail = Field(
        "impossible-note", t("tasks.impossible_note"), note, on_change=write, hint=t("tasks.impossible_note_hint")
    )
    body = scrolled(
        look,
        quiet(look, t("tasks.impossible_line"), Style.LEAD),
        *choices,
        text_field(look, detail),
        again_part(look, page, (again, when), partial(take, True)),
        gap=12,
    )
    hand_over = Action(
        "primary",
        t("tasks.impossible_send"),
        send,
        kind=Kind.PRIMARY,
        glyph="arrow-u-up-left",
        sub=t("tasks.undo_hint"),
    )
    back = Action("return", t("action.back"), close, glyph="arrow-left")
    header = _header(look, t("tasks.why_impossible"), page, close)
    return page_frame(header, body, bar=bottom_bar(look, hand_over, back))


def _no_reason() -> ImpossibleReason | None:
    return None


def _header(look: Look, title: str, page: TaskPage, close: Callable[[], None]) -> ft.Control:
    end = None if has_one_top(look) else status_pill()
    return page_header(look, title, sub=_sub(page), back=Tap("close", look.t("action.close"), close), end=end)


def _sub(page: TaskPage) -> str:
    return dotted(page.card.title, page.report.number if page.report else "")


def _reason_row(
    look: Look, reason: ImpossibleReason, chosen: ImpossibleReason | None, choose: Callable[[ImpossibleReason], Any]
) -> ft.Control:
    shown = Choice(
        f"why-{reason.value.replace('_', '-')}",
        look.t(f"tasks.reason_{reason}"),
        partial(choose, reason),
        selected=reason is chosen,
        glyph=_GLYPHS[reason],
        sub=look.t(f"tasks.reason_{reason}_line"),
    )
    return choice_row(look, shown)


@ft.component
def again_part(
    look: Look, page: TaskPage, choice: tuple[Revisit, Callable[[Revisit], Any]], take: Callable[[], Any]
) -> ft.Control:
    """Ask when to come back, beside the photo of the place."""
    t = look.t
    again, when = choice
    words = [
        Action(f"again-{noun}", t(f"tasks.again_{noun}"), partial(when, revisit), selected=revisit is again)
        for revisit, noun in _AGAIN.items()
    ]
    asked = column(heading(look, t("tasks.when_again"), level=3, style=Style.BOLD), segmented(look, words), gap=10)
    here = [photo for photo in page.photos if photo.role == PhotoRole.ENSEMBLE]
    picture: ft.Control = button(
        look, Action("impossible-photo", t("tasks.impossible_photo"), take, kind=Kind.SOFT, glyph="camera-plus")
    )
    if here:
        picture = stored_photo(StoredTile(here[-1], 1, width=_PHOTO_WIDTH))
    if look.measures.large_text:
        return column(asked, picture, gap=12, stretch=True)
    return row(ft.Container(picture, width=_PHOTO_WIDTH), asked, gap=20)


@ft.component
def hand_back_page(page: TaskPage, close: Callable[[], None]) -> ft.Control:
    """Ask for a word to who comes next, then give the task back."""
    app, look = use_app(), use_look()
    note, write, latest = use_latest("")
    t = look.t

    async def send() -> None:
        before = {
            "assignee": page.card.assignee,
            "status": page.card.status,
            "handover_note": page.handover_note or None,
        }
        if await written(app, look, actions.hand_back, page.card.id, latest()) is not None:
            close()
            app.say(t("tasks.handed_back"), lambda: written(app, look, actions.take_back, page.card.id, before))

    def add(words: str) -> None:
        before = latest()
        write(f"{before.rstrip('. ')}. {words}" if before.strip() else words)

    chips = [
        filter_chip(look, Tap(f"note-{name}", t(f"tasks.hand_back_{name}"), partial(add, t(f"tasks.hand_back_{name}"))))
        for name in _NOTES
    ]
    line = t("tasks.hand_back_line_team") if page.team_name else t("tasks.hand_back_line_desk")
    typed = Field(
        "handover-note", t("tasks.hand_back_note"), note, on_change=write, hint=t("tasks.hand_back_hint"), lines=3
    )
    body = scrolled(look, quiet(look, line, Style.LEAD), text_field(look, typed), row(*chips, gap=8, wrap=True))
    hand_over = Action(
        "primary", t("tasks.hand_back"), send, kind=Kind.PRIMARY, glyph="arrow-u-up-left", sub=t("tasks.undo_hint")
    )
    back = Action("return", t("action.back"), close, glyph="arrow-left")
    header = _header(look, t("tasks.hand_back_title"), page, close)
    return page_frame(header, body, bar=bottom_bar(look, hand_over, back))
