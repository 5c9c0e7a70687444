"""From what keeps a vault shut, or a town hall from saying yes, to the answers that the sign-in has words for."""

from typing import Final

from fieldapp.account.actions import Answer, Obstacle, Recovered, TooEarly, WrongPassphrase
from fieldapp.replica.errors import NewerDatabase, ReplicaError
from fieldapp.vault.doors import Refusal
from fieldapp.vault.errors import (
    AlreadyOpen,
    DeviceSecretLost,
    DiskFull,
    KeysGone,
    VaultError,
    VaultWiped,
)
from fieldapp.vault.tries import TryLater
from fieldapp.vault.tries import WrongPassphrase as Refused
from sync.client.ports import ServerKeyDiffers, TransportTrouble
from sync.core.session import Trouble
from sync.protocol.problems import ProblemError

BUSY_S = 30
"""When a busy server names no moment, one asks again after this."""
_OBSTACLES: Final = {
    "wrong-password": Obstacle.NOT_KNOWN,
    "wrong-code": Obstacle.CODE_WRONG,
    "second-factor-needed": Obstacle.SECOND_FACTOR,
    "wrong-second-factor": Obstacle.SECOND_FACTOR_WRONG,
    "revoked": Obstacle.REVOKED,
    "forbidden": Obstacle.REVOKED,
    "internal": Obstacle.UNREACHABLE,
}


def answer_to_refusal(refused: Refusal) -> Answer:
    """Say that a passphrase is wrong, or that it is too early for another try."""
    match refused:
        case Refused(_, wait_s, left):
            return WrongPassphrase(wait_s, left)
        case TryLater(after_s):
            return TooEarly(after_s)


def answer_to_error(error: VaultError | ReplicaError) -> Obstacle:
    """Say what keeps the vault shut."""
    match error:
        case AlreadyOpen():
            return Obstacle.OPEN_ELSEWHERE
        case KeysGone():
            return Obstacle.KEYS_GONE
        case DeviceSecretLost():
            return Obstacle.KEYLESS
        case DiskFull():
            return Obstacle.NO_ROOM
        case VaultWiped():
            return Obstacle.WIPED
        case NewerDatabase():
            return Obstacle.NEWER
        case _:
            return Obstacle.DAMAGED


def answer_to_problem(problem: ProblemError) -> Answer:
    """Say why the town hall did not sign this account in."""
    match problem.kind.code:
        case "too-many-tries" | "busy":
            return TooEarly(int(problem.members.get("retry_after_ms", 0)) // 1000 or BUSY_S)
        case "second-factor-needed" if not problem.members.get("methods"):
            return Obstacle.SECOND_FACTOR_NONE
        case code:
            return _OBSTACLES.get(code, Obstacle.STRANGER)


def answer_to_denial(problem: ProblemError) -> Recovered:
    """Say why the town hall does not open a vault again."""
    if problem.kind.code == "no-recovery":
        return Obstacle.NO_KEEPERS
    if problem.kind.code in ("not-found", "wrong-method"):
        # A server from before there were keepers.
        return Obstacle.NO_KEEPERS
    return recovered_of(answer_to_problem(problem))


def recovered_of(answer: Answer) -> Recovered:
    """Give an answer of the door as one to a request: of phrases it says nothing."""
    return Obstacle.NOT_KNOWN if isinstance(answer, WrongPassphrase) else answer


def answer_to_trouble(trouble: TransportTrouble) -> Answer:
    """Say why the town hall could not be asked."""
    if isinstance(trouble, ServerKeyDiffers):
        return Obstacle.OTHER_KEY
    if trouble.trouble is Trouble.STRANGE:
        return Obstacle.STRANGER
    if trouble.trouble is Trouble.BUSY:
        return TooEarly(max(trouble.retry_after_ms // 1000, BUSY_S))
    return Obstacle.UNREACHABLE
