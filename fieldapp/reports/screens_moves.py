"""What an agent may do to a report in the street: take it, begin, « Service fait » with proof, « Impossible »."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.leavings import IMPOSSIBLE, Leaving, keep_leaving
from fieldapp.replica.voices import Spot
from fieldapp.reports import actions
from fieldapp.reports.queries import ReportPage
from fieldapp.ui.app import LACKS, Agent, App, status_pill, use_app
from fieldapp.ui.capture_page import Shot, capture_page
from fieldapp.ui.explaining import explained
from fieldapp.ui.gestures import written
from fieldapp.ui.i18n import sentences
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
    page_frame,
    page_header,
    quiet,
    scrolled,
    text_field,
)
from fieldapp.ui.works import category_name
from sync.core.model import Actor
from sync.records.attachment import PhotoRole
from sync.records.report import MOVES, TO_TAKE_STATUSES, ReportStatus, may_take
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
_SHOWS: Final = PhotoRole.DETAIL
_PHOTO_WIDTH: Final = 220


@dataclass(frozen=True, slots=True)
class Moves:
    """What the actions of the bar do."""

    move: Callable[[Callable[..., Any], str], Any]
    finish: Callable[[], Any]
    lead_to_photo: Callable[[], Any]
    impossible: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a report's page, None where nothing can be done, and what is missing."""

    bar: ft.Control | None = None
    missing: str = ""


def is_mine_to_mend(agent: Agent, page: ReportPage) -> bool:
    """Say whether the judge lets this agent take the report, or he has it already."""
    held = {"assignee": page.assignee, "team": page.team, "service": page.service}
    return may_take(Actor(agent.id, agent.role, agent.service, agent.team), held)


def may_move(agent: Agent, page: ReportPage, to: ReportStatus) -> bool:
    """Say whether this role may move the report there from where it stands."""
    return agent.role in MOVES.get(page.card.status, {}).get(to, frozenset())


def field_moves(look: Look, agent: Agent, page: ReportPage, moves: Moves) -> Bar:
    """Give the actions that the state and the role allow now."""
    t = look.t
    if not page.is_open or not may_move(agent, page, ReportStatus.IMPOSSIBLE) or not is_mine_to_mend(agent, page):
        return Bar()
    impossible = Action("impossible", t("reports.impossible"), moves.impossible, glyph="prohibit")
    if page.card.status in TO_TAKE_STATUSES:
        take = partial(moves.move, actions.take_on, t("reports.taken_on"))
        primary = Action("primary", t("reports.take_on"), take, kind=Kind.PRIMARY, glyph="hand")
        return Bar(bottom_bar(look, primary, impossible))
    if page.card.status == ReportStatus.PRIS_EN_CHARGE:
        start = partial(moves.move, actions.start_work, t("reports.started"))
        primary = Action("primary", t("reports.start"), start, kind=Kind.PRIMARY, glyph="play")
        return Bar(bottom_bar(look, primary, impossible))
    proven = any(photo.role == PhotoRole.APRES for photo in page.photos)
    finish = moves.finish if proven else moves.lead_to_photo
    primary = Action("primary", t("reports.done"), finish, kind=Kind.PRIMARY, glyph="check")
    return Bar(bottom_bar(look, primary, impossible), "" if proven else t("reports.needs_after"))


def taken_back_to(agent: Agent, status: str) -> str:
    """Give where a report goes when « Impossible » is taken back: where it was, if the role may."""
    may_return = agent.role in MOVES[ReportStatus.IMPOSSIBLE].get(status, frozenset())
    return status if may_return else ReportStatus.EN_COURS


@ft.component
def impossible_page(page: ReportPage, close: Callable[[], None]) -> ft.Control:
    """Ask why the report cannot be mended; what was begun comes back, a kill or a close takes nothing."""
    app, look = use_app(), use_look()
    report_id, t = page.card.id, look.t
    keep = partial(written, app, look, keep_leaving, Leaving(IMPOSSIBLE, "report", report_id))
    form = use_kept_form(page.impossible, keep)
    takes, take = ft.use_state(False)
    ending: ft.MutableRef[Ending] = ft.use_ref(Ending)

    async def keep_photo() -> bool:
        done = await written(app, look, actions.keep_photo, report_id)
        if done is not None:
            await form.choose(photo=done.value)
        return done is not None

    async def leave() -> None:
        await form.settled()
        close()

    if takes:
        shot = Shot("report", report_id, t("tasks.impossible_photo"), category_name(t, page.card.category), _SHOWS)
        return capture_page(shot, keep_photo, partial(take, False))
    spoken = voice_part("report", report_id, page.voices, True, ending.current)
    send = partial(_declare, app, look, (page, form, ending.current), close)
    return _impossible(look, page, form, (send, leave), column(_photo(look, page, form, partial(take, True)), spoken))


async def _declare(app: App, look: Look, said: tuple[ReportPage, KeptForm, Ending], close: Callable[[], None]) -> None:
    """Say that the report cannot be mended, with the toast that takes it back; or what is missing."""
    page, form, ending = said
    fields, t, report_id = await form.settled(), look.t, page.card.id
    reason, note = _said(fields)
    if reason is None:
        app.say(t("tasks.impossible_choose"), glyph=LACKS)
        return
    await ending.flush()
    is_explained = await explained(app, look, Spot("report", report_id), str(fields.get("photo") or ""))
    if reason is ImpossibleReason.AUTRE and not note.strip() and not is_explained:
        app.say(t("tasks.impossible_say"), glyph=LACKS)
        return
    words = sentences(t, [t(f"tasks.reason_{reason}")])
    back_to = taken_back_to(app.agent, page.card.status)
    before = {"status": back_to, "status_notes": page.status_notes or None, "closed_at": None}
    done = await written(app, look, actions.declare_impossible, report_id, actions.Impossible(reason, note, words))
    if done is not None:
        close()
        back = partial(written, app, look, actions.take_back, report_id, before, done.value)
        app.say(t("reports.impossible_said"), back)


def _photo(look: Look, page: ReportPage, form: KeptForm, take: Callable[[], Any]) -> ft.Control:
    """Show the photo that says why, or the way to take it."""
    taken = next((photo for photo in page.photos if photo.id == form.drawn.get("photo")), None)
    if taken is not None:
        return stored_photo(StoredTile(taken, 1, width=_PHOTO_WIDTH))
    offer = Action("impossible-photo", look.t("tasks.impossible_photo"), take, kind=Kind.SOFT, glyph="camera-plus")
    return button(look, offer)


def _said(fields: Mapping[str, Any]) -> tuple[ImpossibleReason | None, str]:
    """Read the form; a newer version's word for a reason reads as none."""
    reason = fields.get("reason")
    return ImpossibleReason(reason) if reason in tuple(ImpossibleReason) else None, str(fields.get("note") or "")


def _impossible(
    look: Look, page: ReportPage, form: KeptForm, do: tuple[Callable[[], Any], ...], instead: ft.Control
) -> ft.Control:
    """Draw the form; `do` sends it, and leaves it; `instead` says it without typing."""
    send, leave = do
    t, (reason, note) = look.t, _said(form.drawn)
    rows = [_reason(look, one, reason, lambda one: form.choose(reason=one.value)) for one in ImpossibleReason]
    detail = Field(
        "impossible-note",
        t("tasks.impossible_note"),
        note,
        on_change=lambda words: form.typed(note=words),
        hint=t("tasks.impossible_note_hint"),
    )
    line = quiet(look, t("reports.impossible_line"), Style.LEAD)
    body = scrolled(look, line, *rows, text_field(look, detail), instead, gap=12)
    primary = Action(
        "primary",
        t("tasks.impossible_send"),
        send,
        kind=Kind.PRIMARY,
        glyph="arrow-u-up-left",
        sub=t("tasks.undo_hint"),
    )
    back = Action("return", t("action.back"), leave, glyph="arrow-left")
    header = page_header(
        look,
        t("tasks.why_impossible"),
        sub=category_name(t, page.card.category),
        back=Tap("close", t("action.close"), leave),
        end=None if has_one_top(look) else status_pill(),
    )
    return page_frame(header, body, bar=bottom_bar(look, primary, back))


def _reason(
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
