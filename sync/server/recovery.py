"""Requests to open a vault again, from an agent who forgot his phrase or whose device lost its secret.

    the agent proves his account (a password that the town hall may just have given him) ──> a request, WAITING
    keeper one:  his code ──> kept sealed by this server, bound to the request
    keeper two:  his code ──> both open the recovery key; the vault's key is sealed to the request's own key ──> GIVEN
    any keeper refuses ──> REFUSED; nobody answers within two weeks ──> the request is gone

The vault's key is in this process for the moment of the second approval and is never stored or logged. Every step is
a line of the log (`audit`). A request that is asked again gives its state, so a lost answer costs nothing.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.instants import instant_of_ms
from sync.protocol.parcel_keys import SEED_BYTES, WrongKey
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import (
    RecoveryAnswer,
    RecoveryAsk,
    RecoveryState,
    ask_to_json,
    escrow_of_json,
    number_of,
    sealed_answer,
    secret_of,
)
from sync.server import audit
from sync.server.accounts import normal
from sync.server.auth import Auth
from sync.server.keepers import NEEDED, KeeperTrouble, key_of_code, recovery_public, seed_of, set_keepers
from sync.server.rows import json_text
from sync.server.rows_recovery import RecoveryKeyRow, RecoveryRow
from sync.server.store import Unit

REQUEST_MS = 14 * 24 * 3_600_000
OPEN_MAX = 3
"""Requests of one account at a time; a further one ends the oldest."""
_NONCE_BYTES = 12


class Recovery:
    """Takes requests from devices and approvals from keepers."""

    def __init__(self, auth: Auth, key: bytes, now_ms: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        self._store = auth.store
        self._auth = auth
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._cipher = ChaCha20Poly1305(HKDF(SHA256(), SEED_BYTES, None, b"fieldserver approvals 1").derive(key))

    def name_keepers(self, tenant: str, names: Sequence[str], *, renew: bool) -> dict[str, str]:
        """Draw a recovery key; give each keeper's code, which nothing can show again. Raise `KeeperTrouble`."""
        with self._store.writing(tenant) as unit:
            if recovery_public(unit) and not renew:
                raise KeeperTrouble("keepers-there")
            codes = set_keepers(unit, names, self._random_bytes, self._now_ms())
            audit.note(unit, instant_of_ms(self._now_ms()), "keepers-named", keepers=", ".join(codes))
        return codes

    def ask(self, asked: RecoveryAsk, address: str) -> RecoveryAnswer:
        """Begin a request, or say where it stands; raise what a sign-in would, or `no-recovery`."""
        tenant, account = self._auth.proved(asked.tenant, asked.account, asked.password, address)
        with self._store.writing(tenant) as unit:
            self._forget_old(unit)
            row = _row(unit, asked.request)
            if row is None:
                row = self._begun(unit, asked, account.account)
            if row.account != account.account or row.answer_key != asked.answer_key:
                raise ProblemError("forbidden")
        keys = {int(place): b64decode(sealed) for place, sealed in json.loads(row.keys_json).items()}
        state = RecoveryState(row.state)
        approvals = NEEDED if state in (RecoveryState.GIVEN, RecoveryState.FOREIGN) else len(row.approvals())
        return RecoveryAnswer(state, approvals, NEEDED, keys)

    def open_requests(self, tenant: str) -> list[RecoveryRow]:
        """List what waits for keepers, the oldest first."""
        with self._store.writing(tenant) as unit:
            self._forget_old(unit)
            rows = [row for row in unit.every(RecoveryRow) if row.state == RecoveryState.WAITING]
        return sorted(rows, key=lambda row: row.asked_ms)

    def approve(self, tenant: str, request: str, keeper: str, code: str) -> RecoveryRow:
        """Take a keeper's yes; with the second one the key is given. Raise `KeeperTrouble`."""
        with self._store.writing(tenant) as unit:
            row = self._waiting(unit, request)
            key_name, raw = key_of_code(unit, keeper, code)
            if not any(escrow["to"] == key_name for escrow in row.escrows()):
                raise KeeperTrouble("keeper-of-another-key")
            sealed = {**row.approvals(), f"{key_name} {keeper.strip()}": self._kept(row.request, raw)}
            row = replace(row, approvals_json=json_text(sealed))
            self._note(unit, "recovery-approved", row, keeper=keeper.strip())
            codes = {name.partition(" ")[2]: kept for name, kept in sealed.items() if name.startswith(f"{key_name} ")}
            if len(codes) >= NEEDED:
                row = self._given(unit, row, key_name, codes)
            unit.put([row])
        return row

    def refuse(self, tenant: str, request: str, keeper: str, code: str) -> RecoveryRow:
        """Take a keeper's no, which ends the request; raise `KeeperTrouble`."""
        with self._store.writing(tenant) as unit:
            row = self._waiting(unit, request)
            key_of_code(unit, keeper, code)
            row = replace(row, state=RecoveryState.REFUSED, approvals_json="{}")
            unit.put([row])
            self._note(unit, "recovery-refused", row, keeper=keeper.strip())
        return row

    def _begun(self, unit: Unit, asked: RecoveryAsk, account: str) -> RecoveryRow:
        known = {row.name for row in unit.every(RecoveryKeyRow)}
        if not any(escrow.to in known for escrow in asked.escrows):
            raise ProblemError("no-recovery")
        mine = [row for row in unit.every(RecoveryRow) if row.account == account and row.state == RecoveryState.WAITING]
        for row in sorted(mine, key=lambda row: row.asked_ms)[: max(len(mine) - OPEN_MAX + 1, 0)]:
            unit.drop(RecoveryRow, [row.key])
        escrows = json_text(ask_to_json(asked)["escrows"])
        place = (asked.request, account, asked.device_name, asked.answer_key)
        row = RecoveryRow(*place, escrows, self._now_ms(), RecoveryState.WAITING, "{}", "{}")
        unit.put([row])
        self._note(unit, "recovery-asked", row)
        return row

    def _given(self, unit: Unit, row: RecoveryRow, key_name: str, sealed: dict[str, str]) -> RecoveryRow:
        codes = {keeper: self._read(row.request, kept) for keeper, kept in sorted(sealed.items())[:NEEDED]}
        seed = seed_of(unit, key_name, codes)
        keys = {}
        for place, item in enumerate(row.escrows()):
            key = self._key_in(unit, seed, item, row.account) if item["to"] == key_name else None
            if key is not None:
                keys[str(place)] = b64encode(sealed_answer(row.answer_key, key)).decode()
        state = RecoveryState.GIVEN if keys else RecoveryState.FOREIGN
        row = replace(row, state=state, approvals_json="{}", keys_json=json_text(keys))
        self._note(unit, f"recovery-{state.value}", row)
        return row

    def _key_in(self, unit: Unit, seed: bytes, item: dict[str, str], account: str) -> bytes | None:
        try:
            secret = secret_of(seed, escrow_of_json(item))
        except (WrongKey, ValueError, KeyError):
            return None
        fits = secret.tenant == unit.tenant and normal(secret.account) == account
        return secret.key if fits else None

    def _waiting(self, unit: Unit, request: str) -> RecoveryRow:
        self._forget_old(unit)
        found = [row for row in unit.every(RecoveryRow) if row.request.startswith(normal(request))]
        if len(found) != 1:
            raise KeeperTrouble("recovery-ambiguous" if found else "recovery-unknown")
        if found[0].state != RecoveryState.WAITING:
            raise KeeperTrouble("recovery-ended")
        return found[0]

    def _forget_old(self, unit: Unit) -> None:
        old = [row.key for row in unit.every(RecoveryRow) if row.asked_ms + REQUEST_MS <= self._now_ms()]
        unit.drop(RecoveryRow, old)

    def _kept(self, request: str, code: bytes) -> str:
        nonce = self._random_bytes(_NONCE_BYTES)
        return b64encode(nonce + self._cipher.encrypt(nonce, code, request.encode())).decode()

    def _read(self, request: str, kept: str) -> bytes:
        content = b64decode(kept)
        try:
            return self._cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], request.encode())
        except InvalidTag:
            raise KeeperTrouble("keeper-code-wrong") from None

    def _note(self, unit: Unit, what: str, row: RecoveryRow, **told: str) -> None:
        number = number_of(row.answer_key)
        audit.note(
            unit, instant_of_ms(self._now_ms()), what, request=row.request, account=row.account, number=number, **told
        )


def _row(unit: Unit, request: str) -> RecoveryRow | None:
    return unit.get(RecoveryRow, [(request,)]).get((request,))
