"""The desk reads the town's rules as the server does: what it writes is what the server would have written."""

from dataclasses import replace
from typing import Any

from fieldapp.replica.town_rules import levels_here, routing_here
from fieldapp.triage import actions, queries, queries_report
from fieldapp.triage.queries_report import Holder
from sync.core.model import Fields
from sync.records.levels import USUAL
from sync.records.report_rules import ReportRules
from sync.records.routing_rule import rule_id
from tests.fieldapp.town import EAST, NORD, PROPRETE, VOIRIE, WEST, Town

LEVELS = {"calendar": "FR-974", "categories": {"cartons": {"fix": "3d"}, "trottoir": {"fix": "6h"}}}


def ruled(town: Town) -> None:
    """Pull what a town may say."""
    for about, to in (
        ({"category": "cartons", "zone": EAST}, {"service": VOIRIE, "team": NORD}),
        ({"group": "voirie"}, {"service": PROPRETE}),
    ):
        town.pull(replace(town.row("routing_rule", "rule", **about, **to), id=rule_id(**about)))


def shown(town: Town, report: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: dict(unit.fields("report", report)))


def by_the_server(town: Town, before: Fields, after: Fields) -> dict[str, Any]:
    rules = ReportRules(frozenset(), town.replica.read_now(levels_here), routing=town.replica.read_now(routing_here))
    kept = rules.kept(before, after, "2026-11-23T13:36:00.000Z")
    return {name: kept[name] for name in ("service", "team", "assignee") if name in kept}


def test_requalified_report_goes_where_the_server_would_send_it(town: Town) -> None:
    ruled(town)
    for code, zone, wanted in (("cartons", EAST, (VOIRIE, NORD)), ("cartons", WEST, (PROPRETE, None))):
        report = town.report(f"{code} {zone}", zone=zone, service=VOIRIE)
        before = shown(town, report)
        town.replica.write_now(actions.requalify, report, code)
        after = shown(town, report)
        assert after["service"] == wanted[0]
        said = by_the_server(town, before, after)
        assert {**after, **said}["service"] == wanted[0]
        assert {**after, **said}.get("team") == wanted[1]


def test_desk_proposes_what_the_rules_say(town: Town) -> None:
    ruled(town)
    known = town.replica.read_now(queries_report.directory)
    assert queries_report.proposed("cartons", EAST, known) == Holder(VOIRIE, NORD)
    assert queries_report.proposed("trottoir", EAST, known) == Holder(PROPRETE)


def test_town_that_said_nothing_promises_the_usual(town: Town) -> None:
    assert town.replica.read_now(levels_here) is USUAL


def test_delay_and_its_clock_are_the_town_s(town: Town) -> None:
    town.put("town", "town", name="Ville", centre_lat=48.0, centre_long=2.0, policy={"service_levels": LEVELS})
    hole, box = town.report("hole"), town.report("box")
    town.replica.write_now(actions.requalify, hole, "trottoir")
    town.replica.write_now(actions.requalify, box, "cartons")
    cards = {card.id: card for card in town.replica.read_now(queries.open_reports)}
    # Six hours, and three working days that end at half past five on La Réunion.
    assert (cards[hole].due_at, cards[hole].by_the_hour) == ("2026-11-20T15:12:00.000Z", True)
    assert (cards[box].due_at, cards[box].by_the_hour) == ("2026-11-25T13:30:00.000Z", False)
    assert cards[hole].alert_at == "2026-11-20T13:42:00.000Z"
    assert cards[box].calendar == "FR-974"
