"""The command line `fieldapp`: open the app on a profile, or look at its components."""

from pathlib import Path
from typing import Annotated

import typer

from fieldapp.account.actions_address import server_address
from fieldapp.bootstrap import open_app, open_gallery, profile_folder
from fieldapp.device.windows import LOOPBACK, free_port, no_window_because

WEB_PORT = 8700
app = typer.Typer(
    help="Fieldapp: a municipal office that works without network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)

Profile = Annotated[
    Path | None, typer.Option(help="Folder of this device's encrypted vaults. Default: the user's data folder.")
]
Server = Annotated[
    str, typer.Option(help="Address of the town hall's server, https://…; kept from then on.", envvar="FIELDAPP_SERVER")
]
Web = Annotated[int | None, typer.Option(help="Serve the app to a browser on this loopback port instead of a window.")]
Window = Annotated[bool, typer.Option("--window", help="Insist on a window: fetches Flet's desktop client if needed.")]


@app.command()
def run(profile: Profile = None, server: Server = "", web: Web = None, window: Window = False) -> None:
    """Open the app: in a window where Flet's desktop client is at hand, otherwise in the browser."""
    address = _checked(server)
    folder = (profile or profile_folder()).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if web is None and not window:
        web = _browser_port_instead()
    if web is not None:
        typer.echo(f"Fieldapp: http://{LOOPBACK}:{web}/   (Ctrl-C ends it; profile: {folder})")
    open_app(folder, server=address, web_port=web)


@app.command()
def gallery(web: Web = WEB_PORT) -> None:
    """Show every component in every theme, in the browser."""
    port = free_port(web or WEB_PORT)
    typer.echo(f"Gallery: http://{LOOPBACK}:{port}/   (Ctrl-C ends it)")
    open_gallery(port)


def _checked(server: str) -> str:
    if not server:
        return ""
    address = server_address(server)
    if address is None:
        raise typer.BadParameter("an https:// address is needed (http:// on this machine only)", param_hint="--server")
    return address


def _browser_port_instead() -> int | None:
    """Give the port for the browser when there can be no window, and say why."""
    reason = no_window_because()
    if not reason:
        return None
    typer.echo(f"No window of its own: {reason}. Fieldapp opens in the browser instead.")
    return free_port(WEB_PORT)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
