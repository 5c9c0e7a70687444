"""Answers that get lost on the way back, and a server that dies after its commit: nothing is done twice."""

import json

import pytest

from fieldapp.replica.receipts import receipt_of
from fieldapp.reports.actions import add_comment
from fieldapp.ui.widgets.pill import Offline, UpToDate
from sync.core.session import Link
from sync.protocol.addresses import PULL, PUSH, photo_address
from sync.server.service import Committed
from tests.stories.device import Device
from tests.stories.story import Stage, story
from tests.stories.test_report_from_the_street import photos_at, pictures, report_hole


async def sent_once(stage: Stage, tablet: Device, report: str) -> None:
    """Check that the report is at the server once, with one verdict per change, stored on both sides."""
    await tablet.sync()
    assert [fields["description"][:3] for fields in stage.hall.records("report")] == ["Nid"]
    judged = stage.hall.judged(tablet.id)
    assert [row.n for row in judged] == list(range(1, len(judged) + 1)), "no number twice, none left out"
    receipt = await tablet.read(receipt_of, "report", report)
    first = next(row for row in judged if json.loads(row.change_json)["id"] == report)
    assert (receipt.unsent, receipt.received_at) == (0, first.received_at)
    assert isinstance(await tablet.pill(), UpToDate)


@story
async def test_lost_answer_to_a_push_gives_the_same_verdicts_again(stage: Stage) -> None:
    tablet = await stage.device("karim")
    report = await report_hole(tablet, pictures())
    tablet.wire.lost = [PUSH]
    await tablet.online()
    assert tablet.engine.status.link is Link.OFFLINE, "nothing is known of what became of it"
    assert await tablet.pill() == Offline(3), "so it says nothing more than that"
    judged = stage.hall.judged(tablet.id)
    assert len(judged) == 3, "although the server has it all"
    stage.clock.later(minutes=3)
    await sent_once(stage, tablet, report)
    assert stage.hall.judged(tablet.id) == judged, "the verdicts of the first time, moment included"


@story
async def test_work_written_while_the_answer_is_lost_goes_up_beside_the_old(stage: Stage) -> None:
    tablet = await stage.device("karim")
    report = await report_hole(tablet, pictures())
    tablet.wire.lost = [PUSH]
    await tablet.online()
    await tablet.write(add_comment, report, "Balisé en attendant.")
    await tablet.sync()
    assert len(stage.hall.judged(tablet.id)) == 4
    (fields,) = stage.hall.records("report")
    assert [comment["text"] for comment in fields["comments"]] == ["Balisé en attendant."]


@story
async def test_lost_answer_to_a_pull_costs_only_another_try(stage: Stage) -> None:
    tablet, desk = await stage.device("karim", online=True), await stage.device("sylvie", online=True)
    report = await report_hole(tablet, pictures())
    await tablet.sync()
    desk.wire.lost = [PULL]
    await desk.sync()
    assert await desk.shown("report", report) is None
    await desk.sync()
    assert await desk.shown("report", report) is not None
    assert desk.engine.status.mismatched == ()


@story
async def test_lost_answer_to_a_chunk_is_asked_after_and_the_photo_arrives_once(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    (photo,) = photos = pictures()[:1]
    report = await report_hole(tablet, photos)
    address = photo_address(photo.sha256)
    tablet.wire.lost = [address]
    await tablet.online()
    (stored,) = await photos_at(tablet, report)
    assert stored.sent_share == 0.0, "the tablet does not know that its bytes arrived"
    await tablet.sync()
    assert tablet.wire.carried.count(f"PATCH {address}") <= 2
    await desk.sync()
    (stored,) = await photos_at(desk, report)
    assert stored.received_at is not None
    assert isinstance(await tablet.pill(), UpToDate)


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_server_that_dies_after_its_commit_gives_the_same_verdicts_when_it_is_back(
    dies_at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @story
    async def told(stage: Stage) -> None:
        tablet = await stage.device("karim")
        report = await report_hole(tablet, pictures())
        commits: list[Committed] = []

        def die(committed: Committed) -> None:
            """End the answer to the nth commit as a kill would: durable, and nobody hears of it."""
            commits.append(committed)
            if len(commits) == dies_at:
                raise ConnectionAbortedError("the server's process ends here")

        stage.hall.at_commit = die
        await tablet.online()
        assert len(commits) >= dies_at, "the moment came"
        stage.hall.at_commit = lambda committed: None
        stage.hall.restart()
        stage.clock.later(minutes=1)
        await sent_once(stage, tablet, report)

    told(tmp_path_factory.mktemp("story"))
