"""`fieldserver import`: what a file would do, line by line; with --apply, it does it."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server import audit
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.importing import people, reports
from sync.server.importing.judged import Import, Planned, What, run_import
from sync.server.importing.lines import FILE_BYTES_MAX, LINES_MAX, ImportTrouble, read_lines
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.store import NotStorable, StoreBusy

imports = typer.Typer(help="Take over what a file holds; without --apply it only says so.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_File = Annotated[Path, typer.Argument(help="CSV in UTF-8, the names of the columns first.", show_default=False)]
_Apply = Annotated[bool, typer.Option("--apply", help="Do it, if no line is refused.")]
IMPORT_TROUBLES = {
    "file-not-there": "The file cannot be read.",
    "file-too-large": f"The file has more than {FILE_BYTES_MAX // 1024 // 1024} MB: cut it into several.",
    "file-not-utf-8": "The file is not UTF-8. In Excel: save as « CSV UTF-8 ».",
    "too-many-lines": f"The file has more than {LINES_MAX} lines: cut it into several.",
    "columns-missing": "The first line must name these columns, and there must be lines below it",
    "not-a-table": "This is no CSV.",
    "not-geojson": "This is no GeoJSON FeatureCollection.",
}


@imports.command("users")
def import_users(file: _File, data: _Data, apply: _Apply = False) -> None:
    """Import people: account, given_name, family_name, role; and place, job_title."""

    def work(parts: Parts, tenant: str) -> list[Planned]:
        lines, plan = read_lines(file, people.COLUMNS), people.people_plan(parts.service.new_id)
        return run_import(parts, tenant, Import(lines, plan, people.open_accounts(parts)), is_kept=apply)

    _run(data, work, people.COLUMNS, is_kept=apply)


@imports.command("reports")
def import_reports(
    file: _File,
    data: _Data,
    apply: _Apply = False,
    source: Annotated[str, typer.Option(help="Name of the system they come from: it and an id make one report.")] = "",
) -> None:
    """Import reports: service_request_id, service_code, requested_datetime, lat, long, and more."""

    def work(parts: Parts, tenant: str) -> list[Planned]:
        lines, plan = read_lines(file, reports.COLUMNS), reports.reports_plan(source[: reports.SOURCE_CHARACTERS_MAX])
        return run_import(parts, tenant, Import(lines, plan), is_kept=apply)

    _run(data, work, reports.COLUMNS, is_kept=apply)


def _run(data: Path, work: Callable[[Parts, str], list[Planned]], columns: Sequence[str], *, is_kept: bool) -> None:
    try:
        with opened(DataFolder(data)) as parts:
            tenant = tenant_of(parts)
            outcomes = work(parts, tenant)
            counts = Counter(one.what for one in outcomes)
            is_done = is_kept and not counts[What.REFUSED]
            if is_done:
                with parts.store.writing(tenant) as unit:
                    told = {what.value: str(counts[what]) for what in What}
                    audit.note(unit, parts.service.now(), "file-imported", **told)
    except ImportTrouble as trouble:
        code = str(trouble)
        said = IMPORT_TROUBLES[code] + (f": {', '.join(columns)}" if code == "columns-missing" else "")
    except NotStorable:
        said = "The file holds a sign that no database keeps (NUL)."
    except FolderTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    else:
        _tell(outcomes, counts, is_done=is_done)
        if counts[What.REFUSED]:
            raise typer.Exit(code=1)
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)


def _tell(outcomes: Sequence[Planned], counts: Counter[What], *, is_done: bool) -> None:
    table = Table("line", "what", Column("of", overflow="fold"), Column("", overflow="fold"))
    for one in outcomes:
        table.add_row(str(one.line), one.what.value, one.subject, one.says)
    out.print(table)
    told = ", ".join(f"{counts[what]} {what.value}" for what in What)
    out.print(f"{'Done' if is_done else 'Nothing was written'}: {told}.", soft_wrap=True)
    if not is_done and not counts[What.REFUSED]:
        out.print("Add --apply to do it.")
