"""`fieldserver zones`: the sectors of a town, and how they come from a GeoJSON file."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server import audit
from sync.server.cli_console import out
from sync.server.cli_town import AskedWrongly, Data, in_town
from sync.server.parts import Parts
from sync.server.town_rules import town_records, write
from sync.server.zone_import import ZONE, Line, NotReadable, features_in, planned, writes

zones = typer.Typer(help="Sectors of the town.", no_args_is_help=True)


@zones.command("list")
def zones_list(data: Data) -> None:
    """List the sectors."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            found = town_records(unit).guide[ZONE]
        table = Table("code", "name", "points")
        for _, fields in sorted(found, key=lambda one: str(one[1].get("code"))):
            points = sum(len(ring) for ring in fields.get("polygon") or ())
            table.add_row(str(fields.get("code")), str(fields.get("name")), str(points))
        out.print(table)

    in_town(data, work)


@zones.command("import")
def zones_import(
    file: Annotated[Path, typer.Argument(help="GeoJSON: polygons with `code` and `name`.", show_default=False)],
    data: Data,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Take in sectors, all or none. Reports keep the sector that they have."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            found = town_records(unit).guide[ZONE]
        known = {str(fields.get("code")): (record_id, fields) for record_id, fields in found}
        try:
            lines = planned(features_in(file), {code: fields for code, (_, fields) in known.items()})
        except NotReadable as trouble:
            raise AskedWrongly(str(trouble)) from None
        out.print(_told(lines))
        wrong = sum(line.is_wrong for line in lines)
        if wrong:
            raise AskedWrongly(f"{wrong} of {len(lines)} features are not sectors: nothing was written.")
        wishes = list(writes(lines, {code: record_id for code, (record_id, _) in known.items()}, parts.service.new_id))
        if dry_run:
            out.print(f"{len(wishes)} sectors would be written. Nothing was.")
            return
        if wishes:
            write(parts, tenant, *wishes)
            with parts.store.writing(tenant) as unit:
                audit.note(unit, parts.service.now(), "zones-imported", zones=str(len(wishes)))
        out.print(f"{len(wishes)} sectors were written, {len(lines) - len(wishes)} were so already.")

    in_town(data, work)


def _told(lines: list[Line]) -> Table:
    table = Table("feature", "code", "name", Column("what", overflow="fold"))
    for line in lines:
        says = f"{line.says}; {line.remark}" if line.remark else line.says
        table.add_row(str(line.number), line.code, line.name, says)
    return table
