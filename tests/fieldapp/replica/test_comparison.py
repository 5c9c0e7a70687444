"""The plan for an outbox and a journal that differ: every case of the table, and chance."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.replica.comparison import Plan, compare
from fieldapp.replica.incidents import IncidentCode
from fieldapp.replica.outbox import FIRST_MAC, Head, Kept, Link, is_genuine, linked
from sync.core.model import Change, Edit, Op
from tests.contract.store_in_hand import AGENT, DEVICE, SERVER_TIME, task_id

KEY = bytes(range(32))
START = Head(0, FIRST_MAC)


def change(n: int, title: str = "Titre") -> Change:
    """Give the change of a number."""
    edits = {"title": Edit(title)}
    return Change(DEVICE, n, task_id(n), "task", task_id(n), Op.PATCH, 1, edits, AGENT, SERVER_TIME)


def chain(count: int) -> list[Link]:
    """Give a chain of so many changes."""
    links: list[Link] = []
    for n in range(1, count + 1):
        links.append(linked(change(n), links[-1].mac if links else FIRST_MAC, KEY))
    return links


def spoiled(link: Link) -> Link:
    """Give a link whose change is not the one that its MAC proves."""
    return replace(link, change=change(link.change.n, "Autre"))


def plan(outbox: list[Link], journal: list[Link], base: Head = START, kept_base: Head = START) -> Plan:
    """Compare with the key at hand."""
    return compare(outbox, base, Kept(kept_base, tuple(journal)), lambda link: is_genuine(link, KEY))


def test_equal_sides_need_nothing() -> None:
    links = chain(3)
    assert plan(links, links) == Plan(START)


def test_two_empty_sides_need_nothing() -> None:
    assert plan([], []) == Plan(START)


def test_what_the_outbox_lost_comes_back() -> None:
    links = chain(4)
    found = plan(links[:2], links)
    assert found.brought_back == tuple(links[2:])
    assert [incident.code for incident in found.incidents] == [IncidentCode.WORK_BROUGHT_BACK]
    assert found.relink_from is None


def test_hole_in_the_outbox_is_filled_from_the_journal() -> None:
    links = chain(4)
    assert plan([links[0], links[3]], links).brought_back == (links[1], links[2])


def test_what_the_journal_lost_is_told() -> None:
    links = chain(3)
    found = plan(links, links[:1])
    assert found.journal_lacks == (2, 3)
    assert [incident.code for incident in found.incidents] == [IncidentCode.JOURNAL_REBUILT]


def test_outbox_is_right_where_both_are_genuine_and_differ() -> None:
    links = chain(1)
    other = linked(change(1, "Autre"), FIRST_MAC, KEY)
    assert plan(links, [other]) == Plan(START, journal_lacks=(1,))


def test_spoiled_change_is_replaced_by_its_good_copy() -> None:
    links = chain(3)
    found = plan([links[0], spoiled(links[1]), links[2]], links)
    assert (found.mended, found.broken) == ((links[1],), ())


def test_spoiled_change_without_a_copy_is_told_once() -> None:
    links = chain(4)
    found = plan([links[0], spoiled(links[1]), *links[2:]], [links[0], *links[2:]])
    assert (found.broken, found.relink_from) == ((2,), 2)


def test_number_lost_on_both_sides_is_told() -> None:
    links = chain(3)
    found = plan([links[0], links[2]], [links[0]])
    assert (found.lost, found.broken, found.relink_from) == ((2,), (), 2)


def test_genuine_change_that_does_not_follow_is_a_break() -> None:
    links = chain(2)
    stray = linked(change(2), "ab" * 32, KEY)
    assert plan([links[0], stray], [links[0], stray]).broken == (2,)


def test_nothing_is_missed_below_the_base() -> None:
    links = chain(5)
    base = Head(3, links[2].mac)
    assert plan(links[3:], links[3:], base, base) == Plan(base)
    assert plan(links[3:], links, base) == Plan(base)


def test_base_of_the_journal_counts_when_the_database_was_rolled_back() -> None:
    links = chain(6)
    base = Head(4, links[3].mac)
    found = plan(links[:2], links[4:], START, base)
    assert (found.base, found.brought_back, found.lost) == (base, tuple(links[4:]), ())


def test_first_change_after_the_base_must_follow_it() -> None:
    links = chain(4)
    wrong = Head(2, "cd" * 32)
    assert plan(links[2:], links[2:], wrong, wrong).broken == (3,)


@given(st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_every_number_ends_in_exactly_one_place(in_outbox: set[int], in_journal: set[int]) -> None:
    links = chain(12)
    outbox = [link for link in links if link.change.n in in_outbox]
    journal = [link for link in links if link.change.n in in_journal]
    found = plan(outbox, journal)
    brought_back = {link.change.n for link in found.brought_back}
    assert brought_back == in_journal - in_outbox
    everything = in_outbox | in_journal
    assert set(found.lost) == set(range(1, max(everything, default=0) + 1)) - everything
    assert set(found.journal_lacks) == in_outbox - in_journal


@pytest.mark.parametrize("other", ["device", "n", "txn", "kind", "id", "op", "base_rv", "edits", "agent", "made_at"])
def test_mac_proves_every_part_of_a_change(other: str) -> None:
    link = chain(1)[0]
    values = {"n": 9, "base_rv": 9, "edits": {"title": Edit("Autre")}, "op": Op.APPEND}
    altered = replace(link.change, **{other: values.get(other, task_id(99))})  # type: ignore[arg-type]
    assert not is_genuine(replace(link, change=altered), KEY)


def test_mac_needs_the_key() -> None:
    assert not is_genuine(chain(1)[0], bytes(32))
