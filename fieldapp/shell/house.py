"""The house: what one profile folder holds for the whole process, whatever pages come and go.

Start-up is idempotent: Android ends the page at « back » and runs `main` again in the same process; a browser opens a
second page. There is one settings file, one device secret and at most one open office per vault, here.

    enter ── a vault is there ──> unlock it with passphrase or PIN, no network   ──> office
          ├─ there is none ────> sign in at the town hall, then make the vault ──> office, being filled
          └─ it stays shut ────> two keepers at the town hall open it again (recover) ──> office
    enrol ── a code of the town hall, and a phrase of the agent's choice, then the vault     ──> office, being filled
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from fieldapp.account.actions import Answer, Denied, Entered, Obstacle, Person, PinAnswer, Recovered, Step
from fieldapp.device.tile_server import TileServer
from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.errors import ReplicaError
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.shell.choices import Choices, read_choices, write_choices
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.shell.enrolling import Newcomer, let_in, newcomer, settle
from fieldapp.shell.gate import Shown
from fieldapp.shell.idle_watch import watch_over
from fieldapp.shell.line import device_name, first_sign_in
from fieldapp.shell.map_shown import MapGround
from fieldapp.shell.office import Office
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.shell.recovering import Plight, opened_by_town, seal_key
from fieldapp.shell.refusals import (
    answer_to_denial,
    answer_to_error,
    answer_to_problem,
    answer_to_refusal,
    answer_to_trouble,
    recovered_of,
)
from fieldapp.shell.rekeying import renewal_is_asked, renewed
from fieldapp.shell.wipes import Wipes
from fieldapp.vault.device_key import device_key, device_key_of
from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.doors import pin_standing, wall_clock_ms
from fieldapp.vault.errors import VaultError, VaultWiped
from fieldapp.vault.escrow import strangers
from fieldapp.vault.keys import Wrapping, new_data_key
from fieldapp.vault.names import KeptName, Names
from fieldapp.vault.passphrase import COST_USUAL, PassphraseCost
from fieldapp.vault.pin_answers import PinShut, PinStanding
from fieldapp.vault.vault import Vault, vault_exists, vault_folder
from fieldapp.vault.wiping import was_wiped
from sync.client.http_transport import Connection
from sync.client.ports import TransportTrouble
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.protocol.codes import Enrolment
from sync.protocol.messages import SignIn, Tokens
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import SeedSigner, Signer

_logger = logging.getLogger(__name__)
Told = Callable[[Step], None]
Connect = Callable[[str], Connection]


@dataclass(frozen=True, slots=True)
class Means:
    """What a house works with: the device's secret, the way to an address, a guess's cost, its clocks."""

    secret: DeviceSecret
    connect: Connect = Connection
    cost: PassphraseCost | None = None
    world: World | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed to be let in; the phrase is empty where the town hall must not be told it."""

    passphrase: str = field(default="", repr=False)
    otp: str = field(default="", repr=False)
    """A code of the second factor, where the town hall asked for one."""


_NOTHING_SAID = Said()


class House:
    """One profile of this process."""

    def __init__(self, profile: Path, settings: SettingsFile, means: Means) -> None:
        self.profile = profile
        self._file = settings
        self._secret = means.secret
        self.connect = means.connect
        """Gives the way to an address."""
        self._cost = means.cost
        self._world = means.world
        self._names = Names(profile, means.secret)
        self._ground = MapGround(profile, TileServer())
        self._wipes = Wipes(profile, means.secret, self._names, lambda: means.connect(settings.settings.server))
        self._offices: dict[Path, Office] = {}
        self._noting: set[asyncio.Future[None]] = set()
        self._opening = asyncio.Lock()
        self._newcomers: set[str] = set()
        """Of whom the town hall said that no vault here is theirs."""
        self._drawn: dict[str, Newcomer] = {}
        """Who came with which code."""

    async def begin(self) -> None:
        """End what a wipe left undone, before anybody is let in; the receipts follow."""
        await self._wipes.finish()

    def resumed(self) -> Office | None:
        """Give the one office that is open, for a page that comes back in the same process (Android)."""
        return next(iter(self._offices.values())) if len(self._offices) == 1 else None

    async def enter(self, account: str, passphrase: str, told: Told, otp: str = "") -> tuple[Answer, Office | None]:
        """Open the office of an account, or say what keeps it shut."""
        async with self._opening:
            return await self._told_plainly(self._entered(account, Said(passphrase, otp), told))

    async def enrol(self, enrolment: Enrolment, phrase: str, told: Told) -> tuple[Answer, Office | None]:
        """Open a new office by a code of the town hall; `phrase` will open its vault, and is told to nobody."""
        async with self._opening:
            return await self._told_plainly(self._enrolled(enrolment, phrase, told))

    async def enter_by_pin(self, account: str, pin: str) -> tuple[PinAnswer, Office | None]:
        """Open the office of an account by its PIN, or say why not."""
        async with self._opening:
            try:
                entered = await self._entered_by_pin(account, pin)
            except (VaultError, ReplicaError) as error:
                entered = await self._kept_out(error)
            except (ProblemError, TransportTrouble):
                # Its first sign-in never ended: the passphrase ends it.
                entered = PinShut(PinStanding.NONE)
        return (Entered(), entered) if isinstance(entered, Office) else (entered, None)

    async def recover(self, account: str, passphrase: str) -> tuple[Recovered, Office | None]:
        """Ask the town hall to open the vault of an account again, or open it with its answer."""
        async with self._opening:
            try:
                entered = await self._recovered(account, passphrase)
            except ProblemError as problem:
                entered = answer_to_denial(problem)
            except TransportTrouble as trouble:
                entered = recovered_of(answer_to_trouble(trouble))
            except (VaultError, ReplicaError) as error:
                entered = await self._kept_out(error)
        return (Entered(), entered) if isinstance(entered, Office) else (entered, None)

    async def people(self) -> tuple[Person, ...]:
        """Give who has a vault here, the one who was here last first."""
        await asyncio.gather(*self._noting)
        return await asyncio.to_thread(self._people)

    async def forget(self, account: str) -> None:
        """Take a name off the list; the vault stays."""
        await asyncio.to_thread(self._names.forget, account)

    async def close(self) -> None:
        """Close every office: the process ends."""
        for office in list(self._offices.values()):
            await office.close()
        await asyncio.gather(*self._noting)
        await self._wipes.close()
        self._ground.tiles.close()

    async def _entered(self, account: str, said: Said, told: Told) -> Office | Answer:
        folder = await asyncio.to_thread(vault_folder, self.profile, account, self._secret)
        held = self._offices.get(folder)
        if held is not None:
            # Another window of this process has it: whoever proves who he is works in both.
            refused = await asyncio.to_thread(held.vault.proves, said.passphrase)
            if refused is not None:
                return answer_to_refusal(refused)
            return self._joined(held)
        if await asyncio.to_thread(vault_exists, folder):
            return await self._unlocked(folder, (account, said), told)
        others = await asyncio.to_thread(strangers, self.profile, self._secret)
        if others and account not in self._newcomers:
            # Vaults from before the device lost its secret: one of them may be this agent's, with work in it.
            return Obstacle.KEYLESS
        told(Step.ASKING)
        data_key = new_data_key()
        tokens = await self._signed_in(account, said, device_key_of(data_key))
        told(Step.SEALING)
        wrapping = Wrapping(said.passphrase, data_key)
        vault = await asyncio.to_thread(Vault.create, folder, wrapping, self._secret, cost=self._cost)
        return await self._opened(vault, account, tokens)

    async def _enrolled(self, enrolment: Enrolment, phrase: str, told: Told) -> Office | Answer:
        told(Step.ASKING)
        who = self._drawn.setdefault(enrolment.code, newcomer())
        enrolled = await let_in(self.connect(self._file.settings.server), enrolment, who)
        folder = await asyncio.to_thread(vault_folder, self.profile, enrolled.account, self._secret)
        if await asyncio.to_thread(vault_exists, folder):
            return Obstacle.HERE_ALREADY
        told(Step.SEALING)
        wrapping = Wrapping(phrase, who.data_key)
        vault = await asyncio.to_thread(Vault.create, folder, wrapping, self._secret, cost=self._cost)
        await asyncio.to_thread(write_choices, vault.files, Choices(enrolled.account, own_phrase=True))
        self._drawn.clear()
        return await self._opened(vault, enrolled.account, enrolled.tokens)

    async def _entered_by_pin(self, account: str, pin: str) -> Office | PinAnswer:
        folder = await asyncio.to_thread(vault_folder, self.profile, account, self._secret)
        held = self._offices.get(folder)
        if held is not None:
            refused = await asyncio.to_thread(held.vault.proves_by_pin, pin)
            if refused is not None:
                return refused
            return self._joined(held)
        vault = await asyncio.to_thread(Vault.unlock_by_pin, folder, pin, self._secret)
        if not isinstance(vault, Vault):
            return vault
        return await self._opened(vault, account, None)

    async def _recovered(self, account: str, passphrase: str) -> Office | Recovered:
        connection = self.connect(self._file.settings.server)
        plight = Plight(self.profile, self._secret, self._cost or COST_USUAL, connection)
        answer = await opened_by_town(plight, account, passphrase)
        if not isinstance(answer, Path):
            if answer == Denied(is_foreign=True):
                self._newcomers.add(account)
            return answer
        vault = await asyncio.to_thread(Vault.unlock, answer, passphrase, self._secret)
        assert isinstance(vault, Vault), "the passphrase has just been put on it"
        await self._sign_in_anew(vault, account, passphrase)
        return await self._opened(vault, account, None, Said(passphrase))

    async def _sign_in_anew(self, vault: Vault, account: str, passphrase: str) -> None:
        """Get this device new tokens before its engine runs: its password or key is new, its session over."""
        replica = await Replica.open(vault, self._world)
        try:
            if replica.is_enrolled:
                message = SignIn(account.strip(), passphrase, replica.identity.device, device_name())
                key = SeedSigner(replica.parcel_seed)
                tokens = await first_sign_in(self.connect(self._file.settings.server), message, key)
                await ReplicaCredentials(replica).save(tokens)
        except (ProblemError, TransportTrouble):
            _logger.info("not signed in anew: the office opens all the same, and says so")
        finally:
            await replica.close()

    async def _told_plainly(self, entering: Coroutine[Any, Any, Office | Answer]) -> tuple[Answer, Office | None]:
        """Give an office, or say what keeps it shut."""
        try:
            entered = await entering
        except ProblemError as problem:
            entered = answer_to_problem(problem)
        except TransportTrouble as trouble:
            entered = answer_to_trouble(trouble)
        except (VaultError, ReplicaError) as error:
            entered = await self._kept_out(error)
        return (Entered(), entered) if isinstance(entered, Office) else (entered, None)

    async def _kept_out(self, error: VaultError | ReplicaError) -> Obstacle:
        """Say what keeps a vault shut; where old files of a wiped one were put back, wipe them again."""
        if isinstance(error, VaultWiped):
            await self._wipes.finish()
        return answer_to_error(error)

    def _joined(self, held: Office) -> Office:
        self._note(held)
        held.attention.came()
        return held

    def _people(self) -> tuple[Person, ...]:
        found = []
        for name in self._names.read():
            try:
                folder = vault_folder(self.profile, name.account, self._secret)
                if was_wiped(folder) and not vault_exists(folder):
                    continue
                state = pin_standing(folder, self._secret)
            except VaultError:
                state = PinStanding.NONE
            found.append(Person(name.account, name.given_name, name.family_name, name.team, state))
        return tuple(found)

    def _note(self, office: Office) -> None:
        """Write down whose office this is, for the tiles of the sign-in."""
        agent = office.agent
        if agent is not None:
            account = office.choices.account
            name = KeptName(account, agent.given_name, agent.family_name, agent.team_name, wall_clock_ms())
            noting = asyncio.ensure_future(asyncio.to_thread(self._names.keep, name))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)

    async def _unlocked(self, folder: Path, pair: tuple[str, Said], told: Told) -> Office | Answer:
        account, typed = pair
        told(Step.UNLOCKING)
        vault = await asyncio.to_thread(Vault.unlock, folder, typed.passphrase, self._secret)
        if not isinstance(vault, Vault):
            return answer_to_refusal(vault)
        choices = await asyncio.to_thread(read_choices, vault.files)
        # The phrase of who came by a code opens his vault alone: the town hall never hears it.
        said = _NOTHING_SAID if choices.own_phrase else typed
        if await asyncio.to_thread(renewal_is_asked, vault):
            told(Step.RENEWING)
            vault = await asyncio.to_thread(renewed, vault, typed.passphrase, self._secret)
            assert isinstance(vault, Vault), "the passphrase has just opened it"
            # The key by which the town hall knows this device is another one: the session of the old one ends.
            if said.passphrase:
                await self._sign_in_anew(vault, account, said.passphrase)
        return await self._opened(vault, account, None, said)

    async def _signed_in(self, account: str, said: Said, key: Signer) -> Tokens:
        device = uuid7(time.time_ns() // 1_000_000, os.urandom(RANDOM_BYTES))
        message = SignIn(account.strip(), said.passphrase, device, device_name(), keeps_leases=True, otp=said.otp)
        return await first_sign_in(self.connect(self._file.settings.server), message, key)

    async def _opened(self, vault: Vault, account: str, tokens: Tokens | None, said: Said = _NOTHING_SAID) -> Office:
        """Open the replica of an open vault and begin; whatever fails on the way locks the vault again.

        What was typed is told to the town hall where it asks for it.
        """
        replica: Replica | None = None
        begun = False
        try:
            replica = await Replica.open(vault, self._world)
            if not replica.is_enrolled:
                # The process ended between the making of the vault and the first save: sign in once more.
                await settle(replica, tokens or await self._signed_in(account, said, device_key(vault.subkey)))
            office = Office(vault, replica, self.connect(self._file.settings.server), self._ground)
            office.offers_pin = self._file.settings.pin
            await office.begin()
            begun = True
        finally:
            if not begun:
                await _shut(vault, replica)
        if not office.choices.account:
            office.choose(Choices(account=account.strip(), preferences=office.choices.preferences))
        await seal_key(office)
        if said.passphrase and office.gate.shown is Shown.SEND_ONLY:
            # He has just typed what the town hall asks for; without network the office stays as it is.
            await OfficeDesk(office).sign_in_again(said.passphrase, said.otp)
        self._offices[vault.folder] = office
        self._note(office)
        office.follow_agent(lambda _agent: self._note(office))
        office.follow_close(lambda: self._forget(vault.folder))
        office.gate.follow_wipe(partial(self._wipes.begin, office))
        watch_over(office)
        return office

    def _forget(self, folder: Path) -> None:
        self._offices.pop(folder, None)


async def _shut(vault: Vault, replica: Replica | None) -> None:
    if replica is not None:
        await replica.close()
    await asyncio.to_thread(vault.lock)
