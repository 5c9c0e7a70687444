"""The town's rules in the judge: where reports go and what they are promised, for apps new and old."""

from typing import Any

import pytest

from sync.core.instants import instant_of_ms
from sync.core.model import Op, VerdictCode
from sync.records import KINDS
from sync.records.delays import delays_of
from sync.records.levels import levels_of
from sync.records.routing import GUIDE_KINDS
from sync.records.routing_rule import rule_id
from sync.server.guiding import WATCHED
from sync.server.service import Service
from tests.records.examples import valid
from tests.server.device_in_hand import NOW_MS
from tests.server.town_in_hand import Town

LEVELS = {"calendar": "FR-974", "first_answer": "1d", "categories": {"nid_de_poule": {"fix": "3d"}}}


def rule(town: Town, service: str, team: str | None = None, **about: str) -> None:
    """Write a rule; `zone` is named as the town does."""
    if "zone" in about:
        about["zone"] = town.ids[about["zone"]]
    to = {"service": town.ids[service], **({"team": town.ids[team]} if team else {})}
    fields: dict[str, Any] = {**about, **to}
    town.write("routing_rule", rule_id(**about), **fields)


def created(town: Town, author: str = "terrain", **fields: Any) -> dict[str, Any]:
    """Give a new report as the server keeps it."""
    device = town.device(author)
    return town.fields("report", device.create("report", town.report_fields(author, **fields)))


def test_new_report_goes_where_the_rule_says(town: Town) -> None:
    rule(town, "accueil", category="nid_de_poule", zone="nord")
    # What an app of before wrote is the table's service; one of now may write none.
    for service in (town.ids["voirie"], None):
        assert created(town, service=service)["service"] == town.ids["accueil"]
    assert created(town, zone=town.ids["sud"])["service"] == town.ids["voirie"]


def test_team_comes_with_the_rule_and_sees_the_report(town: Town) -> None:
    rule(town, "voirie", team="equipe", category="nid_de_poule")
    device = town.device("terrain")
    report = device.create("report", town.report_fields())
    assert town.fields("report", report)["team"] == town.ids["equipe"]
    assert town.scope("team", "equipe") in town.row("report", report).scopes()


def test_what_a_desk_chose_stays(town: Town) -> None:
    town.write("service", other := town.world.new_id(), name="Autre", code="autre")
    rule(town, "accueil", category="nid_de_poule")
    assert created(town, "bureau", service=other)["service"] == other
    given = created(town, "bureau", status="affecte", team=town.ids["equipe"])
    assert (given["service"], given["team"]) == (town.ids["voirie"], town.ids["equipe"])


def test_sector_is_found_from_the_position_where_the_device_names_none(town: Town) -> None:
    inside = created(town, zone=None, lat=48.02, long=2.05)
    assert inside["zone"] in (town.ids["nord"], town.ids["sud"]), "both have the same outline in this town"
    assert created(town, zone=None, lat=47.0).get("zone") is None


def test_unroutable_goes_to_the_default_queue(town: Town) -> None:
    rule(town, "accueil")
    assert created(town, service_code="lampadaire", service=None)["service"] == town.ids["accueil"]
    assert created(town)["service"] == town.ids["voirie"], "the table comes before the default"


def test_requalified_report_follows_its_category(town: Town) -> None:
    rule(town, "accueil", category="lampadaire")
    desk = town.device("bureau")
    report = desk.create("report", town.report_fields("bureau"))
    desk.pull()
    assert desk.patch("report", report, service_code="lampadaire").code is VerdictCode.ACCEPTED
    kept = town.fields("report", report)
    assert kept["service"] == town.ids["accueil"]
    (entry,) = [one for one in kept["history"] if "service_code" in one["edits"]]
    assert entry["edits"]["service"] == [town.ids["voirie"], town.ids["accueil"]]


def test_requalified_report_keeps_the_service_that_a_desk_gave_it(town: Town) -> None:
    town.write("service", other := town.world.new_id(), name="Autre", code="autre")
    rule(town, "accueil", category="lampadaire")
    desk = town.device("bureau")
    report = desk.create("report", town.report_fields("bureau"))
    desk.pull()
    desk.patch("report", report, service=other)
    desk.pull()
    desk.patch("report", report, service_code="lampadaire")
    assert town.fields("report", report)["service"] == other


def test_team_of_another_service_leaves_with_the_category(town: Town) -> None:
    rule(town, "accueil", category="lampadaire")
    desk = town.device("bureau")
    report = desk.create("report", town.report_fields("bureau", status="affecte", team=town.ids["equipe"]))
    desk.pull()
    desk.patch("report", report, service_code="lampadaire")
    kept = town.fields("report", report)
    assert (kept["service"], kept.get("team")) == (town.ids["accueil"], None)


def test_promises_are_the_town_s_also_where_an_app_of_before_wrote_the_usual(town: Town) -> None:
    town.change("town", town.tenant, policy={"service_levels": LEVELS})
    at = instant_of_ms(NOW_MS)
    wanted = delays_of("nid_de_poule", at, levels_of({"service_levels": LEVELS}))
    assert wanted["expected_datetime"].startswith("2026-11-26T13:30")
    for written in ({}, delays_of("nid_de_poule", at), wanted):
        kept = created(town, **written)
        assert {name: kept[name] for name in wanted} == wanted
    own = "2026-12-24T10:00:00.000Z"
    assert created(town, "bureau", expected_datetime=own)["expected_datetime"] == own


def test_pause_is_counted_on_the_town_s_calendar(town: Town) -> None:
    # 20 December 2027 is a Monday, and a holiday on La Réunion alone.
    town.change("town", town.tenant, policy={"service_levels": {"calendar": "FR-974"}})
    town.world.now = 1_829_116_800_000  # Saturday 18 December 2027
    desk = town.device("bureau")
    report = desk.create("report", town.report_fields("bureau", requested_datetime=instant_of_ms(town.world.now)))
    desk.pull()
    desk.patch("report", report, status="en_attente_usager")
    desk.pull()
    town.world.now += 3 * 86_400_000
    desk.patch("report", report, status="qualifie")
    paused_s = town.fields("report", report)["paused_s"]
    # From Saturday noon to Tuesday noon there: twelve hours of Tuesday count, and the Monday does not.
    assert paused_s == pytest.approx(12 * 3_600, abs=60)


def test_rule_that_another_process_wrote_counts_at_once(town: Town) -> None:
    assert created(town)["service"] == town.ids["voirie"]
    beside = Service(town.store, now_ms=town.world.now_ms, random_bytes=town.world.random.randbytes)
    device, town.service = town.device("terrain"), beside
    rule(town, "accueil", category="nid_de_poule")
    report = device.create("report", town.report_fields())
    assert town.fields("report", report)["service"] == town.ids["accueil"]
    town.write("routing_rule", rule_id(category="nid_de_poule"), Op.REMOVE)
    report = device.create("report", town.report_fields())
    assert town.fields("report", report)["service"] == town.ids["voirie"]


def test_scopes_that_are_watched_hold_all_that_guides() -> None:
    for kind in GUIDE_KINDS:
        assert KINDS[kind].scopes_of("id", valid(kind)) & set(WATCHED), kind
