"""`fieldserver webhook`: the systems of the town that are told of each change of a public report."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.core.instants import instant_of_ms
from sync.core.values import altered
from sync.server import audit
from sync.server.cli_console import err, out
from sync.server.cli_tenant import tenant_of
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows import json_text
from sync.server.rows_interop import WebhookMessageRow, WebhookRow
from sync.server.store import StoreBusy, Unit
from sync.server.webhooks.delivering import drop_messages
from sync.server.webhooks.guard import AddressRefused, checked_url
from sync.server.webhooks.noting import WEBHOOKS_MAX, Event
from sync.server.webhooks.signing import secret_text, webhook_key

webhooks = typer.Typer(help="Systems that are told of each change of a public report.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Webhook = Annotated[str, typer.Argument(metavar="ID", help="Id of the webhook.", show_default=False)]
WEBHOOK_TROUBLES = {
    "url-not-valid": "A webhook's address is https://host/path, without a user, a password or a #.",
    "not-https": "The address of a webhook is one of https; plain http is for this machine alone.",
    "address-private": "This address is within a private network. Add --allow-private if that is meant.",
    "address-never": "Nothing is ever sent to this address.",
    "webhook-unknown": "There is no such webhook. See: fieldserver webhook list",
    "webhooks-too-many": f"A town has at most {WEBHOOKS_MAX} webhooks.",
}


class WebhookTrouble(Exception):
    """It cannot be done as asked; the code says why."""


@webhooks.command("add")
def webhook_add(
    url: Annotated[str, typer.Argument(help="https://…", show_default=False)],
    data: _Data,
    name: Annotated[str, typer.Option(help="What you call it.")] = "",
    event: Annotated[list[Event] | None, typer.Option(help="Told of this; again for more. Without: of all.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="It is within the town's own network, or on this machine.")
    ] = False,
) -> None:
    """Tell a system from now on; shows the secret by which it knows our messages."""

    def work(parts: Parts, tenant: str) -> None:
        checked_url(url, allows_private=allow_private)
        events = [one.value for one in event or tuple(Event)]
        webhook, now = parts.service.new_id(), parts.service.now()
        with parts.store.writing(tenant) as unit:
            if len(list(unit.every(WebhookRow))) >= WEBHOOKS_MAX:
                raise WebhookTrouble("webhooks-too-many")
            unit.put([WebhookRow(webhook, url, name, json_text(events), allow_private, now)])
            audit.note(unit, now, "webhook-added", webhook=webhook, who=getpass.getuser())
        out.print(f"Added {webhook}.", soft_wrap=True)
        _tell_secret(parts, tenant, webhook)

    run_on(data, work)


@webhooks.command("list")
def webhook_list(data: _Data) -> None:
    """List the webhooks, and how telling them goes."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("id", "name", Column("url", overflow="fold"), "events", "state", "waiting")
        with parts.store.reading(tenant) as unit:
            rows = list(unit.every(WebhookRow))
            waiting = [len(unit.find(WebhookMessageRow, "webhook", [row.webhook])) for row in rows]
        for row, count in zip(rows, waiting, strict=True):
            table.add_row(row.webhook, row.name, row.url, " ".join(row.events()), _state(row), str(count))
        out.print(table if rows else "There is no webhook.")

    run_on(data, work)


@webhooks.command("secret")
def webhook_secret(webhook: _Webhook, data: _Data) -> None:
    """Show the secret of a webhook again."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            _known(unit, webhook)
            audit.note(unit, parts.service.now(), "webhook-secret-shown", webhook=webhook, who=getpass.getuser())
        _tell_secret(parts, tenant, webhook)

    run_on(data, work)


@webhooks.command("enable")
def webhook_enable(webhook: _Webhook, data: _Data) -> None:
    """Tell a webhook again that was given up; what happened meanwhile is not told."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = _known(unit, webhook)
            unit.put([altered(row, is_enabled=True, next_ms=0, failures=0, failing_since_ms=0)])
            audit.note(unit, parts.service.now(), "webhook-enabled", webhook=webhook, who=getpass.getuser())
        out.print(f"{webhook} is told of what happens from now on.", soft_wrap=True)

    run_on(data, work)


@webhooks.command("remove")
def webhook_remove(webhook: _Webhook, data: _Data) -> None:
    """Tell a system nothing any more, nor what still waits for it."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = _known(unit, webhook)
            drop_messages(unit, webhook)
            unit.drop(WebhookRow, [row.key])
            audit.note(unit, parts.service.now(), "webhook-removed", webhook=webhook, who=getpass.getuser())
        out.print(f"Removed {webhook}.", soft_wrap=True)

    run_on(data, work)


def run_on(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do it on a data folder, or say in plain words why not."""
    try:
        with opened(DataFolder(data)) as parts:
            work(parts, tenant_of(parts))
    except (WebhookTrouble, AddressRefused) as trouble:
        said = WEBHOOK_TROUBLES[str(trouble)]
    except FolderTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy or the disk is full. Try again in a moment."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)


def _known(unit: Unit, webhook: str) -> WebhookRow:
    row = unit.get(WebhookRow, [(webhook,)]).get((webhook,))
    if row is None:
        raise WebhookTrouble("webhook-unknown")
    return row


def _state(row: WebhookRow) -> str:
    if not row.is_enabled:
        return "given up"
    return f"failing since {instant_of_ms(row.failing_since_ms)[:16]}" if row.failures else "well"


def _tell_secret(parts: Parts, tenant: str, webhook: str) -> None:
    secret = secret_text(webhook_key(parts.deliveries.key, tenant, webhook))
    out.print(f"Its secret (Standard Webhooks): {secret}", soft_wrap=True)
