"""Opening the office of an agent: what the door answers, as values, and the address of the town hall.

The first time on a device it takes the network: the town hall enrols the device and a vault is made around the
passphrase. Afterwards the passphrase alone opens the vault, without any network. The real door is in
`fieldapp/shell/door.py`; the screens know this shape only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import urlsplit

PASSPHRASE_CHARACTERS_MIN: Final = 8
"""For a new phrase only; the town hall's own rule may ask for more."""
LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Step(StrEnum):
    """Say where a first opening stands; each has its words (`account.step_…`)."""

    ASKING = "asking"
    SEALING = "sealing"
    UNLOCKING = "unlocking"
    FILLING = "filling"


@dataclass(frozen=True, slots=True)
class Entered:
    """The office is open."""


@dataclass(frozen=True, slots=True)
class WrongPassphrase:
    """The phrase does not open this vault; `wait_s` before another try is taken."""

    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class TooEarly:
    """A try before its time: it was neither made nor counted."""

    wait_s: int


class Obstacle(StrEnum):
    """Say what else keeps the door shut; each has a title and a way out: `account.<value>_title`, `_text`."""

    UNREACHABLE = "unreachable"
    STRANGER = "stranger"
    """Something answers at this address, but not a Fieldapp server: a login page of a Wi-Fi, a wrong address."""
    NOT_KNOWN = "not_known"
    """The town hall does not know this account or its phrase."""
    REVOKED = "revoked"
    OPEN_ELSEWHERE = "open_elsewhere"
    DAMAGED = "damaged"
    NEWER = "newer"
    """The vault was written by a newer version of the app."""
    KEYLESS = "keyless"
    """The device's own secret is gone: only the town's escrow key opens the vault."""
    NO_ROOM = "no_room"
    ADDRESS = "address"
    """The address of the town hall is missing or not one."""


Answer = Entered | WrongPassphrase | TooEarly | Obstacle


class Door(Protocol):
    """What the sign-in screen asks of the app."""

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

    async def enter(self, account: str, passphrase: str, told: Callable[[Step], None]) -> Answer:
        """Open the office of an account; `told` hears each step, for the words under the button."""
        ...


def server_address(typed: str) -> str | None:
    """Give a typed address as an origin; None when it is not one, or not a safe one.

    https everywhere but on this very machine: the passphrase crosses that line at the first sign-in.
    """
    text = typed.strip()
    if "://" not in text:
        scheme = "http" if _parts(f"https://{text}")[1] in LOOPBACK_HOSTS else "https"
        text = f"{scheme}://{text}"
    scheme, host = _parts(text)
    is_safe = scheme == "https" or (scheme == "http" and host in LOOPBACK_HOSTS)
    return text.rstrip("/") if host and is_safe else None


def _parts(url: str) -> tuple[str, str]:
    """Give scheme and host of an origin; no host when the text is not an origin."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "", ""
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and parts.username is None
    is_word = is_bare and not any(sign.isspace() for sign in url)
    return parts.scheme, (parts.hostname or "") if is_word else ""


class OwnDesk(Protocol):
    """What the agent's own page asks of the open office."""

    @property
    def server(self) -> str:
        """Give the address of the town hall."""
        ...

    @property
    def device_id(self) -> str:
        """Give the number under which the town hall knows this device."""
        ...

    @property
    def storage(self) -> str:
        """Say who encrypts the database on this device."""
        ...

    @property
    def photos_on_wifi_only(self) -> bool:
        """Tell whether photos wait for Wi-Fi."""
        ...

    def let_photos_wait(self, wait: bool) -> None:
        """Let photos wait for Wi-Fi, or go on any network."""
        ...

    async def sign_in_again(self, passphrase: str) -> Answer:
        """Sign in at the town hall again, so that sending goes on; the vault stays as it is."""
        ...

    async def change_passphrase(self, current: str, new: str) -> Answer:
        """Open this vault by another phrase from now on; the town hall's own does not change."""
        ...
