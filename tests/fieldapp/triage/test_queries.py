"""What the desk finds in its piles, in a real replica."""

from fieldapp.triage import queries
from fieldapp.triage.queries import Card, Pile, Wanted, Which
from sync.records.base import NOWHERE
from tests.fieldapp.town import CENTRE, EAST, KARIM, NORD, NOW, VOIRIE, WEST, Town

LAT, LONG = CENTRE
NEAR = 0.0001
"""Eleven metres to the north."""


def cards(town: Town) -> tuple[Card, ...]:
    return town.replica.read_now(queries.open_reports)


def ids(found: list[Card]) -> set[str]:
    return {card.id for card in found}


def test_to_sort_holds_what_is_given_to_nobody(town: Town) -> None:
    new, doubtful = town.report("new"), town.report("doubtful", status="a_qualifier")
    qualified = town.report("qualified", status="qualifie")
    town.report("given", status="qualifie", team=NORD)
    town.report("assigned", status="affecte")
    town.report("closed", status="resolu")
    assert ids(queries.piled(cards(town), Wanted())) == {new, doubtful, qualified}


def test_to_check_holds_what_the_street_says_is_done_or_impossible(town: Town) -> None:
    done = town.report("done", status="fait_a_controler")
    impossible = town.report("impossible", status="impossible", closed_at=NOW)
    town.report("new")
    assert ids(queries.piled(cards(town), Wanted(Pile.TO_CHECK))) == {done, impossible}


def test_open_pile_leaves_impossible_out(town: Town) -> None:
    town.report("impossible", status="impossible", closed_at=NOW)
    new, assigned = town.report("new"), town.report("assigned", status="affecte")
    assert ids(queries.piled(cards(town), Wanted(Pile.OPEN))) == {new, assigned}


def test_order_is_danger_then_overdue_then_oldest(town: Town) -> None:
    young = town.report("young", requested_datetime="2026-11-23T13:00:00.000Z")
    old = town.report("old", requested_datetime="2026-11-20T09:00:00.000Z")
    late = town.report(
        "late", requested_datetime="2026-11-22T09:00:00.000Z", expected_datetime="2026-11-23T09:00:00.000Z"
    )
    danger = town.report("danger", requested_datetime="2026-11-23T13:30:00.000Z", priority="dangereux")
    found = queries.sifted(cards(town), Which.ALL, NOW)
    assert [card.id for card in found] == [danger, late, old, young]


def test_first_answer_makes_late_only_before_it_is_sorted(town: Town) -> None:
    dues = {"first_answer_due_at": "2026-11-22T09:00:00.000Z", "expected_datetime": "2026-12-22T09:00:00.000Z"}
    waiting = town.report("waiting", **dues)
    town.report("assigned", status="affecte", **dues)
    assert [card.id for card in queries.sifted(cards(town), Which.LATE, NOW)] == [waiting]


def test_counts_of_a_pile_agree_with_what_is_sifted(town: Town) -> None:
    town.report("danger", priority="dangereux")
    town.report("doubtful", status="a_qualifier", lat=LAT + 0.1)
    pile = queries.piled(cards(town), Wanted())
    counted = queries.counts(pile, NOW)
    assert counted == {which: len(queries.sifted(pile, which, NOW)) for which in Which}
    assert counted[Which.DANGEROUS] == counted[Which.TO_QUALIFY] == 1


def test_sector_and_service_narrow_a_pile(town: Town) -> None:
    here = town.report("here", zone=EAST, service=VOIRIE)
    outside = town.report("outside")
    town.report("west", zone=WEST, service=VOIRIE)
    assert ids(queries.piled(cards(town), Wanted(zone=EAST))) == {here}
    assert ids(queries.piled(cards(town), Wanted(zone=NOWHERE))) == {outside}
    assert ids(queries.piled(cards(town), Wanted(service=NOWHERE))) == {outside}
    assert queries.count_by(cards(town), Wanted(zone=EAST), "zone") == {EAST: 1, WEST: 1, NOWHERE: 1}
    assert queries.count_by(cards(town), Wanted(zone=EAST), "service") == {VOIRIE: 1}


def test_twins_are_of_one_category_and_near(town: Town) -> None:
    hole, other = town.report("hole"), town.report("other", lat=LAT + NEAR)
    town.report("drain", service_code="avaloir")
    town.report("far", lat=LAT + 10 * NEAR)
    town.report("mended", status="resolu", lat=LAT + NEAR)
    twins = {card.id for card in cards(town) if card.twins}
    assert twins == {hole, other}


def test_twins_are_found_across_the_lines_of_the_grid(town: Town) -> None:
    pairs = 40
    for number in range(pairs):
        lat, long = LAT + number * 0.00137, LONG + number * 0.00211
        town.report(f"a{number}", lat=lat, long=long)
        town.report(f"b{number}", lat=lat + NEAR, long=long + NEAR)
    assert sum(card.twins for card in cards(town)) == 2 * pairs


def test_search_finds_reports_by_number_and_street_open_or_not(town: Town) -> None:
    closed = town.report("closed", status="resolu", number="A2026K0412", address="Rue Grimaldi, 31")
    town.report("other", address="Quai Antoine")
    by_number = town.replica.read_now(queries.found_reports, "A2026K0412")
    by_street = town.replica.read_now(queries.found_reports, "grim")
    assert [card.id for card in by_number] == [card.id for card in by_street] == [closed]


def test_assignee_keeps_a_qualified_report_out_of_the_desk(town: Town) -> None:
    town.report("his", status="qualifie", assignee=KARIM)
    assert queries.piled(cards(town), Wanted()) == []


def test_what_was_read_before_changes_nothing_of_what_is_read(town: Town) -> None:
    known: queries.Known = {}
    one, other = town.report("one", address="1 rue Plati"), town.report("other", lat=LAT + NEAR)
    before = {card.id: card for card in town.replica.read_now(queries.open_reports, known)}
    town.report("one", address="2 rue Plati")
    town.report("third", lat=LAT + 2 * NEAR, status="impossible")
    town.replica.write_now(lambda unit: unit.update("report", other, {"priority": "dangereux"}))
    after = town.replica.read_now(queries.open_reports, known)
    assert after == cards(town)
    changed = {card.id: (card.address, card.priority, card.unsent) for card in after if card != before.get(card.id)}
    assert changed.pop(one) == ("2 rue Plati", "genant", False)
    assert changed.pop(other) == ("", "dangereux", True)
    assert len(changed) == 1
    town.report("one", status="resolu")
    assert len(town.replica.read_now(queries.open_reports, known)) == len(known) == 2
