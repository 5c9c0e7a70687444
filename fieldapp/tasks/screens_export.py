"""The sheet that makes a spreadsheet of a list of tasks, for the desk: CSV, or XLSX where the device can."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from fieldapp.tasks.queries import Belongs, Whose
from fieldapp.tasks.queries_export import ExportRow, export_rows
from fieldapp.ui.app import App
from fieldapp.ui.file_forms import file_forms, form_choices, keep_file
from fieldapp.ui.i18n import Words
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.spreadsheets import Cell, Table
from fieldapp.ui.widgets import Sheet, Tap, choice_row, column, quiet, sheet
from fieldapp.ui.works import category_name, group_name
from sync.core.instants import instant

HEAD = (
    "title",
    "category",
    "group",
    "status",
    "priority",
    "address",
    "service",
    "team",
    "agent",
    "due",
    "late",
    "done",
    "minutes",
    "lat",
    "long",
)
"""The columns: their words are `tasks.column_<name>`."""


@dataclass(frozen=True)
class Exporting:
    """The list that becomes a file."""

    app: App
    title: str
    belongs: Belongs
    whose: Whose
    count: int
    close: Callable[[], Any]


@ft.component
def export_sheet(exporting: Exporting) -> ft.Control:
    """Ask for the form of the file; one tap makes it."""
    look = use_look()
    t = look.t
    words = {form: (t(f"tasks.export_{form}"), t(f"tasks.export_{form}_sub")) for form in file_forms()}
    choices = form_choices(words, partial(save, look, exporting))
    use_keys({choice.key: choice.do for choice in choices if choice.key and choice.do})
    content: list[ft.Control] = [
        column(*(choice_row(look, choice) for choice in choices), gap=look.measures.gap, stretch=True),
        quiet(look, t("tasks.export_note")),
    ]
    leave = Tap("close", t("action.close"), exporting.close)
    line = t("tasks.export_sub", n=exporting.count, list=exporting.title)
    ft.use_dialog(sheet(look, Sheet(t("tasks.export"), content, leave, line)))
    return ft.Container(width=0, height=0)


async def save(look: Look, exporting: Exporting, form: str) -> None:
    """Make the file and let the person keep it."""
    app, t = exporting.app, look.t
    exporting.close()
    rows = await app.replica.read(export_rows, exporting.belongs, exporting.whose, instant(app.now()))
    name = t("tasks.export_name", day=app.now().date().isoformat(), kind=form)
    kept = await keep_file(app, name, form, table_of(t, exporting.title, rows))
    app.say(t("tasks.exported", name=name) if kept else t("tasks.not_exported"))


def table_of(t: Words, title: str, rows: Sequence[ExportRow]) -> Table:
    """Give the table of a list in the words of the screen."""
    return Table(title, [t(f"tasks.column_{name}") for name in HEAD], [_cells(t, one) for one in rows])


def _cells(t: Words, one: ExportRow) -> list[Cell]:
    return [
        one.title,
        category_name(t, one.category) if one.category else "",
        group_name(t, one.category) if one.category else "",
        t(f"task_state.{one.status}"),
        t(f"state.{one.priority}"),
        one.address,
        one.service,
        one.team,
        one.agent,
        one.due_at,
        t("tasks.export_yes") if one.is_late else t("tasks.export_no"),
        one.done_at,
        one.minutes_spent,
        one.lat,
        one.long,
    ]
