"""What the desk sees of one report, and to whom it would go."""

import pytest

from fieldapp.triage import queries_report
from fieldapp.triage.queries_report import Crew, Directory, Holder, Named, ReportPane
from tests.fieldapp.town import CENTRE, EAST, KARIM, NORD, PROPRETE, SYLVIE, VOIRIE, WEST, Town

LAT, LONG = CENTRE


def pane(town: Town, report_id: str) -> ReportPane:
    found = town.replica.read_now(queries_report.report_pane, report_id)
    assert found is not None
    return found


def known(town: Town) -> Directory:
    return town.replica.read_now(queries_report.directory)


def test_pane_of_an_absent_report_is_none(town: Town) -> None:
    assert town.replica.read_now(queries_report.report_pane, NORD) is None


def test_twins_are_nearest_first_within_the_radius(town: Town) -> None:
    hole = town.report("hole")
    near, nearer = town.report("near", lat=LAT + 0.0002), town.report("nearer", lat=LAT + 0.0001)
    town.report("far", lat=LAT + 0.001)
    assert [twin.id for twin in pane(town, hole).twins] == [nearer, near]


def test_pane_names_who_has_it_and_what_is_tied_to_it(town: Town) -> None:
    hole = town.report("hole", team=NORD, service=VOIRIE, assignee=KARIM, author=SYLVIE, zone=EAST, followers=[SYLVIE])
    town.task("fill it", report=hole)
    twin = town.report("twin", status="doublon", duplicate_of=hole, number="A2026K0413")
    shown = pane(town, hole)
    assert shown.holder == Holder(VOIRIE, NORD, KARIM)
    assert (shown.assignee_name, shown.author_name, shown.zone_name) == (
        "Karim Benali",
        "Sylvie Martin",
        "Les Moneghetti",
    )
    assert [task.title for task in shown.tasks] == ["fill it"]
    assert [child.number for child in shown.repeated_by] == ["A2026K0413"]
    repeated = pane(town, twin).repeats
    assert repeated is not None
    assert repeated.id == hole
    assert shown.names[NORD] == "équipe nord"


def test_directory_counts_the_open_work_of_each_agent(town: Town) -> None:
    town.task("one")
    town.task("done", status="faite")
    town.report("his", status="affecte", assignee=KARIM)
    agents = {agent.id: agent for agent in known(town).agents}
    assert agents[KARIM].open_work == 2
    assert set(agents) == {KARIM, SYLVIE}


def test_proposal_is_the_team_of_the_service_in_the_sector(town: Town) -> None:
    assert queries_report.proposed("nid_de_poule", EAST, known(town)) == Holder(VOIRIE, NORD)


def test_proposal_is_the_service_where_it_has_no_team(town: Town) -> None:
    assert queries_report.proposed("nid_de_poule", WEST, known(town)) == Holder(VOIRIE)
    assert queries_report.proposed("cartons", EAST, known(town)) == Holder(PROPRETE)


def test_proposal_is_nobody_when_the_town_has_no_such_service(town: Town) -> None:
    assert queries_report.proposed("lampadaire", EAST, known(town)).is_nobody


def test_team_without_sector_works_everywhere() -> None:
    town = Directory((Named("v", "Voirie", "voirie"),), (), (Crew("t", "mobile", "v", ()),), ())
    assert queries_report.proposed("nid_de_poule", "z", town) == Holder("v", "t")


@pytest.mark.parametrize("policy", [None, {"requalify_restarts_clock": True}])
def test_directory_tells_the_towns_policy(town: Town, policy: dict[str, bool] | None) -> None:
    town.put("town", "town", name="Saint-Aubin", centre_lat=LAT, centre_long=LONG, policy=policy)
    assert known(town).restarts_clock is bool(policy)
