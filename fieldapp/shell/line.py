"""The line of one office to its town hall: one connection, one engine, one live line, built in one place."""

import platform
from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.leases import Leases
from fieldapp.replica.photo_shelf import ReplicaPhotoShelf
from fieldapp.replica.replica import Replica
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.shell.device_settings import SettingsFile
from fieldapp.ui.version import VERSION
from fieldapp.vault.errors import DiskFull
from sync.client.account import Account
from sync.client.engine import Engine
from sync.client.exchanges import HttpTransport, LiveLine
from sync.client.hearing import Ordered, no_order
from sync.client.http_transport import Ask, Connection
from sync.client.leased import LeasedTransport
from sync.client.pinning import pinned_context
from sync.client.ports import Ports
from sync.client.system import LoopAlarm, SystemClock, SystemJitter
from sync.client.uploads import PhotoPolicy, PhotoQueue
from sync.protocol.addresses import RECOVERIES, WIPES
from sync.protocol.messages import SignIn, Tokens
from sync.protocol.proofs import SeedSigner, Signer
from sync.protocol.recovery import RecoveryAnswer, RecoveryAsk, answer_of_json, ask_to_json


@dataclass(frozen=True, slots=True)
class Line:
    """Hold the way to the town hall."""

    engine: Engine
    account: Account
    live: LiveLine
    connection: Connection
    leases: Leases


def line_over(
    connection: Connection, replica: Replica, policy: Callable[[], PhotoPolicy], ordered: Ordered = no_order
) -> Line:
    """Build the line of an enrolled replica; nothing is sent before the engine runs."""
    leases = Leases(replica)
    clock, jitter = SystemClock(), SystemJitter()
    account = Account(connection, ReplicaCredentials(replica), SeedSigner(replica.parcel_seed))
    ports = Ports(
        store=SqlSyncStore(replica, DiskFull),
        transport=LeasedTransport(HttpTransport(account), account, leases),
        photos=PhotoQueue(account, ReplicaPhotoShelf(replica, DiskFull), clock, policy),
        clock=clock,
        jitter=jitter,
        alarm=LoopAlarm(clock),
        ordered=ordered,
    )
    engine = Engine(ports)
    return Line(engine, account, LiveLine(account, engine, clock, jitter, LoopAlarm(clock)), connection, leases)


class HeldCredentials:
    """Tokens in memory, between the town hall's yes and the vault that will hold them."""

    def __init__(self) -> None:
        self._tokens: Tokens | None = None

    async def load(self) -> Tokens | None:
        """Give the tokens."""
        return self._tokens

    async def save(self, tokens: Tokens) -> None:
        """Hold the tokens."""
        self._tokens = tokens

    async def forget(self) -> None:
        """Drop the tokens."""
        self._tokens = None


def connecting(settings: SettingsFile) -> Callable[[str], Connection]:
    """Give the way to a town hall, which shows what the settings of this device ask of it."""

    def connect(origin: str) -> Connection:
        trust = settings.settings.trust.get(origin)
        return Connection(origin, pinned_context(trust) if trust is not None else None)

    return connect


async def first_sign_in(connection: Connection, message: SignIn, signer: Signer) -> Tokens:
    """Sign in before there is a vault, by the key that it will have; raise as `Account.sign_in`."""
    try:
        return await Account(connection, HeldCredentials(), signer).sign_in(message)
    finally:
        await connection.close()


async def asked_for_recovery(connection: Connection, ask: RecoveryAsk) -> RecoveryAnswer:
    """Ask the town hall to open a vault again; raise `ProblemError` or `TransportTrouble`."""
    try:
        answer = await connection.asked(Ask("POST", RECOVERIES, ask_to_json(ask)))
        return answer_of_json(answer.document())
    finally:
        await connection.close()


async def hand_in_receipt(connection: Connection, receipt: str) -> None:
    """Hand in the receipt of a wipe, which needs no token; raise `ProblemError` or `TransportTrouble`."""
    try:
        await connection.asked(Ask("POST", WIPES, {"receipt": receipt}))
    finally:
        await connection.close()


def device_name() -> str:
    """Name this device for the town hall's list: the system and the app's version, never its own name."""
    return f"{platform.system() or 'Android'} · Fieldapp {VERSION}"
