"""A device's sign-in at its server: tokens that renew themselves, and what a problem of the server means to us.

The access token is short-lived; when the server no longer takes it, the refresh token buys the next pair, once. The
new pair is durable before the old one is forgotten, and the server honours the old one until the new one was used: a
kill at any point leaves a device that is still signed in.

What the device's key can prove is proven (`proving`): the sign-in and the refresh, which bind the tokens to it, then
every request with them. A server that wants a newer nonce says so, and is asked once more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import NoReturn

from sync.client.http_transport import ANSWER_BYTES_MAX, Answer, Ask, Connection, packed
from sync.client.ports import (
    ClientTooOld,
    Credentials,
    DeviceRevoked,
    EpochDiffers,
    LeaseEnded,
    NumbersDiffer,
    NumberTaken,
    SignInNeeded,
    TransportTrouble,
)
from sync.client.proving import Prover
from sync.core.session import Trouble
from sync.protocol.addresses import ENROLMENTS, REFRESH, SESSIONS
from sync.protocol.enrolment import EnrolAsk, Enrolled, enrol_ask_to_json, enrolled_of_json
from sync.protocol.exchange_codec import refresh_to_json, sign_in_to_json, tokens_of_json
from sync.protocol.messages import PULL_PAGE_BYTES_MAX, SignIn, Tokens
from sync.protocol.orders import lease_of_text
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError
from sync.protocol.proofs import Signer

_logger = logging.getLogger(__name__)
_NOT_SIGNED_IN = "not-signed-in"
_PROOF_NEEDED = "proof-needed"
_SIGNED_OUT = 204
_TROUBLES = {
    "busy": Trouble.BUSY,
    "too-many-tries": Trouble.BUSY,
    "internal": Trouble.BUSY,
    "too-large": Trouble.TOO_LARGE,
    # What we send is JSON: something on the way damaged it, and the next try may pass.
    "not-json": Trouble.STRANGE,
    # Proven once more by the nonce that came, and still not taken: what stands between us alters requests.
    _PROOF_NEEDED: Trouble.STRANGE,
    "unknown-tenant": Trouble.STRANGE,
    "wrong-method": Trouble.STRANGE,
}


_MEANINGS: dict[str, type[Exception]] = {
    _NOT_SIGNED_IN: SignInNeeded,
    "not-proven": SignInNeeded,
    "lease-ended": LeaseEnded,
    "schema-too-old": ClientTooOld,
    "epoch-differs": EpochDiffers,
}


class Account:
    """The signed-in side of a connection; one per device and server."""

    def __init__(self, connection: Connection, credentials: Credentials, signer: Signer | None = None) -> None:
        """Take the way to the server; `signer` is this device's key."""
        self._connection = connection
        self._credentials = credentials
        self._prover = Prover(signer, connection.origin) if signer is not None else None
        self._is_introduced = signer is None
        self._tokens: Tokens | None = None
        self._renewing = asyncio.Lock()

    @property
    def proves(self) -> bool:
        """Tell whether this device has a key to prove its requests by."""
        return self._prover is not None

    @property
    def _device_key(self) -> str:
        return self._prover.signer.public if self._prover is not None else ""

    async def tokens(self) -> Tokens:
        """Give the tokens in use; raise `SignInNeeded` where there are none."""
        if self._tokens is None:
            self._tokens = await self._credentials.load()
        if self._tokens is None:
            raise SignInNeeded
        return self._tokens

    async def sign_in(self, message: SignIn) -> Tokens:
        """Sign in; raise `ProblemError` with what the screen should say, or `TransportTrouble`."""
        message = replace(message, device_key=self._device_key)
        message = replace(message, keeps_leases=message.keeps_leases or self.proves)
        return await self._kept(_tokens_in(await self._proven(Ask("POST", SESSIONS, sign_in_to_json(message)))))

    async def enrol(self, message: EnrolAsk) -> Enrolled:
        """Sign in by a code that serves once; raise as `sign_in`."""
        message = replace(message, device_key=self._device_key, keeps_leases=message.keeps_leases or self.proves)
        answer = await self._proven(Ask("POST", ENROLMENTS, enrol_ask_to_json(message)))
        document = answer.document()
        try:
            enrolled = enrolled_of_json(document)
        except ProblemError:
            raise TransportTrouble(Trouble.STRANGE) from None
        await self._kept(enrolled.tokens)
        return enrolled

    async def sign_out(self) -> None:
        """Forget the tokens here, and end them at the server if it can be reached."""
        try:
            answer = await self.asked(Ask("DELETE", SESSIONS))
            if answer.status != _SIGNED_OUT:
                raise TransportTrouble(Trouble.STRANGE)
        except (TransportTrouble, SignInNeeded, DeviceRevoked):
            _logger.info("signed out here only: the server could not be told")
        self._tokens = None
        await self._credentials.forget()

    async def asked(self, ask: Ask, *, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        """Ask as the signed-in device, with one renewal of the tokens; raise the typed exceptions of `ports`."""
        tokens = await self._introduced(await self.tokens())
        # A body is proven as it is sent.
        ask = packed(ask) if self._prover is not None else ask
        mendable = {_NOT_SIGNED_IN, _PROOF_NEEDED}
        while True:
            try:
                answer = await self._connection.asked(self._as_device(ask, tokens), bytes_max=bytes_max)
            except ProblemError as problem:
                tokens = await self._mended(problem, mendable, tokens)
                continue
            self._hear(answer)
            return answer

    async def asked_by_handle(self, ask: Ask) -> bytes:
        """Ask with a handle that the content holds, and give the body; raise `ProblemError` as it comes."""
        return (await self._connection.asked(ask, bytes_max=PULL_PAGE_BYTES_MAX)).body

    @asynccontextmanager
    async def listened(self, ask: Ask, media_type: str, *, silence_s_max: float) -> AsyncIterator[AsyncIterator[str]]:
        """Give the lines of an answer that has no end; the tokens are renewed first where they have ended."""
        tokens = await self.tokens()
        mendable = {_NOT_SIGNED_IN, _PROOF_NEEDED}
        while True:
            asked = self._as_device(ask, tokens)
            try:
                async with self._connection.listened(asked, media_type, silence_s_max=silence_s_max) as lines:
                    yield lines
                    return
            except ProblemError as problem:
                tokens = await self._mended(problem, mendable, tokens)

    async def renewed(self, used: Tokens) -> Tokens:
        """Give tokens newer than those that were used; several who ask at once share one renewal."""
        async with self._renewing:
            current = await self.tokens()
            if current.access_token != used.access_token:
                return current
            message = refresh_to_json(current, self._device_key)
            try:
                given = _tokens_in(await self._proven(Ask("POST", REFRESH, message)))
                return await self._kept(_renewal(current, given))
            except ProblemError as problem:
                raise_meaning(problem)

    async def _introduced(self, tokens: Tokens) -> Tokens:
        """Tell the server our key, once, where it knows none or another, or has not bound our tokens to it."""
        if not self._is_introduced and (tokens.device_key != self._device_key or not tokens.jkt):
            tokens = await self.renewed(tokens)
        self._is_introduced = True
        return tokens

    async def _proven(self, ask: Ask) -> Answer:
        """Ask for tokens, proven by the device's key where there is one."""
        if self._prover is None:
            return await self._connection.asked(ask)
        ask = packed(ask)
        try:
            answer = await self._connection.asked(self._prover.proven(ask))
        except ProblemError as problem:
            if problem.kind.code != _PROOF_NEEDED or not self._prover.hear(problem.members):
                raise
            answer = await self._connection.asked(self._prover.proven(ask))
        self._hear(answer)
        return answer

    async def _mended(self, problem: ProblemError, mendable: set[str], tokens: Tokens) -> Tokens:
        """Give the tokens to ask with once more; raise what the problem means where that is no use."""
        code = problem.kind.code
        if code not in mendable:
            raise_meaning(problem)
        mendable.discard(code)
        if code == _NOT_SIGNED_IN:
            return await self.renewed(tokens)
        if self._prover is None or not self._prover.hear(problem.members):
            raise_meaning(problem)
        return tokens

    def _hear(self, answer: Answer) -> None:
        if self._prover is not None:
            self._prover.hear(answer.headers)

    def _as_device(self, ask: Ask, tokens: Tokens) -> Ask:
        """Give a request with its token, and with a proof where the token is bound to our key."""
        is_bound = bool(tokens.jkt) and self._prover is not None
        scheme = "DPoP" if is_bound else "Bearer"
        ask = replace(ask, headers={**(ask.headers or {}), "Authorization": f"{scheme} {tokens.access_token}"})
        return self._prover.proven(ask, tokens.access_token) if self._prover is not None and is_bound else ask

    async def _kept(self, tokens: Tokens) -> Tokens:
        await self._credentials.save(tokens)
        self._tokens = tokens
        return tokens


def _renewal(current: Tokens, given: Tokens) -> Tokens:
    """Give the tokens of a renewal, but neither another key of orders nor a lease of before.

    Both are learnt with a password: who only answers a renewal can bring neither a key of his own nor time back.
    """
    if not current.order_key:
        return given
    given = replace(given, order_key=current.order_key)
    if current.lease and given.lease and not _is_later(current, given):
        return replace(given, lease=current.lease)
    return given


def _is_later(current: Tokens, given: Tokens) -> bool:
    try:
        offered = lease_of_text(given.order_key, given.lease)
        return offered.given_at >= lease_of_text(current.order_key, current.lease).given_at
    except WrongKey:
        return False


def _tokens_in(answer: Answer) -> Tokens:
    document = answer.document()
    try:
        return tokens_of_json(document)
    except ProblemError:
        raise TransportTrouble(Trouble.STRANGE) from None


def raise_meaning(problem: ProblemError) -> NoReturn:
    """Raise what a problem means to any caller; one about the very thing that was asked passes as it is."""
    code = problem.kind.code
    if code in _TROUBLES:
        raise TransportTrouble(_TROUBLES[code], int(problem.members.get("retry_after_ms", 0))) from None
    if code == "revoked":
        raise DeviceRevoked(str(problem.members.get("order", ""))) from None
    if code in _MEANINGS:
        raise _MEANINGS[code] from None
    if code == "number-gap":
        raise NumbersDiffer(_number(problem, "next_n")) from None
    if code == "number-reused":
        raise NumberTaken(_number(problem, "n")) from None
    if code == "not-valid":
        _logger.error("the server does not take our message: %s", [error.pointer for error in problem.errors])
    raise problem


def _number(problem: ProblemError, name: str) -> int:
    n = problem.members.get(name)
    if not isinstance(n, int) or n < 1:
        raise TransportTrouble(Trouble.STRANGE) from None
    return n
