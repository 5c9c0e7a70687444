"""The page of one report: photos, place, states, what an agent may do, words, history, and its receipt."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.followers import follow
from fieldapp.reports import actions, queries
from fieldapp.reports.queries import ReportPage
from fieldapp.reports.screens_body import facts_card, head_card, photos_part, report_sub, tasks_part
from fieldapp.reports.screens_moves import Moves, field_moves, impossible_page
from fieldapp.reports.screens_shots import photo_viewer, report_camera
from fieldapp.reports.screens_words import comments_part, history_part
from fieldapp.ui.app import LACKS, App, status_pill, use_app
from fieldapp.ui.gestures import Written, written
from fieldapp.ui.i18n import stamp
from fieldapp.ui.live import live_page, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.photo_viewer import below_photo
from fieldapp.ui.presence import hears
from fieldapp.ui.two_panes import has_one_top
from fieldapp.ui.voice import voice_part
from fieldapp.ui.whereabouts import use_whereabouts
from fieldapp.ui.widgets import Action, Tap, pad, page_frame, page_header, saved_line, scrolled, trouble_state
from fieldapp.ui.works import Seen, category_name
from sync.core.instants import parse_instant
from sync.records.attachment import PhotoRole


class Mode(StrEnum):
    """Say what the page shows in place of the report."""

    REPORT = "report"
    IMPOSSIBLE = "impossible"
    CAMERA = "camera"
    CAMERA_BEFORE = "camera-before"
    CAMERA_AFTER = "camera-after"


_ROLES: Final = {
    Mode.CAMERA: PhotoRole.DETAIL,
    Mode.CAMERA_BEFORE: PhotoRole.AVANT,
    Mode.CAMERA_AFTER: PhotoRole.APRES,
}


@dataclass(frozen=True, slots=True)
class Doings:
    """What the controls of the page do."""

    app: App
    look: Look
    page: ReportPage
    turn: Callable[[Mode], None]
    open_photo: Callable[[str | None], None]

    async def write(self, action: Callable[..., Any], *args: Any, **named: Any) -> Written[Any] | None:
        """Write a gesture on this report."""
        return await written(self.app, self.look, action, self.page.card.id, *args, **named)

    async def move(self, action: Callable[..., Any], said: str) -> None:
        """Move the report to another state; the toast takes it back, unless a colleague had it."""
        page = self.page
        before = {"status": page.card.status, "assignee": page.assignee, "closed_at": page.closed_at}
        if await self.write(action) is not None:
            may_undo = page.assignee in (None, self.app.agent.id) or self.app.agent.works_at_desk
            self.app.say(said, partial(self.write, actions.take_back, before) if may_undo else None)

    async def follow(self) -> None:
        """Follow the report, or no longer."""
        t, follows = self.look.t, self.app.agent.id in self.page.followers
        if await self.write(follow, wanted=not follows) is not None:
            self.app.say(t("reports.not_following") if follows else t("reports.following"))


@ft.component
def report_page(report_id: str, back: Callable[[], None] | None) -> ft.Control:
    """Show a report; `back` is None where its list stands beside it."""
    app, look = use_app(), use_look()
    chosen, turn = ft.use_state(_not_chosen())
    first: ft.MutableRef[Mode | None] = ft.use_ref(_not_chosen)
    opened, open_photo = ft.use_state(_no_photo())
    whereabouts, _ = use_whereabouts()
    live = use_live(
        queries.report_page,
        report_id,
        kinds=("report", "task", "attachment", "photo", "outbox", "draft", "agent", "team", "service", "zone"),
    )

    def drawn(page: ReportPage | None) -> ft.Control:
        if page is None:
            return _absent(look, back)
        doings = Doings(app, look, page, turn, open_photo)
        first.current = first.current or _first_mode(page)
        mode = chosen or first.current
        if mode is not Mode.REPORT:
            return _instead(doings, mode)
        return _report(doings, Seen(app.now(), whereabouts.point), back)

    shown = live_page(look, live, lambda: _plain_header(look, back), drawn)
    viewer = photo_viewer(report_id, opened, open_photo) if opened else None
    return below_photo(shown, viewer)


def _no_photo() -> str | None:
    return None


def _not_chosen() -> Mode | None:
    return None


def _first_mode(page: ReportPage) -> Mode:
    """Come back to a photo that was taken and not kept yet: the process may have been killed over it."""
    if page.held is None:
        return Mode.REPORT
    return next((mode for mode, role in _ROLES.items() if role == page.held), Mode.CAMERA)


def _pill(look: Look) -> ft.Control | None:
    return None if has_one_top(look) else status_pill()


def _back(look: Look, back: Callable[[], None] | None) -> Tap | None:
    return Tap("back", look.t("action.back"), back) if back else None


def _absent(look: Look, back: Callable[[], None] | None) -> ft.Control:
    return page_frame(_plain_header(look, back), scrolled(look, trouble_state(look, "absent")))


def _plain_header(look: Look, back: Callable[[], None] | None) -> ft.Control:
    return page_header(look, look.t("reports.title"), back=_back(look, back), end=_pill(look))


def _instead(doings: Doings, mode: Mode) -> ft.Control:
    close = partial(doings.turn, Mode.REPORT)
    if mode is Mode.IMPOSSIBLE:
        return impossible_page(doings.page, close)
    return report_camera(doings.page, _ROLES[mode], close)


def _report(doings: Doings, seen: Seen, back: Callable[[], None] | None) -> ft.Control:
    look, page = doings.look, doings.page
    header = page_header(
        look,
        category_name(look.t, page.card.category),
        sub=report_sub(look, page),
        back=_back(look, back),
        end=_pill(look),
    )
    body_column = hears(
        ft.Column(
            _parts(doings, seen),
            spacing=12,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    body = ft.Container(body_column, padding=pad(0, look.measures.margin), expand=True)
    moves = field_moves(
        look,
        doings.app.agent,
        page,
        Moves(
            move=doings.move,
            finish=lambda: doings.move(actions.work_done, look.t("reports.done_said")),
            lead_to_photo=lambda: doings.app.say(look.t("reports.needs_after"), glyph=LACKS),
            impossible=partial(doings.turn, Mode.IMPOSSIBLE),
        ),
    )
    is_written = page.receipt.saved_at is not None or page.receipt.received_at is not None
    above = saved_line(look, _saved(look, page, seen), moves.missing, is_safe=is_written)
    return page_frame(header, body, bar=moves.bar, above_bar=above)


def _parts(doings: Doings, seen: Seen) -> list[ft.Control]:
    look, page = doings.look, doings.page
    follows = doings.app.agent.id in page.followers
    word = look.t("reports.unfollow") if follows else look.t("reports.follow")
    follow = Action("follow", word, doings.follow, glyph="eye-slash" if follows else "eye")
    take = {role: partial(doings.turn, mode) for mode, role in _ROLES.items()}
    return [
        head_card(look, page, seen),
        photos_part(look, doings.app.agent, page, (take, doings.open_photo)),
        facts_card(look, page, (seen, follow, doings.app)),
        tasks_part(look, doings.app, page),
        comments_part(page),
        *_voices(doings),
        ft.Container(history_part(page), padding=pad(0, 0, bottom=24)),
    ]


def _voices(doings: Doings) -> list[ft.Control]:
    """Give the voice notes, where there are some or where one may be spoken."""
    page, speaks = doings.page, doings.app.agent.works_in_field
    return [voice_part("report", page.card.id, page.voices, speaks)] if speaks or page.voices.stored else []


def _saved(look: Look, page: ReportPage, seen: Seen) -> str:
    """Say where my writing on this report is: on the tablet, or received by the town hall."""
    receipt, t = page.receipt, look.t
    if not receipt.unsent and receipt.received_at:
        return t("sync.received_at", at=stamp(t, parse_instant(receipt.received_at), seen.now))
    if receipt.saved_at:
        return t("sync.saved_at", at=stamp(t, parse_instant(receipt.saved_at), seen.now))
    return t("reports.not_written")
