"""Accounts and their passwords (Argon2id); who a person is and what he may do stands in the directory.

An account that is not known costs as much time as a wrong password: the same hash is computed, against a password
that nobody has.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sync.server.rows import RecordRow
from sync.server.rows_access import AccountRow
from sync.server.store import Unit

PASSWORD_CHARACTERS_MIN = 10
PASSWORD_CHARACTERS_MAX = 200
ACCOUNT_CHARACTERS_MAX = 200

# Parameters: OWASP's first choice for Argon2id (19 MiB, t=2, p=1): fifty sign-ins a second on two cores.
MEMORY_KIB, TIME_COST, LANES = 19_456, 2, 1


class AccountTrouble(Exception):
    """An account cannot be made or changed as asked; the code says why, in the words of the command line."""


def normal(account: str) -> str:
    """Give the one form of an account's name: case and invisible differences do not count."""
    return unicodedata.normalize("NFKC", account).strip().casefold()


class Passwords:
    """Hashing and checking, with costs that a test may lower."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, time_cost: int = TIME_COST) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=LANES)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Hash a password with a new salt."""
        return self._hasher.hash(password)

    def fits(self, account: AccountRow | None, password: str) -> bool:
        """Say whether the password is the account's; without an account, take as long to say no."""
        is_known = account is not None and account.is_open
        try:
            self._hasher.verify(account.password_hash if account is not None else self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return is_known


def add_account(unit: Unit, account: str, agent: str, password_hash: str, now: str) -> None:
    """Open an account for an agent of the directory."""
    name = normal(account)
    if not 0 < len(name) <= ACCOUNT_CHARACTERS_MAX or any(character.isspace() for character in name):
        raise AccountTrouble("account-not-valid")
    if unit.get(AccountRow, [(name,)]):
        raise AccountTrouble("account-exists")
    if not unit.get(RecordRow, [("agent", agent)]):
        raise AccountTrouble("agent-unknown")
    unit.put([AccountRow(name, agent, password_hash, now)])


def check_password(password: str) -> None:
    """Refuse a password that is too short, or so long that hashing it is an attack."""
    if not PASSWORD_CHARACTERS_MIN <= len(password) <= PASSWORD_CHARACTERS_MAX:
        raise AccountTrouble("password-length")


def find_account(unit: Unit, account: str) -> AccountRow | None:
    """Give the account of this name."""
    name = normal(account)
    return unit.get(AccountRow, [(name,)]).get((name,))
