"""A program to be killed: it fetches a map pack from the real server's app and says how many bytes are here.

python -m tests.fieldapp.shell.pack_program PACK FOLDER [to-be-killed]      # waits for it in the last part
"""

import asyncio
import sys
import time
from pathlib import Path

from fieldapp.vault.map_packs import MapPacks
from sync.client import map_packs
from sync.client.http_transport import Answer, Ask
from sync.server.memory_store import MemoryServerStore
from tests.server.server_in_hand import ServerInHand, bearer
from tests.server.town_in_hand import Town

PART_BYTES = 16 * 1024
HERE = "here"
"""What a line of this program begins with: the server speaks on the same line."""
NOW = "2026-11-27T09:00:00.000Z"


class SignedIn:
    """A signed-in device that asks the server's app."""

    def __init__(self, server: ServerInHand) -> None:
        """Sign in."""
        self._server = server
        _, self._tokens = server.signed_in("terrain")

    async def asked(self, ask: Ask, *, bytes_max: int = 0) -> Answer:
        """Ask, and read the answer whole."""
        async with self._server.client() as client:
            headers = {**bearer(self._tokens), **(ask.headers or {})}
            answer = await client.request(ask.method, ask.address, headers=headers)
            return Answer(answer.status_code, answer.headers, answer.content)


async def main(pack: Path, folder: Path, *, to_be_killed: bool) -> None:
    """Fetch the pack, going on where the file here ends."""
    setattr(map_packs, "CHUNK_BYTES", PART_BYTES)  # noqa: B010  # a small pack in many parts
    server = ServerInHand(Town(MemoryServerStore()), folder / "server")
    offer = server.parts.maps.publish(server.town.tenant, pack, NOW)
    packs = MapPacks(folder / "maps")
    packs.begin(offer)

    def told(done: int) -> None:
        print(HERE, done, flush=True)
        while to_be_killed and done > offer.size_bytes - PART_BYTES:
            time.sleep(1)

    how = await map_packs.fetch(SignedIn(server), packs, offer, lambda: True, told)
    print(HERE, how.value, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), to_be_killed=len(sys.argv) > 3))
