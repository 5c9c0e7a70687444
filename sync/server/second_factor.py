"""The second factor of an account: one-time codes (TOTP, RFC 6238), and spare codes for a lost telephone.

    no second factor, none wanted by the town's policy      -> the password is enough
    none, though the policy wants one of this role          -> nobody gets in; `methods` of the problem is empty
    one, and no code came with the password                 -> `second-factor-needed` with what may be given
    a code that fits and is later than the last one taken   -> in; it and those before it serve no more (RFC 6238, 5.2)
    any other                                               -> `wrong-second-factor`; each costs time, see `PATIENCE`

Secrets are sealed under the server's key, spare codes kept as hashes: 75 random bits need no slow one.
"""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pyotp

from sync.core.instants import instant_of_ms
from sync.protocol.codes import CODE_BYTES, code_of, read_code
from sync.protocol.messages import SPARE_CODE, TOTP
from sync.protocol.problems import ProblemError
from sync.records.second_factor_rule import roles_with_second_factor
from sync.server import audit
from sync.server.accounts import AccountTrouble, find_account
from sync.server.leasing import policy_of
from sync.server.rows import RecordRow, TownRow
from sync.server.rows_access import AccountRow
from sync.server.rows_identity import SecondFactorRow, SpareCodeRow
from sync.server.sealing import Sealer
from sync.server.store import ServerStore, Unit
from sync.server.throttle import Patience, Throttle

SECRET_BYTES = 20
"""RFC 4226, section 4, R6: 160 bits."""
STEP_MS = 30_000
WINDOW_STEPS = 1
"""A telephone's clock may be a step off, either way (RFC 6238, 5.2)."""
SPARE_CODES = 8
PATIENCE = Patience(free=5, delay_max_ms=3_600_000)
"""Longer than for a password: only who knows it makes its owner wait. Guessing a day long hits once in 14,000."""
PASSWORD = "password"  # noqa: S105  # the name of a way to sign in


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A new second factor, shown once."""

    account: str
    secret: str = field(repr=False)
    """Base32, as it is typed where no camera is."""
    link: str = field(repr=False)
    """What the QR code holds (`otpauth:`)."""
    spare_codes: tuple[str, ...] = field(repr=False)


class SecondFactors:
    """Asks for second factors, and makes them."""

    def __init__(self, store: ServerStore, key: bytes, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._sealer = Sealer(key, "second factors")
        self._throttle = Throttle(key, PATIENCE)

    def demand(self, tenant: str, account: AccountRow, otp: str, address: str) -> str:
        """Say by what an account is proven whose password was right; raise what is missing or wrong."""
        with self._store.reading(tenant) as unit:
            methods = _methods(unit, account.account)
            if not methods and not _is_wanted(unit, account):
                return PASSWORD
        if not methods or not otp:
            raise ProblemError("second-factor-needed", methods=methods)
        subject = f"second factor {account.account}"
        with self._store.writing(tenant) as unit:
            # Counted first and committed, as a password is.
            self._throttle.count(unit, subject, address, self._now_ms())
        with self._store.writing(tenant) as unit:
            method = self._taken(unit, account.account, otp)
            if method is None:
                self._note(unit, "second-factor-failed", account.account)
            else:
                self._throttle.forgive(unit, subject, address, self._now_ms())
        if method is None:
            raise ProblemError("wrong-second-factor", methods=methods)
        return f"{PASSWORD}+{method}"

    def turn_on(
        self, tenant: str, account: str, random_bytes: Callable[[int], bytes], *, renew: bool = False
    ) -> NewFactor:
        """Give an account a new secret and spare codes; raise `AccountTrouble`."""
        secret = random_bytes(SECRET_BYTES)
        with self._store.writing(tenant) as unit:
            name = _known(unit, account)
            if _factor(unit, name) is not None and not renew:
                raise AccountTrouble("totp-on-already")
            sealed = self._sealer.seal(secret, f"{tenant} {name}", random_bytes)
            unit.put([SecondFactorRow(name, sealed, self._now_ms())])
            codes = self._new_codes(unit, name, random_bytes)
            town = unit.get(TownRow, [("town",)])[("town",)].name
            self._note(unit, "second-factor-on", name)
        told = b32encode(secret).decode()
        return NewFactor(name, told, pyotp.TOTP(told).provisioning_uri(name=name, issuer_name=town), codes)

    def turn_off(self, tenant: str, account: str) -> None:
        """Take an account's second factor away; raise `AccountTrouble`."""
        with self._store.writing(tenant) as unit:
            name = _known(unit, account)
            if _factor(unit, name) is None:
                raise AccountTrouble("totp-off-already")
            unit.drop(SecondFactorRow, [(name,)])
            self._drop_codes(unit, name)
            self._note(unit, "second-factor-off", name)

    def renew_codes(self, tenant: str, account: str, random_bytes: Callable[[int], bytes]) -> tuple[str, ...]:
        """Give new spare codes; those of before serve no more. Raise `AccountTrouble`."""
        with self._store.writing(tenant) as unit:
            name = _known(unit, account)
            if _factor(unit, name) is None:
                raise AccountTrouble("totp-off-already")
            self._note(unit, "spare-codes-made", name)
            return self._new_codes(unit, name, random_bytes)

    def _taken(self, unit: Unit, account: str, otp: str) -> str | None:
        """Take a code, which serves no more from here on; None for one that does not fit."""
        factor = _factor(unit, account)
        spare = read_code(otp)
        if factor is None:
            return None
        if spare is not None:
            key = (account, _spare_hash(spare))
            if not unit.get(SpareCodeRow, [key]):
                return None
            unit.drop(SpareCodeRow, [key])
            self._note(unit, "spare-code-used", account, left=str(len(_spare_codes(unit, account))))
            return SPARE_CODE
        secret = self._sealer.opened(factor.sealed, f"{unit.tenant} {account}")
        step = _step_of(secret, "".join(otp.split()), self._now_ms() // STEP_MS)
        if step is None or step <= factor.last_step:
            return None
        unit.put([replace(factor, last_step=step)])
        return TOTP

    def _new_codes(self, unit: Unit, account: str, random_bytes: Callable[[int], bytes]) -> tuple[str, ...]:
        self._drop_codes(unit, account)
        codes = tuple(code_of(random_bytes(CODE_BYTES)) for _ in range(SPARE_CODES))
        now = self._now_ms()
        unit.put(SpareCodeRow(account, _spare_hash(read_code(code) or ""), now) for code in codes)
        return codes

    def _drop_codes(self, unit: Unit, account: str) -> None:
        unit.drop(SpareCodeRow, [row.key for row in _spare_codes(unit, account)])

    def _note(self, unit: Unit, what: str, account: str, **told: str) -> None:
        audit.note(unit, instant_of_ms(self._now_ms()), what, account=account, **told)


def has_second_factor(unit: Unit, account: str) -> bool:
    """Say whether an account has one."""
    return _factor(unit, account) is not None


def _methods(unit: Unit, account: str) -> list[str]:
    if _factor(unit, account) is None:
        return []
    return [TOTP, SPARE_CODE] if _spare_codes(unit, account) else [TOTP]


def _is_wanted(unit: Unit, account: AccountRow) -> bool:
    agent = unit.get(RecordRow, [("agent", account.agent)]).get(("agent", account.agent))
    role = agent.fields().get("role") if agent is not None else None
    return role in roles_with_second_factor(policy_of(unit))


def _step_of(secret: bytes, otp: str, now_step: int) -> int | None:
    """Give the step whose code this is; each of the window is compared, so that the time tells nothing."""
    codes, found = pyotp.TOTP(b32encode(secret).decode()), None
    for step in range(max(now_step - WINDOW_STEPS, 0), now_step + WINDOW_STEPS + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), otp.encode(errors="replace")):
            found = step
    return found


def _factor(unit: Unit, account: str) -> SecondFactorRow | None:
    return unit.get(SecondFactorRow, [(account,)]).get((account,))


def _spare_codes(unit: Unit, account: str) -> list[SpareCodeRow]:
    return unit.find(SpareCodeRow, "account", [account])


def _spare_hash(code: str) -> str:
    return hashlib.sha256(f"fieldapp spare code 1: {code}".encode()).hexdigest()


def _known(unit: Unit, account: str) -> str:
    row = find_account(unit, account)
    if row is None or not row.is_open:
        raise AccountTrouble("account-unknown")
    return row.account
