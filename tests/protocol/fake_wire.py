"""A wire that a test scripts: what answers each request, and what was asked."""

import gzip
import json
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sync.client.account import Account
from sync.client.http_transport import Connection
from sync.protocol.messages import Tokens
from sync.protocol.problems import PROBLEM_MEDIA_TYPE, ProblemError

ORIGIN = "https://mairie.example"
DEVICE = "018f0000-0000-7000-8000-0000000000d1"
AGENT = "018f0000-0000-7000-8000-00000000a001"

Answering = Callable[[httpx.Request], httpx.Response]


@dataclass
class FakeWire(httpx.AsyncBaseTransport):
    """Answers each request by the next step of the script, the last step for ever after."""

    script: list[Answering | Exception]
    asked: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Note the request with its body, and answer it."""
        await request.aread()
        self.asked.append(request)
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(step, Exception):
            raise step
        return step(request)

    @property
    def addresses(self) -> list[str]:
        """Give method and path of what was asked."""
        return [f"{request.method} {request.url.path}" for request in self.asked]


class Parts(httpx.AsyncByteStream):
    """A body that comes in parts, and may break in the middle."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the parts; raise where one is a failure."""
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield part


def json_of(request: httpx.Request) -> Any:
    """Read the JSON that was sent, unpacked where it was packed."""
    body = request.content
    if request.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return json.loads(body)


def saying(
    document: Any, status: int = 200, media_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> Answering:
    """Answer with JSON."""
    return bytes_saying(json.dumps(document).encode(), status, media_type, headers)


def bytes_saying(
    content: bytes, status: int = 200, media_type: str = "text/html", headers: Mapping[str, str] | None = None
) -> Answering:
    """Answer with bytes, as they are."""
    told = {"Content-Type": media_type, **(headers or {})}
    return lambda request: httpx.Response(status, headers=told, stream=Parts(content), request=request)


def refusing(code: str, headers: Mapping[str, str] | None = None, **members: Any) -> Answering:
    """Answer with a problem; to HEAD without a body."""
    problem = ProblemError(code, **members)

    def answer(request: httpx.Request) -> httpx.Response:
        body = b"" if request.method == "HEAD" else json.dumps(problem.document()).encode()
        return bytes_saying(body, problem.kind.status, PROBLEM_MEDIA_TYPE, headers)(request)

    return answer


def token_pair(generation: int = 1) -> dict[str, str]:
    """Give the answer to a sign-in or a refresh."""
    return {
        "tenant": "t",
        "agent": AGENT,
        "device": DEVICE,
        "access_token": f"access-{generation}",
        "access_expires_at": "2026-11-23T15:00:00.000Z",
        "refresh_token": f"refresh-{generation}",
        "epoch": "e",
    }


class FakeCredentials:
    """Tokens kept in memory; notes in what order it was asked."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.tokens = tokens
        self.done: list[str] = []

    async def load(self) -> Tokens | None:
        """Give what is kept."""
        return self.tokens

    async def save(self, tokens: Tokens) -> None:
        """Keep."""
        self.done.append(f"save {tokens.refresh_token}")
        self.tokens = tokens

    async def forget(self) -> None:
        """Forget."""
        self.done.append("forget")
        self.tokens = None


def connection_over(wire: FakeWire) -> Connection:
    """Give a connection over a wire, without reading the machine's authorities."""
    return Connection(ORIGIN, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), wire)


def account_over(wire: FakeWire, credentials: FakeCredentials | None = None) -> Account:
    """Give an account over a wire, signed in with the first pair of tokens unless told otherwise."""
    return Account(connection_over(wire), credentials or FakeCredentials(Tokens(**token_pair())))
