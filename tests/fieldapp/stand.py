"""A stand for screens: one page of the app over a real replica with a town in it, without a server.

    python -m tests.fieldapp.stand --folder DIR --port 8760 [--agent karim|sylvie|elu|chief] [--bare] [--rounds]
        [--pack FILE]

The address says how the page looks: `?look=dark.en.desk.gloves.left` after the path. A folder that has been used
is opened again, drafts and all: that is how a test ends the process in the middle of a form and comes back.
"""

import argparse
import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import flet as ft

from fieldapp.account.queries import agent_card
from fieldapp.account.screens_desk import OwnDeskContext
from fieldapp.device.flet_device import FletDevice
from fieldapp.device.ports import Device, Fix, PickedFile
from fieldapp.replica.pill import pill_counts
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.shell.places import PATTERNS
from fieldapp.shell.stage import stage
from fieldapp.shell.trail import Trail
from fieldapp.ui import routes
from fieldapp.ui.app import Agent, App, AppContext, SyncContext, SyncStatus
from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.i18n import Language
from fieldapp.ui.keymap import KeyMap, KeysContext
from fieldapp.ui.live import LiveContext
from fieldapp.ui.packs import Packs, PacksContext
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.toasts import sayer, use_toast
from fieldapp.ui.tokens import Density
from fieldapp.ui.widgets import Standing
from sync.core.instants import parse_instant
from tests.fieldapp.day import fill
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.packs import PackInHand
from tests.fieldapp.rounds.walk import walks
from tests.fieldapp.tour.stillness import StillDesk
from tests.fieldapp.town import CENTRE, NOW, Steps, Town, opened_replica, settle, uid

PARIS = ZoneInfo("Europe/Paris")


def local_now() -> datetime:
    """Give the moment of the town, in its own zone."""
    return parse_instant(NOW).astimezone(PARIS)


PDF = b"%PDF-1.7\n" + b"%" * 180_000
"""Enough of a PDF to be taken for one."""


def fixed_device() -> FixedDevice:
    """Give a device in the middle of the town, with two pictures and a document to choose from."""
    pictures = [PickedFile(f"photo-{n}.jpg", sample_photo(n)) for n in range(2)]
    documents = [PickedFile("Plan de circulation.pdf", PDF)]
    return FixedDevice(FixedPosition(Fix(*CENTRE, accuracy_m=4.0)), pictures=pictures, documents=documents)


def preferences_of(route: str) -> Preferences:
    """Read how a page looks from its address."""
    words = parse_qs(urlsplit(route).query).get("look", [""])[0].split(".")
    theme = next((choice for choice in ThemeChoice if choice.value in words), ThemeChoice.LIGHT)
    return Preferences(
        theme=theme,
        language=Language.EN if "en" in words else Language.FR,
        density=Density.DESK if "desk" in words else Density.FIELD,
        gloves="gloves" in words,
        left_handed="left" in words,
    )


@ft.component
def frame(replica: Replica, agent: Agent, device: Device, packs: Packs) -> ft.Control:
    """Give the screens what the shell would give them."""
    page, toast = ft.context.page, use_toast()
    trail, _ = ft.use_state(Trail(page.route or routes.TODAY))
    keys, _ = ft.use_state(KeyMap())
    desk, _ = ft.use_state(StillDesk())
    path, set_path = ft.use_state(trail.path)
    counts = replica.read_now(pill_counts, agent.id)
    sync = SyncStatus(standing=Standing(online=False, unsent=counts.to_send, to_reconcile=counts.to_reconcile))

    def listen() -> None:
        page.on_keyboard_event = keys.pressed

    ft.use_effect(listen, [])

    def go(to: str) -> None:
        trail.went(to)
        set_path(to)
        page.navigate(to)

    app = App(
        replica=replica,
        agent=agent,
        device=device,
        place=routes.locate(path, PATTERNS),
        go=go,
        back=lambda: go(trail.back()),
        say=sayer(toast),
        now=local_now,
    )

    def drawn() -> ft.Control:
        return PacksContext(packs, lambda: KeysContext(keys, lambda: stage(None, _nothing)))

    own_desk = lambda: OwnDeskContext(desk, drawn)  # noqa: E731
    return LiveContext(replica, lambda: AppContext(app, lambda: SyncContext(sync, own_desk)))


def _nothing() -> None:
    """Do nothing."""


def main_of(
    replica: Replica,
    agent: Agent,
    *,
    device: Device | None = None,
    real_device: bool = False,
    packs: Packs | None = None,
) -> Callable[[ft.Page], None]:
    """Give the `main` of a page over this replica; its device stands still unless one is given."""

    def main(page: ft.Page) -> None:
        preferences, shown = preferences_of(page.route or ""), packs or Packs()
        prepare(page, preferences)
        given: Any = FletDevice(page) if real_device else device or fixed_device()
        page.render(lambda: appearance(preferences, lambda: frame(replica, agent, given, shown)))

    return main


def main() -> None:
    """Open or make the replica, and serve it until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8760)
    parser.add_argument("--agent", default="karim")
    parser.add_argument("--bare", action="store_true", help="a town without tasks, notes and reports")
    parser.add_argument("--rounds", action="store_true", help="with a round under way, and two others")
    parser.add_argument("--real-device", action="store_true", help="the browser's own camera, position and files")
    parser.add_argument("--pack", type=Path, help="a map pack that is on the tablet")
    chosen = parser.parse_args()
    steps = Steps()
    secret = hashlib.sha256(b"stand").digest()
    is_new = not any(chosen.folder.glob("vaults/*/keyring.json"))
    world = World(now_ms=lambda: steps.now_ms, random_bytes=os.urandom)
    with opened_replica(chosen.folder, uid(chosen.agent), world, secret) as replica:
        if is_new:
            town = Town(replica, steps)
            settle(town)
            if chosen.rounds or chosen.agent == "chief":
                town.chief()
            if not chosen.bare:
                fill(town)
            if chosen.rounds:
                walks(town)
        agent = replica.read_now(agent_card, uid(chosen.agent))
        assert agent is not None, "the town knows its people"
        packs = PackInHand(chosen.pack).packs() if chosen.pack else None
        os.environ["FLET_FORCE_WEB_SERVER"] = "true"
        ft.run(
            main_of(replica, agent, real_device=chosen.real_device, packs=packs),
            host="127.0.0.1",
            port=chosen.port,
            assets_dir=str(Path(__file__).parents[2] / "assets"),
            no_cdn=True,
        )


if __name__ == "__main__":
    main()
