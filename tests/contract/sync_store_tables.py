"""The suite of `SyncStore`, part of tables: what comes by column ends as rows would."""

import json
from dataclasses import replace
from typing import Any

from sync.client.rows import EntryState
from sync.core.digest import Digest, content_hash
from sync.protocol.messages import PullPage, Put, Table
from tests.contract.store_in_hand import (
    DESK,
    MINE,
    StoreInHand,
    StoreSuite,
    accepted,
    answer,
    digests_of,
    gone,
    numbers,
    page,
    put,
    scenario,
    task,
    task_id,
    title_of,
)

CHECKLIST = [{"id": "018f0000-0000-7000-8000-0000000000aa", "label": "Balai", "done": False}]


def table_of(puts: tuple[Put, ...], *, fits: bool = True) -> Table:
    """Give the table of these puts, all of one kind."""
    sets = tuple(dict.fromkeys(row.scopes for row in puts))
    names = sorted({name for row in puts for name, value in row.fields.items() if value is not None})
    columns: dict[str, list[Any]] = {name: [row.fields.get(name) for row in puts] for name in names}
    texts = [name for name, values in columns.items() if any(isinstance(value, list | dict) for value in values)]
    for name in texts:
        columns[name] = [None if value is None else json.dumps(value) for value in columns[name]]
    return Table(
        kind=puts[0].kind,
        ids=[row.id for row in puts],
        rvs=[row.rv for row in puts],
        hashes=[content_hash(row.fields) for row in puts],
        sets=sets,
        held=[sets.index(row.scopes) for row in puts],
        columns=columns,
        texts=frozenset(texts),
        fits=fits,
    )


def filling(puts: tuple[Put, ...], *rows: Any, fits: bool = True, **told: Any) -> PullPage:
    """Give a page whose puts come by column, before its rows."""
    return replace(page(*rows, **told), tables=(table_of(puts, fits=fits),))


class TableContract(StoreSuite):
    """What a page by column does to rows, cursors and digests."""

    @scenario
    async def test_table_shows_its_records_and_moves_its_cursors(self, hand: StoreInHand) -> None:
        puts = (put(1, title="Un"), put(2, title="Deux", scopes=(DESK, MINE), checklist=CHECKLIST))
        outcome = await hand.store.apply(filling(puts, cursor=7, digests=digests_of(puts, (DESK, MINE))))
        assert (await hand.store.standing()).cursors == {DESK: 7, MINE: 7}
        assert [await title_of(hand, 1), await title_of(hand, 2)] == ["Un", "Deux"]
        assert outcome.kinds == frozenset({"task"})
        assert (outcome.mismatched, outcome.parked, outcome.again) == ((), 0, False)

    @scenario
    async def test_table_shows_what_lines_show(self, hand: StoreInHand) -> None:
        others: dict[str, Any] = {"checklist": CHECKLIST, "from_a_newer_version": {"a": [1]}, "lat": 48.5}
        bare = Put("task", task_id(3), 1, (DESK,), {"title": "Nu", "status": "a_faire"})
        for fields in ({}, {"checklist": CHECKLIST, "lat": 48.5, "long": 2.5}, others):
            puts = (put(1, **fields), replace(bare, id=task_id(2)))
            lines = (replace(puts[0], id=task_id(8)), replace(bare, id=task_id(9)))
            await hand.store.apply(filling(puts, *lines, cursor=1))
            for by_column, by_line in ((1, 8), (2, 9)):
                assert await hand.shown(task_id(by_column)) == await hand.shown(task_id(by_line))
            await hand.store.apply(page(*(gone(number) for number in (1, 2, 8, 9)), cursor=2))

    @scenario
    async def test_table_survives_a_kill_and_what_comes_after_it_too(self, hand: StoreInHand) -> None:
        first, second = (put(1), put(2)), (put(3), put(4))
        await hand.store.apply(filling(first, cursor=3, more=True))
        await hand.killed_and_reopened()
        assert (await hand.store.standing()).cursors == {DESK: 3, MINE: 3}
        outcome = await hand.store.apply(filling(second, digests=digests_of(first + second, (DESK, MINE)), cursor=5))
        assert outcome.mismatched == ()
        await hand.killed_and_reopened()
        assert [await title_of(hand, number) is not None for number in (1, 2, 3, 4)] == [True] * 4

    @scenario
    async def test_same_table_twice_changes_nothing(self, hand: StoreInHand) -> None:
        puts = (put(1), put(2))
        told = filling(puts, digests=digests_of(puts, (DESK, MINE)))
        await hand.store.apply(told)
        again = await hand.store.apply(told)
        assert (again.kinds, again.mismatched) == (frozenset(), ())

    @scenario
    async def test_record_that_is_known_gets_its_new_word_among_new_ones(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, title="Avant", scopes=(DESK, MINE))))
        puts = (put(1, rv=2, title="Après"), put(2))
        outcome = await hand.store.apply(filling(puts, cursor=2, digests=digests_of(puts, (DESK, MINE))))
        assert outcome.mismatched == ()
        assert await title_of(hand, 1) == "Après"

    @scenario
    async def test_table_goes_beneath_a_change_that_waits(self, hand: StoreInHand) -> None:
        created = await hand.create(task("Le mien"))
        word = Put("task", created, 1, (DESK,), task("Le leur"))
        puts = (word, put(2))
        outcome = await hand.store.apply(filling(puts, digests=digests_of(puts, (DESK, MINE))))
        assert outcome.mismatched == ()
        assert (await hand.shown(created) or {})["title"] == "Le mien"
        assert await numbers(hand) == [1]

    @scenario
    async def test_table_settles_a_change_that_it_holds(self, hand: StoreInHand) -> None:
        created = await hand.create(task("Le mien"))
        await hand.store.settle(answer(accepted(1)))
        await hand.store.apply(filling((Put("task", created, 1, (DESK,), task("Le mien")), put(2))))
        assert await hand.state(1) is EntryState.SENT
        assert (await hand.shown(created) or {})["title"] == "Le mien"

    @scenario
    async def test_row_after_the_table_is_the_later_word(self, hand: StoreInHand) -> None:
        later = put(1, rv=1, scopes=(DESK, MINE))
        rows = (later, put(3))
        told = filling((put(1), put(2), put(3)), later, gone(2), digests=digests_of(rows, (DESK, MINE)))
        assert (await hand.store.apply(told)).mismatched == ()
        assert await title_of(hand, 2) is None

    @scenario
    async def test_table_that_does_not_fit_is_looked_at_one_by_one(self, hand: StoreInHand) -> None:
        puts = (put(1, status="etat_du_futur"), put(2))
        outcome = await hand.store.apply(filling(puts, fits=False, digests=digests_of(puts, (DESK, MINE))))
        assert (outcome.parked, outcome.mismatched) == (1, ())
        assert [await title_of(hand, number) is not None for number in (1, 2)] == [False, True]

    @scenario
    async def test_table_of_an_unknown_kind_is_parked_and_counted(self, hand: StoreInHand) -> None:
        puts = (Put("kind_of_the_future", task_id(1), 1, (DESK,), {"what": "ever"}),)
        outcome = await hand.store.apply(filling(puts, digests=digests_of(puts, (DESK, MINE))))
        assert (outcome.parked, outcome.mismatched) == (1, ())

    @scenario
    async def test_scope_that_is_not_granted_is_not_kept_from_a_table(self, hand: StoreInHand) -> None:
        await hand.store.apply(filling((put(1, scopes=(DESK, "team:elsewhere")), put(2, scopes=("team:elsewhere",)))))
        assert [await title_of(hand, number) is not None for number in (1, 2)] == [True, False]
        assert (await hand.digest(DESK) or Digest()).count == 1

    @scenario
    async def test_table_of_another_epoch_is_not_applied(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        outcome = await hand.store.apply(filling((put(2),), cursor=9, epoch="epoch-2"))
        assert outcome.again
        assert await title_of(hand, 2) is None

    @scenario
    async def test_digest_that_differs_after_a_table_is_read_again(self, hand: StoreInHand) -> None:
        puts = (put(1), put(2))
        wrong = {**digests_of(puts, (DESK, MINE)), DESK: Digest(1, 7)}
        assert (await hand.store.apply(filling(puts, digests=wrong))).mismatched == (DESK,)
        again = await hand.store.apply(filling(puts, digests=digests_of(puts, (DESK, MINE))))
        assert again.mismatched == ()
