"""The suite of `SyncStore`, fourth part: replicas that differ are mended, servers that forgot are told again."""

from sync.client.rows import EntryState
from sync.core.digest import Digest
from tests.contract.store_in_hand import (
    DESK,
    MINE,
    StoreInHand,
    StoreSuite,
    accepted,
    answer,
    digests_of,
    numbers,
    page,
    put,
    rejected,
    scenario,
    task,
    task_id,
    title_of,
)

BOTH = (DESK, MINE)
RESTORED = "epoch-2"


class RepairContract(StoreSuite):
    """What a mismatch, a cursor that goes back, and another epoch do."""

    @scenario
    async def test_mismatch_sets_the_cursor_of_that_scope_back(self, hand: StoreInHand) -> None:
        rows = (put(1), put(2))
        outcome = await hand.store.apply(page(put(1), cursor=5, digests=digests_of(rows, BOTH)))
        assert outcome.mismatched == (DESK,)
        assert outcome.again
        assert (await hand.store.standing()).cursors == {DESK: 0, MINE: 5}
        assert await title_of(hand, 1) is not None

    @scenario
    async def test_second_reading_brings_what_was_missing(self, hand: StoreInHand) -> None:
        rows = (put(1), put(2))
        await hand.store.apply(page(put(1), cursor=5, digests=digests_of(rows, BOTH)))
        outcome = await hand.store.apply(page(*rows, cursor=6, digests=digests_of(rows, BOTH)))
        assert (outcome.mismatched, outcome.again) == ((), False)
        assert (await hand.store.standing()).cursors == {DESK: 6, MINE: 6}

    @scenario
    async def test_second_reading_sweeps_what_the_server_no_longer_names(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), put(3, scopes=BOTH), cursor=5))
        rows = (put(1), put(3, scopes=(MINE,)))
        await hand.store.apply(page(cursor=6, digests=digests_of(rows, BOTH)))
        await hand.store.apply(page(put(1), cursor=7, more=True))
        assert await title_of(hand, 2) is not None
        await hand.killed_and_reopened()
        outcome = await hand.store.apply(page(cursor=8, digests=digests_of(rows, BOTH)))
        assert outcome.mismatched == ()
        assert [await title_of(hand, n) is None for n in (1, 2, 3)] == [False, True, False]

    @scenario
    async def test_sweep_seals_a_row_whose_change_waits(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), cursor=5))
        await hand.update(task_id(1), title="Le mien")
        await hand.store.apply(page(cursor=6, digests={DESK: Digest()}))
        outcome = await hand.store.apply(page(cursor=7, digests={DESK: Digest()}))
        assert outcome.mismatched == ()
        assert await title_of(hand, 1) is None
        assert await numbers(hand) == [1]

    @scenario
    async def test_mismatch_that_reading_does_not_mend_does_not_read_for_ever(self, hand: StoreInHand) -> None:
        wrong = digests_of((put(9),), BOTH)
        outcomes = [await hand.store.apply(page(put(1), cursor=n, digests=wrong)) for n in range(1, 33)]
        assert all(outcome.mismatched == (DESK,) for outcome in outcomes)
        assert sum(outcome.again for outcome in outcomes) <= 6

    @scenario
    async def test_server_behind_its_own_word_is_read_again(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), cursor=50))
        outcome = await hand.store.apply(page(cursor=40))
        assert outcome.again
        assert (await hand.store.standing()).cursors == {DESK: 0, MINE: 0}
        rows = (put(1),)
        outcome = await hand.store.apply(page(*rows, cursor=41, digests=digests_of(rows, BOTH)))
        assert (outcome.again, outcome.mismatched) == (False, ())
        assert await title_of(hand, 2) is None

    @scenario
    async def test_other_epoch_restarts_all_reading_and_applies_nothing(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), cursor=50))
        outcome = await hand.store.apply(page(put(3), cursor=60, epoch=RESTORED))
        assert outcome.again
        standing = await hand.store.standing()
        assert (standing.epoch, standing.cursors) == (RESTORED, {DESK: 0, MINE: 0})
        assert [await title_of(hand, n) is None for n in (1, 2, 3)] == [False, False, True]

    @scenario
    async def test_replica_equals_a_restored_server_after_reading_again(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=9, title="Oublié"), put(2), cursor=50))
        await hand.store.apply(page(cursor=20, epoch=RESTORED))
        rows = (put(1, rv=3, title="De la sauvegarde"),)
        outcome = await hand.store.apply(page(*rows, cursor=20, epoch=RESTORED, digests=digests_of(rows, BOTH)))
        assert (outcome.again, outcome.mismatched) == (False, ())
        assert [await title_of(hand, 1), await title_of(hand, 2)] == ["De la sauvegarde", None]

    @scenario
    async def test_restored_server_gets_the_sent_journal_again(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        for title in ("Un", "Deux", "Trois"):
            await hand.update(task_id(1), title=title)
        await hand.store.settle(answer(accepted(1, rv=2), accepted(2, rv=3), rejected(3)))
        await hand.store.apply(page(put(1, rv=3, title="Deux"), cursor=2))
        # Number 1 is taken there, and durable: by this change, or by another's who bears the same name.
        await hand.store.apply(page(cursor=1, epoch=RESTORED, next_n=2, durable_n=1))
        assert await numbers(hand) == [1, 2, 3]
        assert await title_of(hand, 1) == "Trois"
        await hand.store.settle(answer(accepted(1, rv=2), epoch=RESTORED, next_n=2, durable_n=1))
        assert await numbers(hand) == [2, 3]

    @scenario
    async def test_refused_change_among_forgotten_ones_is_not_told_again(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        for title in ("Un", "Deux", "Trois", "Quatre"):
            await hand.update(task_id(1), title=title)
        await hand.store.settle(answer(accepted(1, rv=2), rejected(2), accepted(3, rv=3), accepted(4, rv=4)))
        await hand.store.apply(page(put(1, rv=4, title="Quatre"), cursor=2, durable_n=3))
        assert [await hand.state(n) for n in (1, 2, 3)] == [None, EntryState.REJECTED, None]
        await hand.store.apply(page(cursor=1, epoch=RESTORED, next_n=4, durable_n=3))
        assert await numbers(hand) == [4]
        assert await hand.state(2) is EntryState.REJECTED
        await hand.store.replay_from(1)
        assert await numbers(hand) == [4]
        await hand.store.settle(answer(accepted(4, rv=4), epoch=RESTORED, durable_n=4))
        await hand.store.apply(page(put(1, rv=4, title="Quatre"), cursor=2, epoch=RESTORED, durable_n=4))
        await hand.update(task_id(1), title="Cinq")
        await hand.store.replay_from(1)
        assert await numbers(hand) == [5]

    @scenario
    async def test_changes_are_replayed_when_the_same_server_forgot_them(self, hand: StoreInHand) -> None:
        await hand.create(task("Un"))
        await hand.create(task("Deux"))
        await hand.store.settle(answer(accepted(1), accepted(2)))
        await hand.store.apply(page(cursor=2, next_n=2))
        assert await numbers(hand) == [2]

    @scenario
    async def test_replay_from_makes_judged_changes_wait_again(self, hand: StoreInHand) -> None:
        first = await hand.create(task("Un"))
        second = await hand.create(task("Deux"))
        await hand.create(task("Trois"))
        await hand.store.settle(answer(accepted(1), rejected(2)))
        assert await hand.shown(second) is None
        assert await hand.store.replay_from(1) == 2
        assert await numbers(hand) == [1, 2, 3]
        assert [await hand.shown(first) is None, await hand.shown(second) is None] == [False, False]
        assert await hand.store.replay_from(4) == 0

    @scenario
    async def test_versions_of_two_epochs_are_not_compared(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=9)))
        await hand.update(task_id(1), title="Le mien")
        await hand.store.settle(answer(accepted(1, rv=3), epoch=RESTORED))
        assert await title_of(hand, 1) == "Le mien"
        assert await hand.state(1) is EntryState.JUDGED
