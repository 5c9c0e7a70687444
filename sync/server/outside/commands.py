"""`fieldserver settings`: what the town decided of its dealings with the public, and what it decided before."""

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server import audit
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import opened
from sync.server.outside.settings import SETTINGS, SettingTrouble, history_of, set_value
from sync.server.parts import Parts
from sync.server.store import StoreBusy

settings = typer.Typer(help="What the town decides of its dealings with the public.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Name = Annotated[str, typer.Argument(help="Name of the setting: see `settings show`.", show_default=False)]

TROUBLES = {
    "setting-unknown": "There is no such setting. See: fieldserver settings show",
    "setting-not-valid": "This value does not fit: see what it takes with: fieldserver settings show",
}


@settings.command("show")
def settings_show(data: _Data) -> None:
    """Show every setting: its value now, and what it does."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("setting", Column("value", overflow="fold"), "what it does")
        with parts.store.reading(tenant) as unit:
            for name, one in SETTINGS.items():
                past = history_of(unit, name)
                table.add_row(name, _written(past[-1].value() if past else one.default), one.says)
        out.print(table)

    run_on(data, work)


@settings.command("set")
def settings_set(
    name: _Name,
    value: Annotated[str, typer.Argument(help='JSON, or a plain text: true, 3, ["fr", "en"], ville.example.')],
    data: _Data,
) -> None:
    """Give a setting a new value; the one before is kept, with who changed it and when."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = set_value(unit, name, _read(name, value), who=getpass.getuser(), at=parts.service.now())
            audit.note(unit, row.at, "setting-changed", name=name, version=str(row.version), who=row.who)
        out.print(f"{name} is {_written(row.value())} from now on (version {row.version}).", soft_wrap=True)

    run_on(data, work)


@settings.command("history")
def settings_history(name: _Name, data: _Data) -> None:
    """Tell all that a setting ever was, with who changed it and when."""

    def work(parts: Parts, tenant: str) -> None:
        if name not in SETTINGS:
            raise SettingTrouble("setting-unknown")
        table = Table("version", Column("value", overflow="fold"), "who", "when")
        with parts.store.reading(tenant) as unit:
            rows = history_of(unit, name)
        for row in rows:
            table.add_row(str(row.version), _written(row.value()), row.who, row.at[:16])
        out.print(table if rows else "It was never set.")

    run_on(data, work)


def run_on(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do it on a data folder, or say in plain words why not."""
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except SettingTrouble as trouble:
        said = TROUBLES[str(trouble)]
    except FolderTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)


def _read(name: str, text: str) -> object:
    """Read a value as JSON, or as the plain text that it is: a telephone number is no number."""
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    known = SETTINGS.get(name)
    return text if known is not None and not known.takes(value) and known.takes(text) else value


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
