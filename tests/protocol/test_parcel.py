"""A parcel: what goes in comes out, to its server alone; whatever happened to the file is noticed."""

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.codec import change_of_json, change_to_json
from sync.protocol.exchange_codec import parcel_report_of_json, parcel_report_to_json
from sync.protocol.json_parts import read_json, write_json
from sync.protocol.messages import ParcelReport, PushRequest
from sync.protocol.parcel import MAGIC, Address, End, ParcelReader, ParcelWriter, Part, PhotoBegins, PhotoPart
from sync.protocol.parcel_keys import WrongKey, key_to, seal_public, signer_public
from sync.protocol.problems import ProblemError
from tests.protocol.messages_made_up import DEVICE, EXAMPLE_ID, counts, ids, instants, pushes

SIGNER, DRAWN, SERVER = (bytes([digit]) * 32 for digit in (1, 2, 3))
ADDRESS = Address(EXAMPLE_ID, EXAMPLE_ID, DEVICE, "2026-11-27T09:00:00.000Z", seal_public(SERVER))
PHOTO = PhotoBegins("ab" * 32, 5)
photos = st.lists(st.lists(st.binary(max_size=40).map(PhotoPart), max_size=3), max_size=3)


def packed(parts: list[Part], *, ends: bool = True) -> bytes:
    """Pack parts, as a device does."""
    file = io.BytesIO()
    writer = ParcelWriter(file, ADDRESS, SIGNER, DRAWN)
    for part in parts:
        match part:
            case PushRequest():
                writer.changes(part)
            case PhotoBegins():
                writer.photo(part.sha256, part.size_bytes)
            case PhotoPart():
                writer.part(part.content)
    if ends:
        writer.end()
    return file.getvalue()


def read(content: bytes, *, server: bytes = SERVER, signer: bytes = SIGNER) -> list[Part]:
    """Read a parcel as a server does; raises `ProblemError`."""
    reader = ParcelReader(io.BytesIO(content))
    reader.check(signer_public(signer))
    return list(reader.parts(server))


def code_of(content: bytes, **keys: bytes) -> str:
    """Give the problem with a parcel."""
    with pytest.raises(ProblemError) as problem:
        read(content, **keys)
    return problem.value.kind.code


SMALL = packed([PushRequest(DEVICE, "", ()), PHOTO, PhotoPart(b"12345")])


def as_read(request: PushRequest) -> PushRequest:
    """Give a push as it comes out of JSON."""
    changes = (change_of_json(read_json(write_json(change_to_json(change)))) for change in request.changes)
    return replace(request, changes=tuple(changes))


@given(st.lists(pushes(), max_size=3), photos)
def test_what_goes_in_comes_out(requests: list[PushRequest], pictures: list[list[PhotoPart]]) -> None:
    inside: list[Part] = [*requests]
    for picture in pictures:
        inside += [PHOTO, *picture]
    end = End(sum(len(request.changes) for request in requests), len(pictures))
    expected = [as_read(part) if isinstance(part, PushRequest) else part for part in inside]
    assert read(packed(inside)) == [*expected, end]


@settings(max_examples=300)
@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_no_byte_can_be_altered(place: int, difference: int) -> None:
    altered = bytearray(SMALL)
    altered[place] ^= difference
    assert code_of(bytes(altered)) in ("not-a-parcel", "parcel-damaged")


@given(st.integers(0, len(SMALL) - 1))
def test_no_end_can_be_cut_off(length: int) -> None:
    assert code_of(SMALL[:length]) in ("not-a-parcel", "parcel-damaged")


@given(st.binary(max_size=200), st.booleans())
def test_no_other_file_is_taken_for_one(content: bytes, begins_well: bool) -> None:
    assert code_of((MAGIC if begins_well else b"") + content) in ("not-a-parcel", "parcel-damaged")


def test_nothing_may_follow() -> None:
    assert code_of(SMALL + b"\0") == "parcel-damaged"


def test_another_device_did_not_sign_it() -> None:
    assert code_of(SMALL, signer=bytes(32)) == "parcel-damaged"


def test_another_server_cannot_open_it() -> None:
    reader = ParcelReader(io.BytesIO(SMALL))
    with pytest.raises(ProblemError) as problem:
        list(reader.parts(bytes([4]) * 32))
    assert problem.value.kind.code == "parcel-damaged"


def test_frames_cannot_change_places() -> None:
    # Two parts of one photo: their order is nothing that what they say would betray.
    content = packed([PHOTO, PhotoPart(b"123"), PhotoPart(b"45"), PhotoPart(b"45")])
    frames = list(frames_of(content))
    assert len(set(frames)) == len(frames), "what is sealed twice never looks the same"
    for one, other in pairwise(frames):
        swapped = content.replace(one + other, other + one)
        reader = ParcelReader(io.BytesIO(swapped))
        with pytest.raises(ProblemError):
            list(reader.parts(SERVER))


def frames_of(content: bytes) -> Iterator[bytes]:
    """Give the frames of a parcel with their lengths."""
    at = len(MAGIC) + 4 + int.from_bytes(content[len(MAGIC) : len(MAGIC) + 4], "big")
    while length := int.from_bytes(content[at : at + 4], "big"):
        yield content[at : at + 4 + length]
        at += 4 + length


def test_parcel_without_an_end_is_damaged_though_every_frame_is_right() -> None:
    reader = ParcelReader(io.BytesIO(packed([PHOTO], ends=False) + bytes(4)))
    with pytest.raises(ProblemError) as problem:
        list(reader.parts(SERVER))
    assert problem.value.kind.code == "parcel-damaged"


def test_length_beyond_all_limits_is_not_read() -> None:
    assert code_of(MAGIC + b"\xff\xff\xff\xff") == "parcel-damaged"
    head_ends = len(SMALL) - len(SMALL.split(b"}", 1)[1])
    assert code_of(SMALL[:head_ends] + b"\xff\xff\xff\xff") == "parcel-damaged"


def test_key_that_everybody_would_share_is_refused() -> None:
    with pytest.raises(WrongKey):
        key_to("00" * 32, DRAWN)


def test_two_parcels_of_the_same_work_share_no_frame() -> None:
    other = io.BytesIO()
    writer = ParcelWriter(other, ADDRESS, SIGNER, bytes([9]) * 32)
    writer.changes(PushRequest(DEVICE, "", ()))
    writer.end()
    assert next(frames_of(SMALL)) != next(frames_of(other.getvalue()))


@given(st.builds(ParcelReport, ids, instants, counts, counts, counts, counts, counts))
def test_report_comes_back(report: ParcelReport) -> None:
    assert parcel_report_of_json(read_json(write_json(parcel_report_to_json(report)))) == report
