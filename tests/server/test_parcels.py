"""Parcels at the server: taken once, told clearly, and without a trace where they are not what they should be."""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sync.core.model import Op, VerdictCode
from sync.protocol.addresses import PARCELS
from sync.protocol.messages import PushRequest
from sync.protocol.parcel import Address, ParcelWriter
from sync.protocol.parcel_keys import seal_public, signer_public
from sync.protocol.problems import ProblemError
from sync.server.parcels import ParcelKeys, Taken
from sync.server.rows import DeviceState
from sync.server.staff import revoke_device
from tests.server.parcel_in_hand import MADE_AT, SIGNER, keyed, packed, work_of
from tests.server.server_in_hand import KEY, ServerInHand, bearer, sha256_of

SMALL, LARGE = b"\xff\xd8" + bytes(998), bytes(range(256)) * 5_000
TABLET = "terrain"


def take(server: ServerInHand, parcel: bytes) -> Taken:
    """Take a parcel in."""
    return server.parts.parcels.take(server.town.tenant, io.BytesIO(parcel))


def problem_with(server: ServerInHand, parcel: bytes) -> tuple[str, Mapping[str, Any]]:
    """Give the problem with a parcel; nothing may be stored of it."""
    before = kept(server)
    with pytest.raises(ProblemError) as problem:
        take(server, parcel)
    assert kept(server) == before
    return problem.value.kind.code, problem.value.members


def kept(server: ServerInHand) -> list[Any]:
    """Give all that the town holds of records and verdicts."""
    desk = server.town.device("chef")
    desk.pull()
    return sorted(desk.held)


def test_changes_and_photos_are_taken_and_told(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    taken = take(server, packed(server.town, tokens, work_of(server.town, device, SMALL, LARGE), SMALL, LARGE))
    report = taken.report
    assert (report.changes, report.changes_new) == (3, 3)
    assert (report.photos, report.photos_new, report.photos_refused) == (2, 2, 0)
    assert (taken.device, taken.device_name, taken.verdicts) == (tokens.device, "Tablette", {VerdictCode.ACCEPTED: 3})
    for picture in (SMALL, LARGE):
        assert server.parts.uploads.readable(device.caller, sha256_of(picture)).read_bytes() == picture


def test_photo_goes_on_where_the_device_itself_had_come_to(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    changes = work_of(server.town, device, LARGE)
    device.push(*changes)
    server.parts.uploads.append(device.caller, sha256_of(LARGE), 0, LARGE[:70_001], len(LARGE))
    report = take(server, packed(server.town, tokens, changes, LARGE)).report
    assert (report.changes_new, report.photos_new, report.photos_refused) == (0, 1, 0)
    assert server.parts.uploads.standing(device.caller, sha256_of(LARGE)).is_whole


def test_photo_that_nobody_announced_stops_no_other(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    report = take(server, packed(server.town, tokens, work_of(server.town, device, SMALL), LARGE, SMALL)).report
    assert (report.photos, report.photos_new, report.photos_refused) == (2, 1, 1)


def test_bytes_of_another_photo_are_not_taken_for_it(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    changes = work_of(server.town, device, SMALL)
    whole = packed(server.town, tokens, changes, SMALL)
    other = bytes(len(SMALL))
    wrong = packed(server.town, tokens, changes, (sha256_of(SMALL), other))
    assert take(server, wrong).report.photos_refused == 1
    assert take(server, whole).report.photos_new == 1


def test_parcel_to_another_server_or_town_is_told_from_a_damaged_one(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    changes = work_of(server.town, device)
    elsewhere = replace(tokens, parcel_key=seal_public(bytes([7]) * 32))
    assert problem_with(server, packed(server.town, elsewhere, changes))[0] == "parcel-not-for-us"
    foreign = replace(tokens, tenant=server.new_id())
    assert problem_with(server, packed(server.town, foreign, changes))[0] == "parcel-not-for-us"


def test_nothing_is_applied_of_what_cannot_be_read_to_its_end(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    file = io.BytesIO()
    address = Address(server.new_id(), tokens.tenant, tokens.device, MADE_AT, tokens.parcel_key)
    writer = ParcelWriter(file, address, SIGNER, bytes([2]) * 32)
    writer.changes(PushRequest(tokens.device, tokens.epoch, tuple(work_of(server.town, device))))
    writer.photo("no hash", 1)  # sealed and signed by the device itself, and still nothing that it may say
    writer.end()
    assert problem_with(server, file.getvalue())[0] == "parcel-damaged"
    assert device.push().next_n == 1, "the changes before it were not judged"


def test_two_towns_of_one_server_have_keys_of_their_own() -> None:
    keys = ParcelKeys(KEY)
    assert keys.public("a") != keys.public("b")
    assert keys.public("a") == ParcelKeys(KEY).public("a")


def test_device_that_is_not_known_or_has_no_key_is_refused(server: ServerInHand) -> None:
    _, tokens = keyed(server, TABLET)
    stranger = replace(tokens, device=server.new_id())
    assert problem_with(server, packed(server.town, stranger, []))[0] == "parcel-unknown-device"
    _, others = server.signed_in("voisin")
    keyed_as = replace(others, parcel_key=tokens.parcel_key)
    assert problem_with(server, packed(server.town, keyed_as, [], SMALL))[0] == "parcel-unknown-device"


def test_one_device_cannot_speak_for_another(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    other = server.parts.auth.sign_in(server.asked("voisin", device_key=signer_public(bytes([8]) * 32)), "192.0.2.8")
    assert problem_with(server, packed(server.town, replace(tokens, device=other.device), []))[0] == "parcel-damaged"
    mixed = packed(
        server.town, tokens, [replace(change, device=other.device) for change in work_of(server.town, device)]
    )
    assert problem_with(server, mixed)[0] == "parcel-damaged"


def test_missing_changes_are_told_as_such(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    device.last_n = 4
    told = problem_with(server, packed(server.town, tokens, work_of(server.town, device)))
    assert told == ("parcel-not-taken", {"why": "number-gap", "changes": 0, "next_n": 1})


def test_other_work_under_a_number_that_was_judged_is_told_as_such(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    twin = replace(device)
    device.push(*work_of(server.town, device))
    told = problem_with(server, packed(server.town, tokens, work_of(server.town, twin)))
    assert told == ("parcel-not-taken", {"why": "number-reused", "changes": 0, "n": 1})


def test_refused_change_is_a_verdict_and_stops_nothing(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    zone = device.make("zone", server.town.ids["nord"], Op.PATCH, {"name": ("À moi", "Nord")})
    taken = take(server, packed(server.town, tokens, [zone, *work_of(server.town, device)]))
    assert taken.verdicts == {VerdictCode.REJECTED: 1, VerdictCode.ACCEPTED: 1}


def answers(server: ServerInHand, *bodies: bytes, headers: Mapping[str, str]) -> list[tuple[int, Any]]:
    """Hand files in over HTTP."""

    async def ask() -> list[tuple[int, Any]]:
        async with server.client() as client:
            given = [await client.post(PARCELS, content=body, headers=headers) for body in bodies]
        return [(answer.status_code, answer.json()) for answer in given]

    return asyncio.run(ask())


def test_problems_cross_the_wire_as_documents_and_never_as_a_fault(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    good = packed(server.town, tokens, work_of(server.town, device, SMALL), SMALL)
    _, others = keyed(server, "voisin")
    bad = [b"", b"x", good[:40], good[:-1], good[:-70], good + b"x", good[:300] + b"\0" + good[301:]]
    told = answers(server, *bad, good, headers=bearer(others))
    assert [status for status, _ in told] == [422] * len(bad) + [200]
    assert {document["type"].rpartition(":")[2] for _, document in told[:-1]} == {"not-a-parcel", "parcel-damaged"}
    assert told[-1][1]["changes_new"] == 2
    assert list(server.parts.uploads.files.incoming().iterdir()) == [], "nothing lies about"


def test_a_parcels_trouble_is_not_its_bearers(server: ServerInHand) -> None:
    device, tokens = keyed(server, TABLET)
    good = packed(server.town, tokens, work_of(server.town, device))
    _, others = keyed(server, "voisin")
    with server.town.store.writing(server.town.tenant) as unit:
        revoke_device(unit, tokens.device, DeviceState.REVOKED)
    ((status, document),) = answers(server, good, headers=bearer(others))
    assert (status, document["why"]) == (409, "revoked")
    assert document["type"] == "urn:fieldapp:problem:parcel-not-taken", "else the bearer would think itself revoked"
    ((status, _),) = answers(server, good, headers={})
    assert status == 401
