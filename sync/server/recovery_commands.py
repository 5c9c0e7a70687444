"""`fieldserver recovery …`: who keeps the town's recovery key, what agents ask of them, and the log of it all."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.core.instants import instant_of_ms
from sync.protocol.recovery import number_of
from sync.server import audit
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.cli_words import KEEPER_TROUBLES
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.keepers import NEEDED, KeeperTrouble
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows_recovery import RecoveryRow

recovery = typer.Typer(help="Vaults whose passphrase is forgotten: two keepers open one again.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Request = Annotated[str, typer.Argument(help="Id of the request, or its beginning.", show_default=False)]
_Keeper = Annotated[str, typer.Option("--keeper", help="Name of the keeper who answers.", show_default=False)]


@recovery.command("keepers")
def recovery_keepers(
    data: _Data,
    name: Annotated[list[str], typer.Option(help="Name of a keeper; two to ten.", show_default=False)],
    renew: Annotated[bool, typer.Option("--renew", help="There are keepers: draw a new key with these.")] = False,
) -> None:
    """Draw the town's recovery key; shows each keeper his code, once: let them come one by one."""

    def work(parts: Parts, tenant: str) -> None:
        codes = parts.recovery.name_keepers(tenant, name, renew=renew)
        for keeper, code in codes.items():
            _show(keeper, code)
        out.print(f"{len(codes)} keepers, any {NEEDED} of them open a vault together. Tablets seal to the new key")
        out.print("when they next talk to the server. The codes are stored nowhere.")

    _run(data, work)


@recovery.command("list")
def recovery_list(data: _Data) -> None:
    """List the requests that wait; the number must be the one that the agent reads on his tablet."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table(Column("request", min_width=36), "number", "account", "device", "asked", "agreed")
        rows = parts.recovery.open_requests(tenant)
        for row in rows:
            agreed = ", ".join(one.partition(" ")[2] for one in row.approvals()) or "nobody yet"
            asked = instant_of_ms(row.asked_ms)[:16]
            table.add_row(row.request, number_of(row.answer_key), row.account, row.device_name, asked, agreed)
        out.print(table if rows else "No request waits.")

    _run(data, work)


@recovery.command("approve")
def recovery_approve(request: _Request, data: _Data, keeper: _Keeper) -> None:
    """Say yes as a keeper; asks for his code. The second yes lets the agent's tablet open his vault."""

    def work(parts: Parts, tenant: str) -> None:
        row = parts.recovery.approve(tenant, request, keeper, _code(keeper))
        out.print(_told(row), soft_wrap=True)

    _run(data, work)


@recovery.command("refuse")
def recovery_refuse(request: _Request, data: _Data, keeper: _Keeper) -> None:
    """Say no as a keeper, which ends the request; asks for his code."""

    def work(parts: Parts, tenant: str) -> None:
        row = parts.recovery.refuse(tenant, request, keeper, _code(keeper))
        out.print(f"Refused the request of {row.account}.")

    _run(data, work)


@recovery.command("log")
def recovery_log(data: _Data) -> None:
    """Show the log of keepers and requests, and check that its chain is whole; exit code 1 if it is not."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("n", "at", "what", "told")
        with parts.store.reading(tenant) as unit:
            read = audit.Verification(unit)
            for line in read.lines():
                if line.what not in audit.DAILY:
                    told = ", ".join(f"{name} {value}" for name, value in json.loads(line.told_json).items())
                    table.add_row(str(line.n), line.at[:19], line.what, told)
        out.print(table)
        if read.broken is not None:
            err.print(f"The chain breaks at line {read.broken}: it was altered, or one before it is missing.")
            raise typer.Exit(code=1)
        whole = f"{table.row_count} lines, the chain is whole ({read.count} with sign-ins, rights and readings)"
        out.print(f"{whole}; last hash {read.last_hash}", soft_wrap=True)

    _run(data, work)


def _run(data: Path, work: Callable[[Parts, str], None]) -> None:
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except KeeperTrouble as trouble:
        err.print(KEEPER_TROUBLES.get(str(trouble), str(trouble)), soft_wrap=True)
        raise typer.Exit(code=1) from None
    except FolderTrouble as trouble:
        err.print(str(trouble), soft_wrap=True)
        raise typer.Exit(code=1) from None


def _show(keeper: str, code: str) -> None:
    """Show one code; at a terminal it is wiped before the next keeper comes."""
    if not sys.stdout.isatty():
        out.print(f"{keeper}: {code}", soft_wrap=True)
        return
    typer.prompt(f"Code of {keeper}; is {keeper} alone at the screen? Press Enter", default="", show_default=False)
    out.print(f"{keeper}: {code}", soft_wrap=True)
    typer.prompt("Written down? Press Enter, it is shown never again", default="", show_default=False)
    out.clear()


def _code(keeper: str) -> str:
    """Ask for a keeper's code, or read a pipe's first line: arguments stand in every process list."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt(f"Code of {keeper}", hide_input=True))


def _told(row: RecoveryRow) -> str:
    match row.state:
        case "given":
            return f"Given: {row.account} can open the vault again, on {row.device_name}, with the passphrase of today."
        case "foreign":
            return f"None of the vaults on {row.device_name} is of {row.account}: nothing was given."
        case _:
            return f"Noted. One more keeper must agree to the request of {row.account}."
