"""The photo routes of the simulated server, and the account that the real photo queue asks through."""

import re

import httpx

from sync.client.http_transport import Answer, Ask
from sync.core.values import altered
from sync.protocol.addresses import HASH_HEADER, LENGTH_HEADER, OFFSET_HEADER, hash_header
from sync.server.uploads import Standing
from tests.simulation.device_node import DeviceNode
from tests.simulation.network import Network

FLIPPED_CHUNKS = 0.02
"""How often a chunk arrives with another bit: photos are not packed, so that only their hash can tell."""
_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


class SimulatedAccount:
    """What `PhotoQueue` asks: three verbs on the address of a photo."""

    def __init__(self, network: Network, node: DeviceNode) -> None:
        self._network = network
        self._node = node

    async def asked(self, ask: Ask, *, bytes_max: int = 0) -> Answer:
        """Ask as the signed-in device."""
        counts = self._network.server.counts
        counts[f"photo {ask.method}"] += 1
        kernel = self._network.kernel
        if ask.content and self._network.weather.likely and kernel.happens(FLIPPED_CHUNKS):
            counts["bit of a photo flipped"] += 1
            bit = kernel.chance.randrange(len(ask.content) * 8)
            ask = altered(ask, content=_flipped(ask.content, bit))
        return await self._network.exchange(self._node, f"photo {ask.method}", _Handled(self._network, self._node, ask))


class _Handled:
    """One request, as the server's routes answer it; called again when the network doubles it."""

    def __init__(self, network: Network, node: DeviceNode, ask: Ask) -> None:
        self._server = network.server
        self._caller = node.caller
        self._ask = ask

    def __call__(self) -> Answer:
        ask, sha256 = self._ask, self._ask.address.rpartition("/")[2]
        headers = ask.headers or {}
        match ask.method:
            case "HEAD":
                return _told(self._server.standing(self._caller, sha256), sha256, 200)
            case "PATCH":
                content = (ask.content or b"", int(headers[LENGTH_HEADER]))
                standing = self._server.append(self._caller, sha256, int(headers[OFFSET_HEADER]), content)
                return _told(standing, sha256, 204)
        whole = self._server.photo(self._caller, sha256)
        match = _RANGE.fullmatch(headers["Range"])
        assert match is not None, "the queue asks for one range"
        return _answer(206, {HASH_HEADER: hash_header(sha256)}, whole[int(match[1]) : int(match[2]) + 1])


def _flipped(content: bytes, bit: int) -> bytes:
    damaged = bytearray(content)
    damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def _told(standing: Standing, sha256: str, status: int) -> Answer:
    headers = {OFFSET_HEADER: str(standing.offset), LENGTH_HEADER: str(standing.size_bytes)}
    if standing.is_whole:
        headers[HASH_HEADER] = hash_header(sha256)
    return _answer(status, headers, b"")


def _answer(status: int, headers: dict[str, str], body: bytes) -> Answer:
    return Answer(status, httpx.Headers(headers), body)
