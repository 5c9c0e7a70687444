"""The places of the reports: a new one, those around, one of them."""

import flet as ft

from fieldapp.reports.screens_near import near_pane
from fieldapp.reports.screens_new import report_form
from fieldapp.reports.screens_page import report_page
from fieldapp.ui.app import use_app
from fieldapp.ui.look import use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.two_panes import has_two_panes, two_panes
from fieldapp.ui.widgets import Panes


@screen
def new_report() -> ft.Control:
    """Make a report, in three steps."""
    return report_form()


@screen
def near_me() -> ft.Control:
    """Show the reports around; beside the list, where the window is wide, the map."""
    return near_pane(None)


@screen
def report_detail(report_id: str) -> ft.Control:
    """Show one report."""
    look, app = use_look(), use_app()
    if not has_two_panes(look):
        return report_page(report_id, app.back)
    parts = Panes(list=near_pane(report_id), detail=report_page(report_id, None))
    return two_panes(look, app, look.t("reports.near" if look.measures.field else "reports.near_desk"), parts)
