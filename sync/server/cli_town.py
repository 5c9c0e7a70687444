"""One command on one town: opens the folder, does its work, and turns expected trouble into one plain sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sync.server.cli_console import err
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.store import StoreBusy

Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]


class AskedWrongly(Exception):
    """What was asked cannot be done; the message is for the person at the command line."""


def in_town(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do work on the town of this command; exit with 1 and a sentence where it cannot be done."""
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except (AskedWrongly, FolderTrouble) as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)
