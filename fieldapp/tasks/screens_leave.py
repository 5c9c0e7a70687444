"""Giving a task away: « Impossible » with its reason, or handing it back with a word for who comes next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.leavings import HAND_BACK, IMPOSSIBLE, Leaving, keep_leaving
from fieldapp.replica.voices import Spot
from fieldapp.tasks import actions
from fieldapp.tasks.actions import Revisit
from fieldapp.tasks.queries import TaskPage
from fieldapp.ui.app import LACKS, App, status_pill, use_app
from fieldapp.ui.capture_page import Shot, capture_page
from fieldapp.ui.explaining import explained
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.kept_form import KeptForm, use_kept_form
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.tokens import Style
from fieldapp.ui.two_panes import has_one_top
from fieldapp.ui.voice import Ending, voice_part
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


@dataclass(frozen=True, slots=True)
class Why:
    """What is said of a task that is impossible, and when to come back to it."""

    reason: ImpossibleReason | None
    note: str
    again: Revisit


def _why(fields: Mapping[str, Any]) -> Why:
    """Read the form; a newer version's word for a reason reads as none."""
    reason, again = fields.get("reason"), fields.get("again")
    return Why(
        ImpossibleReason(reason) if reason in tuple(ImpossibleReason) else None,
        str(fields.get("note") or ""),
        Revisit(again) if again in tuple(Revisit) else Revisit.DESK_DECIDES,
    )


def use_leaving(page: TaskPage, form: str, kept: Mapping[str, Any]) -> KeptForm:
    """Give a form that gives this task away: what was begun comes back, a kill or a close takes nothing."""
    app, look = use_app(), use_look()
    keep = partial(written, app, look, keep_leaving, Leaving(form, "task", page.card.id))
    return use_kept_form(kept, keep)


@ft.component
def impossible_page(page: TaskPage, close: Callable[[], None]) -> ft.Control:
    """Ask why the task is impossible and when to come back; what was chosen is sent by the one button."""
    app, look = use_app(), use_look()
    form = use_leaving(page, IMPOSSIBLE, page.impossible)
    takes, take = ft.use_state(False)
    ending: ft.MutableRef[Ending] = ft.use_ref(Ending)

    async def keep() -> bool:
        done = await written(app, look, actions.keep_photo, page.card.id)
        if done is not None:
            await form.choose(photo=done.value)
        return done is not None

    async def leave() -> None:
        await form.settled()
        close()

    if takes:
        shot = Shot("task", page.card.id, look.t("tasks.impossible_photo"), _sub(page), PhotoRole.ENSEMBLE)
        return capture_page(shot, keep, partial(take, False))
    send = partial(_declare, app, look, (page, form, ending.current), close)
    spoken = voice_part("task", page.card.id, page.voices, True, ending.current)
    return _impossible(look, page, form, (partial(take, True), send, leave), spoken)


def _spot(page: TaskPage) -> Spot:
    return Spot("task", page.card.id)


async def _declare(app: App, look: Look, said: tuple[TaskPage, KeptForm, Ending], close: Callable[[], None]) -> None:
    """Say that the task is impossible, with its toast that takes it back; or what is still to be said."""
    page, form, ending = said
    fields, t = await form.settled(), look.t
    why = _why(fields)
    if why.reason is None:
        app.say(t("tasks.impossible_choose"), glyph=LACKS)
        return
    await ending.flush()
    is_explained = await explained(app, look, _spot(page), str(fields.get("photo") or ""))
    if why.reason is ImpossibleReason.AUTRE and not why.note.strip() and not is_explained:
        app.say(t("tasks.impossible_say"), glyph=LACKS)
        return
    before = {
        "status": page.card.status,
        "due_at": page.card.due_at,
        "impossible_reason": None,
        "impossible_note": None,
    }
    task_id = page.card.id
    declared = partial(actions.declare_impossible, note=why.note, revisit=why.again)
    done = await written(app, look, declared, task_id, why.reason)
    if done is not None:
        close()
        back = partial(written, app, look, actions.take_back, task_id, before, done.value)
        app.say(t("tasks.impossible_done"), back)


def _impossible(
    look: Look, page: TaskPage, form: KeptForm, do: tuple[Callable[[], Any], ...], spoken: ft.Control
) -> ft.Control:
    """Draw the form: its reasons, its note, when to come back; `do` takes a photo, sends, and leaves."""
    take, send, leave = do
    t, why = look.t, _why(form.drawn)
    rows = [_reason_row(look, one, why.reason, lambda one: form.choose(reason=one.value)) for one in ImpossibleReason]
    detail = Field(
        "impossible-note",
        t("tasks.impossible_note"),
        why.note,
        on_change=lambda words: form.typed(note=words),
        hint=t("tasks.impossible_note_hint"),
    )
    body = scrolled(
        look,
        quiet(look, t("tasks.impossible_line"), Style.LEAD),
        *rows,
        text_field(look, detail),
        again_part(look, page, (why.again, lambda again: form.choose(again=again.value)), take),
        spoken,
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
    back = Action("return", t("action.back"), leave, glyph="arrow-left")
    header = _header(look, t("tasks.why_impossible"), page, leave)
    return page_frame(header, body, bar=bottom_bar(look, hand_over, back))


def _header(look: Look, title: str, page: TaskPage, close: Callable[[], Any]) -> ft.Control:
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
    form = use_leaving(page, HAND_BACK, page.hand_back)
    t = look.t

    async def send() -> None:
        note = str((await form.settled()).get("note") or "")
        before = {
            "assignee": page.card.assignee,
            "status": page.card.status,
            "handover_note": page.handover_note or None,
        }
        done = await written(app, look, actions.hand_back, page.card.id, note)
        if done is not None:
            close()
            back = partial(written, app, look, actions.take_back, page.card.id, before, done.value)
            app.say(t("tasks.handed_back"), back)

    async def leave() -> None:
        await form.settled()
        close()

    async def add(words: str) -> None:
        before = str(form.latest().get("note") or "")
        await form.choose(note=f"{before.rstrip('. ')}. {words}" if before.strip() else words)

    chips = [
        filter_chip(look, Tap(f"note-{name}", t(f"tasks.hand_back_{name}"), partial(add, t(f"tasks.hand_back_{name}"))))
        for name in _NOTES
    ]
    line = t("tasks.hand_back_line_team") if page.team_name else t("tasks.hand_back_line_desk")
    typed = Field(
        "handover-note",
        t("tasks.hand_back_note"),
        str(form.drawn.get("note") or ""),
        on_change=lambda words: form.typed(note=words),
        hint=t("tasks.hand_back_hint"),
        lines=3,
    )
    body = scrolled(look, quiet(look, line, Style.LEAD), text_field(look, typed), row(*chips, gap=8, wrap=True))
    hand_over = Action(
        "primary", t("tasks.hand_back"), send, kind=Kind.PRIMARY, glyph="arrow-u-up-left", sub=t("tasks.undo_hint")
    )
    back = Action("return", t("action.back"), leave, glyph="arrow-left")
    header = _header(look, t("tasks.hand_back_title"), page, leave)
    return page_frame(header, body, bar=bottom_bar(look, hand_over, back))
