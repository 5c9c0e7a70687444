"""`fieldserver account` and `session`: second factors, who is signed in where, and how that is ended."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import segno
import typer
from rich.table import Column, Table

from sync.core.model import Op
from sync.records.base import DESK_ROLES, Role
from sync.records.second_factor_rule import roles_with_second_factor, with_roles
from sync.server.accounts import AccountTrouble
from sync.server.cli_console import out
from sync.server.cli_town import AskedWrongly, in_town
from sync.server.cli_words import IDENTITY_TROUBLES, TROUBLES
from sync.server.leasing import policy_of
from sync.server.parts import Parts
from sync.server.second_factor import has_second_factor
from sync.server.sessions import SeenSession, open_sessions, revoke_sessions
from sync.server.staff import WRITER, named_device, people
from sync.server.writers import SystemWrite

accounts = typer.Typer(help="What accounts sign in with.", no_args_is_help=True)
totp = typer.Typer(help="One-time codes of six digits beside the password.", no_args_is_help=True)
accounts.add_typer(totp, name="totp")
sessions = typer.Typer(help="Who is signed in, on which device, and how that is ended.", no_args_is_help=True)

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
_Account = Annotated[str, typer.Argument(help="Name of the account.", show_default=False)]


@totp.command("on")
def totp_on(
    account: _Account,
    data: _Data,
    renew: Annotated[bool, typer.Option("--renew", help="It has one: draw another, such as for a new phone.")] = False,
) -> None:
    """Give an account one-time codes; shows the QR code for the agent's phone and the spare codes, once."""

    def work(parts: Parts, tenant: str) -> None:
        factor = parts.auth.second_factors.turn_on(tenant, account, os.urandom, renew=renew)
        drawn = io.StringIO()
        segno.make(factor.link, error="m", micro=False).terminal(out=drawn, compact=True, border=2)
        out.print(drawn.getvalue(), highlight=False, markup=False, soft_wrap=True)
        out.print(f"secret  {factor.secret}", highlight=False, soft_wrap=True)
        _show_codes(factor.spare_codes)
        out.print(f"{factor.account} signs in with its password and a code of the phone from now on.", soft_wrap=True)

    run_plainly(data, work)


@totp.command("off")
def totp_off(account: _Account, data: _Data) -> None:
    """Take the one-time codes of an account away."""

    def work(parts: Parts, tenant: str) -> None:
        parts.auth.second_factors.turn_off(tenant, account)
        out.print(f"{account} signs in with its password alone, unless the town wants more of its role.")

    run_plainly(data, work)


@totp.command("codes")
def totp_codes(account: _Account, data: _Data) -> None:
    """Draw new spare codes for an account; those of before serve no more."""

    def work(parts: Parts, tenant: str) -> None:
        _show_codes(parts.auth.second_factors.renew_codes(tenant, account, os.urandom))

    run_plainly(data, work)


@totp.command("require")
def totp_require(
    data: _Data,
    role: Annotated[list[Role] | None, typer.Option(help="A role that must have a second factor.")] = None,
    desk: Annotated[bool, typer.Option("--desk", help="All roles that work at a desk, and administrators.")] = False,
    nobody: Annotated[bool, typer.Option("--nobody", help="Want it of no role any more.")] = False,
) -> None:
    """Say of which roles the town wants a second factor; without an option, tell it and who lacks one."""

    def work(parts: Parts, tenant: str) -> None:
        chosen = frozenset(role or ()) | (DESK_ROLES | {Role.ADMIN_SI, Role.DPO} if desk else frozenset())
        if bool(chosen) and nobody:
            raise AccountTrouble("roles-and-nobody")
        if chosen or nobody:
            _require(parts, tenant, chosen)
        with parts.store.reading(tenant) as unit:
            wanted = roles_with_second_factor(policy_of(unit))
            lacking = [
                person.account
                for person in people(unit)
                if person.is_active and person.role in wanted and not has_second_factor(unit, person.account)
            ]
        out.print("Wanted of: " + (", ".join(sorted(wanted)) or "nobody"), soft_wrap=True)
        if lacking:
            out.print("These cannot sign in before they have one (account totp on):", soft_wrap=True)
        for account in lacking:
            out.print(f"  {account}")

    run_plainly(data, work)


@sessions.command("list")
def session_list(
    data: _Data,
    account: Annotated[str | None, typer.Option(help="Only those of this account.")] = None,
) -> None:
    """List who is signed in, on which device, since when and by what, the one seen last first."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            found = open_sessions(unit, account)
        table = Table(Column("device", min_width=36), "account", "name", "signed in by", "since", "seen", "bound")
        for one in found:
            bound = "yes" if one.is_bound else "no"
            table.add_row(one.device, one.account, one.device_name, one.how, one.since[:16], one.seen[:16], bound)
        out.print(table)
        out.print(f"{len(found)} open sessions.")

    run_plainly(data, work)


@sessions.command("revoke")
def session_revoke(
    data: _Data,
    device: Annotated[str | None, typer.Argument(help="Id of the device, or its beginning.")] = None,
    account: Annotated[str | None, typer.Option(help="All sessions of this account.")] = None,
) -> None:
    """End a session, or all of an account: its device keeps unsent work and asks for a new sign-in."""

    def work(parts: Parts, tenant: str) -> None:
        if (device is None) == (account is None):
            raise AccountTrouble("device-or-account")
        with parts.store.writing(tenant) as unit:
            chosen: list[SeenSession] = open_sessions(unit, account)
            if device is not None:
                row = named_device(unit, device)
                chosen = [one for one in chosen if one.device == row.device]
            count = revoke_sessions(unit, chosen, parts.service.now())
        out.print(f"{count} sessions ended." if count != 1 else "1 session ended.")

    run_plainly(data, work)


def run_plainly(data: Path, work: Callable[[Parts, str], None]) -> None:
    """Do it, or say in plain words why not."""

    def told(parts: Parts, tenant: str) -> None:
        try:
            work(parts, tenant)
        except AccountTrouble as trouble:
            code, _, rest = str(trouble).partition(": ")
            said = (TROUBLES | IDENTITY_TROUBLES).get(code, code)
            raise AskedWrongly(f"{said} ({rest})" if rest else said) from None

    in_town(data, told)


def _show_codes(codes: tuple[str, ...]) -> None:
    for code in codes:
        out.print(f"spare   {code}", highlight=False)
    out.print("Each spare code serves once, in place of the phone. Nothing can show them again.", soft_wrap=True)


def _require(parts: Parts, tenant: str, roles: frozenset[Role]) -> None:
    with parts.store.writing(tenant) as unit:
        policy = with_roles(policy_of(unit), roles)
        wish = SystemWrite("town", tenant, Op.PATCH, {"policy": policy})
        _, committed = parts.service.write_within(unit, WRITER, [wish])
    parts.service.tell(committed)
