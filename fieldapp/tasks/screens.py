"""The places of the tasks: the lists, and one task beside them where the window is wide."""

import flet as ft

from fieldapp.tasks.screens_list import task_pane
from fieldapp.tasks.screens_page import task_page
from fieldapp.ui.app import use_app
from fieldapp.ui.look import use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.widgets import TWO_PANES_MIN, Panes, empty_state, panes


@screen
def task_list() -> ft.Control:
    """Show the lists; beside them, where a task will open."""
    look = use_look()
    if look.measures.width < TWO_PANES_MIN:
        return task_pane(None, is_beside=False)
    empty = empty_state(look, "clipboard-text", look.t("tasks.choose"), look.t("tasks.choose_line"))
    waiting = ft.Container(empty, padding=look.measures.margin, alignment=ft.Alignment.CENTER)
    return panes(look, Panes(list=task_pane(None, is_beside=True), empty=waiting))


@screen
def task_detail(task_id: str) -> ft.Control:
    """Show one task."""
    look, app = use_look(), use_app()
    if look.measures.width < TWO_PANES_MIN:
        return task_page(task_id, app.back)
    return panes(look, Panes(list=task_pane(task_id, is_beside=True), detail=task_page(task_id, None)))
