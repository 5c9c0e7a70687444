"""`fieldserver open311 key`: which other systems may bring reports."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server import audit
from sync.server.cli_console import err, out
from sync.server.open311.keys import KeyTrouble, keys_of, make_key, revoke_key
from sync.server.outside.commands import run_on
from sync.server.parts import Parts

open311 = typer.Typer(help="Other systems that read and bring reports (GeoReport v2).", no_args_is_help=True)
keys = typer.Typer(help="Keys with which other systems bring reports.", no_args_is_help=True)
open311.add_typer(keys, name="key")

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
HASH_SHOWN = 8
TROUBLES = {
    "key-name": "Say whose key it is, in at most 80 letters.",
    "key-unknown": "There is no such key that holds. See: fieldserver open311 key list",
    "key-ambiguous": "Several keys are named so: give the beginning of its id.",
}


@keys.command("create")
def key_create(
    name: Annotated[str, typer.Argument(help="Whose key it is, such as FixMyStreet.", show_default=False)],
    data: _Data,
) -> None:
    """Make a key and tell it, once: it is stored nowhere."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            now = parts.service.now()
            key = make_key(unit, name, now, secrets.token_bytes)
            audit.note(unit, now, "api-key-made", name=name)
        out.print(key)

    _run(data, work)


@keys.command("list")
def key_list(data: _Data) -> None:
    """List the keys that were made, and which were revoked."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            rows = keys_of(unit)
        table = Table("id", Column("name", overflow="fold"), "made", "revoked")
        for row in rows:
            table.add_row(row.key_hash[:HASH_SHOWN], row.name, row.made_at[:16], row.revoked_at[:16])
        out.print(table if rows else "There is no key.")

    _run(data, work)


@keys.command("revoke")
def key_revoke(
    name: Annotated[str, typer.Argument(help="Name of the key, or the beginning of its id.", show_default=False)],
    data: _Data,
) -> None:
    """End a key: whoever has it brings nothing more."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            now = parts.service.now()
            row = revoke_key(unit, name, now)
            audit.note(unit, now, "api-key-revoked", name=row.name, key=row.key_hash[:HASH_SHOWN])
        out.print(f"Revoked the key of {row.name}.", soft_wrap=True)

    _run(data, work)


def _run(data: Path, work: Callable[[Parts, str], None]) -> None:
    try:
        run_on(data, work)
    except KeyTrouble as trouble:
        err.print(TROUBLES[str(trouble)], soft_wrap=True)
        raise typer.Exit(code=1) from None
