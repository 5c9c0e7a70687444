"""The reports around a place and the page of one, read from a real replica."""

from fieldapp.replica.ground import ground
from fieldapp.reports import queries
from fieldapp.reports.queries import Which
from sync.records.geometry import Point
from tests.fieldapp.town import CENTRE, EAST, KARIM, NOW, SYLVIE, Town, uid

HERE = Point(*CENTRE)


def near(town: Town, which: Which = Which.OPEN) -> list[str]:
    found = town.replica.read_now(queries.reports_near, HERE, which, KARIM, NOW)
    return [card.id for card in found]


def test_list_shows_danger_then_what_is_late_then_the_nearest(town: Town) -> None:
    here = town.report("here", expected_datetime="2026-11-24T10:00:00.000Z")
    close = town.report("close", lat=CENTRE[0] + 0.0002)
    late = town.report("late", lat=CENTRE[0] + 0.0004, expected_datetime="2026-11-22T10:00:00.000Z")
    later = town.report("later", lat=CENTRE[0] + 0.0006, expected_datetime="2026-11-20T10:00:00.000Z")
    danger = town.report("danger", lat=CENTRE[0] + 0.0008, priority="dangereux")
    waits = {"status": "en_attente_usager", "expected_datetime": "2026-11-20T10:00:00.000Z"}
    paused = town.report("paused", lat=CENTRE[0] + 0.0010, **waits)
    assert near(town) == [danger, late, later, here, close, paused]


def test_danger_is_not_cut_for_what_is_nearer(town: Town) -> None:
    danger = town.report("danger", lat=CENTRE[0] + 0.001, priority="dangereux")
    for number in range(queries.NEAR_MAX):
        town.report(f"near {number}")
    assert near(town)[0] == danger
    assert len(near(town)) == queries.NEAR_MAX


def test_list_goes_by_distance(town: Town) -> None:
    far = town.report("far", lat=CENTRE[0] + 0.05)
    close = town.report("close", lat=CENTRE[0] + 0.0002)
    here = town.report("here")
    assert near(town) == [here, close, far]


def test_list_is_cut_to_the_nearest(town: Town) -> None:
    far = town.report("far", lat=CENTRE[0] + 0.05)
    for number in range(queries.NEAR_MAX):
        town.report(f"near {number}")
    assert far not in near(town)
    assert len(near(town)) == queries.NEAR_MAX


def test_open_list_leaves_out_what_is_closed(town: Town) -> None:
    open_one = town.report("open", status="en_cours")
    closed = town.report("closed", status="resolu")
    assert near(town) == [open_one]
    assert near(town, Which.CLOSED) == [closed]


def test_late_list_compares_with_now(town: Town) -> None:
    late = town.report("late", expected_datetime="2026-11-23T13:00:00.000Z")
    town.report("in time", expected_datetime="2026-11-23T14:00:00.000Z")
    assert near(town, Which.LATE) == [late]


def test_dangerous_list_holds_open_dangers_only(town: Town) -> None:
    danger = town.report("danger", priority="dangereux")
    town.report("past danger", priority="dangereux", status="resolu")
    assert near(town, Which.DANGEROUS) == [danger]


def test_my_list_holds_what_i_wrote_follow_or_took(town: Town) -> None:
    mine = {
        town.report("written", author=KARIM),
        town.report("followed", followers=[SYLVIE, KARIM], status="resolu"),
        town.report("taken", assignee=KARIM),
    }
    town.report("another", author=SYLVIE, followers=[SYLVIE])
    assert set(near(town, Which.MINE)) == mine


def test_closed_report_is_never_due(town: Town) -> None:
    report = town.report("closed", status="resolu", expected_datetime=NOW)
    page = town.replica.read_now(queries.report_page, report)
    assert page is not None
    assert page.card.due_at is None
    assert not page.is_open


def test_page_names_zone_people_and_tasks(town: Town) -> None:
    report = town.report("hole", zone=EAST, author=SYLVIE, assignee=KARIM)
    town.task("pothole", report=report)
    page = town.replica.read_now(queries.report_page, report)
    assert page is not None
    assert (page.zone_name, page.author_name, page.assignee_name) == ("Les Moneghetti", "Sylvie Martin", "Karim Benali")
    assert [(task.title, task.assignee, task.is_open) for task in page.tasks] == [("pothole", "Karim Benali", True)]


def test_page_is_none_when_the_report_is_not_here(town: Town) -> None:
    assert town.replica.read_now(queries.report_page, uid("elsewhere")) is None


def test_ground_gives_centre_zones_and_phone(town: Town) -> None:
    found = town.replica.read_now(ground)
    assert found is not None
    assert (found.centre, found.phone) == (HERE, "04 00 00 00 00")
    assert [zone.name for zone in found.zones] == ["La Condamine", "Les Moneghetti"]
