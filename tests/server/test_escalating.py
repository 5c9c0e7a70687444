"""Escalation: told at three quarters of a delay and at its end, in the report, once each; never in a pause."""

import asyncio
from typing import Any

from sync.core.instants import instant_of_ms
from sync.server.app import create_app
from sync.server.escalating import WORK, Escalating
from sync.server.job_running import JobRunner
from sync.server.rows_jobs import JobRow
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town

HOUR_MS = 3_600_000


class Clockwork:
    """The part of a running server that escalates, wound by hand."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.escalating = Escalating(town.service)
        self.runner = JobRunner(town.service, {WORK: self.escalating.work})
        self.goes()

    def goes(self, hours: float = 0) -> int:
        """Let time go by, look, and do what is due; give how many jobs were done."""
        self.town.world.now += round(hours * HOUR_MS)
        self.escalating.look(self.town.tenant)
        return self.runner.run(self.town.tenant)

    def jobs(self) -> list[JobRow]:
        """Give the jobs that wait."""
        with self.town.store.reading(self.town.tenant) as unit:
            return list(unit.every(JobRow))


def urgent(town: Town, device: Device, **fields: Any) -> str:
    """Create a report that is to be mended within four hours, and is somebody's already."""
    at = instant_of_ms(town.world.now)
    given = {"service_code": "trappe", "status": "affecte", "team": town.ids["equipe"], "requested_datetime": at}
    return device.create("report", town.report_fields("bureau", **{**given, **fields}))


def told(town: Town, report: str) -> list[str]:
    """Give what the history tells of its delay."""
    edits = [entry["edits"].get("escalation") for entry in town.fields("report", report)["history"]]
    return [pair[1] for pair in edits if pair]


def test_responsible_is_told_at_three_quarters_and_at_the_end_once_each(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk)
    assert clockwork.goes(2.9) == 0
    assert clockwork.goes(0.2) == 1
    assert told(town, report) == ["alerte"]
    assert clockwork.goes(0.5) == 0
    assert clockwork.goes(0.5) == 1
    kept = town.fields("report", report)
    assert told(town, report) == ["alerte", "retard"]
    assert (kept["escalation"], kept["escalation_due_at"]) == ("retard", kept["expected_datetime"])
    assert clockwork.goes(100) == 0
    assert clockwork.jobs() == []
    chief = town.device("chef")
    chief.pull()
    assert chief.held["report", report].fields["escalation"] == "retard"


def test_to_be_told_of_is_no_move(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk)
    moved_at = town.fields("report", report)["moved_at"]
    clockwork.goes(5)
    assert town.fields("report", report)["moved_at"] == moved_at


def test_report_that_comes_late_already_is_told_of_as_late_alone(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk, requested_datetime=instant_of_ms(town.world.now - 24 * HOUR_MS))
    clockwork.goes()
    assert told(town, report) == ["retard"]


def test_clock_that_stands_still_tells_nothing(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk)
    clockwork.goes(1)
    desk.pull()
    desk.patch("report", report, status="en_attente_usager")
    assert clockwork.goes(30) == 0
    desk.pull()
    desk.patch("report", report, status="affecte")
    clockwork.goes()
    assert told(town, report) == []
    # One of its four hours was gone; the pause began anew nothing of it.
    clockwork.goes(1.9)
    assert told(town, report) == []
    clockwork.goes(0.2)
    assert told(town, report) == ["alerte"]


def test_closed_report_is_left_in_peace(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk)
    clockwork.goes(1)
    desk.pull()
    desk.patch("report", report, status="resolu", closed_at=instant_of_ms(town.world.now))
    clockwork.goes(10)
    assert (told(town, report), clockwork.jobs()) == ([], [])


def test_another_date_can_be_told_of_again(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk)
    clockwork.goes(5)
    desk.pull()
    desk.patch("report", report, expected_datetime=instant_of_ms(town.world.now + 48 * HOUR_MS))
    clockwork.goes()
    clockwork.goes(40)
    clockwork.goes(10)
    assert told(town, report) == ["retard", "alerte", "retard"]


def test_what_was_late_before_the_first_look_is_no_news_but_what_is_to_come_is(town: Town) -> None:
    desk = town.device("bureau")
    late = urgent(town, desk, requested_datetime=instant_of_ms(town.world.now - 24 * HOUR_MS))
    soon = urgent(town, desk)
    clockwork = Clockwork(town)
    clockwork.goes(1)
    assert (told(town, late), told(town, soon)) == ([], [])
    clockwork.goes(5)
    assert (told(town, late), told(town, soon)) == ([], ["retard"])


def test_look_reads_only_what_moved(town: Town) -> None:
    clockwork, desk = Clockwork(town), town.device("bureau")
    urgent(town, desk)
    assert clockwork.escalating.look(town.tenant) == 1
    assert clockwork.escalating.look(town.tenant) == 0
    town.write("service", town.world.new_id(), name="Autre", code="autre")
    assert clockwork.escalating.look(town.tenant) == 0
    urgent(town, desk)
    assert Escalating(town.service).look(town.tenant) == 1, "another process goes on where this one was"


def test_levels_of_the_town_decide_when(town: Town) -> None:
    town.change("town", town.tenant, policy={"service_levels": {"categories": {"trappe": {"fix": "40h"}}}})
    clockwork, desk = Clockwork(town), town.device("bureau")
    report = urgent(town, desk)
    clockwork.goes(29.9)
    assert told(town, report) == []
    clockwork.goes(0.2)
    assert told(town, report) == ["alerte"]


def test_running_server_escalates(server: ServerInHand) -> None:
    town = server.town
    Clockwork(town)
    report = urgent(town, town.device("bureau"), requested_datetime=instant_of_ms(town.world.now - 24 * HOUR_MS))

    async def runs() -> list[str]:
        app = create_app(server.parts)
        async with app.router.lifespan_context(app):
            for _ in range(500):
                if told(town, report):
                    break
                await asyncio.sleep(0.01)
        return told(town, report)

    assert asyncio.run(runs()) == ["retard"]
