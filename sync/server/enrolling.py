"""Enrolments: a code from an administrator lets one device of one account in, once, without a password.

    made ──> used          the device has tokens bound to its key; for ten minutes it may ask again (a lost answer)
         ├─> replaced      a newer code of the same account
         └─> over          its hours have passed

Kept is a hash; guesses are counted per address like tries to sign in; making, replacing and using are lines of the log
(`audit`). What the agent's phrase is, the server never learns: it opens his vault only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sync.core.instants import instant_of_ms
from sync.protocol.codes import CODE_BYTES, code_hash, code_of, read_code
from sync.protocol.enrolment import EnrolAsk, Enrolled
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import Proof
from sync.server import audit
from sync.server.accounts import AccountTrouble, find_account
from sync.server.auth import Auth, check_agent
from sync.server.leasing import begin_lease
from sync.server.rows_access import AccountRow, EnrolmentRow
from sync.server.rows_identity import SignInFlowRow
from sync.server.service import Service
from sync.server.sessions import BY_CODE, BY_SERVICE, note_beginning
from sync.server.store import Unit

HOUR_MS = 3_600_000
HOURS_MAX = 24 * 14
AGAIN_MS = 10 * 60_000
"""How long the device that used a code may ask again: its answer may have been lost."""
KEPT_MS = 30 * 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Made:
    """A new code, shown once."""

    code: str = field(repr=False)
    account: str
    ends_at: str


class Enrolments:
    """Makes codes, and takes them from devices."""

    def __init__(
        self, auth: Auth, service: Service, now_ms: Callable[[], int], random_bytes: Callable[[int], bytes]
    ) -> None:
        self._auth = auth
        self._service = service
        self.now_ms = now_ms
        self.random_bytes = random_bytes

    def make(self, tenant: str, account: str, hours: float) -> Made:
        """Make a code for an account; one that waited for it serves no more. Raise `AccountTrouble`."""
        code, now = code_of(self.random_bytes(CODE_BYTES)), self.now_ms()
        with self._auth.store.writing(tenant) as unit:
            row = find_account(unit, account)
            if row is None or not row.is_open:
                raise AccountTrouble("account-unknown")
            self._forget_old(unit)
            waiting = [one for one in unit.find(EnrolmentRow, "account", [row.account]) if one.is_waiting]
            unit.drop(EnrolmentRow, [one.key for one in waiting])
            for _ in waiting:
                self._note(unit, "enrolment-replaced", row.account)
            made = EnrolmentRow(code_hash(read_code(code) or ""), row.account, now, now + round(hours * HOUR_MS))
            unit.put([made])
            self._note(unit, "enrolment-made", row.account, ends=instant_of_ms(made.ends_ms))
        return Made(code, row.account, instant_of_ms(made.ends_ms))

    def take(self, asked: EnrolAsk, address: str, proof: Proof | None) -> Enrolled:
        """Let a device in by its code; raise `wrong-code` for one that serves no more, or as a sign-in."""
        if proof is None:
            raise ProblemError("proof-needed")
        tenant, mark = self._tenant(asked), code_hash(read_code(asked.code) or "")
        with self._auth.store.writing(tenant) as unit:
            self._auth.count_try(unit, f"enrolment {address}", address)
        with self._auth.store.writing(tenant) as unit:
            row = self._serving(unit, mark, asked.device)
            account = self._account(unit, row)
            unit.put([replace(row, device=asked.device, used_ms=row.used_ms or self.now_ms())])
            self._auth.forgive_try(unit, f"enrolment {address}", address)
        caller = self._service.enrol(tenant, agent=account.agent, device=asked.device, name=asked.device_name)
        with self._auth.store.writing(tenant) as unit:
            if asked.keeps_leases:
                begin_lease(unit, caller.device, self.now_ms())
            tokens = self._auth.begun(unit, caller, asked.device_key, proof)
            self._note(unit, "enrolment-used", account.account, device=asked.device)
            how = BY_SERVICE if unit.find(SignInFlowRow, "code_hash", [mark]) else BY_CODE
            note_beginning(unit, caller, account.account, how, self.now_ms())
        return Enrolled(account.account, tokens)

    def _serving(self, unit: Unit, mark: str, device: str) -> EnrolmentRow:
        row = unit.get(EnrolmentRow, [(mark,)]).get((mark,))
        now = self.now_ms()
        if row is None or now >= row.ends_ms:
            raise ProblemError("wrong-code")
        if not row.is_waiting and (row.device != device or now >= row.used_ms + AGAIN_MS):
            raise ProblemError("wrong-code")
        return row

    def _account(self, unit: Unit, row: EnrolmentRow) -> AccountRow:
        account = find_account(unit, row.account)
        if account is None or not account.is_open:
            raise ProblemError("wrong-code")
        check_agent(unit, account)
        return account

    def _tenant(self, asked: EnrolAsk) -> str:
        """Give the town that is named, or the one that knows the code: a typed code names none."""
        towns = self._auth.store.tenants()
        if asked.tenant is not None and asked.tenant not in towns:
            raise ProblemError("unknown-tenant")
        if asked.tenant is not None or len(towns) == 1:
            return asked.tenant or towns[0]
        mark = code_hash(read_code(asked.code) or "")
        for town in towns:
            with self._auth.store.reading(town) as unit:
                if unit.get(EnrolmentRow, [(mark,)]):
                    return town
        # Nobody's: the guess is counted in the first town.
        return towns[0]

    def _forget_old(self, unit: Unit) -> None:
        old = [row.key for row in unit.every(EnrolmentRow) if row.ends_ms + KEPT_MS <= self.now_ms()]
        unit.drop(EnrolmentRow, old)

    def _note(self, unit: Unit, what: str, account: str, **told: str) -> None:
        audit.note(unit, instant_of_ms(self.now_ms()), what, account=account, **told)
