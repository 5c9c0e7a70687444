"""The root of one page: the sign-in, then the office being filled, then the frame with its screens.

Only what the sign-in needs is imported here: the database, the models and the engine (half a second on a laptop, more
on a tablet) come in a thread while the person types; see `Threshold`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from fieldapp.account.actions import Answer, Step
from fieldapp.account.screens_sign_in import sign_in
from fieldapp.device.ports import Device
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.ui.preferences import Preferences, use_preferences
from fieldapp.ui.seen import light_of
from fieldapp.ui.tokens import Density

if TYPE_CHECKING:
    from fieldapp.shell.house import House
    from fieldapp.shell.office import Office
    from fieldapp.ui.app import Agent

LAST_ACCOUNT: Final = "last-account"
DESK_MIN_WIDTH: Final = 1000


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


class PageDoor:
    """The door of one page: it opens into the house, and remembers the account where a key store may."""

    def __init__(self, threshold: Threshold, opened: "Callable[[Office], None]") -> None:
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

    async def enter(self, account: str, passphrase: str, told: Callable[[Step], None]) -> Answer:
        """Open the office of an account."""
        house = await self._threshold.house()
        entered, office = await house.enter(account, passphrase, told)
        if office is not None:
            self._opened(office)
            store = self._threshold.device.key_store
            if store is not None:
                await store.write(LAST_ACCOUNT, account.strip())
        return entered


@ft.component
def root(threshold: Threshold) -> ft.Control:
    """Show where this page stands."""
    office, agent, enter = _use_office(threshold)
    if office is None:
        return sign_in(PageDoor(threshold, enter))
    from fieldapp.shell.filling import filling
    from fieldapp.shell.frame import frame

    return filling(office) if agent is None else frame(office, threshold.device, office.close)


def _use_office(threshold: Threshold) -> "tuple[Office | None, Agent | None, Callable[[Office], None]]":
    """Give the office of this page and who works in it, and the function that takes one over."""
    page = ft.context.page
    office, set_office = ft.use_state(threshold.office)
    agent, set_agent = ft.use_state(office.agent if office is not None else None)
    wear = _use_own_preferences(office)

    def leave() -> None:
        threshold.office = None
        set_office(None)
        set_agent(None)

    def enter(opened: "Office") -> None:
        from fieldapp.shell.following import on_page

        def arrived(who: "Agent") -> None:
            wear(opened, who)
            set_agent(who)

        async def weigh() -> None:
            opened.sparing.told(await threshold.device.power.charge())

        threshold.office = opened
        opened.sparing.follow(lambda: page.run_task(weigh))
        # It may have become dark while the passphrase was being proved.
        opened.attention.look(page, is_dark=light_of(page).is_dark)
        opened.follow_close(on_page(leave))
        opened.follow_agent(on_page(arrived))
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


def _use_own_preferences(office: "Office | None") -> "Callable[[Office, Agent], None]":
    """Give what puts on an agent's own choices when he comes in; keep what he chooses while he is here."""
    preferences, choose = use_preferences()
    page = ft.context.page
    worn: ft.MutableRef[Any] = ft.use_ref(_nothing)

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


def _nothing() -> Any:
    return None


def first_preferences(preferences: Preferences, agent: "Agent", width: Any) -> Preferences:
    """Choose the sizes for a first opening: the desk's for who works at one, on a window wide enough."""
    at_desk = not agent.works_in_field and width >= DESK_MIN_WIDTH
    return replace(preferences, density=Density.DESK if at_desk else Density.FIELD)
