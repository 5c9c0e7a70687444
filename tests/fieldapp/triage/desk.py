"""A desk to work at: one page over a replica, with its keys, in a headless client or served on a port.

async with at_desk(town) as desk: await desk.key("J")
python -m tests.fieldapp.triage.desk --folder DIR --port 8790 [--agent sylvie]      # for Chromium
"""

import argparse
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import flet as ft
from flet.controls.context import _context_page

from fieldapp.account.queries import agent_card
from fieldapp.device.ports import Device
from fieldapp.replica.pill import pill_counts
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.shell.places import PATTERNS
from fieldapp.shell.stage import stage
from fieldapp.shell.trail import Trail
from fieldapp.ui import routes
from fieldapp.ui.app import Agent, App, AppContext, SyncContext, SyncStatus
from fieldapp.ui.i18n import NBSP, Language
from fieldapp.ui.keymap import KeyMap, KeysContext
from fieldapp.ui.live import LiveContext
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.toasts import sayer, use_toast
from fieldapp.ui.tokens import Density
from fieldapp.ui.widgets import Standing
from tests.fieldapp.day import fill, moved, placed
from tests.fieldapp.stand import fixed_device, local_now, preferences_of
from tests.fieldapp.town import EAST, KARIM, NORD, NOW, SYLVIE, VOIRIE, WEST, Steps, Town, opened_replica, settle, uid
from tests.fieldapp.ui.headless import HeadlessPage, headless

DESK = Preferences(ThemeChoice.LIGHT, Language.FR, Density.DESK)


@ft.component
def desk_frame(replica: Replica, agent: Agent) -> ft.Control:
    """Give the screens what the shell would give them, keys included."""
    page, toast = ft.context.page, use_toast()
    trail, _ = ft.use_state(Trail((page.route or routes.TODAY).partition("&look")[0]))
    path, set_path = ft.use_state(trail.path)
    keys, _ = ft.use_state(KeyMap())
    sync, _ = ft.use_state(SyncStatus())

    def move(to: str) -> None:
        trail.went(to)
        set_path(to)

    def go(to: str) -> None:
        move(to)
        page.navigate(to)

    def count(*_: object) -> None:
        _context_page.set(page)  # type: ignore[arg-type]
        waiting = replica.read_now(pill_counts, agent.id)
        sync.standing = Standing(online=True, unsent=waiting.to_send, confirmed_at=local_now())

    def listen() -> Callable[[], None]:
        page.on_keyboard_event = keys.pressed
        page.on_route_change = lambda: move(page.route)
        page.update()
        count()
        return replica.subscribe(("outbox",), count)

    ft.use_effect(listen, [])
    app = App(
        replica=replica,
        agent=agent,
        device=cast(Device, fixed_device()),
        place=routes.locate(path, PATTERNS),
        go=go,
        back=lambda: go(trail.back()),
        say=sayer(toast),
        now=local_now,
    )
    drawn = lambda: KeysContext(keys, lambda: stage(None, lambda: None))  # noqa: E731
    return LiveContext(replica, lambda: AppContext(app, lambda: SyncContext(sync, drawn)))


def main_of(replica: Replica, agent: Agent, preferences: Preferences | None = None) -> Callable[[ft.Page], None]:
    """Give the `main` of a page over this replica; its address says how it looks unless `preferences` do."""

    def main(page: ft.Page) -> None:
        chosen = preferences or preferences_of(page.route or "")
        prepare(page, chosen)
        page.render(lambda: appearance(chosen, lambda: desk_frame(replica, agent)))

    return main


@dataclass
class DeskPage:
    """A headless page with a keyboard."""

    page: HeadlessPage
    typed: list[str] = field(default_factory=list)

    async def key(self, name: str) -> None:
        """Press a key: `J`, `Ctrl Z`, a space, `Arrow_Down`."""
        await self.keys(name)

    async def keys(self, *names: str) -> None:
        """Press keys faster than the screen can follow."""
        page = self.page.session.page
        for name in names:
            *held, key = name.split(" ") if name.strip() else [name]
            event = {"key": key.replace("_", " "), "shift": "Shift" in held, "ctrl": "Ctrl" in held}
            await self.page.session.dispatch_event(page._i, "keyboard_event", {**event, "alt": False, "meta": False})
        await self.settle()

    async def submit(self, identifier: str) -> None:
        """Press Enter in a field."""
        field = self.page.id(identifier).content
        assert isinstance(field, ft.TextField), identifier
        await self.page.raise_event(field, "submit", field.value)
        await self.settle()

    async def tap(self, identifier: str) -> None:
        """Tap what an identifier names."""
        await self.page.tap(identifier)
        await self.settle()

    async def type(self, identifier: str, text: str) -> None:
        """Type into a field."""
        await self.page.type(identifier, text)
        await self.settle()

    async def focus(self, identifier: str) -> None:
        """Put the cursor into a field."""
        field = self.page.id(identifier).content
        assert isinstance(field, ft.TextField), identifier
        await self.page.raise_event(field, "focus")

    async def settle(self) -> None:
        """Let reads, announcements and drawings end."""
        await self.page.settle(24)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is on the page, a bounded time."""
        for _ in range(60):
            if seen():
                return
            await self.page.settle(10)
        raise AssertionError(f"never seen; the page says {self.texts()[-40:]}")

    async def until_says(self, text: str) -> None:
        """Wait until a text is on the page."""
        await self.until(lambda: self.says(text))

    def says(self, text: str) -> bool:
        """Tell whether a text, or a part of one, is on the page."""
        return any(text in one.replace(NBSP, " ") for one in self.texts())

    def is_asking(self) -> bool:
        """Tell whether a sheet is open; a closed one stays on the page until a real client has taken it away."""
        return any(dialog.open for dialog in self.page.all(ft.AlertDialog))

    def has(self, identifier: str) -> bool:
        """Tell whether an identifier is on the page."""
        return bool(self.page.all(ft.Semantics, identifier=identifier))

    def texts(self) -> list[str]:
        """Give every text on the page."""
        return [text for text in self.page.texts() if text]

    def selected(self) -> list[str]:
        """Give the identifiers of the chosen rows."""
        nodes = self.page.all(ft.Semantics, selected=True)
        return [str(node.identifier) for node in nodes if str(node.identifier).startswith("row-")]


@asynccontextmanager
async def at_desk(town: Town, route: str = "/triage", agent: str = SYLVIE, **page: Any) -> AsyncIterator[DeskPage]:
    """Open a place of the app for an agent, in a window of the desk."""
    who = town.replica.read_now(agent_card, agent)
    assert who is not None, "the town knows its people"
    size = {"width": 1920, "height": 1080, **page}
    async with headless(main_of(town.replica, who, DESK), route=route, **size) as shown:
        yield DeskPage(shown)


_WAITING = (
    ("encombrants", "9 rue de la Turbie", "agent"),
    ("eclairage_jour", "Rue Imberty", "web"),
    ("elagage", "Square Gastaud", "agent"),
    ("avaloir", "Place d’Armes", "guichet"),
    ("graffiti_mur", "Escalier de la Costa", "web"),
    ("panneau", "Boulevard Rainier-III", "mail"),
    ("epave_velo", "Rue Plati", "telephone"),
    ("banc", "Rue Saige", "agent"),
)


def fill_desk(town: Town) -> None:
    """Put a day of the desk into a settled town: what the pictures of the design show."""
    fill(town, 0)
    now = NOW
    for number, (code, address, channel) in enumerate(_WAITING):
        town.report(
            f"waiting {number}",
            service_code=code,
            number=f"A2026K{430 + number:04}",
            address=address,
            channel=channel,
            requested_datetime=moved(now, minutes=-40 - 25 * number),
            first_answer_due_at=moved(now, days=2),
            expected_datetime=moved(now, days=3 + number),
            zone=EAST if number % 2 else WEST,
            **placed(150 + 90 * number, number * 67),
        )
    hole = {"service_code": "nid_de_poule", "zone": EAST, "service": VOIRIE}
    town.report(
        "cable",
        service_code="fils",
        priority="dangereux",
        number="A2026K0421",
        address="12 quai Antoine-1er",
        channel="telephone",
        requested_datetime=moved(now, minutes=-6),
        first_answer_due_at=moved(now, days=2),
        expected_datetime=moved(now, hours=4),
        **placed(500, 200),
    )
    town.report(
        "trou",
        **hole,
        status="a_qualifier",
        priority="tres_genant",
        number="A2026K0420",
        address="31 rue Grimaldi",
        description="Je roule à vélo, j’ai failli tomber. Le trou se remplit d’eau quand il pleut.",
        requested_datetime=moved(now, minutes=-22),
        first_answer_due_at=moved(now, days=2),
        expected_datetime=moved(now, days=10),
        **placed(1200, 15),
    )
    town.report(
        "twin",
        **hole,
        status="en_cours",
        team=NORD,
        number="A2026K0391",
        address="29 rue Grimaldi",
        requested_datetime=moved(now, days=-2),
        expected_datetime=moved(now, days=8),
        followers=[uid("elu")],
        **placed(1215, 15),
    )


def fill_board(town: Town) -> None:
    """Give the team of the north a week of work and two more pairs of hands."""
    town.chief()
    lea = {"given_name": "Léa", "family_name": "Moreau", "role": "agent_terrain", "active": True}
    town.put("agent", "lea", **lea, service=VOIRIE, team=NORD, job_title="Maçonne")
    work: tuple[tuple[str, str | None, int, int, dict[str, str]], ...] = (
        ("Reboucher le nid-de-poule", KARIM, 0, 90, {"priority": "dangereux", "category": "nid_de_poule"}),
        ("Redresser le panneau", KARIM, 1, 45, {"category": "panneau"}),
        ("Refaire le marquage du passage piéton", KARIM, 1, 240, {"category": "marquage"}),
        ("Vérifier les grilles de la place", KARIM, 1, 180, {}),
        ("Poser deux potelets", uid("lea"), 2, 120, {}),
        ("Sceller le banc", uid("lea"), 0, 60, {"status": "en_cours"}),
        ("Nettoyer l’avaloir", None, 3, 60, {"category": "avaloir"}),
        ("Reprendre le trottoir", None, -5, 300, {}),
        ("Inspecter le pont", uid("lea"), 9, 60, {}),
    )
    for number, (title, who, days, minutes, fields) in enumerate(work):
        due = moved(NOW, days=days)
        whole = {"assignee": who, "team": NORD, "expected_minutes": minutes, "due_at": due, **fields}
        town.task(f"board {number}", **{**whole, "title": title})


def fill_pile(town: Town, count: int) -> None:
    """Put so many reports to sort into a settled town, far enough from each other to be no duplicates."""
    for number in range(count):
        north, east = divmod(number, 10)
        town.report(
            f"pile {number}",
            service_code="cartons" if number % 2 else "nid_de_poule",
            number=f"A2026K{1000 + number}",
            address=f"{number + 1} rue Grimaldi",
            requested_datetime=moved(NOW, minutes=number - 600),
            first_answer_due_at=moved(NOW, days=2),
            expected_datetime=moved(NOW, days=5),
            zone=EAST,
            lat=45.735 + north * 0.003,
            long=4.852 + east * 0.003,
        )


def main() -> None:
    """Open or make the replica, and serve it until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--agent", default="sylvie")
    parser.add_argument("--pile", type=int, default=0, help="reports to sort, in place of a day of the desk")
    chosen = parser.parse_args()
    steps = Steps()
    world = World(now_ms=lambda: steps.now_ms, random_bytes=os.urandom)
    is_new = not any(chosen.folder.glob("vaults/*/keyring.json"))
    with opened_replica(chosen.folder, uid(chosen.agent), world, hashlib.sha256(b"desk").digest()) as replica:
        if is_new:
            town = Town(replica, steps)
            settle(town)
            if chosen.pile:
                fill_pile(town, chosen.pile)
            else:
                fill_desk(town)
                fill_board(town)
        agent = replica.read_now(agent_card, uid(chosen.agent))
        assert agent is not None, "the town knows its people"
        os.environ["FLET_FORCE_WEB_SERVER"] = "true"
        assets = str(Path(__file__).parents[3] / "assets")
        ft.run(main_of(replica, agent), host="127.0.0.1", port=chosen.port, assets_dir=assets, no_cdn=True)


if __name__ == "__main__":
    main()
