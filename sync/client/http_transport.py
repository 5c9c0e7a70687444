"""The client's one door to the network: one origin, one client, limits on everything, typed failures.

    asked      one answer, read whole                  TransportTrouble: nothing is known of its outcome
    listened   the lines of an answer without end      ProblemError: the server's own word on it

Only the configured origin is ever spoken to: no redirect is followed, no proxy or password of the environment is
used, and plain HTTP is for the loopback only. An answer counts as the server's when it is of the protocol's types; a
hotel's login page, whatever its status, is `Trouble.STRANGE`.
"""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from sync.client.pinning import is_about_pins
from sync.client.ports import ServerKeyDiffers, TransportTrouble
from sync.core.errors import FieldError
from sync.core.session import Trouble
from sync.protocol.addresses import JSON_MEDIA_TYPE
from sync.protocol.json_parts import read_json, write_json
from sync.protocol.problems import CATALOGUE, PROBLEM_MEDIA_TYPE, ProblemError, problem_code
from sync.protocol.proofs import NONCE_HEADER

CONNECT_S_MAX = 10.0
SILENCE_S_MAX = 30.0
"""A connection on which nothing moves for so long is dead."""
EXCHANGE_S_MAX = 180.0
"""The whole of an exchange: 512 KiB at 50 kbit/s take 84 s."""
ANSWER_BYTES_MAX = 4 * 1024 * 1024
GZIP_FROM_BYTES = 256
GZIP_LEVEL = 6
RETRY_AFTER_S_MAX = 3_600
CONNECTIONS_MAX = 4
_CODES_WITHOUT_BODY = {401: "not-signed-in", 403: "forbidden", 404: "not-found", 429: "busy", 503: "busy"}
"""The answer to HEAD has no body that could say more than its status and its challenge."""
_CHALLENGES = {"use_dpop_nonce": "proof-needed", "invalid_dpop_proof": "not-proven"}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer of our server."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """Give the body's media type without its parameters."""
        return _media_type(self.headers)

    def document(self) -> dict[str, Any]:
        """Read the body as a JSON object; anything else is not our server's."""
        if self.media_type != JSON_MEDIA_TYPE:
            raise TransportTrouble(Trouble.STRANGE)
        try:
            return read_json(self.body)
        except ProblemError:
            raise TransportTrouble(Trouble.STRANGE) from None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: JSON, or bytes with their own media type, or nothing."""

    method: str
    address: str
    message: Mapping[str, Any] | bytes | None = field(default=None, repr=False)
    """What is sent as JSON; bytes are JSON already."""
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(slots=True)
class Traffic:
    """Bytes of content that went over the line; headers are not counted."""

    sent_bytes: int = 0
    received_bytes: int = 0

    def take(self) -> "Traffic":
        """Give what was counted since the last time, and begin anew."""
        taken = Traffic(self.sent_bytes, self.received_bytes)
        self.sent_bytes = self.received_bytes = 0
        return taken


def tls_context(extra_authority_pem: str | None = None) -> ssl.SSLContext:
    """Give the context that trusts the system's authorities and, where a town has its own, that one too."""
    context = ssl.create_default_context()
    if extra_authority_pem is not None:
        context.load_verify_locations(cadata=extra_authority_pem)
    return context


class Connection:
    """The connection to one origin; close it when the app ends."""

    def __init__(
        self, origin: str, tls: ssl.SSLContext | None = None, wire: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Speak to `https://host[:port]` only. `wire` replaces sockets: a test gives an app or a failing line."""
        self.origin = checked_origin(origin)
        self.traffic = Traffic()
        self._http = httpx.AsyncClient(
            base_url=self.origin,
            verify=tls or _context_of(self.origin),
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=CONNECTIONS_MAX),
            transport=wire,
        )
        for says_nothing in ("Accept", "Accept-Encoding", "Connection", "User-Agent"):
            del self._http.headers[says_nothing]

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def asked(self, ask: Ask, *, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        """Ask, and read the answer whole; raise `ProblemError` or `TransportTrouble`."""
        async with self._exchanged(ask, EXCHANGE_S_MAX) as response:
            body = b"".join([part async for part in _decoded(response, bytes_max)])
            return Answer(response.status_code, response.headers, body)

    @asynccontextmanager
    async def listened(self, ask: Ask, media_type: str, *, silence_s_max: float) -> AsyncIterator[AsyncIterator[str]]:
        """Ask, and give the lines of an answer that has no end; raise as `asked`, also in the middle."""
        async with self._exchanged(ask, None, silence_s_max) as response:
            if _media_type(response.headers) != media_type:
                raise TransportTrouble(Trouble.STRANGE)
            yield response.aiter_lines()

    @asynccontextmanager
    async def _exchanged(
        self, ask: Ask, within_s: float | None, silence_s_max: float = SILENCE_S_MAX
    ) -> AsyncIterator[httpx.Response]:
        """Send, and give an answer of ours that says yes; each failure of the wire becomes `TransportTrouble`."""
        content, headers = _body_of(ask)
        limits = httpx.Timeout(silence_s_max, connect=CONNECT_S_MAX)
        try:
            async with asyncio.timeout(within_s):
                stream = self._http.stream(ask.method, ask.address, content=content, headers=headers, timeout=limits)
                async with stream as response:
                    self.traffic.sent_bytes += len(content or b"")
                    try:
                        if not response.is_success:
                            await _raise_refusal(response)
                        yield response
                    finally:
                        self.traffic.received_bytes += response.num_bytes_downloaded
        except (httpx.HTTPError, httpx.StreamError, TimeoutError, zlib.error) as failure:
            raised = ServerKeyDiffers if is_about_pins(failure) else TransportTrouble
            raise raised(_trouble_of(failure)) from None


def checked_origin(origin: str) -> str:
    """Give the origin without its end slash; raise `ValueError` unless HTTPS, or HTTP on the loopback."""
    parts = urlsplit(origin)
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and parts.username is None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not (parts.hostname and is_bare and is_safe):
        raise ValueError("a server is https://host or https://host:port (http:// on this machine only)")
    return origin.rstrip("/")


def _context_of(origin: str) -> ssl.SSLContext:
    # On the loopback there is nobody to verify, and reading all authorities costs the first screen 0.1 s.
    return tls_context() if origin.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _body_of(ask: Ask) -> tuple[bytes | None, dict[str, str]]:
    headers = dict(ask.headers or {})
    if ask.message is None:
        return ask.content, headers
    headers.setdefault("Accept-Encoding", "gzip")
    body = ask.message if isinstance(ask.message, bytes) else write_json(ask.message)
    headers["Content-Type"] = JSON_MEDIA_TYPE
    if len(body) >= GZIP_FROM_BYTES:
        body = gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return body, headers


def packed(ask: Ask) -> Ask:
    """Give the same request with its body as it is sent: made on any thread, the packing lets others run."""
    content, headers = _body_of(ask)
    return Ask(ask.method, ask.address, content=content, headers=headers)


async def _decoded(response: httpx.Response, bytes_max: int) -> AsyncIterator[bytes]:
    """Give the body unpacked, never more than the limit: a small answer must not fill all our memory."""
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding not in ("gzip", "identity"):
        raise TransportTrouble(Trouble.STRANGE)
    unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    left = bytes_max
    async for raw in response.aiter_raw():
        part = unpacker.decompress(raw, left + 1) if unpacker else raw
        left -= len(part)
        if left < 0:
            raise TransportTrouble(Trouble.STRANGE)
        yield part
    if unpacker is not None and not unpacker.eof:
        # Cut short: what came so far is not the answer.
        raise TransportTrouble(Trouble.UNREACHABLE)


async def _raise_refusal(response: httpx.Response) -> None:
    document: object = None
    is_ours = _media_type(response.headers) == PROBLEM_MEDIA_TYPE
    if is_ours and response.request.method == "HEAD" and response.status_code in _CODES_WITHOUT_BODY:
        raise ProblemError(_code_without_body(response), **_told_by_headers(response))
    if is_ours:
        body = b"".join([part async for part in _decoded(response, ANSWER_BYTES_MAX)])
        try:
            document = read_json(body)
        except ProblemError:
            document = None
    code = problem_code(document)
    if isinstance(document, dict) and code is not None and code in CATALOGUE:
        raise ProblemError(
            code,
            errors=tuple(_errors_of(document)),
            **{name: document[name] for name in ("n", "next_n", "order", "methods") if name in document},
            **_told_by_headers(response),
        )
    if response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        # A proxy before the server has a limit of its own: smaller parts may pass.
        raise TransportTrouble(Trouble.TOO_LARGE)
    raise TransportTrouble(Trouble.STRANGE, _retry_after_ms(response))


def _code_without_body(response: httpx.Response) -> str:
    challenge = response.headers.get("WWW-Authenticate", "")
    told = (code for error, code in _CHALLENGES.items() if error in challenge)
    return next(told, _CODES_WITHOUT_BODY[response.status_code])


def _told_by_headers(response: httpx.Response) -> dict[str, Any]:
    nonce = response.headers.get(NONCE_HEADER, "")
    return {"retry_after_ms": _retry_after_ms(response)} | ({NONCE_HEADER: nonce} if nonce else {})


def _errors_of(document: Mapping[str, Any]) -> Iterator[FieldError]:
    errors = document.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            yield FieldError(str(error.get("pointer")), str(error.get("code")))


def _retry_after_ms(response: httpx.Response) -> int:
    text = response.headers.get("Retry-After", "")
    return min(int(text), RETRY_AFTER_S_MAX) * 1_000 if text.isascii() and text.isdigit() else 0


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _trouble_of(failure: Exception) -> Trouble:
    if isinstance(failure, httpx.ConnectTimeout):
        return Trouble.UNREACHABLE
    if isinstance(failure, (httpx.TimeoutException, TimeoutError)):
        return Trouble.TIMED_OUT
    if isinstance(failure, (httpx.DecodingError, zlib.error)) or _is_about_tls(failure):
        # A wrong certificate is a stranger between us and the server: a hotel's portal, or worse.
        return Trouble.STRANGE
    return Trouble.UNREACHABLE


def _is_about_tls(failure: BaseException) -> bool:
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
