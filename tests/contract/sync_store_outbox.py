"""The suite of `SyncStore`, first part: gestures wait, are sent whole, and take their verdicts."""

from sync.client.rows import EntryState
from sync.core.model import VerdictCode
from tests.contract.store_in_hand import (
    OFFSET_MS,
    StoreInHand,
    StoreSuite,
    accepted,
    answer,
    numbers,
    page,
    put,
    rejected,
    scenario,
    task,
    task_id,
    title_of,
)


class OutboxContract(StoreSuite):
    """What holds between a gesture and the arrival of its word."""

    @scenario
    async def test_new_store_stands_nowhere(self, hand: StoreInHand) -> None:
        standing = await hand.store.standing()
        assert (standing.epoch, standing.cursors, standing.purged) == ("", {}, {})
        assert await hand.store.unsent(10) == ()

    @scenario
    async def test_gesture_is_shown_and_waits_at_once(self, hand: StoreInHand) -> None:
        created = await hand.create(task("Ramasser les feuilles"))
        fields = await hand.shown(created)
        assert fields is not None
        assert fields["title"] == "Ramasser les feuilles"
        (change,) = await hand.store.unsent(10)
        assert (change.n, change.id, change.op, change.base_rv) == (1, created, "create", 0)
        assert await hand.store.unsent_count() == 1

    @scenario
    async def test_gesture_survives_a_kill(self, hand: StoreInHand) -> None:
        created = await hand.create(task())
        before = await hand.store.unsent(10)
        await hand.killed_and_reopened()
        assert await hand.store.unsent(10) == before
        assert await hand.shown(created) is not None

    @scenario
    async def test_numbers_go_on_without_gap_after_a_kill(self, hand: StoreInHand) -> None:
        await hand.create(task())
        await hand.killed_and_reopened()
        await hand.create(task())
        assert await numbers(hand) == [1, 2]

    @scenario
    async def test_change_tells_what_its_writer_was_looking_at(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=7, title="Avant")))
        await hand.update(task_id(1), title="Après")
        (change,) = await hand.store.unsent(10)
        assert (change.edits["title"].was, change.edits["title"].now) == ("Avant", "Après")
        assert (change.base_rv, change.scope_epoch, change.offset_ms) == (7, 1, OFFSET_MS)

    @scenario
    async def test_unsent_gives_whole_gestures_when_the_limit_falls_inside_one(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), put(3)))
        await hand.update(task_id(1), title="Seule")
        await hand.update_together([task_id(2), task_id(3)], title="Ensemble")
        assert [change.n for change in await hand.store.unsent(2)] == [1]
        assert [change.n for change in await hand.store.unsent(3)] == [1, 2, 3]

    @scenario
    async def test_unsent_leaves_out_what_is_on_its_way(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2), put(3)))
        await hand.update(task_id(1), title="Seule")
        await hand.update_together([task_id(2), task_id(3)], title="Ensemble")
        assert [change.n for change in await hand.store.unsent(1, 1)] == [2, 3]
        assert await hand.store.unsent(9, 3) == ()

    @scenario
    async def test_unsent_gives_a_gesture_larger_than_the_limit(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2)))
        await hand.update_together([task_id(1), task_id(2)], title="Ensemble")
        assert len(await hand.store.unsent(1)) == 2

    @scenario
    async def test_accepted_change_stays_on_top_until_its_word_arrives(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=1, title="Mot du serveur")))
        await hand.update(task_id(1), title="Le mien")
        await hand.store.settle(answer(accepted(1, rv=2)))
        assert await title_of(hand, 1) == "Le mien"
        assert await hand.state(1) is EntryState.JUDGED
        await hand.store.apply(page(put(1, rv=2, title="Le mien, jugé"), cursor=2))
        assert await title_of(hand, 1) == "Le mien, jugé"
        assert await hand.state(1) is EntryState.SENT

    @scenario
    async def test_judged_change_stays_on_top_when_an_older_word_arrives(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=1)))
        await hand.update(task_id(1), title="Le mien")
        await hand.store.settle(answer(accepted(1, rv=3)))
        await hand.store.apply(page(put(1, rv=2, title="Plus ancien"), cursor=2, more=True))
        assert await title_of(hand, 1) == "Le mien"

    @scenario
    async def test_verdict_comes_off_at_once_when_the_judge_wrote_nothing(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=4, title="Mot du serveur")))
        await hand.update(task_id(1), title="En conflit")
        await hand.store.settle(answer(accepted(1, rv=4, code=VerdictCode.CONFLICTED)))
        assert await title_of(hand, 1) == "Mot du serveur"

    @scenario
    async def test_verdict_survives_a_kill(self, hand: StoreInHand) -> None:
        await hand.create(task())
        await hand.store.settle(answer(accepted(1)))
        await hand.killed_and_reopened()
        assert await numbers(hand) == []
        assert await hand.state(1) is EntryState.JUDGED

    @scenario
    async def test_verdict_is_ignored_when_the_number_is_settled(self, hand: StoreInHand) -> None:
        await hand.create(task())
        await hand.store.settle(answer(accepted(1)))
        assert await hand.store.settle(answer(rejected(1), rejected(77))) == frozenset()
        assert await hand.state(1) is EntryState.JUDGED

    @scenario
    async def test_one_answer_settles_what_was_heard_of_and_what_was_not(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, rv=4, title="Mot du serveur"), put(2)))
        created = await hand.create(task("Neuf"))
        await hand.update(task_id(1), title="En conflit")
        await hand.update(created, title="Encore")
        refused = await hand.create(task("Refusé"))
        said = (accepted(1), accepted(2, rv=4, code=VerdictCode.CONFLICTED), accepted(3, rv=2), rejected(4))
        assert await hand.store.settle(answer(*said)) == frozenset({"task"})
        states = [await hand.state(n) for n in range(1, 5)]
        assert states == [EntryState.JUDGED, EntryState.SENT, EntryState.JUDGED, EntryState.REJECTED]
        assert ((await hand.shown(created) or {}).get("title"), await title_of(hand, 1)) == ("Encore", "Mot du serveur")
        assert await hand.shown(refused) is None
        assert await hand.store.settle(answer(*said)) == frozenset(), "the same answer again changes nothing"

    @scenario
    async def test_verdicts_leave_what_was_written_meanwhile(self, hand: StoreInHand) -> None:
        created = await hand.create(task("Un"))
        await hand.update(created, title="Deux")
        await hand.store.settle(answer(accepted(1)))
        assert await numbers(hand) == [2]
        await hand.store.apply(page(put(9), cursor=2, more=True))
        fields = await hand.shown(created)
        assert fields is not None
        assert fields["title"] == "Deux"

    @scenario
    async def test_rejected_change_leaves_the_row_and_is_kept(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1, title="Mot du serveur")))
        await hand.update(task_id(1), title="Refusé")
        await hand.update(task_id(1), priority="dangereux")
        kinds = await hand.store.settle(answer(rejected(1)))
        assert await title_of(hand, 1) == "Mot du serveur"
        assert (await hand.shown(task_id(1)) or {})["priority"] == "dangereux"
        assert await hand.state(1) is EntryState.REJECTED
        assert "task" in kinds

    @scenario
    async def test_rejected_create_takes_its_row_and_later_edits_off_the_screen(self, hand: StoreInHand) -> None:
        created = await hand.create(task())
        await hand.update(created, title="Encore")
        await hand.store.settle(answer(rejected(1)))
        assert await hand.shown(created) is None
        assert await numbers(hand) == [2]

    @scenario
    async def test_removed_row_is_hidden_and_comes_back_when_rejected(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        await hand.remove(task_id(1))
        assert await hand.shown(task_id(1)) is None
        await hand.store.settle(answer(rejected(1)))
        assert await hand.shown(task_id(1)) is not None

    @scenario
    async def test_removed_row_stays_hidden_from_verdict_to_word(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1)))
        await hand.remove(task_id(1))
        await hand.store.settle(answer(accepted(1, rv=2)))
        assert await hand.shown(task_id(1)) is None

    @scenario
    async def test_durable_changes_are_forgotten_and_others_kept(self, hand: StoreInHand) -> None:
        await hand.store.apply(page(put(1), put(2)))
        await hand.update(task_id(1), title="Sauvé")
        await hand.update(task_id(2), title="Refusé")
        await hand.update(task_id(1), title="Pas encore sauvé")
        await hand.store.settle(answer(accepted(1, rv=1), rejected(2), accepted(3, rv=1)))
        await hand.store.apply(page(cursor=2, durable_n=2))
        assert await hand.state(1) is None
        assert await hand.state(2) is EntryState.REJECTED
        assert await hand.state(3) is EntryState.SENT

    @scenario
    async def test_rejection_is_forgotten_when_put_away_and_durable(self, hand: StoreInHand) -> None:
        await hand.create(task())
        await hand.store.settle(answer(rejected(1)))
        await hand.put_away(1)
        await hand.store.apply(page(durable_n=1))
        assert await hand.state(1) is None
        await hand.create(task())
        assert await numbers(hand) == [2]
