"""Calendars: an agent's own work, by the grants of now, with no word about a citizen."""

from typing import Any

from icalendar import Calendar

from sync.server.feeds.links import LinkKind
from tests.server.interop.asking import asked
from tests.server.interop.test_feeds import linked
from tests.server.outside.door_in_hand import PERSON, Door

DUE = "2026-12-01T15:30:00.000Z"


def calendar(door: Door, secret: str) -> Calendar:
    """Fetch and read a calendar."""
    answer = asked(door, f"/api/calendars/{secret}.ics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def linked_to(door: Door, name: str) -> str:
    """Make a link to somebody's calendar."""
    return linked(door, door.town.ids[name], LinkKind.CALENDAR)


def task(door: Door, **fields: object) -> str:
    """Write a task."""
    record_id = door.town.world.new_id()
    door.town.write("task", record_id, **door.town.task_fields(**fields))
    return record_id


def summaries(read: Calendar) -> set[str]:
    """Give what stands in a calendar."""
    return {str(one["summary"]) for one in read.walk() if one.name in ("VTODO", "VEVENT")}


def test_task_is_a_todo_with_its_hour_place_and_state(door: Door) -> None:
    told = {"due_at": DUE, "priority": "dangereux", "address": "3 rue Basse; cour", "lat": 48.05, "long": 2.05}
    record_id = task(door, assignee=door.town.ids["terrain"], title="Reboucher, vite", **told)
    secret = linked_to(door, "terrain")
    todo: Any
    (todo,) = calendar(door, secret).walk("VTODO")
    assert (str(todo["uid"]), str(todo["summary"]), str(todo["status"])) == (
        f"task-{record_id}",
        "Reboucher, vite",
        "NEEDS-ACTION",
    )
    assert todo["due"].dt.isoformat() == "2026-12-01T15:30:00+00:00"
    assert (todo["priority"], str(todo["location"]), todo["geo"].to_ical()) == (1, "3 rue Basse; cour", "48.05;2.05")
    door.town.change("task", record_id, status="en_cours")
    later: Any
    (later,) = calendar(door, secret).walk("VTODO")
    assert str(later["status"]) == "IN-PROCESS"
    assert int(later["sequence"]) > int(todo["sequence"])


def test_calendar_holds_what_is_his_and_his_teams_and_nothing_else(door: Door) -> None:
    task(door, title="À lui", assignee=door.town.ids["terrain"])
    task(door, title="À son équipe")
    task(door, title="Au chef", assignee=door.town.ids["chef"])
    task(door, title="À un autre service", service=door.town.ids["accueil"], team=None)
    assert summaries(calendar(door, linked_to(door, "terrain"))) == {"À lui", "À son équipe"}
    assert summaries(calendar(door, linked_to(door, "voisin"))) == set()
    assert summaries(calendar(door, linked_to(door, "bureau"))) == set(), "the desk sees all of it, and does none of it"
    door.town.change("agent", door.town.ids["terrain"], team=None)
    assert summaries(calendar(door, linked_to(door, "terrain"))) == {"À lui"}


def test_scheduled_work_and_rounds_are_events(door: Door) -> None:
    report, round_id = door.given(), door.town.world.new_id()
    told = {"status": "programme", "scheduled_at": DUE, "assignee": door.town.ids["terrain"]}
    door.town.change("report", report, **told)
    team: dict[str, Any] = {
        "team": door.town.ids["equipe"],
        "service": door.town.ids["voirie"],
        "author": door.town.ids["chef"],
    }
    door.town.write("round", round_id, title="Tournée du nord", planned_on="2026-12-02", status="prevue", **team)
    read = calendar(door, linked_to(door, "terrain"))
    events: dict[str, Any] = {str(event["uid"]): event for event in read.walk("VEVENT")}
    assert events[f"report-{report}"]["dtstart"].dt.isoformat() == "2026-12-01T15:30:00+00:00"
    assert door.town.fields("report", report)["number"] in str(events[f"report-{report}"]["summary"])
    assert events[f"round-{round_id}"]["dtstart"].dt.isoformat() == "2026-12-02"


def test_no_word_about_a_citizen_leaves_in_a_calendar(door: Door) -> None:
    report = door.given()
    told = {"status": "programme", "scheduled_at": DUE, "assignee": door.town.ids["terrain"]}
    comment = {"id": "c", "agent": door.town.ids["chef"], "at": DUE, "text": f"Appeler {PERSON.name}"}
    door.town.change("report", report, **told)
    task(door, assignee=door.town.ids["terrain"], description=f"Voir {PERSON.name}", comments=[comment])
    text = asked(door, f"/api/calendars/{linked_to(door, 'terrain')}.ics").text
    for secret in (PERSON.name, PERSON.phone, PERSON.email, "profond"):
        assert secret not in text


def test_what_is_over_stays_a_month(door: Door) -> None:
    record_id = task(door, assignee=door.town.ids["terrain"])
    door.town.change("task", record_id, status="faite", done_at=door.server.parts.service.now())
    secret = linked_to(door, "terrain")
    (todo,) = calendar(door, secret).walk("VTODO")
    assert str(todo["status"]) == "COMPLETED"
    door.town.world.now += 31 * 24 * 3_600_000
    assert summaries(calendar(door, secret)) == set()


def test_calendar_ends_with_its_agent(door: Door) -> None:
    task(door, assignee=door.town.ids["terrain"])
    secret = linked_to(door, "terrain")
    tag = asked(door, f"/api/calendars/{secret}.ics").headers["etag"]
    assert asked(door, f"/api/calendars/{secret}.ics", if_none_match=tag).status_code == 304
    door.town.change("agent", door.town.ids["terrain"], active=False)
    assert asked(door, f"/api/calendars/{secret}.ics").status_code == 404
