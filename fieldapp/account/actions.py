"""Opening the office of an agent: what the door answers, as values, and the address of the town hall.

The first time on a device it takes the network: the town hall enrols the device and a vault is made around the
passphrase. Afterwards the passphrase alone opens the vault, without any network; for the rest of a shift so does a
PIN. The real door is in `fieldapp/shell/root.py`; the screens know this shape only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from fieldapp.vault.pin_answers import PinShut, PinStanding, WrongPin
from sync.protocol.codes import Enrolment
from sync.protocol.sign_in_services import OfferedService

PASSPHRASE_CHARACTERS_MIN: Final = 8
"""For a new phrase only; the town hall's own rule may ask for more."""


class Step(StrEnum):
    """Say where a first opening stands; each has its words (`account.step_…`)."""

    ASKING = "asking"
    SEALING = "sealing"
    UNLOCKING = "unlocking"
    RENEWING = "renewing"
    FILLING = "filling"


@dataclass(frozen=True, slots=True)
class Entered:
    """The office is open."""


@dataclass(frozen=True, slots=True)
class WrongPassphrase:
    """The phrase does not open this vault; `wait_s` before another try is taken."""

    wait_s: int = 0
    left: int | None = None
    """How many tries are left before the keys of the vault go; None while they are many, or without end."""


@dataclass(frozen=True, slots=True)
class TooEarly:
    """A try before its time: it was neither made nor counted."""

    wait_s: int


class Obstacle(StrEnum):
    """Say what else keeps the door shut; each has a title and a way out: `account.<value>_title`, `_text`."""

    UNREACHABLE = "unreachable"
    STRANGER = "stranger"
    """Something answers at this address, but not a Fieldapp server: a login page of a Wi-Fi, a wrong address."""
    OTHER_KEY = "other_key"
    """What answers at this address has another key than the town hall's; nothing was sent to it."""
    NOT_KNOWN = "not_known"
    """The town hall does not know this account or its phrase."""
    REVOKED = "revoked"
    OPEN_ELSEWHERE = "open_elsewhere"
    DAMAGED = "damaged"
    NEWER = "newer"
    """The vault was written by a newer version of the app."""
    KEYLESS = "keyless"
    """The device's own secret is gone: only the town's escrow key opens the vault."""
    KEYS_GONE = "keys_gone"
    """Too many wrong phrases: only the town's keepers open the vault."""
    WIPED = "wiped"
    """The town hall had this vault wiped."""
    NO_ROOM = "no_room"
    NO_KEEPERS = "no_keepers"
    """The vault's key was never sealed to the town: nobody there can open it."""
    CODE_WRONG = "code_wrong"
    """The code was used, is over, or was never given."""
    HERE_ALREADY = "here_already"
    """Who enrols by a code has a vault on this device already."""
    SECOND_FACTOR = "second_factor"
    """The phrase is right, and the town hall wants a code of the agent's phone beside it."""
    SECOND_FACTOR_WRONG = "second_factor_wrong"
    SECOND_FACTOR_NONE = "second_factor_none"
    """The town wants one of this role, and this account has none yet."""
    ADDRESS = "address"
    """The address of the town hall is missing or not one."""


SERVER_TROUBLES: Final = frozenset({Obstacle.UNREACHABLE, Obstacle.STRANGER, Obstacle.OTHER_KEY, Obstacle.ADDRESS})
"""Those that another address may cure."""

OTP_ASKED: Final = frozenset({Obstacle.SECOND_FACTOR, Obstacle.SECOND_FACTOR_WRONG})
"""Those that a code of the phone cures: the phrase that came with it is right."""

Answer = Entered | WrongPassphrase | TooEarly | Obstacle


PinAnswer = Entered | WrongPin | PinShut | Obstacle


@dataclass(frozen=True, slots=True)
class Asked:
    """The town hall was asked: the number to read out, and how many of those needed agreed so far."""

    number: str
    approvals: int
    needed: int


@dataclass(frozen=True, slots=True)
class Denied:
    """The town hall will not open it: somebody refused, or none of the vaults here is this account's."""

    is_foreign: bool


Recovered = Entered | Asked | Denied | TooEarly | Obstacle


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has a vault on this device, for the tiles of the sign-in."""

    account: str
    given_name: str
    family_name: str
    team: str = ""
    pin: PinStanding = PinStanding.NONE

    @property
    def name(self) -> str:
        """Give the name as one says it."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """Give the letters of the plate."""
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()


class Door(Protocol):
    """What the sign-in screen asks of the app."""

    choose_pin: bool
    """Whether who enters wants to choose a PIN next."""

    @property
    def server(self) -> str:
        """Give the address of the town hall, kept from the last time; empty before the first."""
        ...

    def move_to(self, server: str) -> None:
        """Keep another address of the town hall."""
        ...

    async def remembered(self) -> str:
        """Give the account used last, where the platform's key store may keep it; else nothing."""
        ...

    @property
    def knows_names(self) -> bool:
        """Tell at once whether somebody has a vault here; `people` says who."""
        ...

    @property
    def offers_pin(self) -> bool:
        """Tell whether this device lets a PIN be chosen."""
        ...

    async def people(self) -> tuple[Person, ...]:
        """Give who has a vault here, the one who was here last first."""
        ...

    async def forget(self, account: str) -> None:
        """Take a name off the list; the vault and all in it stay."""
        ...

    async def enter(self, account: str, passphrase: str, told: Callable[[Step], None], otp: str = "") -> Answer:
        """Open the office of an account; `told` hears each step, for the words under the button.

        `otp` is a code of the second factor, where the town hall asked for one.
        """
        ...

    async def enter_by_pin(self, account: str, pin: str) -> PinAnswer:
        """Open the office of an account by its PIN, without any network."""
        ...

    async def enrol(self, enrolment: Enrolment, phrase: str, told: Callable[[Step], None]) -> Answer:
        """Enrol this device by a code, and open a new office whose vault this phrase will open."""
        ...

    async def services(self) -> tuple[OfferedService, ...]:
        """Give the sign-in services that the town hall's server has; none where it does not answer."""
        ...

    async def open_service(self, service: OfferedService) -> None:
        """Open a browser on a sign-in service: it ends on a page with a code for this device."""
        ...

    @property
    def awaits_town(self) -> bool:
        """Tell whether the town hall was asked to open a vault of this device, and has not answered yet."""
        ...

    async def recover(self, account: str, passphrase: str) -> Recovered:
        """Ask the town hall to open the vault of an account again, or take what it answered and enter."""
        ...
