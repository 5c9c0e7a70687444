"""The foot and the side of the composer: what is saved and missing, « Publier à 214 personnes », how it looks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import flet as ft

from fieldapp.news.queries_form import Composer, NewsForm
from fieldapp.news.queries_readers import latest_mandatory
from fieldapp.news.screens_audience import Meant
from fieldapp.news.screens_readers import readers_part
from fieldapp.ui.app import App, use_app
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import clock, listing, moment, within
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import (
    WIDE_MIN,
    Action,
    Kind,
    Notice,
    Tap,
    banner,
    bar_frame,
    bottom_bar,
    button,
    column,
    glyph,
    grow,
    notice,
    quiet,
    row,
    saved_line,
    section,
    text_button,
)
from sync.core.instants import instant, parse_instant
from sync.records.news import Importance, NewsStatus


class Work(Protocol):
    """What the composer writes."""

    async def publish(self, people: int) -> None:
        """Publish the form."""

    async def schedule(self, people: int) -> None:
        """Have the form published at its hour."""

    async def store(self) -> None:
        """Keep it as a draft of the town hall."""

    async def drop(self) -> None:
        """Throw away what was written here."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold what is written, for whom, and what sends it."""

    app: App
    look: Look
    opened: Composer
    form: NewsForm
    meant: Meant
    work: Work
    flushed: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]

    @property
    def people(self) -> int:
        """Count the people it reaches."""
        return self.meant.count.people

    @property
    def state_word(self) -> str:
        """Say what this is, and who speaks."""
        return dotted(self.look.t(f"news.state_{self.opened.status}"), self.app.agent.service_name)

    @property
    def is_changed(self) -> bool:
        """Tell whether a correction changes anything."""
        return self.opened.news_id is None or self.opened.is_changed(self.form)

    @property
    def is_waiting(self) -> bool:
        """Tell whether it waits for its hour and is to go on waiting."""
        return self.opened.is_scheduled and self.is_later

    def lacks(self) -> list[str]:
        """Name what is missing before it can be published."""
        t, fields = self.look.t, self.form.fields()
        found = [t(f"news.lacks_{name}") for name in ("title", "body") if not fields[name]]
        found += [] if self.people else [t("news.lacks_audience")]
        return [*found, *(t(f"news.lacks_{name}") for name in self._wrong_hours())]

    @property
    def is_later(self) -> bool:
        """Tell whether it is to come out at an hour of its own."""
        return self.form.publish_at is not None and self.opened.status is not NewsStatus.PUBLIE

    def _wrong_hours(self) -> list[str]:
        """Name what cannot be: an hour that is gone, an end before the beginning."""
        now, form = instant(self.app.now()), self.form
        if self.is_later and (form.publish_at or "") <= now:
            return ["future_hour"]
        begin = form.publish_at if self.is_later and form.publish_at else now
        is_new_end = self.opened.news_id is None or form.expires_at != self.opened.stored.expires_at or self.is_later
        return ["later_end"] if form.expires_at is not None and is_new_end and form.expires_at <= begin else []

    async def publish(self) -> None:
        """Publish, or say what is missing."""
        lacks = self.lacks()
        if lacks:
            self.app.say(self.look.t("news.missing", what=listing(self.look.t, lacks)))
        elif not self.is_changed and (self.opened.status is NewsStatus.PUBLIE or self.is_waiting):
            self.app.say(self.look.t("news.nothing_changed"))
        else:
            send = self.work.schedule if self.is_later else self.work.publish
            await self.flushed(partial(send, self.people))

    async def store(self) -> None:
        """Keep it as a draft of the town hall; it needs a title."""
        if not self.form.title.strip():
            self.app.say(self.look.t("news.missing", what=self.look.t("news.lacks_title")))
        else:
            await self.flushed(self.work.store)

    async def drop(self) -> None:
        """Throw away what was written here."""
        await self.flushed(self.work.drop)


def warnings(desk: Desk) -> list[ft.Control]:
    """Say what the writer must know before he goes on."""
    look, t = desk.look, desk.look.t
    found: list[ft.Control] = []
    if desk.opened.asks_again(desk.form):
        found.append(banner(look, "arrows-clockwise", t("news.asks_again", n=desk.people)))
    if desk.opened.changed_since:
        found.append(banner(look, "arrows-merge", t("news.changed_since"), role=Role.MERGE))
    return found


def foot(desk: Desk) -> list[ft.Control]:
    """Draw what is saved and what is missing, and the actions."""
    look = desk.look
    lacks = desk.lacks()
    missing = look.t("news.missing", what=listing(look.t, lacks)) if lacks else ""
    if look.measures.field or look.measures.large_text:
        return [saved_line(look, _saved(desk), missing), bottom_bar(look, _publish(desk), _quiet_action(desk))]
    safe = glyph(look, "check-circle", color=look.tint(Role.DONE).strong, filled=True)
    said = quiet(look, dotted(_saved(desk), missing), lines=2)
    parts: list[ft.Control] = [safe, grow(said)]
    if desk.opened.saved_at is not None:
        parts.append(text_button(look, Tap("drop-draft", look.t("news.drop"), desk.drop), "trash"))
    store = _quiet_action(desk)
    parts += [button(look, action, height=52) for action in (store, _publish(desk)) if action is not None]
    return [bar_frame(look, row(*parts, gap=12))]


def _saved(desk: Desk) -> str:
    t, at = desk.look.t, desk.opened.saved_at
    if at is not None:
        now = desk.app.now()
        return t("news.draft_saved", at=clock(parse_instant(at), now))
    return t("news.draft_saves_itself")


def _publish(desk: Desk) -> Action:
    t, people, icon = desk.look.t, desk.people, "megaphone"
    if desk.opened.status is NewsStatus.PUBLIE:
        again = desk.opened.asks_again(desk.form)
        word = t("news.publish_again", n=people) if again else t("news.publish_correction")
    elif desk.is_later:
        word, icon = t("news.schedule", n=people) if people else t("news.schedule_nobody"), "clock-countdown"
    else:
        word = t("news.publish", n=people) if people else t("news.publish_nobody")
    return Action("primary", word, desk.publish, kind=Kind.PRIMARY, glyph=icon, key=t("news.key_publish"))


def _quiet_action(desk: Desk) -> Action | None:
    """Give what stands beside « Publier »: what is out, or will be at its hour, is no draft."""
    if desk.opened.status is NewsStatus.PUBLIE or desk.opened.is_scheduled:
        return None
    t, field = desk.look.t, desk.look.measures.field
    word = t("news.store_word") if field else None
    return Action("store", t("news.store"), desk.store, word=word, glyph="floppy-disk")


def side_part(desk: Desk) -> list[ft.Control]:
    """Show how the note will look on a tablet, and who has read it when it is out."""
    look, t, form = desk.look, desk.look.t, desk.form
    mandatory = form.importance is Importance.OBLIGATOIRE
    kicker = dotted(t(f"news.level_{form.importance}"), within(t, form.category.strip()))
    when = moment(t, parse_instant(form.publish_at), desk.app.now()) if form.publish_at else t("time.just_now")
    line = dotted(desk.app.agent.service_name or desk.app.agent.name, when)
    shown = Notice(
        kicker,
        form.title.strip() or t("news.no_title"),
        line,
        glyph="megaphone" if mandatory else "bell" if form.importance is Importance.IMPORTANTE else "newspaper",
        role=Role.WAIT if mandatory else Role.ACCENT,
    )
    drawn = [section(look, t("news.on_tablet")), notice(look, shown), _promise(look, form.importance)]
    parts: list[ft.Control] = [column(*drawn, gap=12, stretch=True)]
    if desk.opened.status is NewsStatus.PUBLIE:
        parts.append(readers_part(desk.opened.news_id or ""))
    elif look.measures.width >= WIDE_MIN:
        parts.append(last_readers())
    return parts


@ft.component
def last_readers() -> ft.Control:
    """Show who has read the writer's last mandatory note, while he writes the next."""
    app = use_app()
    last = use_live(latest_mandatory, app.agent.id, kinds=("news",))
    if not isinstance(last, Filled) or last.value is None:
        return ft.Container()
    return readers_part(last.value, titled=True)


def _promise(look: Look, level: Any) -> ft.Control:
    return row(
        glyph(look, "device-tablet", color=look.tokens.ink2), grow(quiet(look, look.t(f"news.promise_{level}"))), gap=8
    )
