"""The suite of `SyncStore`, third part: what is no longer mine to see goes, and unsent work goes up first."""

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
    gone,
    numbers,
    page,
    put,
    rejected,
    scenario,
    task_id,
    title_of,
)

TEAM = "team:018f0000-0000-7000-8000-0000000ea001"
ALL = (DESK, MINE, TEAM)


class ScopeContract(StoreSuite):
    """What withdrawal and departure do to rows with and without unsent changes."""

    @scenario
    async def test_withdrawn_scope_takes_its_rows_along(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), put(2, scopes=(TEAM, DESK)), put(3), granted=ALL))
        rows = (put(2), put(3))
        outcome = await hand.store.apply(page(cursor=2, digests=digests_of(rows, (DESK, MINE))))
        assert outcome.purged_rows == 1
        assert outcome.kinds == frozenset({"task"})
        assert outcome.mismatched == ()
        assert [await title_of(hand, n) is None for n in (1, 2, 3)] == [True, False, False]
        assert await hand.digest(TEAM) is None

    @scenario
    async def test_purge_is_told_until_a_page_answers(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), put(2, scopes=(TEAM,)), granted=ALL))
        await hand.store.apply(page(cursor=2))
        await hand.killed_and_reopened()
        assert (await hand.store.standing()).purged == {TEAM: 2}
        await hand.store.apply(page(cursor=3))
        assert (await hand.store.standing()).purged == {}

    @scenario
    async def test_two_scopes_withdrawn_at_once_take_a_row_of_both(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM, DESK)), granted=ALL))
        await hand.store.apply(page(cursor=2, granted=(MINE,)))
        assert await title_of(hand, 1) is None
        assert (await hand.store.standing()).purged == {TEAM: 1, DESK: 1}

    @scenario
    async def test_row_with_unsent_change_is_sealed_and_still_goes_up(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(cursor=2))
        assert await title_of(hand, 1) is None
        (change,) = await hand.store.unsent(10)
        assert change.edits["title"].now == "Fait hier"
        await hand.killed_and_reopened()
        assert await title_of(hand, 1) is None
        assert await numbers(hand) == [1]

    @scenario
    async def test_sealed_row_holds_back_the_acknowledgement_of_the_purge(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(cursor=2))
        assert (await hand.store.standing()).purged == {}
        await hand.store.settle(answer(accepted(1, rv=2)))
        assert (await hand.store.standing()).purged == {TEAM: 1}
        assert await hand.state(1) is EntryState.SENT

    @scenario
    async def test_sealed_row_stays_unreadable_when_its_change_is_rejected(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(cursor=2))
        await hand.store.settle(answer(rejected(1)))
        assert await title_of(hand, 1) is None
        assert await hand.state(1) is EntryState.REJECTED

    @scenario
    async def test_sealed_row_waits_for_its_last_verdict(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), granted=ALL))
        await hand.update(task_id(1), title="Un")
        await hand.update(task_id(1), title="Deux")
        await hand.store.apply(page(cursor=2))
        await hand.store.settle(answer(accepted(1, rv=2)))
        assert (await hand.store.standing()).purged == {}
        await hand.store.settle(answer(accepted(2, rv=3)))
        assert (await hand.store.standing()).purged == {TEAM: 1}

    @scenario
    async def test_row_that_leaves_its_other_scope_too_holds_back_the_acknowledgement(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM, DESK)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(gone(1, DESK), cursor=2))
        assert await title_of(hand, 1) is None
        assert (await hand.store.standing()).purged == {}
        await hand.killed_and_reopened()
        await hand.store.settle(answer(accepted(1, rv=2)))
        assert (await hand.store.standing()).purged == {TEAM: 1}

    @scenario
    async def test_row_that_a_reading_sweeps_holds_back_the_acknowledgement_too(self, hand: StoreInHand) -> None:
        # Simulator, seed 203: the server had come back from a backup that knew neither the task nor the team's grant.
        await hand.store.apply(page(put(1, scopes=(TEAM, DESK)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(epoch="restored", granted=ALL))
        await hand.store.apply(page(epoch="restored"))
        assert await title_of(hand, 1) is None
        assert (await hand.store.standing()).purged == {}
        await hand.store.settle(answer(accepted(1, rv=2), epoch="restored"))
        assert (await hand.store.standing()).purged == {TEAM: 1}

    @scenario
    async def test_row_that_another_scope_holds_is_none_that_went(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), put(2, scopes=(TEAM, DESK)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.update(task_id(2), title="Fait hier aussi")
        await hand.store.apply(page(put(1, rv=2, scopes=(TEAM, MINE)), cursor=2))
        assert [await title_of(hand, n) for n in (1, 2)] == ["Fait hier", "Fait hier aussi"]
        assert (await hand.store.standing()).purged == {TEAM: 0}

    @scenario
    async def test_row_that_moves_away_is_sealed_while_a_change_waits(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(gone(1), cursor=2))
        assert await title_of(hand, 1) is None
        assert await numbers(hand) == [1]

    @scenario
    async def test_judged_change_goes_with_a_row_that_moves_away(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.settle(answer(accepted(1, rv=2)))
        await hand.store.apply(page(gone(1), cursor=2))
        assert await title_of(hand, 1) is None
        assert await hand.state(1) is EntryState.SENT

    @scenario
    async def test_sealed_row_opens_again_when_its_word_comes_back(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), granted=ALL))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(cursor=2))
        await hand.store.apply(page(put(1, rv=2, scopes=(TEAM,), priority="dangereux"), cursor=3, granted=ALL))
        fields = await hand.shown(task_id(1)) or {}
        assert (fields["title"], fields["priority"]) == ("Fait hier", "dangereux")
        assert (await hand.store.standing()).purged == {}

    @scenario
    async def test_scope_granted_again_is_read_from_the_start(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, scopes=(TEAM,)), granted=ALL, cursor=5))
        await hand.store.apply(page(cursor=6))
        assert TEAM not in (await hand.store.standing()).cursors
        await hand.store.apply(page(cursor=7, granted=ALL, more=True))
        rows = (put(1, scopes=(TEAM,)),)
        outcome = await hand.store.apply(page(*rows, cursor=8, granted=ALL, digests=digests_of(rows, ALL)))
        assert outcome.mismatched == ()

    @scenario
    async def test_withdrawal_of_everything_leaves_only_unsent_work(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2, scopes=(MINE,))))
        await hand.update(task_id(1), title="Fait hier")
        await hand.store.apply(page(cursor=2, granted=()))
        assert (await hand.store.standing()).cursors == {}
        assert [await title_of(hand, 1), await title_of(hand, 2)] == [None, None]
        assert await numbers(hand) == [1]

    @scenario
    async def test_digest_of_a_granted_scope_starts_empty(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(granted=ALL, more=True))
        assert await hand.digest(TEAM) == Digest()
