"""The sheet that makes a spreadsheet of the list, in two forms, with or without what residents wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from fieldapp.triage.queries_export import EXPORT_MAX, ExportRow, export_rows
from fieldapp.triage.screens_sheets import nothing
from fieldapp.ui.app import App
from fieldapp.ui.file_forms import file_forms, form_choices, keep_file
from fieldapp.ui.i18n import Words
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.spreadsheets import Cell, Table
from fieldapp.ui.widgets import Sheet, Tap, choice_row, column, filter_chip, quiet, row, sheet
from fieldapp.ui.works import category_name, group_name
from sync.core.instants import instant

HEAD = (
    "number",
    "category",
    "group",
    "status",
    "priority",
    "address",
    "zone",
    "service",
    "team",
    "agent",
    "channel",
    "requested",
    "due",
    "late",
    "scheduled",
    "closed",
    "lat",
    "long",
)
"""The columns: their words are `triage.column_<name>`."""


@dataclass(frozen=True)
class Exporting:
    """The list that becomes a file."""

    app: App
    title: str
    report_ids: Sequence[str]
    close: Callable[[], Any]


@ft.component
def export_sheet(exporting: Exporting) -> ft.Control:
    """Ask for the form of the file; one tap makes it."""
    look = use_look()
    with_words, set_with_words = ft.use_state(False)
    t = look.t
    words = {form: (t(f"triage.export_{form}"), t(f"triage.export_{form}_sub")) for form in file_forms()}
    choices = form_choices(words, lambda form: save(look, exporting, form, with_words))
    use_keys({choice.key: choice.do for choice in choices if choice.key and choice.do})
    wordy = Tap("export-words", t("triage.export_words"), lambda: set_with_words(not with_words), selected=with_words)
    content: list[ft.Control] = [
        column(*(choice_row(look, choice) for choice in choices), gap=look.measures.gap, stretch=True),
        row(filter_chip(look, wordy, name="chat-circle-text")),
        quiet(look, t("triage.export_note")),
    ]
    count = min(len(exporting.report_ids), EXPORT_MAX)
    leave = Tap("close", t("action.close"), exporting.close)
    shown = Sheet(t("triage.export_title"), content, leave, t("triage.export_sub", n=count, list=exporting.title))
    ft.use_dialog(sheet(look, shown))
    return nothing()


async def save(look: Look, exporting: Exporting, form: str, with_words: bool) -> None:
    """Make the file and let the person keep it."""
    app, t = exporting.app, look.t
    exporting.close()
    rows = await app.replica.read(export_rows, tuple(exporting.report_ids), instant(app.now()))
    table = table_of(t, exporting.title, rows, with_words=with_words)
    name = t("triage.export_name", day=app.now().date().isoformat(), kind=form)
    kept = await keep_file(app, name, form, table)
    app.say(t("triage.exported", name=name) if kept else t("triage.not_exported"))


def table_of(t: Words, title: str, rows: Sequence[ExportRow], *, with_words: bool) -> Table:
    """Give the table of a list in the words of the screen."""
    head = [t(f"triage.column_{name}") for name in HEAD]
    if with_words:
        head.append(t("triage.column_words"))
    return Table(title, head, [_cells(t, one, with_words) for one in rows])


def _cells(t: Words, one: ExportRow, with_words: bool) -> list[Cell]:
    channel = f"triage.channel_{one.channel}"
    cells: list[Cell] = [
        one.number,
        category_name(t, one.category),
        group_name(t, one.category),
        t(f"state.{one.status}"),
        t(f"state.{one.priority}"),
        one.address,
        one.zone,
        one.service,
        one.team,
        one.agent,
        t(channel) if t.has(channel) else one.channel,
        one.requested_at,
        one.due_at,
        t("triage.yes") if one.is_late else t("triage.no"),
        one.scheduled_at,
        one.closed_at,
        one.lat,
        one.long,
    ]
    return [*cells, one.description] if with_words else cells
