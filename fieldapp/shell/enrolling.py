"""A newcomer with a code: what he is before there is a vault, and how the town hall lets him in."""

import os
import time
from dataclasses import dataclass, field

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.shell.line import HeldCredentials, device_name
from fieldapp.vault.device_key import device_key_of
from fieldapp.vault.keys import new_data_key
from sync.client.account import Account
from sync.client.http_transport import Connection
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.protocol.codes import Enrolment
from sync.protocol.enrolment import EnrolAsk, Enrolled
from sync.protocol.messages import Tokens


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A device's name and its vault's key, drawn for one code: a lost answer can be asked for again."""

    device: str
    data_key: bytes = field(repr=False)


def newcomer() -> Newcomer:
    """Draw one."""
    return Newcomer(uuid7(time.time_ns() // 1_000_000, os.urandom(RANDOM_BYTES)), new_data_key())


async def let_in(connection: Connection, enrolment: Enrolment, who: Newcomer) -> Enrolled:
    """Ask the town hall by a code, proven by the key that the vault will have; raise as a first sign-in."""
    ask = EnrolAsk(enrolment.code, who.device, device_name(), enrolment.tenant or None)
    try:
        return await Account(connection, HeldCredentials(), device_key_of(who.data_key)).enrol(ask)
    finally:
        await connection.close()


async def settle(replica: Replica, tokens: Tokens) -> None:
    """Write down whose a new replica is, and keep the tokens there."""
    await replica.enrol(Identity(tokens.device, tokens.agent, tokens.tenant))
    await ReplicaCredentials(replica).save(tokens)
