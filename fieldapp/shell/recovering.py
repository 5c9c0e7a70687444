"""The vault's key, sealed to the town; and from a vault that nothing opens to what the keepers answered."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldapp.account.actions import Asked, Denied, Obstacle, Recovered
from fieldapp.shell.line import asked_for_recovery, device_name
from fieldapp.shell.office import Office
from fieldapp.vault.device_secret import DeviceSecret
from fieldapp.vault.errors import VaultError
from fieldapp.vault.escrow import RequestSalt
from fieldapp.vault.passphrase import PassphraseCost
from fieldapp.vault.recovering import Request, begin_anew, reopened, request_of
from sync.client.http_transport import Connection
from sync.client.ports import SignInNeeded
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.recovery import RecoveryAnswer, RecoveryAsk, RecoveryState, number_of, opened_answer


@dataclass(frozen=True, slots=True)
class Plight:
    """Where the vault lies that nothing opens, and by what the town hall is asked."""

    profile: Path
    secret: DeviceSecret
    cost: PassphraseCost
    connection: Connection


async def seal_key(office: Office) -> None:
    """Seal the key of an open vault to the town, where the town has told its recovery key."""
    with suppress(SignInNeeded, VaultError, WrongKey):
        tokens = await office.line.account.tokens()
        if tokens.recovery_key:
            named = (tokens.recovery_key, tokens.tenant, office.choices.account)
            await asyncio.to_thread(office.vault.keep_escrow, *named)


async def opened_by_town(plight: Plight, account: str, passphrase: str) -> Path | Recovered:
    """Ask the town hall; give the vault's folder once this passphrase opens it, else what is to be said.

    Raises `ProblemError`, `TransportTrouble` or VaultError.
    """
    request = await asyncio.to_thread(request_of, plight.profile, account, passphrase, plight.secret, plight.cost)
    if not request.vaults:
        RequestSalt(plight.profile).end()
        await plight.connection.close()
        return Obstacle.NO_KEEPERS
    ask = RecoveryAsk(
        account=account.strip(),
        password=passphrase,
        request=request.id,
        answer_key=request.answer_key,
        device_name=device_name(),
        escrows=tuple(escrow for _, escrow in request.vaults),
    )
    answer = await asked_for_recovery(plight.connection, ask)
    match answer.state:
        case RecoveryState.WAITING:
            return Asked(number_of(request.answer_key), answer.approvals, answer.needed)
        case RecoveryState.REFUSED:
            RequestSalt(plight.profile).end()
            return Denied(is_foreign=False)
        case RecoveryState.FOREIGN:
            await asyncio.to_thread(begin_anew, plight.profile, plight.secret)
            return Denied(is_foreign=True)
    return await asyncio.to_thread(_reopened, plight, request, answer, (account, passphrase))


def _reopened(plight: Plight, request: Request, answer: RecoveryAnswer, pair: tuple[str, str]) -> Path | Recovered:
    for place, sealed in answer.keys.items():
        if place >= len(request.vaults):
            continue
        try:
            key = opened_answer(request.seed, sealed)
        except WrongKey:
            continue
        folder = reopened(request.vaults[place][0], key, pair, plight.secret, plight.cost)
        RequestSalt(plight.profile).end()
        return folder
    return Obstacle.STRANGER
