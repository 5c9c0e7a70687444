"""What a reader and a writer do with the note that is open, and the writer's buttons below its text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.news import actions
from fieldapp.news.queries import NewsPage
from fieldapp.news.queries_form import edit_draft_id
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import Action, button, column, grow, row
from sync.records.news import NewsStatus


@dataclass(frozen=True, slots=True)
class Doings:
    """What the controls of the page do."""

    app: App
    look: Look
    page: NewsPage
    open_photo: Callable[[str | None], None]

    async def write(self, action: Callable[..., Any], *args: Any) -> bool:
        """Write a gesture on this note; false when it was refused."""
        return await written(self.app, self.look, action, self.page.card.id, *args) is not None

    async def confirm(self) -> None:
        """Confirm the text that is on the screen."""
        if await self.write(actions.acknowledge, self.page.content_hash):
            self.app.say(self.look.t("news.confirmed"))

    async def withdraw(self) -> None:
        """Take the note away from its readers; the toast gives it back."""
        if await self.write(actions.withdraw):
            self.app.say(self.look.t("news.withdrawn_said"), partial(self.write, actions.restore))

    async def call_off(self) -> None:
        """Make a draft of a note that waits for its hour."""
        if await self.write(actions.call_off):
            self.app.say(self.look.t("news.called_off"))

    async def publish_now(self) -> None:
        """Publish a note before its hour."""
        if await self.write(actions.publish, {}, edit_draft_id(self.page.card.id)):
            self.app.say(self.look.t("news.published_now"), partial(self.write, actions.withdraw))

    async def restore(self) -> None:
        """Give a withdrawn note back to its readers."""
        if await self.write(actions.restore):
            self.app.say(self.look.t("news.restored"))


def writer_part(doings: Doings) -> ft.Control:
    """Draw what the note's writer may do with it."""
    look, t, shown = doings.look, doings.look.t, doings.page.card
    edit = Action(
        "edit", t("news.edit"), partial(doings.app.go, routes.compose_item(shown.id)), glyph="pencil-simple-line"
    )
    offered = [edit]
    if shown.status is NewsStatus.PUBLIE:
        offered.append(Action("withdraw", t("news.withdraw"), doings.withdraw, glyph="eye-slash"))
    elif shown.status is NewsStatus.PROGRAMME:
        offered.append(Action("publish-now", t("news.publish_now"), doings.publish_now, glyph="megaphone"))
        offered.append(Action("call-off", t("news.call_off"), doings.call_off, glyph="calendar-x"))
    elif shown.status is NewsStatus.RETIRE:
        offered.append(Action("restore", t("news.restore"), doings.restore, glyph="arrow-u-up-left"))
    drawn = [button(look, action) for action in offered]
    if look.measures.huge_text:
        return column(*drawn, gap=12, stretch=True)
    return row(*(grow(one) for one in drawn), gap=12) if look.measures.field else row(*drawn, gap=8)
