"""The comments of a note, and the one that is being written: it is kept at every pause."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import flet as ft

from fieldapp.news import actions
from fieldapp.news.queries import NewsPage
from fieldapp.replica.people import Comment
from fieldapp.ui.app import use_app
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import use_autosave, written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import stamp
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import Action, Field, Kind, button, card, column, pad, quiet, section, text, text_field
from sync.core.instants import parse_instant
from sync.records.base import TEXT_CHARACTERS_MAX
from sync.records.news import NewsStatus


@ft.component
def comments_part(page: NewsPage) -> ft.Control:
    """Show the comments and take one more where they are open."""
    app, look = use_app(), use_look()
    typed, set_typed, latest = use_latest(page.comment_draft)
    t, news_id = look.t, page.card.id

    async def keep(words: str) -> None:
        await written(app, look, actions.draft_comment, news_id, words)

    saver = use_autosave(keep)

    def heard(words: str) -> None:
        set_typed(words)
        saver.heard(words)

    async def add() -> None:
        await saver.flush()
        if await written(app, look, actions.comment, news_id, latest()) is not None:
            set_typed("")
            app.say(t("news.comment_added"))

    said = [_said(look, one, app.now()) for one in page.comments]
    if page.card.status is not NewsStatus.PUBLIE and not said:
        return ft.Container()
    parts: list[ft.Control] = [section(look, t("news.comments")), *said]
    if page.comments_closed:
        parts.append(quiet(look, t("news.comments_closed")))
    else:
        parts += _writing(look, typed, heard, add, is_first=not said)
    return column(*parts, gap=10, stretch=True)


def _writing(
    look: Look, typed: str, heard: Callable[[str], None], add: Callable[[], Any], *, is_first: bool
) -> list[ft.Control]:
    parts: list[ft.Control] = [quiet(look, look.t("news.no_comments"))] if is_first else []
    parts.append(text_field(look, _field(look, typed, heard)))
    if typed.strip():
        word = look.t("news.comment_add")
        parts.append(button(look, Action("comment-add", word, add, kind=Kind.SOFT, glyph="paper-plane-tilt")))
    return parts


def _field(look: Look, typed: str, heard: Callable[[str], None]) -> Field:
    label, hint = look.t("news.comment"), look.t("news.comment_hint")
    return Field("comment", label, typed, on_change=heard, hint=hint, lines=2, chars_max=TEXT_CHARACTERS_MAX)


def _said(look: Look, comment: Comment, now: datetime) -> ft.Control:
    when = stamp(look.t, parse_instant(comment.at), now) if comment.at else ""
    head = quiet(look, dotted(comment.author or look.t("history.town_hall"), when), Style.META)
    return card(look, column(head, text(look, comment.text), gap=4, stretch=True), padding=pad(12, 16))
