"""Who was reached by a mandatory note: only whose device said that it keeps this very text, and each of those."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sync.core.errors import RefusalCode
from sync.core.model import Op
from sync.protocol.addresses import PULL
from sync.protocol.codec import page_of_lines
from sync.protocol.exchange_codec import pull_to_json
from sync.protocol.json_parts import write_json
from sync.protocol.messages import PullRequest
from sync.records.news import news_content_hash
from sync.records.reach import reach_id
from sync.server.app import create_app
from sync.server.callers import Caller
from sync.server.reaching import Reaching
from sync.server.rows import RecordRow
from sync.server.store import Unit
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ServerInHand, bearer
from tests.server.town_in_hand import Town

BODY = "Pas de nacelle après 16 h."


def note(town: Town, audience: dict[str, Any] | None = None, **fields: Any) -> str:
    """Publish a mandatory note of the communicant."""
    whole = {"title": "Vent fort", "body": BODY, "status": "publie", "importance": "obligatoire"}
    writer = town.device("communicant")
    audience = audience or {"everyone": True}
    return writer.create("news", {**whole, "author": writer.caller.agent, "audience": audience, **fields})


def ask(device: Device, reaching: Reaching) -> bool:
    """Pull one page as the route does; say whether the server asks for another request at once."""
    request = PullRequest(device.caller.device, device.epoch, dict(device.cursors))
    page = device.page()
    reaching.hear(device.caller, page.opened, request)
    return page.checkpoint.more


def follow(device: Device, reaching: Reaching) -> None:
    """Pull until the server asks for no more."""
    while ask(device, reaching):
        pass


def reached(town: Town, news: str) -> set[str]:
    """Name the people whom a note has reached with the text that it has now."""
    text = news_content_hash(town.fields("news", news))
    with town.store.reading(town.tenant) as unit:
        rows = [row.fields() for row in unit.find(RecordRow, "kind", ["reach"])]
    agents = {agent for row in rows if (row["news"], row["content_hash"]) == (news, text) for agent in row["agents"]}
    return {name for name, agent in town.ids.items() if agent in agents}


def test_device_has_been_reached_once_it_says_what_it_keeps_and_not_when_it_was_answered(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    news = note(town)
    assert ask(reader, reaching), "a page with such a note is not the last one: the next request is its receipt"
    assert reader.sees("news", news)
    assert reaching.write(town.tenant) == 0
    assert reached(town, news) == set()
    assert not ask(reader, reaching)
    assert reaching.write(town.tenant) == 1
    assert reached(town, news) == {"terrain"}


def test_who_never_came_has_not_been_reached(town: Town) -> None:
    reaching = Reaching(town.service)
    away = town.device("voisin")
    follow(away, reaching)
    news = note(town)
    follow(town.device("terrain"), reaching)
    reaching.write(town.tenant)
    assert reached(town, news) == {"terrain"}
    follow(away, reaching)
    reaching.write(town.tenant)
    assert reached(town, news) == {"terrain", "voisin"}


def test_scope_that_a_device_has_not_read_yet_proves_nothing(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    news = note(town, {"services": [town.ids["voirie"]]})
    follow(reader, reaching)
    far = {**reader.cursors, town.scope("service", "voirie"): 0}
    request = PullRequest(reader.caller.device, reader.epoch, far)
    other = Reaching(town.service)
    other.hear(reader.caller, town.service.pull(reader.caller, request).opened, request)
    assert other.write(town.tenant) == 0
    assert reached(town, news) == set()


def test_note_that_asks_for_nothing_costs_no_request_and_no_record(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    follow(reader, reaching)
    news = note(town, importance="importante")
    assert not ask(reader, reaching)
    ask(reader, reaching)
    assert reaching.write(town.tenant) == 0
    assert reached(town, news) == set()


def test_another_text_is_reached_anew_and_the_first_stays_told(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    news = note(town)
    follow(reader, reaching)
    reaching.write(town.tenant)
    town.change("news", news, body="Pas de nacelle du tout.")
    assert reached(town, news) == set()
    follow(reader, reaching)
    reaching.write(town.tenant)
    assert reached(town, news) == {"terrain"}
    first = reach_id(news, news_content_hash({"title": "Vent fort", "body": BODY}), town.ids["terrain"])
    assert set(town.fields("reach", first)["agents"]) == {town.ids["terrain"]}


def test_what_leaves_the_text_alone_asks_nobody_again(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    news = note(town)
    follow(reader, reaching)
    reaching.write(town.tenant)
    town.change("news", news, pinned=True)
    assert reached(town, news) == {"terrain"}
    follow(reader, reaching)
    assert reaching.write(town.tenant) == 0


def test_people_of_one_digit_share_a_record_and_each_keeps_his_moment(town: Town) -> None:
    reaching = Reaching(town.service)
    news = note(town)
    twins = [name for name in town.ids if name in {"terrain", "voisin", "chef", "bureau", "elu", "admin"}]
    for name in twins:
        follow(town.device(name), reaching)
        reaching.write(town.tenant)
    with town.store.reading(town.tenant) as unit:
        rows = unit.find(RecordRow, "kind", ["reach"])
    assert len(rows) == len({town.ids[name][-1] for name in twins})
    assert reached(town, news) == set(twins)


def test_reach_goes_to_the_writers_and_to_nobody_else(town: Town) -> None:
    reaching, reader, writer = Reaching(town.service), town.device("terrain"), town.device("communicant")
    note(town)
    follow(reader, reaching)
    reaching.write(town.tenant)
    reader.pull()
    writer.pull()
    assert [kind for kind, _ in writer.held].count("reach") == 1
    assert "reach" not in {kind for kind, _ in reader.held}


@pytest.mark.parametrize("name", ["terrain", "communicant", "admin"])
def test_nobody_but_the_server_says_whom_a_note_has_reached(town: Town, name: str) -> None:
    device, news = town.device(name), note(town)
    text = news_content_hash(town.fields("news", news))
    fields = {"news": news, "news_author": town.ids["communicant"], "content_hash": text}
    record = reach_id(news, text, device.caller.agent)
    made = device.make("reach", record, Op.CREATE, {**fields, "agents": {device.caller.agent: town.service.now()}})
    refusal = device.judged(made).refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.SERVER_FIELD


class Reads:
    """A unit that counts the rows it gives."""

    def __init__(self, unit: Unit, counts: list[int]) -> None:
        self._unit, self._counts = unit, counts

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._unit, name)
        if name not in {"get", "find", "every", "log", "moved_scopes"}:
            return part

        def counted(*args: Any) -> Any:
            found = part(*args)
            self._counts.append(len(found))
            return found

        return counted


def rows_read(town: Town, reaching: Reaching, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the job look once and count the rows that it reads and does not write for."""
    counts: list[int] = []
    reading = town.store.reading

    @contextmanager
    def counted(tenant: str) -> Iterator[Any]:
        with reading(tenant) as unit:
            yield Reads(unit, counts)

    with monkeypatch.context() as patched:
        patched.setattr(town.store, "reading", counted)
        reaching.write(town.tenant)
    return sum(counts)


@pytest.mark.parametrize("notes", [5, 60])
def test_look_costs_what_moved_and_not_what_the_town_has_published(
    town: Town, notes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reaching, reader, far = Reaching(town.service), town.device("terrain"), town.device("elu")
    for number in range(notes):
        note(town, title=f"Note {number}")
    follow(reader, reaching)
    follow(far, reaching)
    for _ in range(2):
        # What a look has written itself has moved too, at the next one.
        reaching.write(town.tenant)
    town.write("zone", town.ids["nord"], Op.PATCH, name="Nord-Est")
    for _ in range(2):
        ask(reader, reaching)
    assert reaching.tenants() == {town.tenant}, "the tablet stands elsewhere than before"
    assert rows_read(town, reaching, monkeypatch) < 12
    late = note(town, title="Une de plus")
    follow(reader, reaching)
    assert rows_read(town, reaching, monkeypatch) < 12
    assert reached(town, late) == {"terrain"}


def test_note_that_is_changed_withdrawn_or_asked_for_later_is_looked_at_anew(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    changed, withdrawn = note(town), note(town, title="Retirée")
    later = note(town, title="Plus tard", importance="information")
    follow(reader, reaching)
    assert reaching.write(town.tenant) == 2
    town.change("news", changed, body="Autre chose.")
    town.change("news", withdrawn, status="retire")
    town.change("news", later, importance="obligatoire")
    follow(reader, reaching)
    assert reaching.write(town.tenant) == 2
    assert reached(town, changed) == reached(town, later) == {"terrain"}
    follow(town.device("voisin"), reaching)
    assert reaching.write(town.tenant) == 2, "what was withdrawn reaches nobody any more"


def test_more_than_a_look_can_follow_reads_all_notes_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    note(town)
    follow(reader, reaching)
    reaching.write(town.tenant)
    monkeypatch.setattr("sync.server.reach_texts.MOVED_MAX", 1)
    late = [note(town, title=f"Note {number}") for number in range(3)]
    follow(reader, reaching)
    assert reaching.write(town.tenant) == 3
    assert [reached(town, one) for one in late] == [{"terrain"}] * 3


def test_words_of_another_epoch_are_not_heard(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    news = note(town)
    reader.pull()
    town.service.begin_epoch(town.tenant)
    ask(reader, reaching)
    assert reaching.write(town.tenant) == 0
    assert reached(town, news) == set()
    follow(reader, reaching)
    reaching.write(town.tenant)
    assert reached(town, news) == {"terrain"}


def test_server_that_died_before_it_wrote_hears_the_same_again(town: Town) -> None:
    reader = town.device("terrain")
    news = note(town)
    follow(reader, Reaching(town.service))
    after = Reaching(town.service)
    assert after.write(town.tenant) == 0
    ask(reader, after)
    assert after.write(town.tenant) == 1
    assert reached(town, news) == {"terrain"}


def test_device_that_says_the_same_again_is_not_looked_at_again(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    note(town)
    follow(reader, reaching)
    assert reaching.tenants() == {town.tenant}
    reaching.write(town.tenant)
    assert reaching.tenants() == frozenset()
    request = PullRequest(reader.caller.device, reader.epoch, dict(reader.cursors))
    reaching.hear(reader.caller, town.service.pull(reader.caller, request).opened, request)
    assert reaching.tenants() == frozenset()


def test_running_server_writes_whom_its_pulls_show_to_be_reached(server: ServerInHand) -> None:
    town = server.town
    news = note(town)
    device, tokens = server.signed_in("terrain")

    async def pulls(client: Any) -> None:
        for _ in range(10):
            request = PullRequest(device.caller.device, device.epoch, dict(device.cursors))
            answer = await client.post(PULL, content=write_json(pull_to_json(request)), headers=bearer(tokens))
            page = page_of_lines(answer.content.splitlines())
            device.epoch = page.opened.epoch
            device.cursors.update(page.checkpoint.cursors)
            if not page.checkpoint.more:
                return

    async def runs() -> set[str]:
        async with server.client() as client:
            await pulls(client)
        app = create_app(server.parts)
        async with app.router.lifespan_context(app):
            for _ in range(500):
                if reached(town, news):
                    break
                await asyncio.sleep(0.01)
        return reached(town, news)

    assert asyncio.run(runs()) == {"terrain"}


def test_caller_of_another_town_says_nothing_of_this_one(town: Town) -> None:
    reaching, reader = Reaching(town.service), town.device("terrain")
    news = note(town)
    follow(reader, reaching)
    elsewhere = Caller("another town", reader.caller.agent, reader.caller.device)
    request = PullRequest(reader.caller.device, reader.epoch, dict(reader.cursors))
    other = Reaching(town.service)
    other.hear(elsewhere, town.service.pull(reader.caller, request).opened, request)
    assert other.write(town.tenant) == 0
    assert reached(town, news) == set()
