"""`Stage`: one town hall, a tablet and a desk in one view; each starts when a journey first asks for it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Error as PlaywrightError

from fieldapp.ui.i18n import Words
from sync.core.model import Op
from sync.server.rows import RecordRow
from sync.server.writers import SystemWrite
from tests.browser_driver import Browser, Screen
from tests.fieldapp.tour.nodes import nodes_of
from tests.journeys.tongues import Tongue, written
from tests.journeys.town import seed
from tests.journeys.views import LOCALES, View
from tests.journeys.walk import FOLDER, Walk
from tests.stories import new_report
from tests.stories.client import Client, sign_in, switched_on
from tests.stories.people import SYLVIE
from tests.stories.town_server import TownServer

TABLET: Final = "karim"
DESK: Final = "sylvie"
_DIRECTORY: Final = ("town", "service", "team", "zone", "agent", "task", "report", "news", "round")


@dataclass
class Stage:
    """A town in one view; the pages of its people stay open from one journey to the next."""

    view: View
    town: TownServer
    browser: Browser
    folder: Path
    reports: int
    _walk: Walk | None = None
    _running: ExitStack = field(default_factory=ExitStack)
    _clients: dict[str, Client] = field(default_factory=dict)
    _screens: dict[str, Screen] = field(default_factory=dict)

    def walk(self, journey: str, account: str) -> Walk:
        """Begin a journey on somebody's device."""
        self._walk = None
        self._walk = walk = Walk(journey, self._screen(account), self.view, Tongue(self.view.language))
        for kind in _DIRECTORY:
            for fields in self.town.fields(kind):
                walk.tongue.hear_of(written(fields))
        walk.begin()
        return walk

    @property
    def taps(self) -> int:
        """Count the taps of the last journey."""
        return self._walk.taps if self._walk else 0

    @property
    def keys(self) -> int:
        """Count the keys of the last journey."""
        return self._walk.keys if self._walk else 0

    def fails(self, journey: str) -> None:
        """Keep a picture and the words of each page, and shut them: nobody knows what stands on them now."""
        for account, screen in self._screens.items():
            # A page that no longer answers is left all the same.
            with suppress(PlaywrightError):
                path = FOLDER / f"{journey}-{self.view.language}-{self.view.window}-failed-{account}.png"
                screen.shot(path).with_suffix(".txt").write_text("\n".join([screen.read(), *screen.complaints]))
            screen.page.close()
        self._screens.clear()

    def record(self, kind: str, record_id: str) -> RecordRow:
        """Give a record of the town hall."""
        return next(row for row in self.town.rows(kind) if row.id == record_id)

    def fields(self, kind: str, record_id: str) -> dict[str, Any]:
        """Give the fields of a record of the town hall."""
        return self.record(kind, record_id).fields()

    def write(self, kind: str, record_id: str, **fields: Any) -> None:
        """Change a record in the name of the desk, behind everybody's back."""
        with self.town.parts() as parts:
            wish = SystemWrite(kind, record_id, Op.PATCH, fields, agent=SYLVIE)
            (verdict,) = parts.service.write_as_system(self.town.tenant, "journey", [wish])
        assert verdict.refusal is None, verdict

    def _screen(self, account: str) -> Screen:
        if account not in self._clients:
            client = Client(self.folder / account, self.town.url)
            self._clients[account] = self._running.enter_context(switched_on(client))
        if account not in self._screens:
            screen = self._clients[account].open(self.browser, self.view.size)
            screen.page.on("pageerror", lambda error: screen.complaints.append(str(error)))
            new_report.stand_in_the_street(screen)
            self._screens[account] = screen
            screen.tap(f"language-{self.view.language}")
            screen.wait_text(Words(self.view.language)("account.open"))
            foreign = Tongue(self.view.language).foreign(node.name for node in nodes_of(screen.page))
            assert not [said for said in foreign if self.town.url not in said], foreign
            sign_in(screen, account)
        return self._screens[account]


@contextmanager
def staged(view: View, folder: Path, reports: int) -> Iterator[Stage]:
    """Found the town and let its server run until the end of the block."""
    town = TownServer(folder, seed(reports))
    with town.alive(), Browser(locale=LOCALES[view.language]) as browser:
        stage = Stage(view, town, browser, folder, reports)
        with stage._running:
            yield stage
