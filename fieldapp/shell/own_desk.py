"""The open office as the agent's own page asks of it."""

import asyncio
from dataclasses import replace

from fieldapp.account.actions import Answer, Entered
from fieldapp.shell.idle_watch import settle
from fieldapp.shell.line import device_name
from fieldapp.shell.office import Office
from fieldapp.shell.refusals import answer_to_error, answer_to_problem, answer_to_refusal, answer_to_trouble
from fieldapp.shell.rekeying import ask_for_keys
from fieldapp.vault.device_secret import SecretPlace
from fieldapp.vault.errors import VaultError
from fieldapp.vault.pin_answers import PinStanding
from sync.client.ports import TransportTrouble
from sync.core.session import Halt
from sync.protocol.messages import SignIn
from sync.protocol.problems import ProblemError


class OfficeDesk:
    """One office, for one page."""

    def __init__(self, office: Office) -> None:
        self._office = office

    @property
    def server(self) -> str:
        """Give the address of the town hall."""
        return self._office.server

    @property
    def device_id(self) -> str:
        """Give the number under which the town hall knows this device."""
        return self._office.replica.identity.device

    @property
    def storage(self) -> str:
        """Say who encrypts the database on this device."""
        return self._office.vault.cipher_engine.value

    @property
    def photos_on_wifi_only(self) -> bool:
        """Tell whether photos wait for Wi-Fi."""
        return self._office.choices.photos_on_wifi_only

    def let_photos_wait(self, wait: bool) -> None:
        """Let photos wait for Wi-Fi, or go on any network."""
        self._office.choose(replace(self._office.choices, photos_on_wifi_only=wait))
        self._office.retry()

    async def sign_in_again(self, passphrase: str, otp: str = "") -> Answer:
        """Sign in at the town hall again, as the same device; one whose identity was copied enrols anew."""
        office = self._office
        is_copied = office.engine.status.halt is Halt.COPIED
        device = office.replica.world.new_id() if is_copied else self.device_id
        try:
            await office.line.account.sign_in(
                SignIn(office.choices.account, passphrase, device, device_name(), otp=otp)
            )
        except ProblemError as problem:
            await office.gate.ordered(str(problem.members.get("order", "")))
            return answer_to_problem(problem)
        except TransportTrouble as trouble:
            return answer_to_trouble(trouble)
        await office.gate.begin()
        self._office.retry()
        return Entered()

    async def change_passphrase(self, current: str, new: str) -> Answer:
        """Wrap the vault's key under another phrase."""
        try:
            answer = await asyncio.to_thread(self._office.vault.change_passphrase, current, new)
        except VaultError as error:
            return answer_to_error(error)
        return Entered() if answer is None else answer_to_refusal(answer)

    @property
    def key_place(self) -> SecretPlace:
        """Say where the secret of this device lies."""
        return self._office.vault.secret_place

    async def renew_keys(self) -> Answer:
        """Have the keys renewed where the phrase is given next, which is now: the office closes."""
        try:
            answer = await ask_for_keys(self._office)
        except VaultError as error:
            return answer_to_error(error)
        if isinstance(answer, Entered):
            await self._office.close()
        return answer

    @property
    def offers_pin(self) -> bool:
        """Tell whether this device lets a PIN be chosen."""
        return self._office.offers_pin

    @property
    def may_choose_pin(self) -> bool:
        """Tell whether the phrase was given a moment ago."""
        return self._office.vault.may_set_pin()

    async def pin_state(self) -> PinStanding:
        """Tell whether a PIN opens this vault."""
        try:
            return await asyncio.to_thread(self._office.vault.pin_standing)
        except VaultError:
            return PinStanding.NONE

    async def prove(self, passphrase: str) -> Answer:
        """Take the phrase, before a PIN is chosen."""
        try:
            answer = await asyncio.to_thread(self._office.vault.proves, passphrase)
        except VaultError as error:
            return answer_to_error(error)
        return Entered() if answer is None else answer_to_refusal(answer)

    async def choose_pin(self, pin: str) -> Answer:
        """Let a PIN open this vault for the rest of the shift."""
        try:
            await asyncio.to_thread(self._office.vault.set_pin, pin)
        except VaultError as error:
            return answer_to_error(error)
        await settle(self._office)
        return Entered()

    async def drop_pin(self) -> None:
        """Let the phrase alone open this vault."""
        await asyncio.to_thread(self._office.vault.remove_pin)
        await settle(self._office)

    @property
    def lock_after_min(self) -> int:
        """Tell after how many minutes without a touch this office is locked."""
        return round(self._office.idle.after_s / 60)

    async def lock_after(self, minutes: int) -> None:
        """Choose after how many."""
        self._office.choose(replace(self._office.choices, lock_after_min=minutes))
        await settle(self._office)
