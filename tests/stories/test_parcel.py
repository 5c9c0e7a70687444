"""Sneakernet: a tablet without network exports its work to a file, and the town hall takes it in, once."""

from dataclasses import asdict, replace
from typing import cast

import pytest

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.parcels import NotIntroduced, exported
from fieldapp.replica.receipts import receipt_of
from fieldapp.reports.actions import add_comment
from fieldapp.ui.widgets.pill import ToSend, UpToDate
from sync.client.http_transport import Ask
from sync.protocol.addresses import PARCELS, REFRESH
from sync.protocol.messages import Tokens
from sync.protocol.problems import ProblemError
from sync.server.rows import DeviceState
from tests.stories.device import Device
from tests.stories.parcels import exported_by, taken_by
from tests.stories.people import PASSPHRASE
from tests.stories.story import Stage, story
from tests.stories.test_report_from_the_street import pictures, report_hole


async def with_a_report(stage: Stage) -> tuple[Device, str]:
    """Give a tablet without network that has reported a hole with two photos."""
    tablet = await stage.device("karim")
    return tablet, await report_hole(tablet, pictures())


async def everything_is_there_once(stage: Stage, tablet: Device) -> None:
    """Check that the report and its photos are at the town hall once, and that all agree."""
    assert len(stage.hall.records("report")) == 1
    assert [row.n for row in stage.hall.judged(tablet.id)] == [1, 2, 3]
    assert all(stage.hall.has_photo(photo.sha256) for photo in pictures())
    assert all(fields.get("received_at") for fields in stage.hall.records("attachment"))


@story
async def test_exported_work_is_at_the_town_hall_once_and_the_tablet_learns_its_verdicts(stage: Stage) -> None:
    tablet, report = await with_a_report(stage)
    parcel, packed = await exported_by(tablet)
    assert (packed.changes, packed.photos, packed.missing) == (3, 4, 0)
    assert await tablet.pill() == ToSend(3), "a file on a stick is nothing that the town hall has"
    taken = taken_by(stage.hall, parcel).report
    assert (taken.changes, taken.changes_new, taken.photos, taken.photos_new) == (3, 3, 4, 4)
    await everything_is_there_once(stage, tablet)
    assert await tablet.pill() == ToSend(3), "nor does it know that it arrived"
    note = await tablet.read(exported)
    assert note is not None
    assert (note.at, note.changes) == (packed.made_at, 3)
    await tablet.online()
    assert isinstance(await tablet.pill(), UpToDate)
    assert await tablet.read(exported) is None
    assert (await tablet.read(receipt_of, "report", report)).received_at is not None
    await everything_is_there_once(stage, tablet)
    assert not [line for line in tablet.wire.carried if line.startswith("PATCH")], "no byte goes twice"


@story
async def test_parcel_taken_twice_changes_nothing_the_second_time(stage: Stage) -> None:
    tablet, _ = await with_a_report(stage)
    parcel, _ = await exported_by(tablet)
    taken_by(stage.hall, parcel)
    before = stage.hall.digests(), stage.hall.judged(tablet.id)
    again = taken_by(stage.hall, parcel).report
    assert (again.changes, again.changes_new, again.photos, again.photos_new, again.photos_refused) == (3, 0, 4, 0, 0)
    assert (stage.hall.digests(), stage.hall.judged(tablet.id)) == before


@story
async def test_parcel_that_comes_after_the_tablet_itself_changes_nothing(stage: Stage) -> None:
    tablet, report = await with_a_report(stage)
    parcel, _ = await exported_by(tablet)
    await tablet.write(add_comment, report, "Balisé en attendant.")
    await tablet.online()
    before = stage.hall.digests()
    assert taken_by(stage.hall, parcel).report.changes_new == 0
    assert stage.hall.digests() == before


@story
async def test_later_parcel_may_come_before_the_earlier_one(stage: Stage) -> None:
    tablet, report = await with_a_report(stage)
    first, _ = await exported_by(tablet)
    await tablet.write(add_comment, report, "Balisé en attendant.")
    second, _ = await exported_by(tablet)
    assert taken_by(stage.hall, second).report.changes_new == 4
    assert taken_by(stage.hall, first).report.changes_new == 0
    await tablet.online()
    assert isinstance(await tablet.pill(), UpToDate)


@story
async def test_work_after_the_export_waits_by_itself(stage: Stage) -> None:
    tablet, report = await with_a_report(stage)
    taken_by(stage.hall, (await exported_by(tablet))[0])
    await tablet.write(add_comment, report, "Balisé en attendant.")
    await tablet.online()
    (fields,) = stage.hall.records("report")
    assert [comment["text"] for comment in fields["comments"]] == ["Balisé en attendant."]


@story
async def test_another_tablet_with_network_hands_the_file_in(stage: Stage) -> None:
    tablet, _ = await with_a_report(stage)
    bearer = await stage.device("lea", online=True)
    parcel, _ = await exported_by(tablet)
    answer = await bearer.line.account.asked(Ask("POST", PARCELS, content=parcel))
    assert answer.status == 200
    assert answer.document()["changes_new"] == 3
    await everything_is_there_once(stage, tablet)


@pytest.mark.parametrize("state", [DeviceState.SENDING, DeviceState.REVOKED])
def test_parcel_of_a_revoked_tablet_goes_where_its_pushes_would_go(state: DeviceState, tmp_path: object) -> None:
    @story
    async def told(stage: Stage) -> None:
        tablet, _ = await with_a_report(stage)
        parcel, _ = await exported_by(tablet)
        stage.hall.set_device_state(tablet.id, state)
        if state is DeviceState.SENDING:
            assert taken_by(stage.hall, parcel).report.changes_new == 3
            return
        with pytest.raises(ProblemError) as refused:
            taken_by(stage.hall, parcel)
        assert (refused.value.kind.code, refused.value.members["why"]) == ("parcel-not-taken", "revoked")
        assert stage.hall.records("report") == []

    told(tmp_path)  # type: ignore[arg-type]  # pytest's folder


@story
async def test_tablet_from_before_keys_gets_its_own_at_the_next_sync(stage: Stage) -> None:
    tablet, _ = await with_a_report(stage)
    credentials = ReplicaCredentials(tablet.replica)
    tokens = cast(Tokens, await credentials.load())
    await credentials.save(replace(tokens, device_key="", parcel_key=""))
    await tablet.stop()
    await tablet.start()
    with pytest.raises(NotIntroduced):
        await exported_by(tablet)
    refreshed = tablet.wire.carried.count(f"POST {REFRESH}")
    await tablet.online()
    assert tablet.wire.carried.count(f"POST {REFRESH}") == refreshed + 2, "one to hear the nonce, one to renew"
    parcel, packed = await exported_by(tablet)
    assert packed.changes == 0, "all was sent"
    assert taken_by(stage.hall, parcel).report.changes == 0


@story
async def test_file_tells_its_bearer_nothing(stage: Stage) -> None:
    tablet, _ = await with_a_report(stage)
    parcel, _ = await exported_by(tablet)
    for canary in ("Nid de poule", "karim", PASSPHRASE, "report"):
        assert canary.encode() not in parcel
    assert not any(photo.jpeg[100:164] in parcel for photo in pictures())


@story
async def test_parcel_from_before_a_restore_says_what_is_missing(stage: Stage) -> None:
    tablet, _ = await with_a_report(stage)
    parcel, _ = await exported_by(tablet)
    stage.hall.parts.service.begin_epoch(stage.hall.tenant)
    with pytest.raises(ProblemError) as refused:
        taken_by(stage.hall, parcel)
    assert (refused.value.kind.code, refused.value.members) == (
        "parcel-not-taken",
        {"why": "epoch-differs", "changes": 0},
    )
    await tablet.online()
    await tablet.sync()
    assert isinstance(await tablet.pill(), UpToDate)
    assert asdict(taken_by(stage.hall, (await exported_by(tablet))[0]).report)["changes"] == 0
