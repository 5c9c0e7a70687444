"""Two thousand reports: their shares, their places, their words, and the state in which the desk finds them."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from sync.core.instants import instant, parse_instant
from sync.core.model import Op
from sync.records import KINDS
from sync.records.categories import CATEGORIES, GROUPS
from sync.records.delays import report_delays
from sync.records.geometry import Point, metres_between
from sync.records.report import MOVES, TRIAGE_STATUSES, Channel, ReportStatus
from sync.server.demo.reports import REPORTS, LivedReport
from tests.server.demo.parts import NOW, parts

STREET_NEAR_M = 60.0


@pytest.fixture(scope="module")
def reports() -> tuple[LivedReport, ...]:
    return parts().reports


def test_count_is_two_thousand(reports: tuple[LivedReport, ...]) -> None:
    assert len(reports) == REPORTS


def test_groups_follow_the_real_distribution(reports: tuple[LivedReport, ...]) -> None:
    weight = sum(category.weight for category in CATEGORIES.values())
    found = Counter(report.draft.category.group for report in reports)
    for group in GROUPS:
        expected = sum(c.weight for c in CATEGORIES.values() if c.group == group) / weight
        assert found[group] / REPORTS == pytest.approx(expected, abs=0.02), group


def test_categories_that_weigh_something_are_all_there(reports: tuple[LivedReport, ...]) -> None:
    found = {report.draft.category.code for report in reports}
    assert found == {category.code for category in CATEGORIES.values() if category.weight}


def test_channels_are_mixed_with_agents_and_web_first(reports: tuple[LivedReport, ...]) -> None:
    channels = Counter(report.draft.channel for report in reports)
    assert set(channels) == set(Channel)
    assert {channel for channel, _ in channels.most_common(2)} == {Channel.AGENT, Channel.WEB}


def test_reports_lie_in_their_zone(reports: tuple[LivedReport, ...]) -> None:
    town = parts()
    name_of = {zone_id: name for name, zone_id in town.people.zones.items()}
    for report in reports:
        fields = report.fields
        assert town.plan.sector_at(fields["lat"], fields["long"]) == name_of[fields["zone"]]


def test_reports_lie_near_the_street_of_their_address(reports: tuple[LivedReport, ...]) -> None:
    plan = parts().plan
    for report in reports:
        spot = report.draft.spot
        lat, long = plan.address_at(spot.street, spot.number)
        away = metres_between(Point(spot.lat, spot.long), Point(lat, long))
        assert away < STREET_NEAR_M or report.draft.spot.address.partition(",")[0] in _landmarks(), report.fields
        assert spot.street.lower() in report.fields["address"].lower()


def _landmarks() -> set[str]:
    return {mark.name[0].upper() + mark.name[1:] for mark in parts().plan.landmarks}


def test_reports_repeat_some_places(reports: tuple[LivedReport, ...]) -> None:
    places = Counter((round(r.fields["lat"], 3), round(r.fields["long"], 3)) for r in reports)
    assert sum(count >= 8 for count in places.values()) > 15


def test_duplicates_point_to_an_earlier_report_nearby(reports: tuple[LivedReport, ...]) -> None:
    by_id = {report.record.id: report for report in reports}
    closed = [report for report in reports if report.fields["status"] == ReportStatus.DOUBLON]
    assert len(closed) > 60
    for report in closed:
        first = by_id[report.fields["duplicate_of"]]
        here, there = (Point(r.fields["lat"], r.fields["long"]) for r in (report, first))
        assert first.draft.at < report.draft.at
        assert first.draft.category == report.draft.category
        assert metres_between(here, there) < 60


def test_dates_cover_eighteen_months_and_end_before_now(reports: tuple[LivedReport, ...]) -> None:
    moments = [report.draft.at for report in reports]
    assert NOW - timedelta(days=560) < min(moments) < NOW - timedelta(days=520)
    assert max(moments) < NOW
    assert moments == sorted(moments)


def test_weekends_are_quieter_and_lamps_fail_in_winter(reports: tuple[LivedReport, ...]) -> None:
    days = Counter(report.draft.at.weekday() for report in reports)
    assert max(days[5], days[6]) < min(days[day] for day in range(5)) * 0.7
    lamps = Counter(r.draft.at.month for r in reports if r.draft.category.group == "eclairage")
    assert sum(lamps[m] for m in (10, 11, 12, 1, 2)) > sum(lamps[m] for m in (4, 5, 6, 7, 8))


def test_desk_finds_about_forty_to_sort(reports: tuple[LivedReport, ...]) -> None:
    waiting = [report for report in reports if report.fields["status"] in TRIAGE_STATUSES]
    assert 35 <= len(waiting) <= 45
    assert {report.fields["status"] for report in waiting} == set(TRIAGE_STATUSES)


def test_some_open_reports_are_late_and_some_dangerous(reports: tuple[LivedReport, ...]) -> None:
    waiting = [report for report in reports if report.is_open]
    late = [
        r
        for r in waiting
        if report_delays(r.draft.category, r.fields["requested_datetime"])["expected_datetime"] < instant(NOW)
    ]
    assert 10 <= len(late) <= 60
    assert 2 <= sum(report.fields["priority"] == "dangereux" for report in waiting) <= 12


def test_old_reports_are_closed(reports: tuple[LivedReport, ...]) -> None:
    old = [report for report in reports if report.draft.at < NOW - timedelta(days=200)]
    assert sum(report.is_open for report in old) < len(old) * 0.02


def test_statuses_are_all_met(reports: tuple[LivedReport, ...]) -> None:
    met = {report.fields["status"] for report in reports}
    met |= {now for r in reports for event in r.events for name, (now, _) in event.edits.items() if name == "status"}
    assert met == set(ReportStatus)


def test_status_moves_are_legal(reports: tuple[LivedReport, ...]) -> None:
    for report in reports:
        for event in report.events:
            if "status" in event.edits:
                after, before = event.edits["status"]
                assert after in MOVES[before], (report.record.id, before, after)


def test_events_follow_each_other_after_the_creation(reports: tuple[LivedReport, ...]) -> None:
    for report in reports:
        times = [report.record.at, *(event.at for event in report.events)]
        assert all(a < b for a, b in pairwise(times))
        assert times[-1] < instant(NOW)


def test_reports_pass_validation_before_and_after_their_lives(reports: tuple[LivedReport, ...]) -> None:
    validate = KINDS["report"].validate
    assert not [r.record.id for r in reports if validate(r.record.fields) or validate(r.fields)]


def test_closing_is_told_and_dated(reports: tuple[LivedReport, ...]) -> None:
    for report in reports:
        fields = report.fields
        if fields["status"] == ReportStatus.REJETE:
            assert fields["reject_reason"]
            assert fields["status_notes"]
        if fields.get("closed_at"):
            assert parse_instant(fields["closed_at"]) > report.draft.at


def test_descriptions_vary_and_leave_no_slot(reports: tuple[LivedReport, ...]) -> None:
    words = [report.fields["description"] for report in reports]
    assert len(set(words)) > REPORTS * 0.93
    assert not [text for text in words if "{" in text or "  " in text or "'" in text]
    assert max(map(len, words)) < 400


def test_comments_are_entries_with_author_and_moment(reports: tuple[LivedReport, ...]) -> None:
    agents = {person.id for person in parts().people.persons}
    entries = [entry for report in reports for entry in report.fields.get("comments", ())]
    assert len(entries) > 300
    assert all(set(entry) == {"id", "agent", "at", "text"} and entry["agent"] in agents for entry in entries)
    appends = [event for r in reports for event in r.events if event.op is Op.APPEND]
    assert len(appends) == len(entries)
