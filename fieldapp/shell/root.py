"""The root of one page: the sign-in, then the office being filled, then the frame with its screens.

Only what the sign-in needs is imported here: the database, the models and the engine (half a second on a laptop, more
on a tablet) come in a thread while the person types; see `Threshold`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from fieldapp.account.actions import Answer, Obstacle, Person, PinAnswer, Recovered, Step
from fieldapp.account.screens_door import sign_in
from fieldapp.device.ports import Device
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.ui import routes
from fieldapp.ui.preferences import Preferences, use_preferences
from fieldapp.ui.seen import light_of
from fieldapp.ui.tokens import Density
from sync.protocol.codes import Enrolment
from sync.protocol.pins import ServerTrust
from sync.protocol.sign_in_services import OfferedService

if TYPE_CHECKING:
    from fieldapp.shell.house import House
    from fieldapp.shell.office import Office
    from fieldapp.ui.app import Agent

LAST_ACCOUNT: Final = "last-account"
DESK_MIN_WIDTH: Final = 1000
PIN_CHOICE: Final = f"{routes.ACCOUNT}?pin=1"


@dataclass(slots=True)
class Threshold:
    """What a page has before any office is open, and the office that it opened."""

    device: Device
    settings: SettingsFile
    house: Callable[[], Awaitable["House"]]
    """Gives the house of this process; the first call imports what it is made of."""
    may_resume: bool = False
    """Whether the page takes over an office that is still open: a native app that comes back (Android)."""
    office: "Office | None" = None
    """The office of this page, for its closing events."""
    locked: str = ""
    """Whose office was locked because nobody was there: asked first, and found again where it was."""
    begins_at: str = ""
    """Where the office that is being opened begins, if not where the page is."""
    was_wiped: bool = False
    """Whether the office of this page was wiped, which is told before anybody signs in."""

    def taken(self, office: "Office") -> None:
        """Take an office over; another agent than who was locked out begins at Today, not on his page."""
        if self.locked and office.choices.account != self.locked and not self.begins_at:
            self.begins_at = routes.TODAY
        self.office, self.locked, self.was_wiped = office, "", False

    def gone(self, office: "Office") -> None:
        """Let go of an office that was closed."""
        self.office, self.begins_at = None, ""
        self.locked = office.choices.account if office.was_locked else ""
        self.was_wiped = office.was_wiped


class PageDoor:
    """The door of one page: it opens into the house, and remembers the account where a key store may."""

    def __init__(self, threshold: Threshold, opened: "Callable[[Office], None]") -> None:
        self.choose_pin = False
        self._threshold = threshold
        self._opened = opened

    @property
    def server(self) -> str:
        """Give the address of the town hall."""
        return self._threshold.settings.settings.server

    def move_to(self, server: str) -> None:
        """Keep another address of the town hall."""
        self._threshold.settings.keep_server(server)

    async def remembered(self) -> str:
        """Give the account used last, where the platform's key store keeps it."""
        store = self._threshold.device.key_store
        return (await store.read(LAST_ACCOUNT) or "") if store is not None else ""

    @property
    def knows_names(self) -> bool:
        """Tell at once whether somebody has a vault here."""
        return self._threshold.settings.knows_names

    @property
    def offers_pin(self) -> bool:
        """Tell whether this device lets a PIN be chosen."""
        return self._threshold.settings.settings.pin

    async def people(self) -> tuple[Person, ...]:
        """Give who has a vault here, the one who was here last first."""
        return await (await self._threshold.house()).people()

    async def forget(self, account: str) -> None:
        """Take a name off the list."""
        await (await self._threshold.house()).forget(account)

    async def enter(self, account: str, passphrase: str, told: Callable[[Step], None], otp: str = "") -> Answer:
        """Open the office of an account."""
        house = await self._threshold.house()
        entered, office = await house.enter(account, passphrase, told, otp)
        await self._took_over(account, office)
        return entered

    async def enrol(self, enrolment: Enrolment, phrase: str, told: Callable[[Step], None]) -> Answer:
        """Enrol this device by a code, at the server that came with it."""
        if enrolment.server:
            settings = self._threshold.settings
            settings.keep_trust(enrolment.server, ServerTrust(enrolment.pins, enrolment.roots))
            settings.keep_server(enrolment.server)
        house = await self._threshold.house()
        entered, office = await house.enrol(enrolment, phrase, told)
        await self._took_over(office.choices.account if office is not None else "", office)
        return entered

    async def enter_by_pin(self, account: str, pin: str) -> PinAnswer:
        """Open the office of an account by its PIN."""
        house = await self._threshold.house()
        entered, office = await house.enter_by_pin(account, pin)
        await self._took_over(account, office)
        return entered

    async def services(self) -> tuple[OfferedService, ...]:
        """Give the sign-in services of the town hall's server."""
        if not self.server:
            return ()
        from sync.client.sign_in_services import offered_services

        house = await self._threshold.house()
        return await offered_services(house.connect(self.server))

    async def open_service(self, service: OfferedService) -> None:
        """Open a browser at the town hall's server, which leads on to the service."""
        await self._threshold.device.browse(f"{self.server}{service.start}")

    @property
    def awaits_town(self) -> bool:
        """Tell whether the town hall was asked to open a vault again."""
        return self._threshold.settings.awaits_town

    async def recover(self, account: str, passphrase: str) -> Recovered:
        """Ask the town hall to open a vault again, or enter with its answer."""
        house = await self._threshold.house()
        entered, office = await house.recover(account, passphrase)
        await self._took_over(account, office)
        return entered

    async def _took_over(self, account: str, office: "Office | None") -> None:
        if office is None:
            return
        if self.choose_pin:
            self._threshold.begins_at = PIN_CHOICE
        self._opened(office)
        store = self._threshold.device.key_store
        if store is not None:
            await store.write(LAST_ACCOUNT, account.strip())


@ft.component
def root(threshold: Threshold) -> ft.Control:
    """Show where this page stands."""
    office, agent, enter = _use_office(threshold)
    if office is None:
        told = Obstacle.WIPED if threshold.was_wiped or threshold.settings.was_wiped else None
        return sign_in(PageDoor(threshold, enter), threshold.locked, told)
    if not office.gate.is_open:
        from fieldapp.shell.gate_screens import behind_gate

        return behind_gate(office)
    from fieldapp.shell.filling import filling
    from fieldapp.shell.frame import frame

    return filling(office) if agent is None else frame(office, threshold.device, office.close, threshold.begins_at)


def _use_office(threshold: Threshold) -> "tuple[Office | None, Agent | None, Callable[[Office], None]]":
    """Give the office of this page and who works in it, and the function that takes one over."""
    page = ft.context.page
    office, set_office = ft.use_state(threshold.office)
    agent, set_agent = ft.use_state(office.agent if office is not None else None)
    _, set_shown = ft.use_state("open")
    wear = _use_own_preferences(office)

    def enter(opened: "Office") -> None:
        from fieldapp.shell.following import on_page

        def closed() -> None:
            _close_sheets(page)
            threshold.gone(opened)
            set_office(None)
            set_agent(None)

        def arrived(who: "Agent") -> None:
            wear(opened, who)
            set_agent(who)

        threshold.taken(opened)
        if threshold.begins_at:
            page.navigate(threshold.begins_at)
        _look_after(page, threshold, opened)
        opened.follow_close(on_page(closed))
        opened.follow_agent(on_page(arrived))
        _follow_gate(page, opened, set_shown)
        if opened.agent is not None:
            arrived(opened.agent)
        set_office(opened)

    async def begin() -> None:
        # The person has not typed a letter yet: the heavy imports happen now.
        house = await threshold.house()
        resumed = house.resumed() if threshold.may_resume else None
        if resumed is not None:
            resumed.attention.taken_over()
            enter(resumed)

    ft.use_effect(begin, [])
    return office, agent, enter


def _follow_gate(page: ft.Page, office: "Office", told: Callable[[str], None]) -> None:
    """Draw the page anew when the office may be shown no more, or again."""
    from fieldapp.shell.following import on_page

    def moved() -> None:
        if not office.gate.is_open:
            _close_sheets(page)
        told(office.gate.shown)

    office.gate.follow(on_page(moved))
    told(office.gate.shown)


def _look_after(page: ft.Page, threshold: Threshold, office: "Office") -> None:
    """Tell an office of this page's charge and light."""

    async def weigh() -> None:
        office.sparing.told(await threshold.device.power.charge())

    office.sparing.follow(lambda: page.run_task(weigh))
    # It may have become dark while the passphrase was being proved.
    office.attention.look(page, is_dark=light_of(page).is_dark)


def _use_own_preferences(office: "Office | None") -> "Callable[[Office, Agent], None]":
    """Give what puts on an agent's own choices when he comes in; keep what he chooses while he is here."""
    preferences, choose = use_preferences()
    page = ft.context.page
    worn: ft.MutableRef[Any] = ft.use_ref(lambda: None)

    def wear(opened: "Office", agent: "Agent") -> None:
        if worn.current is opened:
            return
        worn.current = opened
        own = opened.choices.preferences or first_preferences(preferences, agent, page.width or 0)
        opened.choose(replace(opened.choices, preferences=own))
        choose(own)

    def keep() -> None:
        if office is not None and worn.current is office:
            office.choose(replace(office.choices, preferences=preferences))

    ft.use_effect(keep, [preferences])
    return wear


def _close_sheets(page: ft.Page) -> None:
    """Let nothing that stood above the screens of who goes stand above the sign-in."""
    while page.pop_dialog() is not None:
        pass


def first_preferences(preferences: Preferences, agent: "Agent", width: Any) -> Preferences:
    """Choose the sizes for a first opening: the desk's for who works at one, on a window wide enough."""
    at_desk = not agent.works_in_field and width >= DESK_MIN_WIDTH
    return replace(preferences, density=Density.DESK if at_desk else Density.FIELD)
