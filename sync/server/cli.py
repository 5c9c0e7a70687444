"""`fieldserver`: the central server's command line. Every command explains itself with --help."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from sync.records.base import Role
from sync.server import logs
from sync.server.account_commands import accounts, sessions
from sync.server.accounts import PASSWORD_CHARACTERS_MIN, AccountTrouble, check_password
from sync.server.audit_commands import audits
from sync.server.backup.commands import backup, backup_key, restore, verify_backup
from sync.server.checking import check_town
from sync.server.cli_console import err, out
from sync.server.cli_database import asked_owner, asked_works, postgresql_asked, renew_tables
from sync.server.cli_tenant import asked_tenant, tenant_of
from sync.server.cli_words import TROUBLES
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.deployment.commands import deployment
from sync.server.deployment.sbom import sbom
from sync.server.device_commands import devices
from sync.server.enrol_commands import device_address, device_enrol
from sync.server.feeds.commands import feeds
from sync.server.importing.commands import imports
from sync.server.job_commands import jobs
from sync.server.map.checking import check_packs
from sync.server.map.commands import maps
from sync.server.oidc_commands import sso
from sync.server.open311.commands import open311
from sync.server.opening import made, opened
from sync.server.outside.commands import settings
from sync.server.parcel_commands import ParcelTrouble, taken_in, told_of
from sync.server.privacy.commands import privacy
from sync.server.public.moderation_commands import moderation
from sync.server.recovery_commands import recovery
from sync.server.routing_commands import levels, routing
from sync.server.serving import Address, listening, serve
from sync.server.staff import NewAgent, add_agent, close_account, people, set_password
from sync.server.store import StoreBusy, StoreDamaged
from sync.server.watching.metrics import token_in
from sync.server.webhooks.commands import webhooks
from sync.server.zone_commands import zones

DEFAULT_PORT = 8700
DEMO_SEED = 7
DEMO_REPORTS = 2_000
DEMO_PASSWORD = "une-ville-a-la-campagne"  # noqa: S105  # no secret: it opens a made-up town and is printed

app = typer.Typer(
    help="The central server of Fieldapp. Begin with `init`, then `user add`, then `run`; or look around with `demo`.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="People who may sign in.", no_args_is_help=True)
parcels = typer.Typer(help="Work that a tablet exported to a file.", no_args_is_help=True)
app.add_typer(users, name="user")
devices.command("enrol")(device_enrol)
devices.command("address")(device_address)
app.add_typer(devices, name="device")
app.add_typer(maps, name="map")
app.add_typer(parcels, name="parcel")
app.add_typer(recovery, name="recovery")
app.add_typer(privacy, name="privacy")
app.add_typer(settings, name="settings")
app.add_typer(moderation, name="moderation")
app.add_typer(open311, name="open311")
app.add_typer(accounts, name="account")
app.add_typer(sessions, name="session")
app.add_typer(audits, name="audit")
app.add_typer(sso, name="sso")
app.command("backup")(backup)
app.command("verify")(verify_backup)
app.command("restore")(restore)
app.command("backup-key")(backup_key)
app.command("sbom")(sbom)
app.add_typer(deployment, name="deployment")
app.add_typer(routing, name="routing")
app.add_typer(levels, name="levels")
app.add_typer(zones, name="zones")
app.add_typer(jobs, name="jobs")
app.add_typer(feeds, name="feed")
app.add_typer(webhooks, name="webhook")
app.add_typer(imports, name="import")

Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.", show_default=False)]
Account = Annotated[str, typer.Argument(help="Name of the account, such as an e-mail address.", show_default=False)]


@app.callback()
def everywhere(
    tenant: Annotated[str | None, typer.Option(help="Id of the town, where the server hosts several.")] = None,
    database: Annotated[
        str | None, typer.Option(help="For a new server on PostgreSQL: postgresql://role@host/database, no password.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="The same, with the role that owns the tables.")] = None,
) -> None:
    """Take what concerns every command."""
    asked_tenant.set(tenant)
    asked_works.set(database)
    asked_owner.set(owner)


@app.command()
def init(
    data: Data,
    town: Annotated[str, typer.Option("--town", help="Name of the town.", show_default=False)],
    lat: Annotated[float, typer.Option(help="Latitude of its centre, degrees.", min=-90, max=90, show_default=False)],
    long: Annotated[float, typer.Option(help="Longitude of its centre.", min=-180, max=180, show_default=False)],
    admin: Annotated[str, typer.Option("--admin", help="Account of the first administrator.", show_default=False)],
) -> None:
    """Make a new server with one town and its first administrator; asks for a password."""
    with _plain_words():
        password = _new_password()
        folder = DataFolder(data)
        with made(folder, postgresql_asked()) as parts:
            fields = {"name": town, "centre_lat": lat, "centre_long": long}
            tenant = parts.service.found_town(town, fields)
            add_agent(parts, tenant, admin, password, NewAgent("Administration", town, Role.ADMIN_SI))
        out.print(f"Made {data}: {town}, administrator {admin}.")
        out.print(f"Start it with: fieldserver run --data {data}")


@app.command()
def run(
    data: Data,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="Address to listen on; put a TLS proxy before it.")] = "127.0.0.1",
    require_proofs: Annotated[
        bool,
        typer.Option("--require-proofs", help="Take no token that its device cannot prove, from old apps neither."),
    ] = False,
    metrics_token: Annotated[
        Path | None, typer.Option("--metrics-token", help="File with the token that /metrics asks for.")
    ] = None,
) -> None:
    """Run the server until Ctrl-C or SIGTERM; prints `ready` and its address."""
    with _plain_words():
        logs.configure()
        with opened(DataFolder(data)) as parts, listening(Address(host, port)) as listener:
            parts.auth.requires_proofs = require_proofs
            parts.metrics.folder = data
            parts.metrics.token = token_in(metrics_token) if metrics_token is not None else ""
            serve(parts, listener, on_ready=lambda url: out.print(f"ready {url}", soft_wrap=True))


@app.command()
def demo(
    data: Data,
    seed: Annotated[int, typer.Option(help="Another seed makes another town.")] = DEMO_SEED,
    reports: Annotated[int, typer.Option(help="How many reports, the newest ones.", min=1)] = DEMO_REPORTS,
    password: Annotated[str, typer.Option(help="Password of all its accounts.")] = DEMO_PASSWORD,
) -> None:
    """Make a new server with a made-up French town: agents, reports, tasks, news and photos.

    Its map is drawn apart, which takes as long again: fieldserver map demo --out town.mbtiles --publish DATA.
    """
    # Imported here: drawing a town takes libraries that no other command needs.
    from sync.server.demo.town import generate
    from sync.server.filling import fill

    with _plain_words(), made(DataFolder(data), postgresql_asked()) as parts, _progress() as bar:
        told = _bars(bar)
        town = generate(seed, datetime.now(UTC), lambda what, done, whole: told(f"draw {what}", done, whole))
        fill(parts, town, password, reports, lambda what, done, whole: told(f"write {what}", done, whole))
    table = Table("account", "who", title=f"Password of all accounts: {password}")
    for account in town.accounts:
        if account.known:
            table.add_row(account.email, account.told_as)
    out.print(table)
    out.print(f"Start it with: fieldserver run --data {data}")


@app.command("renew")
def renew(data: Data) -> None:
    """Bring the tables of a PostgreSQL to this version: fieldserver --owner ADDRESS renew --data DATA."""
    with _plain_words():
        renew_tables(DataFolder(data))


@users.command("add")
def user_add(
    account: Account,
    data: Data,
    name: Annotated[str, typer.Option(help="First and last name, in this order.", show_default=False)],
    role: Annotated[Role, typer.Option(help="What this person does.")] = Role.AGENT_TERRAIN,
    place: Annotated[str | None, typer.Option("--in", help="Code of the service, or name of the team.")] = None,
) -> None:
    """Add an agent with an account; asks for a password (or reads its first line from a pipe)."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        given_name, _, family_name = name.strip().partition(" ")
        agent = NewAgent(given_name, family_name.strip(), role, place)
        agent_id = add_agent(parts, tenant_of(parts), account, _new_password(), agent)
        out.print(f"Added {account}: {name}, {role.value}, id {agent_id}.")


@users.command("list")
def user_list(data: Data) -> None:
    """List the accounts."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        with parts.store.reading(tenant_of(parts)) as unit:
            rows = people(unit)
        table = Table(Column("account", overflow="fold"), "name", "role", "may sign in", "devices")
        for person in rows:
            active = "yes" if person.is_active else "no"
            table.add_row(person.account, person.name, person.role, active, str(person.devices))
        out.print(table)


@users.command("password")
def user_password(account: Account, data: Data) -> None:
    """Give an account a new password; its devices must sign in again, and keep their unsent work."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        set_password(parts, tenant_of(parts), account, _new_password())
        out.print(f"New password for {account}; its devices are signed out.")


@users.command("close")
def user_close(account: Account, data: Data) -> None:
    """Close the account of somebody who leaves; his devices send what waits, then purge what they hold."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        close_account(parts, tenant_of(parts), account)
        told = "its devices hand in what waits at their next contact, then purge what they hold."
        out.print(f"Closed {account}: nobody signs in with it any more; {told}", soft_wrap=True)


@parcels.command("import")
def parcel_import(
    file: Annotated[Path, typer.Argument(help="The file that the tablet exported.", show_default=False)],
    data: Data,
) -> None:
    """Take in a tablet's exported work, judged as if it had sent it; a second time changes nothing."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        with _progress() as bar:
            taken = taken_in(parts, tenant_of(parts), file, _bars(bar))
        out.print(told_of(taken))
        if not taken.report.changes_new and not taken.report.photos_new:
            out.print("All of it was here already.")


@app.command()
def check(data: Data) -> None:
    """Read everything again and compare: records, log, digests, verdicts, photos, maps. Mends nothing."""
    with _plain_words(), opened(DataFolder(data)) as parts:
        broken = parts.store.damage()
        with _progress() as bar:
            told = _bars(bar)
            with parts.store.reading(tenant_of(parts)) as unit:
                findings = check_town(unit, parts.service.kinds, parts.uploads.files, lambda what, n: told(what, n, n))
            findings += check_packs(parts.maps, tenant_of(parts), lambda what, n: told(what, n, n))
        for line in broken:
            out.print(f"database: {line}")
        for finding in findings:
            out.print(f"{finding.what}: {finding.where}: {finding.says}", soft_wrap=True)
        if broken or findings:
            raise typer.Exit(code=1)
        out.print("All fits: records, log, digests, verdicts, photo files and map packs tell the same story.")


def _new_password() -> str:
    """Ask for a new password twice, or read a pipe's first line: arguments stand in every process list."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        hint = f"New password, at least {PASSWORD_CHARACTERS_MIN} characters"
        password = str(typer.prompt(hint, hide_input=True, confirmation_prompt=True))
    # At once: a password that is refused must not leave a folder half made.
    check_password(password)
    return password


def _bars(bar: Progress) -> Callable[[str, int, int], None]:
    """Show a bar per kind of work, the first time that it is told of."""
    tasks: dict[str, TaskID] = {}

    def told(what: str, done: int, whole: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=whole)
        bar.update(tasks[what], completed=done, total=whole)

    return told


def _progress() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err)


@contextmanager
def _plain_words() -> Iterator[None]:
    """Turn expected trouble into one plain sentence and exit code 1; a fault of ours keeps its traceback."""
    try:
        yield
    except FolderTrouble as trouble:
        said = str(trouble)
    except AccountTrouble as trouble:
        code, _, rest = str(trouble).partition(": ")
        said = TROUBLES.get(code, code) + (f" ({rest})" if rest else "")
    except ParcelTrouble as trouble:
        said = str(trouble)
    except StoreBusy:
        said = "The database is busy, does not answer, or the disk is full. Try again in a moment."
    except StoreDamaged as trouble:
        said = f"The database is damaged ({trouble}). Stop the server and bring back the last backup."
    else:
        return
    err.print(said, soft_wrap=True)
    raise typer.Exit(code=1)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
