"""The town hall on PostgreSQL: what was acknowledged outlives the death of the database, and all work on."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.replica.ports import World
from fieldapp.reports.actions import add_comment
from fieldapp.ui.widgets.pill import UpToDate
from sync.client.http_transport import Connection
from tests.matrix.device import new_report
from tests.matrix.plan import WORK_S, Plan
from tests.matrix.run import Elsewhere, run
from tests.server.postgresql_in_hand import Postgresql, postgresql
from tests.stories.machine import Machine
from tests.stories.town_server import TownServer

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
KILLS = int(os.environ.get("DATABASE_KILLS", "0"))
"""`make kill-database KILLS=20`: as many runs, with devices as processes that never stop writing."""


@pytest.fixture(scope="module")
def durable() -> Iterator[Postgresql]:
    """Give a PostgreSQL that syncs to the disk as a town's does."""
    with postgresql(quick=False) as running:
        yield running


def test_tablet_and_desk_work_on_through_the_death_of_the_database(tmp_path: Path, durable: Postgresql) -> None:
    town = TownServer(tmp_path, postgresql=durable.new_database())

    async def story() -> None:
        tablet = Machine(tmp_path / "karim", "karim", lambda: Connection(town.url), World())
        desk = Machine(tmp_path / "sylvie", "sylvie", lambda: Connection(town.url), World())
        for machine in (tablet, desk):
            await machine.start()
        before = await tablet.write(new_report, "avant")
        await tablet.sync()
        await desk.sync()
        assert (await desk.shown("report", before) or {})["description"] == "avant"
        durable.stop(signal.SIGKILL)
        meanwhile = await tablet.write(new_report, "pendant")
        await desk.write(add_comment, before, "Balisé.")
        for machine in (tablet, desk):
            await machine.sync()
            assert not isinstance(await machine.pill(), UpToDate), "nobody says that all has arrived"
        durable.start()
        for machine in (desk, tablet, desk):
            await machine.sync()
        assert isinstance(await tablet.pill(), UpToDate)
        assert (await desk.shown("report", meanwhile) or {})["description"] == "pendant"
        comments = (await tablet.shown("report", before) or {})["comments"]
        assert [comment["text"] for comment in comments] == ["Balisé."]
        assert sorted(fields["description"] for fields in town.fields("report")) == ["avant", "pendant"]
        for machine in (tablet, desk):
            await machine.stop()

    with town.alive():
        asyncio.run(story())


@pytest.mark.skipif(not KILLS, reason="DATABASE_KILLS says how many")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(KILLS))
def test_nothing_acknowledged_is_lost_when_the_database_is_killed_under_load(
    tmp_path: Path, durable: Postgresql, seed: int
) -> None:
    second = 0.5 + (seed * 0.37) % (WORK_S - 2.0)
    steps = ((second, lambda: durable.stop(signal.SIGKILL)), (second + 1.0, durable.start))
    outcome = run(Plan(seed, 4, 20, ()), tmp_path, Elsewhere(durable.new_database(), steps))
    assert outcome.troubles == []
    assert outcome.judged > WORK_S, "there was something to lose"
