"""Sign-in, and the two tokens that follow from it.

    access     15 minutes, signed (JWS, HS256, the server's own key); names tenant, agent, device, session, as bytes:
               it goes with every request, and as a JWT it was 390 characters long instead of 161
    refresh    kept as a hash, replaced at every use; generations 1, 2, 3 … of one session

Both are bound to the key of a device that proves its sign-in or its refresh (`proofs`): whoever copies one can do
nothing with it. A device from before there were proofs gets tokens that any bearer may use; its first proven refresh
binds its session, and nothing loosens it again but a sign-in.

    of the newest generation                             -> one of the next generation is given
    the one used for the newest, none of which was used  -> the answer was lost on the way: another of it is given
    any other that was ever given                        -> somebody has a copy: the session is closed for both

A device belongs to one agent. Revoking it closes its session; a withdrawn one may still refresh, to send what waits.
"""

import hashlib
import secrets
import struct
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from sync.core.ids import is_id
from sync.core.instants import instant_of_ms
from sync.protocol.messages import SignIn, Tokens
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import Proof
from sync.server.accounts import PASSWORD_CHARACTERS_MAX, Passwords, find_account, normal
from sync.server.binding import bind, bound_to, check_proof, jkt_bytes, jkt_in, last_bound, loosen
from sync.server.callers import Caller, note_heard, revoked
from sync.server.keepers import recovery_public
from sync.server.leasing import OrderKeys, begin_lease, lease_word, renew_lease
from sync.server.parcels import ParcelKeys, device_key_of, note_device_key
from sync.server.proving import Proofs
from sync.server.rows import DeviceRow, DeviceState, RecordRow, TownRow
from sync.server.rows_access import AccountRow, RefreshRow, SessionRow
from sync.server.second_factor import SecondFactors
from sync.server.service import Service
from sync.server.sessions import note_beginning
from sync.server.store import TownUnknown, Unit
from sync.server.throttle import Throttle

ACCESS_MS = 15 * 60_000
REFRESH_MS = 90 * 24 * 3_600_000
GRACE_MS = 14 * 24 * 3_600_000
"""How long a replaced token still serves when its successor was never used: two weeks without network."""
GENERATIONS_KEPT = 50
ALGORITHM = "HS256"
SECRET_BYTES = 32
TOKEN_CHARACTERS_MAX = 4_096
_CLAIMS = struct.Struct(">16s16s16s16sQ")
"""Tenant, agent, device and session, then the moment of its end (Unix seconds); of a bound token its `jkt` as well."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a good access token says."""

    caller: Caller
    session: str
    expires_ms: int
    jkt: str = ""
    """Thumbprint of the key that must prove each request; empty for a bearer's token."""


class Auth:
    """Sign-in and tokens over the service's store."""

    def __init__(self, service: Service, key: bytes, now_ms: Callable[[], int], passwords: Passwords) -> None:
        self._service = service
        self.store = service.store
        self._jwk = OctKey.import_key(key)
        self.parcel_keys, self.order_keys = ParcelKeys(key), OrderKeys(key)
        self.proofs = Proofs(key, now_ms)
        self.requires_proofs = False
        """Whether a device from before there were proofs is refused; `fieldserver run --require-proofs`."""
        self._throttle = Throttle(key)
        self._now_ms = now_ms
        self.passwords = passwords
        self.second_factors = SecondFactors(service.store, key, now_ms)

    def sign_in(self, asked: SignIn, address: str, proof: Proof | None = None) -> Tokens:
        """Check password and second factor, enrol the device, begin a session; raise what a sign-in deserves."""
        self._check_version(proof)
        tenant, row = self.proved(asked.tenant, asked.account, asked.password, address)
        how = self.second_factors.demand(tenant, row, asked.otp, address)
        caller = self._service.enrol(tenant, agent=row.agent, device=asked.device, name=asked.device_name)
        with self.store.writing(tenant) as unit:
            if asked.keeps_leases:
                begin_lease(unit, caller.device, self._now_ms())
            tokens = self.begun(unit, caller, asked.device_key, proof)
            note_beginning(unit, caller, row.account, how, self._now_ms())
            return tokens

    def begun(self, unit: Unit, caller: Caller, device_key: str, proof: Proof | None) -> Tokens:
        """Begin a session of an enrolled device, bound to the key that proved it."""
        _forget_session(unit, caller.device)
        session = SessionRow(caller.device, secrets.token_hex(16), 0, self._now_ms())
        self._note_key(unit, session, device_key, proof)
        return self._renewed(unit, caller, session)

    def _note_key(self, unit: Unit, session: SessionRow, device_key: str, proof: Proof | None) -> None:
        """Keep a device's key, and bind its session to the one that proved it."""
        bind(unit, session, proof)
        public = proof.public if proof is not None else device_key
        note_device_key(unit, session.device, public, self._service.now())

    def proved(self, town: str | None, account: str, password: str, address: str) -> tuple[str, AccountRow]:
        """Give the tenant and the account whose password this is; raise what a wrong one deserves."""
        tenant, name = self._tenant(town), normal(account)
        with self.store.writing(tenant) as unit:
            # Counted first and committed: a kill between here and the answer still counts as a try.
            self.count_try(unit, name, address)
            row = find_account(unit, name)
        if not self.passwords.fits(row, password[:PASSWORD_CHARACTERS_MAX]) or row is None:
            raise ProblemError("wrong-password")
        with self.store.writing(tenant) as unit:
            self.forgive_try(unit, name, address)
            check_agent(unit, row)
        return tenant, row

    def count_try(self, unit: Unit, subject: str, address: str) -> None:
        """Count a try before it is made; raise `too-many-tries` while its subject or address must wait."""
        self._throttle.count(unit, subject, address, self._now_ms())

    def forgive_try(self, unit: Unit, subject: str, address: str) -> None:
        """Take back the try that succeeded."""
        self._throttle.forgive(unit, subject, address, self._now_ms())

    def refresh(
        self, token: str, device: str, device_key: str = "", proof: Proof | None = None, *, keeps_leases: bool = False
    ) -> Tokens:
        """Replace a refresh token; raise `not-signed-in` if only a sign-in helps, `revoked` if nothing does.

        A device enrolled before there were keys brings its public key with the first refresh that knows of them. Who
        cannot prove a bound session's key is refused before anything is touched: a copy does not even end it.
        """
        self._check_version(proof)
        tenant = _tenant_of(token)
        self._check_lost(tenant, device, proof)
        with self._writing(tenant) as unit:
            row = unit.get(RefreshRow, [(_hash(token),)]).get((_hash(token),))
            session = unit.get(SessionRow, [(device,)]).get((device,))
            known = unit.get(DeviceRow, [(device,)]).get((device,))
            if row is None or session is None or known is None or row.device != device:
                raise ProblemError("not-signed-in")
            caller = Caller(tenant, known.agent, device)
            check_proof(bound_to(unit, session), proof)
            if self._is_alive(row, session):
                self._note_key(unit, session, device_key, proof)
                renew_lease(unit, device, self._now_ms, keeps_leases=keeps_leases)
            if self._is_newest(row, session):
                return self._renewed(unit, caller, replace(session, previous=row.token_hash))
            if self._is_asking_again(row, session):
                return self._given(unit, caller, session)
            if row.session == session.session:
                unit.put([replace(session, is_open=False)])
        raise ProblemError("not-signed-in")

    def _check_lost(self, tenant: str, device: str, proof: Proof | None) -> None:
        """Refuse a device that was reported lost, and tell it to wipe where that was ordered."""
        if tenant not in self.store.tenants():
            raise ProblemError("not-signed-in")
        with self.store.reading(tenant) as unit:
            known = unit.get(DeviceRow, [(device,)]).get((device,))
            jkt = last_bound(unit, device)
            refusal = revoked(unit, device)
        if known is not None and known.state == DeviceState.REVOKED:
            # Who copied its token has not heard in its name.
            check_proof(jkt, proof)
            note_heard(self.store, Caller(tenant, known.agent, device), self._service.now)
            raise refusal

    def _is_newest(self, row: RefreshRow, session: SessionRow) -> bool:
        return self._is_alive(row, session) and row.generation == session.generation

    def _is_asking_again(self, row: RefreshRow, session: SessionRow) -> bool:
        in_time = self._now_ms() < session.renewed_ms + GRACE_MS
        return self._is_alive(row, session) and row.token_hash == session.previous and in_time

    def _is_alive(self, row: RefreshRow, session: SessionRow) -> bool:
        return row.session == session.session and session.is_open and self._now_ms() < row.expires_ms

    def _renewed(self, unit: Unit, caller: Caller, session: SessionRow) -> Tokens:
        """Begin the session's next generation."""
        session = replace(session, generation=session.generation + 1, renewed_ms=self._now_ms())
        unit.put([session])
        given = unit.find(RefreshRow, "session", [session.session])
        unit.drop(RefreshRow, [row.key for row in given if row.generation <= session.generation - GENERATIONS_KEPT])
        return self._given(unit, caller, session)

    def _given(self, unit: Unit, caller: Caller, session: SessionRow) -> Tokens:
        """Give a token of the session's newest generation, and an access token with it."""
        token = f"{caller.tenant}.{secrets.token_urlsafe(SECRET_BYTES)}"
        expires_ms = self._now_ms() + REFRESH_MS
        unit.put([RefreshRow(_hash(token), session.session, caller.device, session.generation, expires_ms)])
        epoch = unit.get(TownRow, [("town",)])[("town",)].epoch
        jkt = bound_to(unit, session)
        access, expires_ms = self._access(caller, session.session, jkt)
        return Tokens(
            tenant=caller.tenant,
            agent=caller.agent,
            device=caller.device,
            access_token=access,
            access_expires_at=instant_of_ms(expires_ms),
            refresh_token=token,
            epoch=epoch,
            device_key=device_key_of(unit, caller.device),
            parcel_key=self.parcel_keys.public(caller.tenant),
            recovery_key=recovery_public(unit),
            order_key=self.order_keys.public(caller.tenant),
            lease=lease_word(unit, self.order_keys, caller.device, self._now_ms),
            jkt=jkt,
        )

    def _access(self, caller: Caller, session: str, jkt: str) -> tuple[str, int]:
        expires_s = (self._now_ms() + ACCESS_MS) // 1000
        names = (UUID(one).bytes for one in (caller.tenant, caller.agent, caller.device, session))
        claims = _CLAIMS.pack(*names, expires_s) + jkt_bytes(jkt)
        return jws.serialize_compact({"alg": ALGORITHM}, claims, self._jwk), expires_s * 1000

    def check(self, signed: SignedIn) -> Caller:
        """Check that a token's session is still open; raise `not-signed-in` otherwise."""
        try:
            with self.store.reading(signed.caller.tenant) as unit:
                session = unit.get(SessionRow, [(signed.caller.device,)]).get((signed.caller.device,))
        except TownUnknown:
            raise ProblemError("not-signed-in") from None
        if session is None or session.session != signed.session or not session.is_open:
            raise ProblemError("not-signed-in")
        if self.requires_proofs and not signed.jkt:
            raise ProblemError("not-signed-in")
        return signed.caller

    def _check_version(self, proof: Proof | None) -> None:
        # A device that knows of proofs sends one, and is told what was wrong with it.
        if self.requires_proofs and proof is None:
            raise ProblemError("schema-too-old")

    def sign_out(self, caller: Caller) -> None:
        """Close the device's session: both its tokens are worthless from here on."""
        with self.store.writing(caller.tenant) as unit:
            rows = unit.get(SessionRow, [(caller.device,)])
            unit.put(replace(row, is_open=False) for row in rows.values())

    def read(self, access_token: str) -> SignedIn:
        """Read an access token, without the store; raise `not-signed-in` for a wrong or an expired one."""
        try:
            claims = jws.deserialize_compact(access_token[:TOKEN_CHARACTERS_MAX], self._jwk, [ALGORITHM]).payload
            *names, expires_s = _CLAIMS.unpack(claims[: _CLAIMS.size])
            jkt = jkt_in(claims, _CLAIMS.size)
            tenant, agent, device, session = (UUID(bytes=name) for name in names)
        except (JoseError, ValueError, struct.error):
            raise ProblemError("not-signed-in") from None
        signed = SignedIn(Caller(str(tenant), str(agent), str(device)), session.hex, expires_s * 1000, jkt)
        if self._now_ms() >= signed.expires_ms:
            raise ProblemError("not-signed-in")
        return signed

    def _tenant(self, asked: str | None) -> str:
        tenants = self.store.tenants()
        if asked is None and len(tenants) == 1:
            return tenants[0]
        if asked not in tenants:
            raise ProblemError("unknown-tenant")
        return str(asked)

    def _writing(self, tenant: str) -> AbstractContextManager[Unit]:
        if tenant not in self.store.tenants():
            raise ProblemError("not-signed-in")
        return self.store.writing(tenant)


def _forget_session(unit: Unit, device: str) -> None:
    loosen(unit, device)
    for session in unit.get(SessionRow, [(device,)]).values():
        unit.drop(RefreshRow, [row.key for row in unit.find(RefreshRow, "session", [session.session])])


def _tenant_of(token: str) -> str:
    """Give the tenant that a refresh token begins with: every look-up starts with it."""
    tenant, _, secret = token[:TOKEN_CHARACTERS_MAX].partition(".")
    if not is_id(tenant) or not secret:
        raise ProblemError("not-signed-in")
    return tenant


def _hash(token: str) -> str:
    # 256 random bits need no slow hash; only the look-up must not work with what a stolen database holds.
    return hashlib.sha256(token.encode()).hexdigest()


def check_agent(unit: Unit, account: AccountRow) -> None:
    """Raise `forbidden` unless the account's agent is in the directory and active."""
    row = unit.get(RecordRow, [("agent", account.agent)]).get(("agent", account.agent))
    if row is None or row.removed or row.fields().get("active") is False:
        raise ProblemError("forbidden")
