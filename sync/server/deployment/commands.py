"""`fieldserver deployment …`: prints the files by which a town runs its server, its own paths filled in."""

import re
import shutil
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated, Final

import typer

from sync.server.cli_console import err

deployment = typer.Typer(help="Files to run the server by: printed, with your paths in them.", no_args_is_help=True)

_PLAIN: Final = re.compile(r"[\w.:/@+\[\]-]+")
"""What may go into these files as it is: no space, no quote, no sign that one of them would read as its own."""
DATA: Final = Path("/var/lib/fieldserver/data")
BACKUPS: Final = Path("/srv/backups/fieldserver")
CERTIFICATES: Final = Path("/etc/fieldserver/tls")

_Data = Annotated[Path, typer.Option("--data", help="Folder of the server's data.")]
_Port = Annotated[int, typer.Option(help="Port of the server behind its proxy.", min=1, max=65535)]
_User = Annotated[str, typer.Option(help="Account of the machine under which the server runs.")]
_Domain = Annotated[str, typer.Option(help="Name by which tablets reach the town.", show_default=False)]


@deployment.command("systemd")
def systemd(
    town: Annotated[str, typer.Option(help="Name of the town.", show_default=False)],
    data: _Data = DATA,
    backups: Annotated[Path, typer.Option(help="Folder of the backups, on another disk.")] = BACKUPS,
    port: _Port = 8700,
    user: _User = "fieldserver",
) -> None:
    """Print the systemd unit, the nightly backup with its timer, and the environment file."""
    if any(sign in town for sign in "%\n\\"):
        _refuse(town)
    program = _program()
    paths = {"data": data, "backups": backups, "program": program, "user": user}
    filled = {**_checked(paths), "town": town, "port": str(port)}
    for name in ("fieldserver.service", "backup.service", "backup.timer", "environment"):
        sys.stdout.write(_filled(name, filled) + "\n")


@deployment.command("compose")
def compose(data: _Data = DATA, port: _Port = 8700) -> None:
    """Print a compose file: PostgreSQL, the server, and Caddy before it."""
    filled = {**_checked({"data": data}), "port": str(port), "version": version("fieldapp")}
    sys.stdout.write(_filled("compose.yaml", filled))


@deployment.command("caddy")
def caddy(
    domain: _Domain, upstream: Annotated[str, typer.Option(help="Where the server listens.")] = "127.0.0.1:8700"
) -> None:
    """Print a Caddyfile: TLS by itself."""
    sys.stdout.write(_filled("Caddyfile", _checked({"domain": domain, "upstream": upstream})))


@deployment.command("nginx")
def nginx(
    domain: _Domain,
    upstream: Annotated[str, typer.Option(help="Where the server listens.")] = "127.0.0.1:8700",
    certificates: Annotated[Path, typer.Option(help="Folder of fullchain.pem and privkey.pem.")] = CERTIFICATES,
) -> None:
    """Print an nginx configuration."""
    filled = _checked({"domain": domain, "upstream": upstream, "certificates": certificates})
    sys.stdout.write(_filled("nginx.conf", {**filled, "pool": "fieldserver"}))


def _program() -> str:
    """Give where this very program lies: systemd wants a whole path."""
    beside = Path(sys.executable).with_name("fieldserver")
    return str(beside) if beside.exists() else (shutil.which("fieldserver") or "/usr/local/bin/fieldserver")


def _checked(values: dict[str, object]) -> dict[str, str]:
    told = {name: str(value) for name, value in values.items()}
    for value in told.values():
        if not _PLAIN.fullmatch(value):
            _refuse(value)
    return told


def _refuse(value: str) -> None:
    err.print(f"{value!r} cannot stand in these files as it is: letters, digits and . : / @ + - are taken.")
    raise typer.Exit(code=1)


def _filled(name: str, values: dict[str, str]) -> str:
    text = files("sync.server.deployment").joinpath(name).read_text(encoding="utf-8")
    return Template(text).substitute(values)
