"""What the agent's own page asks of the open office, as a shape."""

from typing import Protocol

from fieldapp.account.actions import Answer
from fieldapp.vault.device_secret import SecretPlace
from fieldapp.vault.pin_answers import PinStanding


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

    async def sign_in_again(self, passphrase: str, otp: str = "") -> Answer:
        """Sign in at the town hall again, so that sending goes on; the vault stays as it is."""
        ...

    async def change_passphrase(self, current: str, new: str) -> Answer:
        """Open this vault by another phrase from now on; the town hall's own does not change."""
        ...

    @property
    def key_place(self) -> SecretPlace:
        """Say where the secret of this device lies."""
        ...

    async def renew_keys(self) -> Answer:
        """Have the keys of this vault renewed: the office closes, and the phrase is asked."""
        ...

    @property
    def offers_pin(self) -> bool:
        """Tell whether this device lets a PIN be chosen."""
        ...

    @property
    def may_choose_pin(self) -> bool:
        """Tell whether the phrase was given a moment ago; else `prove` comes before `choose_pin`."""
        ...

    async def pin_state(self) -> PinStanding:
        """Tell whether a PIN opens this vault."""
        ...

    async def prove(self, passphrase: str) -> Answer:
        """Take the phrase, before a PIN is chosen."""
        ...

    async def choose_pin(self, pin: str) -> Answer:
        """Let a PIN open this vault for the rest of the shift."""
        ...

    async def drop_pin(self) -> None:
        """Let the phrase alone open this vault."""
        ...

    @property
    def lock_after_min(self) -> int:
        """Tell after how many minutes without a touch this office is locked."""
        ...

    async def lock_after(self, minutes: int) -> None:
        """Choose after how many: 1, 5 or 15."""
        ...
