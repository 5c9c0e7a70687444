"""The homes, read from a real replica."""

from typing import Any

from fieldapp.today import queries
from fieldapp.today.queries import Moment
from fieldapp.triage.queries import Pile, Wanted, Which, open_reports, piled, sifted
from sync.records.news import acknowledgement_id, news_content_hash
from tests.fieldapp.town import EAST, ELU, KARIM, NORD, NOW, PROPRETE, SYLVIE, VOIRIE, WEST, Town

TODAY = "2026-11-23"
MIDNIGHT = Moment(TODAY, "2026-11-22T23:00:00.000Z")
BEFORE = "2026-11-23T10:00:00.000Z"
MONTH = "2026-10-31T23:00:00.000Z"


def field_day(town: Town) -> queries.FieldDay:
    return town.replica.read_now(queries.field_day, KARIM, NORD, MIDNIGHT)


def acknowledge(town: Town, news: str, title: str) -> None:
    body = "Aucun travail en nacelle après 16 h."
    content = news_content_hash({"title": title, "body": body})
    ack_id = acknowledgement_id(news, KARIM, content)
    fields = {
        "news": news,
        "news_author": SYLVIE,
        "agent": KARIM,
        "content_hash": content,
        "acknowledged_at": NOW,
    }
    town.replica.write_now(lambda unit: unit.create("acknowledgement", fields, record_id=ack_id))


def test_mandatory_note_stays_until_its_present_text_is_acknowledged(town: Town) -> None:
    news = town.news("Vent fort")
    assert [note.title for note in field_day(town).to_read] == ["Vent fort"]
    acknowledge(town, news, "Vent fort")
    assert field_day(town).to_read == ()
    town.news("Vent fort", title="Vent très fort")
    assert [note.title for note in field_day(town).to_read] == ["Vent très fort"]


def test_new_mandatory_note_is_seen_behind_years_of_old_ones(town: Town) -> None:
    old: dict[str, Any] = {
        "importance": "obligatoire",
        "status": "publie",
        "author": SYLVIE,
        "audience": {"everyone": True},
    }
    old |= {"pinned": False, "comments_closed": False, "body": "Passé.", "expires_at": BEFORE}
    town.pull(
        *(town.row("news", f"{n}", title=f"{n}", published_at="2025-01-01T08:00:00.000Z", **old) for n in range(120))
    )
    town.news("Vent fort")
    assert [note.title for note in field_day(town).to_read if note.is_current(NOW)] == ["Vent fort"]


def test_mandatory_note_for_others_does_not_stand_on_top(town: Town) -> None:
    town.news("Note aux élus", audience={"roles": ["elu"]})
    town.news("Note à la voirie", audience={"services": [VOIRIE]})
    assert [note.title for note in field_day(town).to_read] == ["Note à la voirie"]


def test_note_tells_its_source_and_its_reading_time(town: Town) -> None:
    town.news("Vent fort", service=VOIRIE, body="mot " * 500)
    note = field_day(town).to_read[0]
    assert (note.source, note.reading_minutes) == ("Voirie", 2)


def test_note_is_current_until_its_expiry_whatever_this_clock_says_of_its_beginning(town: Town) -> None:
    town.news("Vent fort", published_at="2026-11-23T10:00:00.000Z", expires_at="2026-11-23T20:00:00.000Z")
    note = field_day(town).to_read[0]
    assert note.is_current("2026-11-23T09:00:00.000Z")
    assert note.is_current(NOW)
    assert not note.is_current("2026-11-23T20:00:00.000Z")


def test_information_and_drafts_do_not_stand_on_top(town: Town) -> None:
    town.news("Fête", importance="information")
    town.news("Brouillon", status="brouillon")
    assert field_day(town).to_read == ()


def test_field_day_counts_what_is_mine_free_and_done(town: Town) -> None:
    town.task("mine")
    town.task("free", assignee=None, team=NORD)
    town.task("done today", status="faite", done_at=BEFORE)
    town.task("done yesterday", status="faite", done_at="2026-11-22T10:00:00.000Z")
    town.report("reported", author=KARIM, requested_datetime=BEFORE)
    day = field_day(town)
    titles = [work.title for work in day.work]
    assert (titles, day.team_tasks, day.done_today, day.reported_today) == (
        ["mine"],
        1,
        1,
        1,
    )


def test_more_work_than_a_home_holds_is_cut_at_its_calm_end(town: Town) -> None:
    many = range(queries.TASKS_MAX)
    calm = {"title": "calm", "status": "a_faire", "priority": "genant", "assignee": KARIM, "service": VOIRIE}
    town.pull(*(town.row("task", f"calm {n}", **calm) for n in many))
    late = town.task("late", due_at="2026-11-20T10:00:00.000Z")
    danger = town.task("danger", priority="dangereux")
    town.task("planned", due_at="2026-12-20T10:00:00.000Z")
    shown = field_day(town).work
    assert len(shown) == queries.TASKS_MAX
    assert [work.id for work in shown[:2]] == [danger, late]


def test_more_reports_than_a_home_holds_are_cut_at_their_calm_end(town: Town) -> None:
    for n in range(queries.REPORTS_MAX):
        town.report(f"calm {n}", assignee=KARIM, status="affecte")
    late = town.report("late", assignee=KARIM, status="affecte", expected_datetime="2026-11-20T10:00:00.000Z")
    danger = town.report("danger", assignee=KARIM, status="affecte", priority="dangereux")
    assert [work.id for work in field_day(town).work[:2]] == [danger, late]


def test_field_day_shows_the_reports_that_are_mine_to_mend(town: Town) -> None:
    mine = town.report("mine", assignee=KARIM, status="affecte")
    begun = town.report("begun", assignee=KARIM, status="en_cours")
    town.report("another's", assignee=SYLVIE, status="affecte")
    town.report("made by me", author=KARIM)
    for status in ("fait_a_controler", "resolu", "transfere_tiers", "sous_surveillance", "en_attente_usager"):
        town.report(status, assignee=KARIM, status=status)
    assert {(work.kind, work.id) for work in field_day(town).work} == {("report", mine), ("report", begun)}


def test_report_that_became_a_task_of_mine_stands_there_once(town: Town) -> None:
    report = town.report("hole", assignee=KARIM, status="affecte")
    town.report("the other's", assignee=KARIM, status="affecte")
    town.task("mend", report=report)
    assert [work.kind for work in field_day(town).work] == ["task", "report"]


def test_field_day_counts_the_reports_that_the_team_may_take(town: Town) -> None:
    town.report("free", team=NORD, status="affecte")
    town.report("taken", team=NORD, status="affecte", assignee=SYLVIE)
    town.report("done", team=NORD, status="resolu")
    town.report("of nobody")
    town.task("mend", report=town.report("ordered", team=NORD, status="affecte"), assignee=None, team=NORD)
    day = field_day(town)
    assert (day.team_reports, day.team_tasks, day.work) == (1, 1, ())


def test_field_day_shows_my_round_my_team_s_and_what_is_left_of_yesterday(town: Town) -> None:
    stops = [{"id": "a", "kind": "place", "title": "Dépôt", "address": "Rue Plati"}, {"id": "b", "kind": "place"}]
    visits = [{"id": "v", "stop": "b", "result": "faite"}]
    town.round("mine", assignee=KARIM, team=None, stops=stops, visits=visits)
    town.round("the team's")
    town.round("late", planned_on="2026-11-20")
    town.round("another's", assignee=SYLVIE)
    town.round("tomorrow", planned_on="2026-11-24")
    town.round("called off", status="annulee")
    town.round("over", planned_on="2026-11-20", status="terminee")
    found = {card.title: card for card in field_day(town).rounds}
    assert found.keys() == {"mine", "the team's", "late"}
    mine = found["mine"]
    assert (mine.maker, mine.progress.done, mine.progress.left) == ("Karim Benali", 1, 1)
    assert (mine.next_title, mine.next_address, found["late"].next_title) == ("Dépôt", "Rue Plati", "")


def test_desk_day_shows_the_rounds_of_today_of_its_service(town: Town) -> None:
    town.round("road")
    town.round("bin", service=PROPRETE, team=None)
    town.round("tomorrow", planned_on="2026-11-24")
    day = town.replica.read_now(queries.desk_day, SYLVIE, VOIRIE, Moment(TODAY, NOW))
    assert [card.title for card in day.rounds] == ["road"]


def test_round_of_today_is_seen_behind_many_that_nobody_ended(town: Town) -> None:
    for n in range(queries.LEFT_ROUNDS_MAX + 3):
        town.round(f"left {n}", planned_on=f"2026-11-{n + 1:02}")
    town.round("today")
    shown = [card.title for card in field_day(town).rounds]
    assert (shown[-1], len(shown)) == ("today", queries.LEFT_ROUNDS_MAX + 1)
    assert shown[-2] == f"left {queries.LEFT_ROUNDS_MAX + 2}", "the latest of them stay"


def test_desk_day_counts_what_the_lists_hold_to_which_it_leads(town: Town) -> None:
    qualified = {"status": "qualifie", "team": None}
    town.report("qualified, nobody's", **qualified)
    town.report("qualified, the team's", status="qualifie", team=NORD)
    town.report("not answered in time", first_answer_due_at=BEFORE, expected_datetime="2026-12-20T10:00:00.000Z")
    town.report("answered", status="affecte", first_answer_due_at=BEFORE, assignee=KARIM)
    town.report("impossible", status="impossible")
    town.report("to check", status="fait_a_controler")
    day = town.replica.read_now(queries.desk_day, SYLVIE, None, Moment(TODAY, NOW))
    cards = town.replica.read_now(open_reports)

    def held(pile: Pile, which: Which = Which.ALL) -> int:
        return len(sifted(piled(cards, Wanted(pile)), which, NOW))

    assert (day.to_sort, day.late, day.to_check) == (2, 1, 2)
    assert (day.to_sort, day.late, day.to_check) == (
        held(Pile.TO_SORT),
        held(Pile.OPEN, Which.LATE),
        held(Pile.TO_CHECK),
    )
    assert day.dangerous == held(Pile.OPEN, Which.DANGEROUS)


def test_desk_day_counts_by_state_and_names_the_worst(town: Town) -> None:
    town.report("new")
    danger = town.report("danger", priority="dangereux", status="affecte")
    late = town.report("late", expected_datetime=BEFORE, status="en_cours")
    town.report("to check", status="fait_a_controler")
    town.task("stuck", status="impossible")
    day = town.replica.read_now(queries.desk_day, SYLVIE, None, Moment(TODAY, NOW))
    counts = (day.to_sort, day.dangerous, day.late, day.to_check, day.impossible)
    assert counts == (1, 1, 1, 1, 1)
    assert [card.id for card in day.first] == [danger, late]


def test_desk_day_of_a_service_leaves_the_others_out(town: Town) -> None:
    town.report("road", service=VOIRIE)
    town.report("bin", service=PROPRETE)
    assert town.replica.read_now(queries.desk_day, SYLVIE, VOIRIE, Moment(TODAY, NOW)).to_sort == 1


def test_town_day_counts_open_reports_by_sector(town: Town) -> None:
    town.report("a", zone=EAST, priority="dangereux")
    town.report("b", zone=EAST, expected_datetime=BEFORE)
    town.report("c", zone=EAST, status="resolu", closed_at=BEFORE)
    town.report("d")
    day = town.replica.read_now(queries.town_day, ELU, NOW, MONTH)
    assert [(zone.id, zone.open, zone.late, zone.dangerous) for zone in day.zones] == [
        (WEST, 0, 0, 0),
        (EAST, 2, 1, 1),
        (None, 1, 0, 0),
    ]
    assert not any(isinstance(zone.late, bool) for zone in day.zones)
    assert day.resolved_recently == 1


def test_town_day_lists_published_news_with_the_newest_first(town: Town) -> None:
    town.news("old", importance="information", published_at="2026-11-01T10:00:00.000Z")
    town.news("new", importance="information")
    town.news("draft", status="brouillon", published_at=None)
    day = town.replica.read_now(queries.town_day, ELU, NOW, MONTH)
    assert [note.title for note in day.news] == ["new", "old"]
