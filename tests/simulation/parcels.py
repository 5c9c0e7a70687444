"""Sticks with files on them: a tablet packs what waits, the town hall takes it in, late, twice or torn.

The tablet never hears of it but by its own next push; that it then finds its work judged is what the oracle looks at.
"""

import io
from contextlib import suppress
from typing import TYPE_CHECKING

from sync.client.rows import EntryState
from sync.core.instants import instant_of_ms
from sync.protocol.messages import PushRequest
from sync.protocol.parcel import Address, ParcelWriter
from sync.protocol.parcel_keys import SEED_BYTES, signer_public
from sync.protocol.problems import ProblemError
from sync.server.parcels import ParcelKeys, Parcels, note_device_key
from tests.simulation.mortal import ServerDown
from tests.simulation.photo_node import sha256_of

if TYPE_CHECKING:
    from tests.simulation.device_node import DeviceNode
    from tests.simulation.storm import Storm

SIGNER, SECRET = bytes([1]) * SEED_BYTES, bytes([2]) * SEED_BYTES
KEYS = ParcelKeys(SECRET)
ON_THE_WAY_MS = 90_000
LIKELY_TORN = 0.1
PART_BYTES = 50


def carry_parcel(storm: "Storm") -> None:
    """Let a tablet export what waits; somebody brings the file to the town hall, now and then twice."""
    node = storm.some_node()
    if not node.has_unsent:
        return
    parcel = packed(storm, node)
    device = node.caller.device
    storm.counts["parcel packed"] += 1
    if storm.kernel.happens(LIKELY_TORN):
        parcel = parcel[: storm.kernel.chance.randrange(len(parcel))]
    for _ in range(storm.kernel.chance.choice((1, 1, 2))):
        storm.later(ON_THE_WAY_MS, lambda: take(storm, device, parcel))


def packed(storm: "Storm", node: "DeviceNode") -> bytes:
    """Pack what waits on a tablet, and all photos that it has not sent."""
    file, tenant = io.BytesIO(), node.caller.tenant
    made_at, drawn = instant_of_ms(storm.kernel.now_ms), storm.kernel.random_bytes(SEED_BYTES)
    address = Address(node.caller.device, tenant, node.caller.device, made_at, KEYS.public(tenant))
    writer = ParcelWriter(file, address, SIGNER, drawn)
    waiting = sorted(n for n, entry in node.tables.entries.items() if entry.state is EntryState.WAITING)
    changes = tuple(node.tables.entries[n].change for n in waiting)
    writer.changes(PushRequest(node.caller.device, node.tables.place.epoch, changes))
    for attachment in sorted(node.photos.mine - node.photos.received):
        for is_thumbnail in (True, False):
            content = node.photos.files[attachment, is_thumbnail]
            writer.photo(sha256_of(content), len(content))
            for start in range(0, len(content), PART_BYTES):
                writer.part(content[start : start + PART_BYTES])
    writer.end()
    return file.getvalue()


def take(storm: "Storm", device: str, parcel: bytes) -> None:
    """Take a file in, unless the server is down; it may die on the way, and the file comes again."""
    server = storm.server
    if not server.is_up:
        storm.later(ON_THE_WAY_MS, lambda: take(storm, device, parcel))
        return

    def taken() -> int:
        with server.store.writing(server.tenant) as unit:
            note_device_key(unit, device, signer_public(SIGNER), server.service.now())
        parcels = Parcels(server.service, server.uploads, KEYS)
        return parcels.take(server.tenant, io.BytesIO(parcel)).report.changes_new

    with suppress(ServerDown):
        try:
            fresh = server._alive(taken)
        except ProblemError as problem:
            why = problem.members.get("why", problem.kind.code)
            storm.counts[f"parcel refused: {why}"] += 1
        else:
            storm.counts["parcel taken" if fresh else "parcel taken late"] += 1
