"""A device's sign-in at its server: tokens that renew themselves, and what a problem of the server means to us.

The access token is short-lived; when the server no longer takes it, the refresh token buys the next pair, once. The
new pair is durable before the old one is forgotten, and the server honours the old one until the new one was used: a
kill at any point leaves a device that is still signed in.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import NoReturn

from sync.client.http_transport import ANSWER_BYTES_MAX, Answer, Ask, Connection
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
from sync.core.session import Trouble
from sync.protocol.addresses import REFRESH, SESSIONS
from sync.protocol.exchange_codec import refresh_to_json, sign_in_to_json, tokens_of_json
from sync.protocol.messages import PULL_PAGE_BYTES_MAX, SignIn, Tokens
from sync.protocol.orders import lease_of_text
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError

_logger = logging.getLogger(__name__)
_NOT_SIGNED_IN = "not-signed-in"
_SIGNED_OUT = 204
_TROUBLES = {
    "busy": Trouble.BUSY,
    "too-many-tries": Trouble.BUSY,
    "internal": Trouble.BUSY,
    "too-large": Trouble.TOO_LARGE,
    # What we send is JSON: something on the way damaged it, and the next try may pass.
    "not-json": Trouble.STRANGE,
    "unknown-tenant": Trouble.STRANGE,
    "wrong-method": Trouble.STRANGE,
}


_MEANINGS: dict[str, type[Exception]] = {
    _NOT_SIGNED_IN: SignInNeeded,
    "lease-ended": LeaseEnded,
    "schema-too-old": ClientTooOld,
    "epoch-differs": EpochDiffers,
}


class Account:
    """The signed-in side of a connection; one per device and server."""

    def __init__(self, connection: Connection, credentials: Credentials, device_key: str = "") -> None:
        """Take the way to the server; `device_key` is this device's public key."""
        self._connection = connection
        self._credentials = credentials
        self._device_key = device_key
        self._is_introduced = not device_key
        self._tokens: Tokens | None = None
        self._renewing = asyncio.Lock()

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
        message = replace(message, keeps_leases=message.keeps_leases or bool(self._device_key))
        answer = await self._connection.asked(Ask("POST", SESSIONS, sign_in_to_json(message)))
        return await self._kept(_tokens_in(answer))

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
        try:
            return await self._connection.asked(_as_device(ask, tokens), bytes_max=bytes_max)
        except ProblemError as problem:
            if problem.kind.code != _NOT_SIGNED_IN:
                raise_meaning(problem)
        tokens = await self.renewed(tokens)
        try:
            return await self._connection.asked(_as_device(ask, tokens), bytes_max=bytes_max)
        except ProblemError as problem:
            raise_meaning(problem)

    async def asked_by_handle(self, ask: Ask) -> bytes:
        """Ask with a handle that the content holds, and give the body; raise `ProblemError` as it comes."""
        return (await self._connection.asked(ask, bytes_max=PULL_PAGE_BYTES_MAX)).body

    @asynccontextmanager
    async def listened(self, ask: Ask, media_type: str, *, silence_s_max: float) -> AsyncIterator[AsyncIterator[str]]:
        """Give the lines of an answer that has no end; the tokens are renewed first where they have ended."""
        tokens = await self.tokens()
        for is_last in (False, True):
            try:
                listened = self._connection.listened(_as_device(ask, tokens), media_type, silence_s_max=silence_s_max)
                async with listened as lines:
                    yield lines
                    return
            except ProblemError as problem:
                if is_last or problem.kind.code != _NOT_SIGNED_IN:
                    raise_meaning(problem)
            tokens = await self.renewed(tokens)

    async def renewed(self, used: Tokens) -> Tokens:
        """Give tokens newer than those that were used; several who ask at once share one renewal."""
        async with self._renewing:
            current = await self.tokens()
            if current.access_token != used.access_token:
                return current
            message = refresh_to_json(current, self._device_key)
            try:
                given = _tokens_in(await self._connection.asked(Ask("POST", REFRESH, message)))
                return await self._kept(_renewal(current, given))
            except ProblemError as problem:
                raise_meaning(problem)

    async def _introduced(self, tokens: Tokens) -> Tokens:
        """Tell the server our public key, once, where it knows none or another."""
        if not self._is_introduced and tokens.device_key != self._device_key:
            tokens = await self.renewed(tokens)
        self._is_introduced = True
        return tokens

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


def _as_device(ask: Ask, tokens: Tokens) -> Ask:
    return replace(ask, headers={**(ask.headers or {}), "Authorization": f"Bearer {tokens.access_token}"})
