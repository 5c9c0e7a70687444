"""Whose bytes are taken, and to whom they are shown."""

from random import Random

import pytest

from sync.protocol.messages import CHUNK_BYTES
from sync.protocol.problems import ProblemError
from sync.server.rows_access import UploadRow
from sync.server.service import Caller
from sync.server.uploads import Standing
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand, chunks_of, sha256_of

PHOTO = Random(1).randbytes(2 * CHUNK_BYTES + 12_345)


def sent(server: ServerInHand, device: Device, content: bytes) -> Standing:
    """Send all of it and give the last standing."""
    standing = Standing(0, 0)
    for offset, chunk in chunks_of(content):
        standing = server.parts.uploads.append(device.caller, sha256_of(content), offset, chunk, len(content))
    return standing


def code_of(trouble: pytest.ExceptionInfo[ProblemError]) -> str:
    return trouble.value.kind.code


def appended(server: ServerInHand, caller: Caller, content: bytes, offset: int, chunk: bytes) -> str:
    """Give the problem that answers a chunk."""
    with pytest.raises(ProblemError) as trouble:
        server.parts.uploads.append(caller, sha256_of(content), offset, chunk, len(content))
    return code_of(trouble)


def visible(server: ServerInHand, device: Device, content: bytes) -> bool:
    try:
        path = server.parts.uploads.readable(device.caller, sha256_of(content))
    except ProblemError as problem:
        if problem.kind.code == "not-found":
            return False
        raise
    return path.read_bytes() == content


def test_bytes_that_nobody_announced_are_not_taken(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    assert appended(server, device.caller, PHOTO, 0, PHOTO[:10]) == "not-found"
    with pytest.raises(ProblemError) as trouble:
        server.parts.uploads.standing(device.caller, sha256_of(PHOTO))
    assert code_of(trouble) == "not-found"


def test_bytes_that_another_announced_are_not_taken(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    chef, _ = server.signed_in("chef")
    assert appended(server, chef.caller, PHOTO, 0, PHOTO[:10]) == "not-found"


@pytest.mark.parametrize("size_bytes", [0, 1, 10**9])
def test_size_other_than_announced_is_not_taken(server: ServerInHand, size_bytes: int) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    with pytest.raises(ProblemError) as trouble:
        server.parts.uploads.append(device.caller, sha256_of(PHOTO), 0, b"", size_bytes)
    assert code_of(trouble) == "not-valid"


def test_photo_is_shown_to_who_sees_its_row_and_to_nobody_else(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    sent(server, device, PHOTO)
    seeing = {name: visible(server, server.signed_in(name)[0], PHOTO) for name in ("chef", "bureau", "voisin", "elu")}
    assert seeing == {"chef": True, "bureau": True, "voisin": False, "elu": True}


def test_photo_is_hidden_again_when_its_report_moves_away(server: ServerInHand) -> None:
    device, _ = server.signed_in("bureau")
    attachment = server.announced(device, PHOTO)
    sent(server, device, PHOTO)
    terrain, _ = server.signed_in("terrain")
    assert visible(server, terrain, PHOTO)
    report = server.town.fields("attachment", attachment)["parent_id"]
    server.town.change("report", report, zone=server.town.ids["sud"])
    assert not visible(server, terrain, PHOTO)


def test_knowing_a_hash_is_no_way_to_its_bytes(server: ServerInHand) -> None:
    device, _ = server.signed_in("chef")
    server.announced(device, PHOTO)
    sent(server, device, PHOTO)
    thief, _ = server.signed_in("voisin")
    attachment = server.announced(thief, PHOTO)
    assert not visible(server, thief, PHOTO)
    assert "received_at" not in server.town.fields("attachment", attachment)
    assert sent(server, thief, PHOTO).is_whole
    assert visible(server, thief, PHOTO)


def test_parts_are_not_readable_as_photos(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    server.parts.uploads.append(device.caller, sha256_of(PHOTO), 0, PHOTO[:CHUNK_BYTES], len(PHOTO))
    assert not visible(server, device, PHOTO)
    with server.town.store.reading(server.town.tenant) as unit:
        (row,) = unit.every(UploadRow)
    assert row.completed_at == ""
