"""The places of the tasks: the lists, and one task beside them where the window is wide."""

import flet as ft

from fieldapp.tasks.screens_list import task_pane
from fieldapp.tasks.screens_page import task_page
from fieldapp.ui.app import use_app
from fieldapp.ui.look import use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.two_panes import has_two_panes, two_panes, waiting_pane
from fieldapp.ui.widgets import Panes


@screen
def tasks(task_id: str = "") -> ft.Control:
    """Show the lists, and one task beside them or instead; another task leaves the list as it stands."""
    look, app = use_look(), use_app()
    if not has_two_panes(look):
        alone = task_page(task_id, app.back) if task_id else task_pane(None, is_beside=False)
        return ft.Container(alone, key=task_id, expand=True)
    detail = ft.Container(task_page(task_id, None), key=task_id, expand=True) if task_id else None
    empty = waiting_pane(look, "clipboard-text", look.t("tasks.choose"), look.t("tasks.choose_line"))
    parts = Panes(list=task_pane(task_id or None, is_beside=True), detail=detail, empty=empty)
    return two_panes(look, app, look.t("tasks.title"), parts)
