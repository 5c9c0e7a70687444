"""`fieldserver sso`: the town's own sign-in service (OpenID Connect, such as ProConnect)."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sync.protocol.addresses import OIDC_CALLBACK
from sync.protocol.sign_in_services import LABEL_CHARACTERS_MAX
from sync.records.base import Role
from sync.server.account_commands import run_plainly
from sync.server.accounts import AccountTrouble
from sync.server.cli_console import out
from sync.server.oidc import provider_of
from sync.server.oidc_provider import is_safe
from sync.server.parts import Parts
from sync.server.rows_access import AddressRow
from sync.server.rows_identity import ProviderRow

sso = typer.Typer(
    help="The town's own sign-in service: ProConnect, or another of OpenID Connect.", no_args_is_help=True
)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]


@sso.command("set")
def sso_set(
    data: _Data,
    issuer: Annotated[str, typer.Option(help="Its issuer, as its discovery document names it.", show_default=False)],
    client: Annotated[str, typer.Option(help="The client id that the service gave.", show_default=False)],
    label: Annotated[str, typer.Option(help="What the button says.")] = "ProConnect",
) -> None:
    """Set the service; asks for the client's secret (or reads a pipe's first line; empty: it has none)."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            public = unit.get(AddressRow, [("public",)]).get(("public",))
        if public is None:
            raise AccountTrouble("service-no-address")
        if not is_safe(issuer) or not 0 < len(label) <= LABEL_CHARACTERS_MAX:
            raise AccountTrouble("service-address")
        parts.sign_in_service.keep(tenant, ProviderRow(label, issuer, client, "", "", ""), _secret())
        out.print(f"Set. Tell the service to send browsers back to {public.origin}{OIDC_CALLBACK}", soft_wrap=True)

    run_plainly(data, work)


@sso.command("admit")
def sso_admit(
    data: _Data,
    siret: Annotated[str, typer.Option(help="Let in agents of this establishment only; empty: of any.")] = "",
    new: Annotated[Role | None, typer.Option(help="Open an account in this role for whoever is not known.")] = None,
) -> None:
    """Say whom the service lets in; without options: whoever has an account, of any establishment."""

    def work(parts: Parts, tenant: str) -> None:
        parts.sign_in_service.admit(tenant, "".join(siret.split()), new.value if new is not None else "")
        out.print("Noted. See: fieldserver sso show")

    run_plainly(data, work)


@sso.command("show")
def sso_show(data: _Data) -> None:
    """Tell what is set; never the secret."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            row = provider_of(unit)
        if row is None:
            raise AccountTrouble("service-unset")
        told = {"label": row.label, "issuer": row.issuer, "client": row.client_id, "siret": row.siret or "any"}
        told |= {"secret": "kept" if row.sealed_secret else "none", "who is not known": row.new_role or "not let in"}
        for name, value in told.items():
            out.print(f"{name}: {value}", soft_wrap=True)

    run_plainly(data, work)


@sso.command("off")
def sso_off(data: _Data) -> None:
    """Take the service away: nobody signs in by it any more; sessions that are open stay."""

    def work(parts: Parts, tenant: str) -> None:
        parts.sign_in_service.drop(tenant)
        out.print("The town has no sign-in service any more.")

    run_plainly(data, work)


@sso.command("link")
def sso_link(
    account: Annotated[str, typer.Argument(help="Name of the account.", show_default=False)],
    data: _Data,
    subject: Annotated[str, typer.Option(help="The agent's `sub` at the service.", show_default=False)],
) -> None:
    """Say by hand whose account somebody's name at the service stands for."""

    def work(parts: Parts, tenant: str) -> None:
        parts.sign_in_service.link(tenant, account, subject)
        out.print(f"Linked {account}.")

    run_plainly(data, work)


def _secret() -> str:
    """Ask for the client's secret, or read a pipe's first line: arguments stand in every process list."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Secret of the client (Enter: none)", default="", show_default=False, hide_input=True))
