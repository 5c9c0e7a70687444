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
def task_list() -> ft.Control:
    """Show the lists; beside them, where a task will open."""
    look, app = use_look(), use_app()
    if not has_two_panes(look):
        return task_pane(None, is_beside=False)
    empty = waiting_pane(look, "clipboard-text", look.t("tasks.choose"), look.t("tasks.choose_line"))
    return two_panes(look, app, look.t("tasks.title"), Panes(list=task_pane(None, is_beside=True), empty=empty))


@screen
def task_detail(task_id: str) -> ft.Control:
    """Show one task."""
    look, app = use_look(), use_app()
    if not has_two_panes(look):
        return task_page(task_id, app.back)
    parts = Panes(list=task_pane(task_id, is_beside=True), detail=task_page(task_id, None))
    return two_panes(look, app, look.t("tasks.title"), parts)
