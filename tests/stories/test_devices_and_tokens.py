"""Tokens end, devices are lost: what an agent has written stays his and reaches the town hall where it may."""

from typing import cast

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.pill import pill_counts
from fieldapp.reports.actions import add_comment
from fieldapp.ui.widgets.pill import Stopped, UpToDate
from sync.core.session import Halt
from sync.protocol.addresses import PULL, PUSH, REFRESH, SYNC
from sync.protocol.messages import SignIn, Tokens
from sync.server.rows import DeviceState
from tests.stories.device import Device
from tests.stories.people import KARIM, PASSPHRASE
from tests.stories.story import Stage, story
from tests.stories.test_report_from_the_street import pictures, report_hole


async def tokens_of(device: Device) -> Tokens:
    """Give the tokens that are in the device's vault."""
    return cast(Tokens, await ReplicaCredentials(device.replica).load())


@story
async def test_expired_token_renews_itself_and_the_work_goes_up(stage: Stage) -> None:
    tablet = await stage.device("karim")
    await report_hole(tablet, pictures())
    before, refreshed = await tokens_of(tablet), tablet.wire.carried.count(f"POST {REFRESH}")
    stage.clock.later(minutes=16)
    await tablet.online()
    assert tablet.wire.carried.count(f"POST {REFRESH}") == refreshed + 2, "one to hear the nonce, one to renew"
    assert (await tokens_of(tablet)).refresh_token != before.refresh_token
    assert len(stage.hall.records("report")) == 1
    assert isinstance(await tablet.pill(), UpToDate)


@story
async def test_lost_answer_to_a_renewal_does_not_sign_out(stage: Stage) -> None:
    tablet = await stage.device("karim")
    await report_hole(tablet, pictures())
    stage.clock.later(minutes=16)
    tablet.wire.lost = [REFRESH]
    await tablet.online()
    assert stage.hall.records("report") == []
    await tablet.sync()
    assert len(stage.hall.records("report")) == 1
    assert tablet.engine.status.halt is None


@story
async def test_session_that_ended_keeps_the_work_until_the_agent_signs_in_again(stage: Stage) -> None:
    tablet = await stage.device("karim")
    report = await report_hole(tablet, pictures())
    stage.clock.later(days=120)
    await tablet.online()
    assert tablet.engine.status.halt is Halt.SIGNED_OUT
    assert await tablet.pill() == Stopped(3)
    assert await tablet.shown("report", report) is not None, "the office stays open and readable"
    await tablet.write(add_comment, report, "Toujours là.")
    await tablet.line.account.sign_in(SignIn("karim", PASSPHRASE, tablet.id, "tablette de karim"))
    await tablet.sync()
    (fields,) = stage.hall.records("report")
    assert [comment["text"] for comment in fields["comments"]] == ["Toujours là."]
    assert isinstance(await tablet.pill(), UpToDate)


@story
async def test_revoked_device_gives_nothing_and_gets_nothing(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    await report_hole(tablet, pictures())
    stage.hall.set_device_state(tablet.id, DeviceState.REVOKED)
    seen = await report_hole(desk, pictures()[:1])
    await desk.sync()
    await tablet.online()
    assert tablet.engine.status.halt is Halt.REVOKED
    assert await tablet.shown("report", seen) is None
    assert len(stage.hall.records("report")) == 1
    assert await tablet.pill() == Stopped(3), "what was written is still counted, and still here"


@story
async def test_withdrawn_device_sends_what_waits_and_reads_no_more(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    report = await report_hole(tablet, pictures())
    stage.hall.set_device_state(tablet.id, DeviceState.SENDING)
    seen = await report_hole(desk, pictures()[:1])
    await desk.sync()
    await tablet.online()
    assert f"POST {PULL}" in tablet.wire.carried
    assert {f"POST {PUSH}", f"POST {SYNC}"} & set(tablet.wire.carried), "sent alone, or in a small exchange"
    assert tablet.engine.status.halt is Halt.REVOKED
    assert report in {row.id for row in stage.hall.rows("report")}
    assert (await tablet.read(pill_counts, KARIM)).to_send <= 2, "the rows have their verdicts"
    photos = [fields for fields in stage.hall.records("attachment") if fields["parent_id"] == report]
    assert len(photos) == 2
    assert all(fields["received_at"] for fields in photos), "its photos are at the town hall"
    assert await tablet.shown("report", seen) is None


@story
async def test_second_device_of_the_same_agent_reads_the_same_office(stage: Stage) -> None:
    first = await stage.device("karim", online=True)
    report = await report_hole(first, pictures())
    await first.sync()
    second = await stage.device("karim", online=True)
    assert await second.shown("report", report) == await first.shown("report", report)
    assert first.id != second.id
