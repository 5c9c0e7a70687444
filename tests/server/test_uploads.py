"""Photos: taken chunk by chunk from who announced them, shown to who sees them, proved by their hash."""

import errno
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sync.core.model import Op, VerdictCode
from sync.protocol.messages import CHUNK_BYTES
from sync.protocol.problems import ProblemError
from sync.server.blobs import BlobFiles
from sync.server.service import Caller
from sync.server.uploads import Brought, Standing
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


def test_photo_arrives_in_chunks_and_its_row_says_so(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    attachment = server.announced(device, PHOTO)
    standings = []
    for offset, chunk in chunks_of(PHOTO):
        standings.append(server.parts.uploads.append(device.caller, sha256_of(PHOTO), offset, chunk, len(PHOTO)))
    assert [one.is_whole for one in standings] == [False, False, True]
    assert server.town.fields("attachment", attachment)["received_at"]
    device.pull()
    assert device.held["attachment", attachment].rv == 2
    assert visible(server, device, PHOTO)


def test_row_says_received_only_after_the_last_byte(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    attachment = server.announced(device, PHOTO)
    for offset, chunk in chunks_of(PHOTO)[:-1]:
        server.parts.uploads.append(device.caller, sha256_of(PHOTO), offset, chunk, len(PHOTO))
    assert "received_at" not in server.town.fields("attachment", attachment)
    assert not visible(server, device, PHOTO)


def test_standing_tells_how_far_the_upload_has_come(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    uploads, sha256 = server.parts.uploads, sha256_of(PHOTO)
    assert uploads.standing(device.caller, sha256) == Standing(0, len(PHOTO))
    uploads.append(device.caller, sha256, 0, PHOTO[:CHUNK_BYTES], len(PHOTO))
    assert uploads.standing(device.caller, sha256) == Standing(CHUNK_BYTES, len(PHOTO))


def test_chunk_elsewhere_is_out_of_place(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    first = PHOTO[:CHUNK_BYTES]
    assert appended(server, device.caller, PHOTO, 1, first) == "chunk-out-of-place"
    server.parts.uploads.append(device.caller, sha256_of(PHOTO), 0, first, len(PHOTO))
    assert appended(server, device.caller, PHOTO, 0, first) == "chunk-out-of-place"


def test_chunk_beyond_the_announced_size_is_too_large(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO[:100])
    assert appended(server, device.caller, PHOTO[:100], 0, PHOTO[:101]) == "too-large"


def test_wrong_bytes_are_thrown_away_and_may_be_sent_again(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    attachment = server.announced(device, PHOTO[:100])
    damaged = b"x" + PHOTO[1:100]
    assert appended(server, device.caller, PHOTO[:100], 0, damaged) == "hash-differs"
    assert "received_at" not in server.town.fields("attachment", attachment)
    assert server.parts.uploads.standing(device.caller, sha256_of(PHOTO[:100])).offset == 0
    assert sent(server, device, PHOTO[:100]).is_whole
    assert visible(server, device, PHOTO[:100])


def test_thumbnail_is_an_upload_of_its_own(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    small = PHOTO[:3_000]
    told: dict[str, Any] = {"thumbnail_sha256": sha256_of(small), "thumbnail_bytes": len(small)}
    attachment = server.announced(device, PHOTO, **told)
    assert sent(server, device, small).is_whole
    assert "received_at" not in server.town.fields("attachment", attachment)
    bureau, _ = server.signed_in("bureau")
    assert visible(server, bureau, small)
    assert not visible(server, bureau, PHOTO)


def test_same_photo_on_a_second_report_is_received_without_its_bytes(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    sent(server, device, PHOTO)
    again = server.announced(device, PHOTO)
    assert "received_at" not in server.town.fields("attachment", again)
    assert server.parts.uploads.standing(device.caller, sha256_of(PHOTO)).is_whole
    assert server.town.fields("attachment", again)["received_at"]


def test_kill_between_the_last_byte_and_the_row_is_mended_by_the_next_question(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    attachment = server.announced(device, PHOTO[:100])
    sha256, files = sha256_of(PHOTO[:100]), server.parts.uploads.files
    server.parts.uploads.append(device.caller, sha256, 0, PHOTO[:50], 100)
    files.append(files.part(device.caller.tenant, device.caller.agent, sha256), 50, PHOTO[50:100])
    files.finish(device.caller.tenant, device.caller.agent, sha256)
    assert server.parts.uploads.standing(device.caller, sha256).is_whole
    assert server.town.fields("attachment", attachment)["received_at"]
    assert not files.part(device.caller.tenant, device.caller.agent, sha256).exists()


def test_upload_of_a_removed_attachment_ends_quietly(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    attachment = server.announced(device, PHOTO[:100])
    device.pull()
    assert device.remove("attachment", attachment).code is VerdictCode.ACCEPTED
    assert sent(server, device, PHOTO[:100]).is_whole
    assert server.town.row("attachment", attachment).removed


class FullDisk(BlobFiles):
    """A photo store that has room for ten bytes of a chunk."""

    def append(self, part: Path, offset: int, chunk: bytes) -> int:
        super().append(part, offset, chunk[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_disk_without_room_asks_for_patience_and_goes_on_where_it_stopped(server: ServerInHand, tmp_path: Path) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO[:100])
    room = server.parts.uploads.files
    server.parts.uploads.files = FullDisk(tmp_path / "photos")
    assert appended(server, device.caller, PHOTO[:100], 0, PHOTO[:100]) == "busy"
    server.parts.uploads.files = room
    assert server.parts.uploads.standing(device.caller, sha256_of(PHOTO[:100])).offset == 10
    server.parts.uploads.append(device.caller, sha256_of(PHOTO[:100]), 10, PHOTO[10:100], 100)
    assert visible(server, device, PHOTO[:100])


def test_two_tablets_of_an_agent_may_send_the_same_photo(server: ServerInHand) -> None:
    one, _ = server.signed_in("terrain")
    server.announced(one, PHOTO)
    other, _ = server.signed_in("terrain")
    server.parts.uploads.append(one.caller, sha256_of(PHOTO), 0, PHOTO[:CHUNK_BYTES], len(PHOTO))
    assert appended(server, other.caller, PHOTO, 0, PHOTO[:CHUNK_BYTES]) == "chunk-out-of-place"
    for offset, chunk in chunks_of(PHOTO)[1:]:
        server.parts.uploads.append(other.caller, sha256_of(PHOTO), offset, chunk, len(PHOTO))
    assert server.parts.uploads.standing(one.caller, sha256_of(PHOTO)).is_whole


def test_server_brings_its_own_photos(server: ServerInHand) -> None:
    town = server.town
    report, photo = server.new_id(), server.new_id()
    town.write("report", report, **town.report_fields())
    fields = town.photo_fields(report, sha256=sha256_of(PHOTO), size_bytes=len(PHOTO))
    town.write("attachment", photo, Op.CREATE, **fields)
    at = "2026-11-20T10:00:00.000Z"
    server.parts.uploads.put_as_system(town.tenant, [Brought(photo, town.ids["terrain"], PHOTO, False, at)])
    assert town.fields("attachment", photo)["received_at"] == at
    assert visible(server, server.signed_in("bureau")[0], PHOTO)


def test_whole_file_keeps_its_bytes_when_the_part_is_taken_away(server: ServerInHand) -> None:
    device, _ = server.signed_in("terrain")
    server.announced(device, PHOTO)
    sent(server, device, PHOTO)
    whole = server.parts.uploads.files.whole(device.caller.tenant, sha256_of(PHOTO))
    assert whole.stat().st_nlink == 1


def test_file_that_a_restore_lost_is_sent_again(server: ServerInHand) -> None:
    """The database says that all bytes came; the folder of the photos is older, or was not brought back."""
    device, _ = server.signed_in("terrain")
    attachment = server.announced(device, PHOTO)
    sent(server, device, PHOTO)
    sha256 = sha256_of(PHOTO)
    received = server.town.fields("attachment", attachment)["received_at"]
    server.parts.uploads.files.whole(server.town.tenant, sha256).unlink()
    assert server.parts.uploads.standing(device.caller, sha256) == Standing(0, len(PHOTO))
    assert sent(server, device, PHOTO).is_whole
    assert visible(server, device, PHOTO)
    assert server.town.fields("attachment", attachment)["received_at"] == received
