"""The lists of tasks and the page of one, read from a real replica."""

from fieldapp.tasks import queries
from fieldapp.tasks.queries import Belongs, Whose
from tests.fieldapp.photos import photo
from tests.fieldapp.town import KARIM, NORD, SYLVIE, Town, uid


def lists(town: Town) -> queries.TaskLists:
    return town.replica.read_now(queries.task_lists, Whose(KARIM, NORD))


def test_lists_hold_mine_the_team_s_and_what_is_done(town: Town) -> None:
    mine = town.task("mine")
    free = town.task("free", assignee=None, team=NORD)
    done = town.task("done", status="faite", done_at="2026-11-23T10:00:00.000Z")
    town.task("sylvie's", assignee=SYLVIE)
    town.task("cancelled", status="annulee")
    found = {belongs: [card.id for card in lists(town).of(belongs)] for belongs in Belongs}
    nothing_of_others: dict[Belongs, list[str]] = {Belongs.SERVICE: [], Belongs.IMPOSSIBLE: []}
    assert found == {Belongs.MINE: [mine], Belongs.TEAM: [free], Belongs.DONE: [done], **nothing_of_others}


def test_lists_of_who_oversees_hold_everybody_s(town: Town) -> None:
    open_ones = {town.task("mine"), town.task("sylvie's", assignee=SYLVIE)}
    stuck = town.task("stuck", assignee=SYLVIE, status="impossible")
    found = town.replica.read_now(queries.task_lists, Whose(KARIM, NORD, oversees=True))
    assert {card.id for card in found.service} == open_ones
    assert [card.id for card in found.impossible] == [stuck]
    assert [card.id for card in found.done] == [stuck]


def test_long_list_is_cut_at_its_calm_end(town: Town) -> None:
    calm = {"title": "calm", "status": "a_faire", "priority": "genant", "assignee": KARIM}
    town.pull(*(town.row("task", f"calm {n}", **calm) for n in range(queries.WINDOW)))
    late = town.task("late", due_at="2026-11-20T10:00:00.000Z")
    danger = town.task("danger", priority="dangereux", due_at="2026-12-20T10:00:00.000Z")
    found = lists(town)
    assert [card.id for card in found.mine[:2]] == [danger, late]
    assert (len(found.mine), found.counts[Belongs.MINE]) == (queries.WINDOW, queries.WINDOW + 2)
    more = town.replica.read_now(queries.task_lists, Whose(KARIM, NORD), 2 * queries.WINDOW)
    assert len(more.mine) == more.counts[Belongs.MINE]


def test_team_list_is_empty_when_the_agent_has_no_team(town: Town) -> None:
    town.task("no team", assignee=None, team=None)
    assert town.replica.read_now(queries.task_lists, Whose(KARIM, None)).team == ()


def test_page_is_none_when_the_task_is_not_here(town: Town) -> None:
    assert town.replica.read_now(queries.task_page, uid("elsewhere")) is None


def test_page_names_people_team_and_service(town: Town) -> None:
    page = town.replica.read_now(queries.task_page, town.task("drain", team=NORD))
    assert page is not None
    assert (page.assignee_name, page.team_name, page.service_name) == ("Karim Benali", "équipe nord", "Voirie")


def test_page_shows_the_report_and_its_photo_as_before(town: Town) -> None:
    report = town.report("hole", author=KARIM, number="A2026K0412")
    before = town.replica.write_now(lambda unit: unit.attach("report", report, photo("hole"), "ensemble"))
    page = town.replica.read_now(queries.task_page, town.task("pothole", report=report))
    assert page is not None
    assert page.report is not None
    assert (page.report.number, page.report.author) == ("A2026K0412", "Karim Benali")
    assert page.before is not None
    assert page.before.id == before


def test_own_before_photo_stands_before_the_report_s(town: Town) -> None:
    report = town.report("hole")
    town.replica.write_now(lambda unit: unit.attach("report", report, photo("hole"), "ensemble"))
    task = town.task("pothole", report=report)
    own = town.replica.write_now(lambda unit: unit.attach("task", task, photo("own"), "avant"))
    page = town.replica.read_now(queries.task_page, task)
    assert page is not None
    assert page.before is not None
    assert page.before.id == own


def test_unknown_result_of_a_newer_version_asks_again(town: Town) -> None:
    checklist = [{"id": "c1", "label": "Zone balisée"}]
    task = town.task("t", checklist=checklist, checks=[{"id": "e", "item": "c1", "result": "peut-etre"}])
    page = town.replica.read_now(queries.task_page, task)
    assert page is not None
    assert page.checks[0].result is None


def test_comments_stand_in_the_order_in_which_they_were_made(town: Town) -> None:
    entries = [
        {"id": "b", "agent": SYLVIE, "text": "second", "at": "2026-11-23T10:00:00.000Z"},
        {"id": "a", "agent": KARIM, "text": "first", "at": "2026-11-23T09:00:00.000Z"},
    ]
    page = town.replica.read_now(queries.task_page, town.task("t", comments=entries))
    assert page is not None
    assert [comment.text for comment in page.comments] == ["first", "second"]
