"""The page of one task: what to do, what is checked, photos, words, and the two actions at its foot."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.tasks import actions, queries
from fieldapp.tasks.queries import CheckItem, TaskPage, missing
from fieldapp.tasks.screens_checks import checks_card
from fieldapp.tasks.screens_give import give_sheet
from fieldapp.tasks.screens_head import place_card, task_sub, told_first
from fieldapp.tasks.screens_leave import hand_back_page, impossible_page
from fieldapp.tasks.screens_photos import after_camera, check_camera, photo_part, photo_viewer
from fieldapp.tasks.screens_words import comment_part, history_part, report_row, time_part
from fieldapp.ui.app import LACKS, Agent, App, status_pill, use_app
from fieldapp.ui.gestures import Written, written
from fieldapp.ui.i18n import stamp
from fieldapp.ui.keymap import use_key_lines, use_keys
from fieldapp.ui.leading import LedRef, found_by, lead_to, new_led_ref
from fieldapp.ui.live import Filled, live_page, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.photo_viewer import below_photo
from fieldapp.ui.presence import hears
from fieldapp.ui.two_panes import has_one_top
from fieldapp.ui.voice import voice_part
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    bottom_bar,
    button,
    pad,
    page_frame,
    page_header,
    saved_line,
    scrolled,
    trouble_state,
)
from fieldapp.ui.works import Seen
from sync.core.instants import parse_instant
from sync.records.attachment import PhotoRole
from sync.records.task import OPEN_STATUSES, TaskStatus


class Mode(StrEnum):
    """Say what the page shows in place of the task."""

    TASK = "task"
    IMPOSSIBLE = "impossible"
    HAND_BACK = "hand-back"
    GIVE = "give"
    """The task stays in sight below the sheet."""
    CAMERA_BEFORE = "camera-before"
    CAMERA_AFTER = "camera-after"
    CAMERA_CHECK = "camera-check"


class Part(StrEnum):
    """Name the parts of the page to which « Service fait » may lead."""

    CHECKS = "checks"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class Doings:
    """What the controls of the page do."""

    app: App
    look: Look
    page: TaskPage
    turn: Callable[[Mode], None]
    open_photo: Callable[[str | None], None]
    item: str | None = None
    """The item of the checklist for which the camera is open."""
    show: Callable[[CheckItem], None] | None = None
    """Open the camera for an item that wants a photo or is not OK."""

    async def write(self, action: Callable[..., Any], *args: Any, **named: Any) -> Written[Any] | None:
        """Write a gesture on this task."""
        return await written(self.app, self.look, action, self.page.card.id, *args, **named)

    async def finish(self) -> None:
        """Close the task; the toast takes it back."""
        if await self.write(actions.finish) is not None:
            self.app.say(self.look.t("tasks.finished"), self._undo(actions.reopen))

    async def reopen(self) -> None:
        """Take a closed task up again."""
        if await self.write(actions.reopen) is not None:
            self.app.say(self.look.t("tasks.reopened"))

    async def claim(self) -> None:
        """Take a task of the team; the toast gives it back."""
        before = {"assignee": None, "status": self.page.card.status}
        if await self.write(actions.claim) is not None:
            self.app.say(self.look.t("tasks.claimed"), self._undo(actions.take_back, before))

    def _undo(self, action: Callable[..., Any], *args: Any) -> Callable[[], Any]:
        return partial(self.write, action, *args)


@ft.component
def task_page(task_id: str, back: Callable[[], None] | None) -> ft.Control:
    """Show a task; `back` is None where its list stands beside it."""
    app, look = use_app(), use_look()
    chosen, turn = ft.use_state(_not_chosen())
    first: ft.MutableRef[Mode | None] = ft.use_ref(_not_chosen)
    opened, open_photo = ft.use_state(_no_photo())
    item, set_item = ft.use_state(_no_photo())
    whereabouts, _ = use_whereabouts()
    body_ref: ft.MutableRef[LedRef] = ft.use_ref(new_led_ref)
    live = use_live(
        queries.task_page, task_id, kinds=("task", "report", "attachment", "photo", "outbox", "draft", "agent", "team")
    )

    known = live.value if isinstance(live, Filled) else None
    gives = known is not None and (chosen or first.current or Mode.TASK) is Mode.TASK and may_give(app.agent, known)
    use_keys({"G": partial(turn, Mode.GIVE)} if gives else {})
    use_key_lines([(("G",), "tasks.give")] if gives else [])

    def show(check: CheckItem) -> None:
        set_item(check.id)
        turn(Mode.CAMERA_CHECK)

    def drawn(page: TaskPage | None) -> ft.Control:
        if page is None:
            return _absent(look, back)
        doings = Doings(app, look, page, turn, open_photo, item or page.held_item, show)
        first.current = first.current or _first_mode(page)
        mode = chosen or first.current
        if mode not in (Mode.TASK, Mode.GIVE):
            return _instead(doings, mode)
        seen = Seen(app.now(), whereabouts.point)
        drawn = _task(doings, seen, back, body_ref.current)
        if mode is Mode.GIVE:
            drawn.controls.append(give_sheet(page, partial(turn, Mode.TASK)))
        return drawn

    shown = live_page(look, live, lambda: _plain_header(look, back), drawn)
    viewer = photo_viewer(task_id, opened, open_photo) if opened else None
    return below_photo(shown, viewer)


def _no_photo() -> str | None:
    return None


def _not_chosen() -> Mode | None:
    return None


def _first_mode(page: TaskPage) -> Mode:
    """Come back to a photo that was taken and not kept yet: the process may have been killed over it."""
    if page.held is None:
        return Mode.TASK
    return _HELD_MODES.get(page.held, Mode.CAMERA_AFTER)


_HELD_MODES: Final = {PhotoRole.AVANT.value: Mode.CAMERA_BEFORE, PhotoRole.CONTROLE.value: Mode.CAMERA_CHECK}


def _absent(look: Look, back: Callable[[], None] | None) -> ft.Control:
    """Say that the task is not on this device."""
    return page_frame(_plain_header(look, back), scrolled(look, trouble_state(look, "absent")))


def _plain_header(look: Look, back: Callable[[], None] | None) -> ft.Control:
    return page_header(look, look.t("tasks.title"), back=_back(look, back), end=_pill(look))


def _pill(look: Look) -> ft.Control | None:
    return None if has_one_top(look) else status_pill()


def _back(look: Look, back: Callable[[], None] | None) -> Tap | None:
    return Tap("back", look.t("action.back"), back) if back else None


def _instead(doings: Doings, mode: Mode) -> ft.Control:
    """Show what stands in place of the task for a moment."""
    page, close = doings.page, partial(doings.turn, Mode.TASK)
    match mode:
        case Mode.IMPOSSIBLE:
            return impossible_page(page, close)
        case Mode.HAND_BACK:
            return hand_back_page(page, close)
        case Mode.CAMERA_CHECK:
            return check_camera(page, doings.item, close)
        case Mode.CAMERA_BEFORE:
            return after_camera(page, PhotoRole.AVANT, close)
        case _:
            return after_camera(page, PhotoRole.APRES, close)


def _task(doings: Doings, seen: Seen, back: Callable[[], None] | None, body: LedRef) -> ft.Column:
    look, page = doings.look, doings.page
    header = page_header(
        look, page.card.title, sub=task_sub(look, page, seen.now), back=_back(look, back), end=_pill(look)
    )
    body_column = hears(
        ft.Column(
            [found_by(key, ft.Container(part)) for key, part in _parts(doings, seen)],
            ref=body,
            spacing=12,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    content = ft.Container(body_column, padding=pad(0, look.measures.margin), expand=True)
    is_written = page.receipt.saved_at is not None or page.receipt.received_at is not None
    mine = _is_mine(doings.app.agent, doings.page)
    lacks = _missing_words(look, page) if mine else ""
    saved = saved_line(look, _saved(look, page, seen), lacks, is_safe=is_written)
    above = saved if mine or look.measures.field else None
    return page_frame(header, content, bar=_bar(doings, body, back), above_bar=above)


def _parts(doings: Doings, seen: Seen) -> list[tuple[str, ft.Control]]:
    look, page = doings.look, doings.page
    frozen = not _is_mine(doings.app.agent, doings.page)
    found: list[tuple[str, ft.Control]] = [
        ("place", place_card(look, page, seen, None if frozen else partial(doings.write, actions.begin)))
    ]
    first = told_first(look, page)
    if first is not None:
        found.append(("told", first))
    if page.checks:
        found.append((Part.CHECKS, checks_card(page, None if frozen else doings.show)))
    take = {
        PhotoRole.AVANT: partial(doings.turn, Mode.CAMERA_BEFORE),
        PhotoRole.APRES: partial(doings.turn, Mode.CAMERA_AFTER),
    }
    found.append((Part.PHOTOS, photo_part(look, page, None if frozen else take, doings.open_photo)))
    found.append(("comment", comment_part(page, frozen)))
    speaks = doings.app.agent.works_in_field and not frozen
    if speaks or page.voices.stored:
        found.append(("voice", voice_part("task", page.card.id, page.voices, speaks)))
    found.append(("time", time_part(look, page, seen, None if frozen else doings.write)))
    if page.report is not None:
        found.append(("report", report_row(look, page.report, doings.app, seen)))
    found.append(("history", history_part(page)))
    if not frozen:
        back = Action(
            "hand-back", look.t("tasks.hand_back"), partial(doings.turn, Mode.HAND_BACK), glyph="arrow-u-up-left"
        )
        found.append(("leave", ft.Container(button(look, back), padding=pad(0, 0, bottom=24))))
    return found


def may_give(agent: Agent, page: TaskPage) -> bool:
    """Tell whether an agent of the desk gives this task to somebody: not his own, nor one that is done."""
    card = page.card
    return agent.works_at_desk and not _is_mine(agent, page) and card.status in (*OPEN_STATUSES, TaskStatus.IMPOSSIBLE)


def _is_mine(agent: Agent, page: TaskPage) -> bool:
    return page.card.status in OPEN_STATUSES and page.card.assignee == agent.id


def _bar(doings: Doings, body: LedRef, back: Callable[[], None] | None) -> ft.Control:
    """Give the actions of this moment: take the task, close it, take it up again, go on to others."""
    t, card = doings.look.t, doings.page.card
    if _is_mine(doings.app.agent, doings.page):
        lacks = missing(doings.page)
        finish = doings.finish if lacks.nothing else partial(_lead_to_missing, doings, body)
        done = Action("primary", t("tasks.finish"), finish, kind=Kind.PRIMARY, glyph="check")
        impossible = Action(
            "impossible", t("tasks.impossible"), partial(doings.turn, Mode.IMPOSSIBLE), glyph="prohibit"
        )
        return bottom_bar(doings.look, done, impossible)
    agent = doings.app.agent
    give = Action(
        "give", t("tasks.give"), partial(doings.turn, Mode.GIVE), kind=Kind.PRIMARY, glyph="user-switch", key="G"
    )
    if may_give(agent, doings.page):
        is_desk_only = not agent.works_in_field and card.status in OPEN_STATUSES
        return bottom_bar(doings.look, give, None if is_desk_only else _other_way(doings))
    if card.status in OPEN_STATUSES and card.assignee is None:
        claim = Action("primary", t("tasks.claim"), doings.claim, kind=Kind.PRIMARY, glyph="hand")
        return bottom_bar(doings.look, claim)
    if card.status in (TaskStatus.FAITE, TaskStatus.IMPOSSIBLE):
        reopen = Action("reopen", t("tasks.reopen"), doings.reopen, glyph="arrow-clockwise")
        others = Action("primary", t("tasks.others"), back, kind=Kind.PRIMARY, glyph="list-bullets") if back else None
        return bottom_bar(doings.look, others, reopen)
    return ft.Container()


def _other_way(doings: Doings) -> Action | None:
    """Give what stands beside « Confier »: take it oneself, or up again."""
    t, card = doings.look.t, doings.page.card
    if card.status == TaskStatus.IMPOSSIBLE:
        return Action("reopen", t("tasks.reopen"), doings.reopen, glyph="arrow-clockwise")
    return Action("claim", t("tasks.claim"), doings.claim, glyph="hand") if card.assignee is None else None


def _lead_to_missing(doings: Doings, body: LedRef) -> None:
    """Say what is missing, and scroll to the first of it."""
    doings.app.say(_missing_words(doings.look, doings.page), glyph=LACKS)
    part = Part.CHECKS if missing(doings.page).lies_in_checks else Part.PHOTOS
    ft.context.page.run_task(lead_to, body, part.value, doings.look.measures.panel_ms)


def _missing_words(look: Look, page: TaskPage) -> str:
    lacks, t = missing(page), look.t
    counted = (
        (lacks.checks, "tasks.missing_checks"),
        (lacks.reasons, "tasks.missing_reasons"),
        (lacks.check_photos, "tasks.missing_check_photos"),
        (lacks.photos, "tasks.missing_photos"),
    )
    words = [t(key, n=count) for count, key in counted if count]
    return t("tasks.missing", what=", ".join(words)) if words else ""


def _saved(look: Look, page: TaskPage, seen: Seen) -> str:
    """Say where this task's writing is: on the tablet, or received by the town hall."""
    receipt, t = page.receipt, look.t
    if not receipt.unsent and receipt.received_at:
        return t("sync.received_at", at=stamp(t, parse_instant(receipt.received_at), seen.now))
    if receipt.saved_at:
        return t("sync.saved_at", at=stamp(t, parse_instant(receipt.saved_at), seen.now))
    return t("tasks.nothing_written")
