"""Rounds read from a real replica: by day, with what became of each stop."""

from fieldapp.rounds import queries
from sync.records.geometry import Point
from sync.records.round import StopResult
from tests.fieldapp.day import placed
from tests.fieldapp.rounds.walk import WALK, walk, walks
from tests.fieldapp.town import CENTRE, KARIM, VOIRIE, Town, uid

TODAY, SINCE = "2026-11-23", "2026-10-24"


def page(town: Town) -> queries.RoundPage:
    found = town.replica.read_now(queries.round_page, WALK)
    assert found is not None
    return found


def test_lists_hold_today_s_the_coming_and_the_past(town: Town) -> None:
    walks(town)
    late = town.round("late", planned_on="2026-11-19")
    town.round("old", planned_on="2026-10-01")
    town.round("called off", status="annulee")
    lists = town.replica.read_now(queries.round_lists, TODAY, SINCE)
    assert {card.id for card in lists.today} == {WALK, late}
    assert [card.title for card in lists.coming] == ["Grilles et avaloirs, secteur est"]
    assert [card.title for card in lists.past] == ["Barrières du marché"]


def test_today_s_rounds_are_there_however_many_are_over(town: Town) -> None:
    over = {"planned_on": "2026-11-20", "status": "terminee", "service": VOIRIE, "stops": [], "visits": []}
    town.pull(*(town.row("round", f"over {n}", title=f"over {n}", **over) for n in range(queries.PAST_MAX + 20)))
    today, coming = town.round("today"), town.round("coming", planned_on="2026-11-24")
    latest = town.round("latest", planned_on="2026-11-22", status="terminee")
    lists = town.replica.read_now(queries.round_lists, TODAY, SINCE)
    assert ([card.id for card in lists.today], [card.id for card in lists.coming]) == ([today], [coming])
    assert (len(lists.past), lists.past[0].id) == (queries.PAST_MAX, latest)


def test_progress_counts_each_answer(town: Town) -> None:
    walk(town)
    progress = page(town).card.progress
    assert (progress.done, progress.not_found, progress.postponed, progress.left) == (1, 1, 0, 6)
    assert (progress.total, progress.handled) == (8, 2)


def test_stop_is_drawn_from_its_record_where_that_is_here(town: Town) -> None:
    task = town.task("Trappe ouverte sur trottoir", address="Rue Plati, 2", priority="genant", **placed(50, 0))
    walk(town)
    stop = page(town).stop("s3")
    assert stop is not None
    assert (stop.record, stop.is_here, stop.address, stop.priority) == (task, True, "Rue Plati, 2", "genant")
    assert stop.point == Point(**placed(50, 0))


def test_stop_is_drawn_from_its_copy_where_the_record_is_elsewhere(town: Town) -> None:
    walk(town)
    stop = page(town).stop("s3")
    assert stop is not None
    assert (stop.is_here, stop.title, stop.priority) == (False, "Trappe ouverte sur trottoir", "dangereux")
    assert stop.point == Point(**placed(240, 300))


def test_task_that_was_closed_on_its_own_page_makes_its_stop_done(town: Town) -> None:
    town.task("Trappe ouverte sur trottoir", status="faite", done_at="2026-11-23T13:00:00.000Z")
    town.task("Grille d’arbre soulevée", status="impossible", impossible_reason="introuvable")
    town.task("Nid-de-poule, 40 × 60 cm", status="impossible", impossible_reason="meteo")
    town.report("twin", status="resolu")
    walk(town)
    found = {stop.id: stop.result for stop in page(town).stops}
    assert found["s3"] is StopResult.FAITE
    assert found["s6"] is StopResult.INTROUVABLE
    assert found["s4"] is StopResult.REPORTEE
    assert found["s5"] is StopResult.FAITE
    assert not any(stop.is_visited for stop in page(town).stops if stop.id == "s3"), "nobody said so on the round"


def test_next_stop_is_the_first_where_nobody_was(town: Town) -> None:
    walk(town, visits=[{"id": "v", "stop": "s2", "result": "faite", "agent": KARIM}])
    following = page(town).next
    assert following is not None
    assert (following.id, following.number) == ("s1", 1)


def test_report_stop_has_the_place_of_its_report(town: Town) -> None:
    town.report("twin")
    walk(town)
    stop = page(town).stop("s5")
    assert stop is not None
    assert (stop.title, stop.category, stop.point) == ("", "nid_de_poule", Point(*CENTRE))


def test_round_names_its_people(town: Town) -> None:
    walk(town)
    shown = page(town)
    assert (shown.card.assignee_name, shown.card.team_name, shown.service_name) == (
        "Karim Benali",
        "équipe nord",
        "Voirie",
    )
    assert (shown.town_name, shown.author_name) == ("Saint-Aubin", "Sylvie Martin")
    assert shown.stops[0].visitor == "Karim Benali"
    assert shown.stop(uid("nothing")) is None
