"""The suite of `SyncStore`, second part: rows, cursors and digests move together, under the changes that wait."""

from dataclasses import replace

from sync.client.rows import EntryState
from sync.core.digest import Digest
from sync.protocol.messages import Put
from tests.contract.store_in_hand import (
    DESK,
    EPOCH,
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

MANY = 2_300
"""More than two batches of rows."""


class PageContract(StoreSuite):
    """What applying a page does to rows, cursors and digests."""

    @scenario
    async def test_page_shows_its_rows_and_moves_its_cursors(self, hand: StoreInHand) -> None:
        outcome = await hand.store.apply(page(put(1, title="Un"), put(2, title="Deux"), cursor=7))
        standing = await hand.store.standing()
        assert (standing.epoch, standing.cursors) == (EPOCH, {DESK: 7, MINE: 7})
        assert [await title_of(hand, 1), await title_of(hand, 2)] == ["Un", "Deux"]
        assert outcome.kinds == frozenset({"task"})
        assert (outcome.mismatched, outcome.parked, outcome.again) == ((), 0, False)

    @scenario
    async def test_page_survives_a_kill(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, title="Un"), cursor=7))
        await hand.killed_and_reopened()
        assert (await hand.store.standing()).cursors == {DESK: 7, MINE: 7}
        assert await title_of(hand, 1) == "Un"

    @scenario
    async def test_page_without_rows_changes_no_kind(self, hand: StoreInHand) -> None:
        assert (await hand.store.apply(page(cursor=3))).kinds == frozenset()

    @scenario
    async def test_digest_counts_each_scope_of_a_row(self, hand: StoreInHand) -> None:
        rows = (put(1), put(2, scopes=(DESK, MINE)), put(3, scopes=(MINE,)))
        outcome = await hand.store.apply(page(*rows, digests=digests_of(rows, (DESK, MINE))))
        assert outcome.mismatched == ()
        digest = await hand.digest(DESK)
        assert digest is not None
        assert digest.count == 2

    @scenario
    async def test_digest_follows_new_versions_and_departures(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), put(3)))
        later = (put(1, rv=2, title="Autre"), put(3))
        outcome = await hand.store.apply(page(later[0], gone(2), cursor=2, digests=digests_of(later, (DESK, MINE))))
        assert outcome.mismatched == ()

    @scenario
    async def test_digest_counts_the_word_and_not_what_is_shown(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        await hand.update(task_id(1), title="Le mien")
        rows = (put(1, rv=2, title="Le leur"),)
        outcome = await hand.store.apply(page(*rows, cursor=2, digests=digests_of(rows, (DESK,))))
        assert outcome.mismatched == ()

    @scenario
    async def test_digest_agrees_when_a_row_has_fields_that_we_do_not_know(self, hand: StoreInHand) -> None:
        rows = (put(1, from_a_newer_version={"a": [1, 2]}, description=None),)
        outcome = await hand.store.apply(page(*rows, digests=digests_of(rows, (DESK,))))
        assert (outcome.mismatched, outcome.parked) == ((), 0)
        assert await title_of(hand, 1) is not None

    @scenario
    async def test_gone_takes_the_row_off(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2)))
        outcome = await hand.store.apply(page(gone(1), cursor=2))
        assert await title_of(hand, 1) is None
        assert (await hand.digest(DESK) or Digest()).count == 1
        assert outcome.purged_rows == 1

    @scenario
    async def test_gone_from_one_scope_leaves_the_row_in_another(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(DESK, MINE))))
        await hand.store.apply(page(gone(1, DESK), cursor=2))
        assert await title_of(hand, 1) is not None
        assert await hand.digest(DESK) == Digest()
        assert (await hand.digest(MINE) or Digest()).count == 1

    @scenario
    async def test_gone_of_an_unknown_row_changes_nothing(self, hand: StoreInHand) -> None:
        outcome = await hand.store.apply(page(gone(1), gone(2, "team:elsewhere")))
        assert (outcome.kinds, await hand.digest(DESK)) == (frozenset(), Digest())

    @scenario
    async def test_row_that_moves_within_a_page_ends_in_its_new_scope(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(DESK,))))
        await hand.store.apply(page(gone(1, DESK), put(1, rv=2, scopes=(MINE,), title="Ailleurs"), cursor=2))
        assert await title_of(hand, 1) == "Ailleurs"
        assert await hand.digest(DESK) == Digest()

    @scenario
    async def test_scope_that_is_not_granted_is_not_kept(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(DESK, "team:elsewhere")), put(2, scopes=("team:elsewhere",))))
        assert await title_of(hand, 1) is not None
        assert await title_of(hand, 2) is None
        assert set((await hand.store.standing()).cursors) == {DESK, MINE}

    @scenario
    async def test_new_word_goes_beneath_a_change_that_waits(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, title="Avant")))
        await hand.update(task_id(1), title="Le mien")
        await hand.store.apply(page(put(1, rv=2, title="Avant", priority="dangereux"), cursor=2))
        fields = await hand.shown(task_id(1)) or {}
        assert (fields["title"], fields["priority"]) == ("Le mien", "dangereux")
        assert await numbers(hand) == [1]

    @scenario
    async def test_earlier_change_arrives_and_later_one_stays_on_top(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, title="Zéro")))
        await hand.update(task_id(1), title="Un")
        await hand.update(task_id(1), title="Deux")
        await hand.store.settle(answer(accepted(1, rv=2)))
        await hand.store.apply(page(put(1, rv=2, title="Un"), cursor=2))
        assert await title_of(hand, 1) == "Deux"
        assert await hand.state(1) is EntryState.SENT
        assert await numbers(hand) == [2]

    @scenario
    async def test_judged_change_goes_at_the_head_when_its_word_does_not_come(self, hand: StoreInHand) -> None:
        created = await hand.create(task())
        await hand.store.settle(answer(accepted(1)))
        await hand.store.apply(page(cursor=1, more=True))
        assert await hand.shown(created) is not None
        await hand.store.apply(page(cursor=2))
        assert await hand.shown(created) is None
        assert await hand.state(1) is EntryState.SENT

    @scenario
    async def test_change_that_waits_stays_at_the_head(self, hand: StoreInHand) -> None:
        created = await hand.create(task())
        await hand.store.apply(page(cursor=2))
        assert await hand.shown(created) is not None
        assert await numbers(hand) == [1]

    @scenario
    async def test_page_of_many_rows_agrees_with_its_digest(self, hand: StoreInHand) -> None:
        rows = tuple(put(number) for number in range(MANY))
        outcome = await hand.store.apply(page(*rows, digests=digests_of(rows, (DESK, MINE))))
        assert outcome.mismatched == ()
        assert (await hand.digest(DESK) or Digest()).count == MANY

    @scenario
    async def test_row_of_an_unknown_kind_is_parked_and_counted(self, hand: StoreInHand) -> None:
        stranger = Put("kind_of_the_future", task_id(1), 1, (DESK,), {"what": "ever"})
        rows = (stranger, put(2))
        outcome = await hand.store.apply(page(*rows, digests=digests_of(rows, (DESK, MINE))))
        assert (outcome.parked, outcome.mismatched) == (1, ())
        assert (await hand.store.apply(page(gone(2), cursor=2))).mismatched == ()

    @scenario
    async def test_row_that_does_not_fit_is_parked_and_the_old_word_stays(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, title="Ancien mot")))
        await hand.update(task_id(1), priority="dangereux")
        await hand.store.settle(answer(accepted(1, rv=2)))
        strange = put(1, rv=2, status="etat_du_futur", priority="dangereux")
        outcome = await hand.store.apply(page(strange, cursor=2, digests=digests_of((strange,), (DESK, MINE))))
        assert (outcome.parked, outcome.mismatched) == (1, ())
        fields = await hand.shown(task_id(1)) or {}
        assert (fields["title"], fields["priority"]) == ("Ancien mot", "dangereux")

    @scenario
    async def test_parked_row_is_shown_when_a_word_that_fits_comes(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, status="etat_du_futur")))
        fitting = put(1, rv=2, title="De nouveau")
        outcome = await hand.store.apply(page(fitting, cursor=2, digests=digests_of((fitting,), (DESK, MINE))))
        assert (outcome.parked, outcome.mismatched) == (0, ())
        assert await title_of(hand, 1) == "De nouveau"

    @scenario
    async def test_parked_row_leaves_the_digest_when_it_goes(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, status="etat_du_futur")))
        outcome = await hand.store.apply(page(gone(1), cursor=2, digests={DESK: Digest()}))
        assert outcome.mismatched == ()

    @scenario
    async def test_same_page_twice_changes_nothing(self, hand: StoreInHand) -> None:
        first = page(put(1), put(2), digests=digests_of((put(1), put(2)), (DESK, MINE)))
        await hand.store.apply(first)
        outcome = await hand.store.apply(replace(first))
        assert outcome.mismatched == ()
