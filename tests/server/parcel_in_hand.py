"""A device that packs a parcel by hand, without a replica."""

import io
from collections.abc import Sequence
from typing import Any

from sync.core.model import Change, Op
from sync.protocol.messages import CHUNK_BYTES, PushRequest, Tokens
from sync.protocol.parcel import Address, ParcelWriter
from sync.protocol.parcel_keys import signer_public
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ADDRESS, ServerInHand, sha256_of
from tests.server.town_in_hand import Town

SIGNER = bytes([1]) * 32
Named = tuple[str, bytes]
MADE_AT = "2026-11-23T09:00:00.000Z"


def keyed(server: ServerInHand, name: str) -> tuple[Device, Tokens]:
    """Sign one of the people in on a device that has a signing key."""
    tokens = server.parts.auth.sign_in(server.asked(name, device_key=signer_public(SIGNER)), ADDRESS)
    caller = server.parts.auth.check(server.parts.auth.read(tokens.access_token))
    return Device(server.parts.service, server.town.world, caller), tokens


def work_of(town: Town, device: Device, *pictures: bytes) -> list[Change]:
    """Make a report with pictures, as one gesture that is not pushed."""
    report, gesture = town.world.new_id(), town.world.new_id()
    changes = [device.make("report", report, Op.CREATE, town.report_fields(), txn=gesture)]
    for picture in pictures:
        told: dict[str, Any] = {"sha256": sha256_of(picture), "size_bytes": len(picture)}
        fields = town.photo_fields(report, **told)
        changes.append(device.make("attachment", town.world.new_id(), Op.CREATE, fields, txn=gesture))
    return changes


def packed(town: Town, tokens: Tokens, changes: Sequence[Change], *pictures: bytes | Named) -> bytes:
    """Pack changes and pictures; one in a pair goes under the address beside it."""
    file = io.BytesIO()
    address = Address(town.world.new_id(), tokens.tenant, tokens.device, MADE_AT, tokens.parcel_key)
    writer = ParcelWriter(file, address, SIGNER, bytes([2]) * 32)
    if changes:
        writer.changes(PushRequest(tokens.device, tokens.epoch, tuple(changes)))
    for name, picture in ((one if isinstance(one, tuple) else (sha256_of(one), one)) for one in pictures):
        writer.photo(name, len(picture))
        for start in range(0, len(picture), CHUNK_BYTES):
            writer.part(picture[start : start + CHUNK_BYTES])
    writer.end()
    return file.getvalue()
