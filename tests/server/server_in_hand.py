"""A whole server in this process: parts over a small town, cheap passwords, a clock that the test moves."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from sync.core.ids import uuid7
from sync.core.model import Op, VerdictCode
from sync.protocol.addresses import CHUNK_MEDIA_TYPE, LENGTH_HEADER, OFFSET_HEADER, photo_address
from sync.protocol.messages import CHUNK_BYTES, SignIn, Tokens
from sync.server.accounts import Passwords, add_account
from sync.server.app import create_app
from sync.server.blobs import BlobFiles
from sync.server.map.published import PublishedMaps
from sync.server.parts import Parts, World, build_parts
from sync.server.service import Committed
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import PEOPLE, Town

KEY = bytes(range(32))
PASSWORD = "un-mot-de-passe-assez-long"
PASSWORDS = Passwords(memory_kib=8, time_cost=1)
ADDRESS = "192.0.2.7"


class Clock:
    """Time as a test sets it, in Unix milliseconds."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def __call__(self) -> int:
        return self._town.world.now

    def advance(self, milliseconds: int) -> None:
        self._town.world.now += milliseconds


class ServerInHand:
    """The parts of one server, with an account for each of the people."""

    def __init__(self, town: Town, folder: Path, after_commit: Callable[[Committed], None] | None = None) -> None:
        self.town = town
        self.clock = Clock(town)
        world = World(self.clock, town.world.random.randbytes, KEY, PASSWORDS, after_commit or (lambda told: None))
        self.parts: Parts = build_parts(town.store, BlobFiles(folder), PublishedMaps(folder / "maps"), world)
        town.service = self.parts.service
        password_hash = PASSWORDS.hash(PASSWORD)
        with town.store.writing(town.tenant) as unit:
            for name in PEOPLE:
                add_account(unit, f"{name}@ville.example", town.ids[name], password_hash, self.parts.service.now())

    def asked(self, name: str, device: str | None = None, **others: Any) -> SignIn:
        """Give the sign-in of one of the people."""
        told = {"account": f"{name}@ville.example", "password": PASSWORD, "device_name": "Tablette"}
        return SignIn(**{**told, "device": device or self.new_id(), **others})

    def new_id(self) -> str:
        """Make an id."""
        return uuid7(self.clock(), self.town.world.random.randbytes(10))

    def signed_in(self, name: str) -> tuple[Device, Tokens]:
        """Sign one of the people in; give the device and its tokens."""
        tokens = self.parts.auth.sign_in(self.asked(name), ADDRESS)
        caller = self.parts.auth.check(self.parts.auth.read(tokens.access_token))
        return Device(self.parts.service, self.town.world, caller), tokens

    def announced(self, device: Device, content: bytes, **fields: Any) -> str:
        """Announce a photo on a new report of the device's agent; give the attachment's id."""
        name = next(name for name, agent in self.town.ids.items() if agent == device.caller.agent)
        report = device.create("report", self.town.report_fields(name))
        told = {"sha256": sha256_of(content), "size_bytes": len(content)} | fields
        attachment = self.new_id()
        change = device.make("attachment", attachment, Op.CREATE, self.town.photo_fields(report, name, **told))
        assert device.judged(change).code is VerdictCode.ACCEPTED
        return attachment

    def client(self) -> httpx.AsyncClient:
        """Give a client that asks the app without a network."""
        transport = httpx.ASGITransport(create_app(self.parts), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://server.test")


def bearer(tokens: Tokens) -> dict[str, str]:
    """Give the header of a signed-in device."""
    return {"Authorization": f"Bearer {tokens.access_token}"}


def sha256_of(content: bytes) -> str:
    """Give the address of bytes."""
    return hashlib.sha256(content).hexdigest()


def chunks_of(content: bytes) -> list[tuple[int, bytes]]:
    """Cut bytes as a device does: offset and chunk."""
    return [(start, content[start : start + CHUNK_BYTES]) for start in range(0, len(content), CHUNK_BYTES)]


def chunk_request(content: bytes, offset: int, chunk: bytes, tokens: Tokens) -> dict[str, Any]:
    """Give the arguments of the request that sends a chunk."""
    headers = {OFFSET_HEADER: str(offset), LENGTH_HEADER: str(len(content)), "Content-Type": CHUNK_MEDIA_TYPE}
    return {
        "method": "PATCH",
        "url": photo_address(sha256_of(content)),
        "content": chunk,
        "headers": {**headers, **bearer(tokens)},
    }
