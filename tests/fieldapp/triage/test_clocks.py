"""Pauses and chasing on a device: the words of lists and the counts of the database follow one rule."""

from fieldapp.today.queries import Moment, desk_day
from fieldapp.triage.queries import Pile, Wanted, Which, counts, open_reports, piled, sifted
from tests.fieldapp.day import moved
from tests.fieldapp.town import NOW, SYLVIE, Town, uid

LATE = {"expected_datetime": moved(NOW, days=-8), "requested_datetime": moved(NOW, days=-20)}


def test_report_that_waits_is_late_in_no_list_and_no_count(town: Town) -> None:
    town.report("runs", status="en_cours", **LATE)
    town.report("waits", status="transfere_tiers", paused_at=moved(NOW, days=-9), **LATE)
    town.report("unjudged", status="en_cours", paused_at=moved(NOW, days=-9), **LATE)
    cards = town.replica.read_now(open_reports)
    assert {card.id for card in sifted(cards, Which.LATE, NOW)} == {uid("runs")}
    assert {card.id: card.paused_at for card in cards} == {
        uid("runs"): None,
        uid("waits"): moved(NOW, days=-9),
        uid("unjudged"): moved(NOW, days=-9),
    }
    day = town.replica.read_now(desk_day, SYLVIE, None, Moment("2026-11-23", NOW))
    assert (day.late, [card.id for card in day.first]) == (1, [uid("runs")])


def test_late_report_that_nobody_moved_is_to_be_chased(town: Town) -> None:
    town.report("still", status="affecte", moved_at=moved(NOW, days=-6), **LATE)
    town.report("moved", status="affecte", moved_at=moved(NOW, days=-4), **LATE)
    town.report("in time", status="affecte", expected_datetime=moved(NOW, days=4), moved_at=moved(NOW, days=-6))
    pile = piled(town.replica.read_now(open_reports), Wanted(Pile.OPEN))
    assert [card.id for card in sifted(pile, Which.TO_CHASE, NOW)] == [uid("still")]
    assert counts(pile, NOW)[Which.TO_CHASE] == 1
