"""`fieldserver privacy request …`: what persons ask (access, rectification, erasure, opposition)."""

import getpass
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server.cli_console import out
from sync.server.outside.requesters import Requester
from sync.server.parts import Parts
from sync.server.privacy import receipts
from sync.server.privacy.cli_words import Data, run_on
from sync.server.privacy.handover import archive_of
from sync.server.privacy.requests import Reader, Requests, RightAsked, request_of
from sync.server.rows_privacy import RightsRow

request = typer.Typer(help="What persons ask of their data, and the answer.", no_args_is_help=True)

_Number = Annotated[str, typer.Argument(help="Number of the request, such as D2026-0001.", show_default=False)]
_Why = Annotated[str, typer.Option("--why", help="Why you look: it stands in the audit log.", show_default=False)]
_Name = Annotated[str, typer.Option(help="First and last name.")]
_Email = Annotated[str, typer.Option(help="E-mail address.")]
_Phone = Annotated[str, typer.Option(help="Telephone number.")]


class Contact(StrEnum):
    """What of a person's contact can be put right."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"


@request.command("new")
def request_new(
    right: Annotated[RightAsked, typer.Argument(help="What the person asks.", show_default=False)],
    data: Data,
    name: _Name = "",
    email: _Email = "",
    phone: _Phone = "",
) -> None:
    """Note a request; it gets a number and the day by which it must be answered."""

    def work(parts: Parts, tenant: str) -> None:
        row = Requests(parts).ask(tenant, right, Requester(name, email, phone), getpass.getuser())
        out.print(f"Request {row.number} ({row.right_asked}): to be answered by {row.due_on}.")

    run_on(data, work)


@request.command("list")
def request_list(data: Data) -> None:
    """List the requests, the one to be answered first before the others."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("request", "right", "state", "asked", "answer by")
        with parts.store.reading(tenant) as unit:
            rows = sorted(unit.every(RightsRow), key=lambda row: (bool(row.closed_at), row.due_on))
        for row in rows:
            table.add_row(row.number, row.right_asked, row.state, row.asked_at[:10], row.due_on)
        out.print(table if rows else "Nobody has asked anything.")

    run_on(data, work)


@request.command("show")
def request_show(number: _Number, data: Data) -> None:
    """Show how far a request has come, and which devices have erased."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            row, standings = request_of(unit, number), receipts.standing(unit, number)
        out.print(f"{row.number}: {row.right_asked}, {row.state}, asked {row.asked_at[:10]}, answer by {row.due_on}.")
        if row.counts():
            out.print("Found: " + ", ".join(f"{kind} {count}" for kind, count in row.counts().items()))
        if standings:
            out.print(receipts.told(standings))
        waiting = [one for one in standings if not one.heard_at]
        if waiting:
            table = Table(Column("has not erased", overflow="fold"), "device", "state", "not seen since")
            for one in waiting:
                table.add_row(one.name, one.device, one.state, one.seen_at[:16])
            out.print(table)

    run_on(data, work)


@request.command("export")
def request_export(
    number: _Number, data: Data, why: _Why, file: Annotated[Path, typer.Option("--out", help="ZIP to write.")]
) -> None:
    """Write all that is known of the person as a ZIP of JSON and PDF, readable by you alone."""

    def work(parts: Parts, tenant: str) -> None:
        known = Requests(parts).known(tenant, number, _reader(why))
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as written:
            written.write(archive_of(known, number, parts.service.now()))
        out.print(f"Wrote {file}: {len(known.places)} places. Hand it over, then destroy it.", soft_wrap=True)

    run_on(data, work)


@request.command("erase")
def request_erase(number: _Number, data: Data, why: _Why) -> None:
    """Erase the person everywhere; what the town counts stays, and devices erase at their next contact."""

    def work(parts: Parts, tenant: str) -> None:
        counts = Requests(parts).erase(tenant, number, _reader(why))
        out.print("Erased: " + (", ".join(f"{kind} {count}" for kind, count in counts.items()) or "nothing was there"))
        out.print(f"See which devices have erased with: fieldserver privacy request show {number}", soft_wrap=True)

    run_on(data, work)


@request.command("rectify")
def request_rectify(
    number: _Number,
    field: Annotated[Contact, typer.Argument(help="What is put right.", show_default=False)],
    right: Annotated[str, typer.Argument(help="As it shall be.", show_default=False)],
    data: Data,
    why: _Why,
) -> None:
    """Put right how the person is called or reached."""

    def work(parts: Parts, tenant: str) -> None:
        count = Requests(parts).rectify(tenant, number, {field.value: right.strip()}, _reader(why))
        out.print(f"Put right in {count} places.")

    run_on(data, work)


@request.command("oppose")
def request_oppose(number: _Number, data: Data, why: _Why) -> None:
    """Keep the person's reports from the public: pages, Open311 and open data."""

    def work(parts: Parts, tenant: str) -> None:
        out.print(f"{Requests(parts).oppose(tenant, number, _reader(why))} reports are hidden from the public.")

    run_on(data, work)


@request.command("close")
def request_close(number: _Number, data: Data) -> None:
    """End a request that was answered; whom it was about is forgotten."""

    def work(parts: Parts, tenant: str) -> None:
        row = Requests(parts).close(tenant, number, getpass.getuser())
        out.print(f"Request {row.number} is closed.")

    run_on(data, work)


def _reader(why: str) -> Reader:
    return Reader(getpass.getuser(), why)
