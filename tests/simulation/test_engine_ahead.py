"""The engine ahead of itself: a batch, or a page, that is on its way while the answer before it is kept."""

from dataclasses import replace

import pytest

from sync.client.ports import PullOutcome
from sync.core.session import Halt, Session, Wake
from sync.protocol.messages import Checkpoint, PullPage, PushAnswer
from tests.simulation.device_store import at_once
from tests.simulation.engine_bench import SECOND_MS, EngineBench, in_contact

FIRST_BATCH = Session().push_changes


def two_batches(monkeypatch: pytest.MonkeyPatch) -> tuple[EngineBench, list[int]]:
    """Let more wait than a first batch holds; gives, as they come, how many were begun at each settling."""
    bench, begun = in_contact(), list[int]()
    settle = bench.store.settle

    async def noted(answer: PushAnswer) -> frozenset[str]:
        begun.append(len(bench.server.begun))
        return await settle(answer)

    monkeypatch.setattr(bench.store, "settle", noted)
    for _ in range(FIRST_BATCH + 1):
        bench.write()
    bench.engine.wake(Wake.WORK)
    return bench, begun


def test_next_batch_is_on_its_way_while_verdicts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, begun = two_batches(monkeypatch)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked[1:] == [f"push [{FIRST_BATCH + 1}]", "pull"]
    assert begun == [2, 2]


@pytest.mark.parametrize("how", ["halt", "stop", "restored"])
def test_next_batch_stays_when_it_is_not_its_turn(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    bench, begun = two_batches(monkeypatch)
    steps = {
        "halt": lambda: bench.engine.halt(Halt.SWITCHED_OFF),
        "stop": bench.engine.stop,
        "restored": lambda: setattr(bench.server, "epoch", "another"),
    }
    bench.server.steps.append(steps[how])
    bench.after_ms(SECOND_MS)
    assert begun[0] == 1, "only what had been asked for"


def test_batch_that_was_begun_is_not_used_after_a_halt(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its answer may be hours old by then, and the device's clock is set by answers.
    bench, begun = two_batches(monkeypatch)
    settled = bench.store.settle

    async def cut(answer: PushAnswer) -> frozenset[str]:
        bench.engine.halt(Halt.SWITCHED_OFF)
        return await settled(answer)

    monkeypatch.setattr(bench.store, "settle", cut)
    bench.after_ms(SECOND_MS)
    monkeypatch.setattr(bench.store, "settle", settled)
    bench.engine.wake(Wake.PERSON)
    bench.after_ms(SECOND_MS)
    assert bench.server.begun.count(f"push [{FIRST_BATCH + 1}]") == 2
    assert begun == [2, 3]


def reading_two_pages(*scopes: str) -> EngineBench:
    """Let the server have two pages; the device follows these scopes before it reads the first."""
    bench = in_contact()
    opened = replace(bench.server.page().opened, granted=("town", *scopes))
    at_once(bench.store.apply(PullPage(opened, (), Checkpoint(dict.fromkeys(opened.granted, 2), {}, more=True))))
    bench.server.pages += [bench.server.page(cursors={"town": 3}, more=more) for more in (True, False)]
    return bench


def test_next_page_is_on_its_way_while_one_is_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, begun = reading_two_pages(), list[int]()
    apply = bench.store.apply

    async def noted(page: PullPage) -> PullOutcome:
        begun.append(len(bench.server.begun))
        return await apply(page)

    monkeypatch.setattr(bench.store, "apply", noted)
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["pull", "pull that was begun"]
    assert begun == [1, 1]


def test_next_page_is_asked_for_anew_when_a_purge_is_to_be_told() -> None:
    bench = reading_two_pages("service:1")
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["pull", "pull"]
    assert bench.server.begun == ["pull"]
    assert bench.server.purges[1:] == [{}, {"service:1": 0}]


@pytest.mark.parametrize("how", ["halt", "stop", "restored"])
def test_next_page_stays_when_it_is_not_its_turn(how: str) -> None:
    bench = reading_two_pages()
    steps = {
        "halt": lambda: bench.engine.halt(Halt.SWITCHED_OFF),
        "stop": bench.engine.stop,
        "restored": lambda: bench.server.pages.insert(0, restarting(bench)),
    }
    bench.server.steps.append(steps[how])
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(10)
    assert bench.server.begun == []


def restarting(bench: EngineBench) -> PullPage:
    """Give the page that tells of another epoch."""
    page = bench.server.page(cursors={}, more=True)
    return replace(page, opened=replace(page.opened, epoch="another"))


def test_page_that_was_begun_is_not_used_after_a_halt(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its answer may be hours old by then, and the device's clock is set by answers.
    bench = reading_two_pages()
    apply = bench.store.apply

    async def cut(page: PullPage) -> PullOutcome:
        bench.engine.halt(Halt.SWITCHED_OFF)
        return await apply(page)

    monkeypatch.setattr(bench.store, "apply", cut)
    bench.engine.wake(Wake.NEWS)
    bench.after_ms(SECOND_MS)
    monkeypatch.setattr(bench.store, "apply", apply)
    bench.engine.wake(Wake.PERSON)
    bench.after_ms(SECOND_MS)
    assert (bench.server.asked, bench.server.begun) == (["pull", "pull"], ["pull"])


def test_page_after_the_last_batch_comes_with_its_verdicts() -> None:
    bench = in_contact()
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert (bench.server.asked, bench.server.together) == (["push [1]", "pull"], 1)


def test_page_that_came_with_verdicts_is_not_used_when_there_is_more_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    # All of my work before the first page of theirs: that page was read without what is written now.
    bench = in_contact()
    settle = bench.store.settle

    async def written_meanwhile(answer: PushAnswer) -> frozenset[str]:
        monkeypatch.setattr(bench.store, "settle", settle)
        bench.write()
        return await settle(answer)

    monkeypatch.setattr(bench.store, "settle", written_meanwhile)
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert bench.server.asked == ["push [1]", "push [2]", "pull"]


def test_page_is_not_asked_for_with_a_push_in_the_dark() -> None:
    bench = in_contact()
    bench.engine.look(is_dark=True)
    bench.write()
    bench.engine.wake(Wake.WORK)
    bench.after_ms(SECOND_MS)
    assert (bench.server.asked, bench.server.then) == (["push [1]"], None)
