"""The composer: the form, its audience and its publication; every field is saved as it is typed.

A new note is a draft of this device until « Publier » or « Garder à la mairie »; a correction is a draft beside its
note. « Publier » names how many people it reaches, and says before when they are asked to read again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.news import actions
from fieldapp.news.queries_audience import Directory, directory
from fieldapp.news.queries_form import Attached, Composer, NewsForm, composer, edit_draft_id, new_composer
from fieldapp.news.screens_audience import Meant, audience_part, audience_sheet
from fieldapp.news.screens_files import Files, files_part, left_on
from fieldapp.news.screens_form import Caret, FieldRef, Writing, form_parts
from fieldapp.news.screens_publish import Desk, foot, side_part, warnings
from fieldapp.ui import routes
from fieldapp.ui.app import App, status_pill, use_app
from fieldapp.ui.gestures import use_autosave, written
from fieldapp.ui.i18n import moment
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, live_view, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.presence import hears
from fieldapp.ui.removals import remove_draft
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    WIDE_MIN,
    Tap,
    column,
    gap,
    pad,
    page_frame,
    page_header,
    scrolled,
    trouble_state,
)
from sync.core.instants import parse_instant
from sync.records.news import NewsStatus

DIRECTORY_KINDS: Final = ("agent", "service", "team", "zone")
COMPOSER_KINDS: Final = ("draft", "news", "attachment")
SIDE_WIDTH: Final = 500
LAST_WIDTH: Final = 440
_LINES: Final[tuple[KeyLine, ...]] = ((("Ctrl Enter",), "news.keys_publish"),)


@ft.component
def compose_page(news_id: str | None) -> ft.Control:
    """Write a new note, or correct one."""
    look, app = use_look(), use_app()
    known = use_live(directory, kinds=DIRECTORY_KINDS)
    new = use_live(new_composer, kinds=COMPOSER_KINDS)
    taken_up = use_live(composer, news_id or "", kinds=COMPOSER_KINDS)

    def drawn(opened: Composer | None) -> ft.Control:
        if opened is None:
            back = Tap("back", look.t("action.back"), app.back)
            header = page_header(look, look.t("news.title"), back=back, end=status_pill())
            return page_frame(header, ft.Container(trouble_state(look, "absent"), padding=look.measures.margin))
        people = known.value if isinstance(known, Filled) else Directory((), {}, {}, {})
        return composing(opened, people)

    return live_view(look, taken_up, drawn) if news_id else live_view(look, new, drawn)


Change = Callable[[Callable[[NewsForm], NewsForm]], None]


@dataclass
class Sending:
    """What one composer has sent so far; a second tap while it sends is no second note."""

    draft_id: str | None = None
    typed: NewsForm | None = None
    """The form after the last key: the drawing may be one behind."""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What the composer writes."""

    app: App
    look: Look
    opened: Composer
    sending: Sending

    @property
    def form(self) -> NewsForm:
        """Give the form as it is now."""
        return self.sending.typed or self.opened.form

    async def keep(self, form: NewsForm) -> bool:
        """Save the form as it stands, on this device."""
        if self.sending.busy:
            return True
        return await self._kept(form)

    async def _kept(self, form: NewsForm) -> bool:
        news_id = self.opened.news_id
        if news_id is not None:
            draft_id = edit_draft_id(news_id)
            kept = await written(self.app, self.look, actions.keep_edit, draft_id, form.draft(), self.opened.base)
            return kept is not None
        new = await written(self.app, self.look, actions.keep_new, form.draft(), self.sending.draft_id)
        if new is not None:
            self.sending.draft_id = new.value
        return new is not None

    def attacher(self, action: Callable[..., str]) -> Callable[[Any], Awaitable[bool]]:
        """Give what adds a photo or a document to the draft; it is kept first, where it was not yet."""

        async def attach(prepared: Any) -> bool:
            if not await self._kept(self.form):
                return False
            draft_id = edit_draft_id(self.opened.news_id) if self.opened.news_id else self.sending.draft_id
            return await written(self.app, self.look, action, draft_id, prepared) is not None

        return attach

    def dropper(self, change: Change) -> Callable[[Attached], Awaitable[None]]:
        """Give what takes an attachment off: at once from the draft, with the next gesture from a record."""

        async def drop(one: Attached) -> None:
            if not one.is_new:
                change(lambda now: replace(now, dropped=(*now.dropped, one.id)))
                return
            draft_id = self.sending.draft_id or self.opened.draft_id
            await written(self.app, self.look, actions.detach, draft_id, one.id)

        return drop

    async def once(self, send: Callable[[], Awaitable[None]]) -> None:
        """Do what sends, once however often it is asked."""
        if self.sending.busy:
            return
        self.sending.busy = True
        try:
            await send()
        finally:
            self.sending.busy = False

    async def publish(self, people: int) -> None:
        """Publish, tell it with a way back, and show the note."""
        opened, t = self.opened, self.look.t
        news_id = opened.news_id
        was_public = opened.status is NewsStatus.PUBLIE
        if news_id is None:
            news_id = await self._send(actions.publish_new)
        elif was_public:
            await self._change(actions.correct, news_id)
        else:
            await self._change(actions.publish, news_id)
        if news_id is None:
            return
        undo = None if was_public else partial(written, self.app, self.look, actions.withdraw, news_id)
        self.app.say(t("news.corrected") if was_public else t("news.published", n=people), undo)
        self.app.go(routes.news_item(news_id))

    async def schedule(self, people: int) -> None:
        """Have it published at its hour, tell when with a way back, and show the note."""
        at = parse_instant(self.form.publish_at or "")
        news_id = self.opened.news_id
        if news_id is None:
            news_id = await self._send(actions.schedule_new)
        else:
            await self._change(actions.schedule, news_id)
        if news_id is None:
            return
        undo = partial(written, self.app, self.look, actions.call_off, news_id)
        told = self.look.t("news.scheduled_said", n=people, at=moment(self.look.t, at, self.app.now()))
        self.app.say(told, None if self.opened.is_scheduled else undo)
        self.app.go(routes.news_item(news_id))

    async def store(self) -> None:
        """Keep it as a draft of the town hall; what waits for its hour waits on."""
        if self.opened.news_id is None:
            stored = await self._send(actions.store_new)
        else:
            stored = self.opened.news_id
            await self._change(actions.correct, stored)
        if stored is not None:
            self.app.say(self.look.t("news.stored"))
            self.app.go(routes.NEWS)

    async def drop(self) -> None:
        """Throw away what was written here."""
        draft_id = self.sending.draft_id or self.opened.draft_id
        if draft_id is not None:
            await remove_draft(self.app, self.look, ft.context.page, self.look.t("news.dropped"), draft_id)
        self.app.go(routes.news_item(self.opened.news_id) if self.opened.news_id else routes.NEWS)

    async def _send(self, action: Callable[..., str]) -> str | None:
        if not await self._kept(self.form):
            return None
        sent = await written(self.app, self.look, action, self.sending.draft_id, self.form.fields())
        return sent.value if sent else None

    async def _change(self, action: Callable[..., None], news_id: str) -> None:
        changes = self.opened.changes(self.form)
        await written(self.app, self.look, action, news_id, changes, edit_draft_id(news_id))


@ft.component
def composing(opened: Composer, people: Directory) -> ft.Control:
    """Write: what is typed here is the form, what the replica says of it is when it was saved."""
    app, look = use_app(), use_look()
    form, set_form = ft.use_state(opened.form)
    adding, add = ft.use_state(False)
    previewed, preview = ft.use_state(False)
    sending: ft.MutableRef[Sending] = ft.use_ref(lambda: Sending(opened.draft_id))
    caret: ft.MutableRef[Caret] = ft.use_ref(Caret)
    shown: ft.MutableRef[FieldRef] = ft.use_ref(FieldRef)
    work = Work(app, look, opened, sending.current)
    saver = use_autosave(work.keep)

    def change(changed: Callable[[NewsForm], NewsForm]) -> None:
        newest = changed(sending.current.typed or form)
        sending.current.typed = newest
        set_form(newest)
        saver.heard(newest)

    async def flushed(send: Callable[[], Awaitable[None]]) -> None:
        await saver.flush()
        await work.once(send)

    meant = Meant(form.audience, people, lambda to: change(lambda now: replace(now, audience=to(now.audience))))
    desk = Desk(app, look, opened, form, meant, work, flushed)
    use_key_lines(_LINES)
    use_keys({"Ctrl Enter": desk.publish})
    wide = _is_wide(look)
    out = opened.status is NewsStatus.PUBLIE
    writing = Writing(look, form, change, app.now(), wide, previewed, preview, caret.current, shown.current, out)
    title = look.t("news.compose_title") if opened.news_id is None else look.t("news.correct_title")
    back = Tap("back", look.t("action.back"), app.back) if look.measures.field else None
    header = screen_top(look, app, title, sub=desk.state_word, back=back)
    left = left_on(opened.attached, form.dropped)
    files = Files(
        left, work.attacher(actions.attach_photo), work.attacher(actions.attach_document), work.dropper(change)
    )
    body = _laid_out(look, form_parts(writing, files_part(files)), audience_part(look, meant, lambda: add(True)), desk)
    sheet = audience_sheet(meant, lambda: add(False)) if adding else ft.Container(width=0, height=0)
    # Warnings come and go in a place of their own: among the fields they would take the focus from the one typed in.
    told = ft.Container(column(*warnings(desk), gap=8, stretch=True), padding=pad(8, look.measures.margin))
    told.visible = bool(warnings(desk))
    bar = column(sheet, told, *foot(desk), gap=0, stretch=True)
    return page_frame(header, ft.Container(body, expand=True), bar=bar)


def _is_wide(look: Look) -> bool:
    return look.measures.width >= TWO_PANES_MIN and not look.measures.large_text


def _laid_out(look: Look, form: list[ft.Control], audience: ft.Control, desk: Desk) -> ft.Control:
    """Lay form, audience and readers in three, two columns or one."""
    if not _is_wide(look):
        return scrolled(look, *form, audience, *side_part(desk))
    first = ft.Container(scrolled(look, gap(0), *form), expand=True)
    if look.measures.width < WIDE_MIN:
        return _columns(first, _side(look, LAST_WIDTH, audience, *side_part(desk)))
    return _columns(first, _side(look, SIDE_WIDTH, audience), _side(look, LAST_WIDTH, *side_part(desk)))


def _columns(*parts: ft.Control) -> ft.Control:
    return ft.Row(list(parts), spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _side(look: Look, width: float, *parts: ft.Control) -> ft.Control:
    return ft.Container(
        hears(ft.ListView(list(parts), spacing=20, padding=20, expand=True)),
        width=width,
        bgcolor=look.tokens.card,
        border=ft.Border(left=ft.BorderSide(look.tokens.border, look.tokens.line)),
    )
