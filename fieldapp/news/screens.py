"""The places of the news: the list with one note beside it where the window is wide, and the composer."""

import flet as ft

from fieldapp.news.screens_compose import compose_page
from fieldapp.news.screens_list import news_pane
from fieldapp.news.screens_page import news_page
from fieldapp.ui.app import use_app
from fieldapp.ui.look import use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.two_panes import has_two_panes, two_panes, waiting_pane
from fieldapp.ui.widgets import Panes


@screen
def news(news_id: str = "") -> ft.Control:
    """Show the notes, and one of them beside or instead; another note leaves the list as it stands."""
    look, app = use_look(), use_app()
    if not has_two_panes(look):
        alone = news_page(news_id, app.back) if news_id else news_pane(None, is_beside=False)
        return ft.Container(alone, key=news_id, expand=True)
    detail = ft.Container(news_page(news_id, None), key=news_id, expand=True) if news_id else None
    empty = waiting_pane(look, "newspaper", look.t("news.choose"), look.t("news.choose_line"))
    parts = Panes(list=news_pane(news_id or None, is_beside=True), detail=detail, empty=empty)
    return two_panes(look, app, look.t("news.title"), parts)


@screen
def compose(news_id: str | None = None) -> ft.Control:
    """Write a new note, or correct one."""
    return compose_page(news_id)
