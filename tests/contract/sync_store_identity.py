"""The suite of `SyncStore`, last part: an identity that was copied, and tombstones that are gone."""

from sync.client.rows import EntryState
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

ANEW = "018f0000-0000-7000-8000-00000000de02"
BOTH = (DESK, MINE)


class IdentityContract(StoreSuite):
    """What a device does that finds another under its own name, or itself behind the fence."""

    @scenario
    async def test_number_that_we_never_gave_is_noticed(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), next_n=1))
        await hand.update(task_id(1), title="Le mien")
        assert not (await hand.store.apply(page(cursor=2, next_n=2))).is_copied
        assert (await hand.store.apply(page(cursor=3, next_n=3))).is_copied

    @scenario
    async def test_unsent_work_is_numbered_anew_under_the_other_name(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), next_n=1))
        await hand.update(task_id(1), title="Jugé")
        await hand.update(task_id(1), title="Attend")
        await hand.update(task_id(2), title="Attend aussi")
        await hand.store.settle(answer(accepted(1, rv=2), next_n=2))
        assert await hand.store.enrol_anew(ANEW) == 2
        await hand.killed_and_reopened()
        waiting = await hand.store.unsent(100)
        assert [(change.device, change.n, change.id) for change in waiting] == [
            (ANEW, 1, task_id(1)),
            (ANEW, 2, task_id(2)),
        ]
        assert (await hand.store.standing()).device == ANEW
        assert [await title_of(hand, 1), await title_of(hand, 2)] == ["Attend", "Attend aussi"]

    @scenario
    async def test_work_that_was_read_under_the_old_name_is_told_under_the_new_one(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), put(3), next_n=1))
        for n in (1, 2, 3):
            await hand.update(task_id(n), title="Le mien")
        assert await numbers(hand) == [1, 2, 3]
        await hand.store.settle(answer(rejected(1), accepted(2, rv=2), next_n=3))
        await hand.store.enrol_anew(ANEW)
        waiting = await hand.store.unsent(100)
        assert [(change.device, change.n, change.id) for change in waiting] == [(ANEW, 1, task_id(3))]
        await hand.store.settle(answer(accepted(1, rv=2), next_n=2))
        assert await numbers(hand) == []
        assert [await hand.state(n) for n in (0, 1)] == [EntryState.REJECTED, EntryState.JUDGED]

    @scenario
    async def test_work_goes_on_after_the_last_number_of_the_new_name(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), next_n=1))
        for title in ("Un", "Deux", "Trois"):
            await hand.update(task_id(1), title=title)
        await hand.store.settle(answer(accepted(1, rv=2), accepted(2, rv=3), next_n=3))
        await hand.store.enrol_anew(ANEW)
        await hand.update(task_id(1), title="Quatre")
        await hand.killed_and_reopened()
        assert await numbers(hand) == [1, 2]
        assert await title_of(hand, 1) == "Quatre"
        assert not (await hand.store.apply(page(put(1), cursor=2, next_n=1))).is_copied

    @scenario
    async def test_refused_work_stays_to_be_reconciled_under_no_number_of_the_new_name(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), next_n=1))
        await hand.update(task_id(1), title="Refusé")
        await hand.update(task_id(1), title="Refusé aussi")
        await hand.update(task_id(1), title="Attend")
        await hand.store.settle(answer(rejected(1), rejected(2), next_n=3))
        assert await hand.store.enrol_anew(ANEW) == 1
        await hand.killed_and_reopened()
        assert [await hand.state(n) for n in (-1, 0, 1)] == [
            EntryState.REJECTED,
            EntryState.REJECTED,
            EntryState.WAITING,
        ]
        await hand.put_away(0)
        assert await hand.store.enrol_anew(task_id(9)) == 1
        assert [await hand.state(n) for n in (-1, 0, 1)] == [None, EntryState.REJECTED, EntryState.WAITING]

    @scenario
    async def test_backup_of_the_old_name_makes_nothing_of_the_new_one_durable(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), next_n=1))
        await hand.update(task_id(1), title="Un")
        await hand.store.settle(answer(accepted(1, rv=2), next_n=2, durable_n=1))
        await hand.update(task_id(1), title="Deux")
        await hand.store.enrol_anew(ANEW)
        await hand.store.settle(answer(accepted(1, rv=3), next_n=2))
        await hand.store.apply(page(put(1, rv=3, title="Deux"), cursor=2, next_n=2))
        assert await hand.state(1) is EntryState.SENT

    @scenario
    async def test_device_before_the_fence_reads_again_and_sweeps(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), cursor=50))
        outcome = await hand.store.apply(page(put(3), cursor=90, fences={DESK: 60}))
        assert outcome.again
        assert (await hand.store.standing()).cursors == {DESK: 0, MINE: 50}
        assert await title_of(hand, 2) is not None
        rows = (put(1),)
        whole = page(*rows, cursor=90, fences={DESK: 60}, digests=digests_of(rows, BOTH))
        outcome = await hand.store.apply(whole)
        assert (outcome.again, outcome.mismatched) == (False, ())
        assert [await title_of(hand, 1) is None, await title_of(hand, 2) is None] == [False, True]

    @scenario
    async def test_page_that_is_not_applied_changes_no_right(self, hand: StoreInHand) -> None:
        # The rows of before are still shown: work on them is judged by the grants that showed them.
        await hand.store.apply(page(put(1), cursor=50, scope_epoch=1))
        await hand.store.apply(page(cursor=90, granted=(MINE,), fences={MINE: 60}, scope_epoch=2))
        await hand.update(task_id(1), title="Vu avant")
        await hand.store.apply(page(cursor=90, granted=(MINE,), epoch="epoch-2", scope_epoch=3))
        await hand.update(task_id(1), title="Vu encore")
        assert [change.scope_epoch for change in await hand.store.unsent(9)] == [1, 1]

    @scenario
    async def test_reading_under_way_is_not_begun_again_by_the_same_fence(self, hand: StoreInHand) -> None:
        first = await hand.store.apply(page(put(1), cursor=20, more=True, fences={DESK: 60, MINE: 10}))
        second = await hand.store.apply(page(put(2), cursor=40, more=True, fences={DESK: 60}))
        assert (first.again, second.again) == (False, False)
        await hand.killed_and_reopened()
        moved = await hand.store.apply(page(put(3), cursor=70, more=True, fences={DESK: 65}))
        assert moved.again
        assert (await hand.store.standing()).cursors == {DESK: 0, MINE: 40}

    @scenario
    async def test_unsent_work_on_a_record_behind_the_fence_is_sealed_and_goes_up(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), cursor=50))
        await hand.update(task_id(1), title="Le mien")
        await hand.create(task("Le nouveau"))
        await hand.store.apply(page(cursor=90, fences={DESK: 60}))
        await hand.store.apply(page(cursor=90, fences={DESK: 60}))
        assert await title_of(hand, 1) is None
        assert await numbers(hand) == [1, 2]
