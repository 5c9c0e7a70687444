"""`fieldserver audit`: the chained log, checked and written out for whoever keeps it elsewhere."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sync.server import audit
from sync.server.account_commands import run_plainly
from sync.server.cli_console import err, out
from sync.server.parts import Parts

audits = typer.Typer(help="The log of sign-ins, rights, keys and readings of citizens' data.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Hash = Annotated[
    str | None, typer.Option("--holds", help="A last hash noted before: some line of the log must have it.")
]


@audits.command("verify")
def audit_verify(data: _Data, holds: _Hash = None) -> None:
    """Read the whole log and check its chain; exit code 1 where a line was altered or is missing."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            read = audit.Verification(unit)
            held = sum(line.hash == holds for line in read.lines())
        if read.broken is not None:
            err.print(f"The chain breaks at line {read.broken}: it was altered, or one at this place is missing.")
            raise typer.Exit(code=1)
        if holds is not None and not held:
            err.print("No line has this hash: the log was written anew since it was noted.")
            raise typer.Exit(code=1)
        out.print(f"{read.count} lines, the chain is whole; last hash {read.last_hash}", soft_wrap=True)

    run_plainly(data, work)


@audits.command("export")
def audit_export(
    data: _Data,
    to: Annotated[Path | None, typer.Option("--to", help="File to write; else the lines go to the output.")] = None,
    since: Annotated[str, typer.Option(help="Only lines from this day on: 2026-11-28.")] = "",
) -> None:
    """Write the log as JSON Lines, each with its hash; exit code 1 where the chain breaks."""

    def work(parts: Parts, tenant: str) -> None:
        with (
            parts.store.reading(tenant) as unit,
            to.open("x", encoding="utf-8") if to is not None else nullcontext(sys.stdout) as file,
        ):
            read = audit.Verification(unit)
            for line in read.lines():
                if line.at >= since:
                    told = {"n": line.n, "at": line.at, "what": line.what, "told": json.loads(line.told_json)}
                    file.write(json.dumps(told | {"hash": line.hash}, ensure_ascii=False) + "\n")
        err.print(f"{read.count} lines; last hash {read.last_hash}", soft_wrap=True)
        if read.broken is not None:
            err.print(f"The chain breaks at line {read.broken}.")
            raise typer.Exit(code=1)

    run_plainly(data, work)
