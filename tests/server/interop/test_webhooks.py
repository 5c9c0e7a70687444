"""Webhooks: what is committed is told, in order, signed, public; who is down is waited for."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import pytest

from sync.core.model import Op
from sync.server.rows import json_text
from sync.server.rows_interop import WebhookMessageRow, WebhookRow
from sync.server.webhooks.delivering import DISABLED_AFTER_MS, FIRST_WAIT_MS, TURN_MS, Deliveries
from sync.server.webhooks.noting import Event
from sync.server.webhooks.signing import secret_text, webhook_key
from sync.server.writers import SystemWrite
from tests.server.interop.asking import published
from tests.server.interop.receiver_in_hand import Receiver
from tests.server.outside.door_in_hand import PERSON, Door


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a receiver that listens."""
    receiver = Receiver().start()
    yield receiver
    receiver.stop()


def hooked(door: Door, receiver: Receiver, *events: Event, allows_private: bool = True) -> str:
    """Tell a receiver from now on; give the webhook's id."""
    webhook = door.town.world.new_id()
    told = json_text([event.value for event in events or tuple(Event)])
    with door.town.store.writing(door.town.tenant) as unit:
        unit.put([WebhookRow(webhook, receiver.url, "essai", told, allows_private, "2026-11-23T09:00:00.000Z")])
    return webhook


def waiting(door: Door) -> list[WebhookMessageRow]:
    """Read what waits to be told."""
    with door.town.store.reading(door.town.tenant) as unit:
        return list(unit.every(WebhookMessageRow))


def row_of(door: Door, webhook: str) -> WebhookRow:
    """Read a webhook."""
    with door.town.store.reading(door.town.tenant) as unit:
        return unit.get(WebhookRow, [(webhook,)])[(webhook,)]


def deliver(door: Door, deliveries: Deliveries | None = None) -> list[str]:
    """Do what is due, once; give the webhooks that were tried."""
    deliveries, tenant = deliveries or door.server.parts.deliveries, door.town.tenant
    due = deliveries.due(tenant)
    for webhook in due:
        turn = deliveries.take(tenant, webhook)
        if turn is not None:
            deliveries.settle(tenant, webhook, asyncio.run(deliveries.send(tenant, turn)))
    return due


def test_each_public_change_is_told_in_order(door: Door, receiver: Receiver) -> None:
    hooked(door, receiver)
    report = published(door)
    door.town.change("report", report, status="resolu")
    door.town.change("report", report, publication="hidden")
    deliver(door)
    kinds = [one.said["type"] for one in receiver.heard]
    assert kinds == ["report.created", "report.closed", "report.withdrawn"]
    assert set(receiver.heard[-1].said["data"]) == {"jurisdiction_id", "service_request_id"}
    assert waiting(door) == []
    assert deliver(door) == []


def test_change_of_nothing_public_is_no_event(door: Door, receiver: Receiver) -> None:
    report = published(door)
    hooked(door, receiver)
    door.town.write("report", door.town.world.new_id(), **door.town.report_fields())
    door.town.write("task", door.town.world.new_id(), **door.town.task_fields())
    door.town.change("report", report, followers=[door.town.ids["elu"]])
    assert waiting(door) == []


def test_message_tells_what_is_public_and_nothing_else(door: Door, receiver: Receiver) -> None:
    hooked(door, receiver)
    published(door)
    deliver(door)
    for one in receiver.heard:
        for secret in (PERSON.name, PERSON.email, PERSON.phone, "profond", "rue Basse", door.town.ids["terrain"]):
            assert secret not in one.body.decode()


def test_message_is_of_the_change_s_own_transaction(door: Door, receiver: Receiver) -> None:
    hooked(door, receiver)
    report, service = published(door), door.server.parts.service
    before = waiting(door)
    wish = SystemWrite("report", report, Op.PATCH, {"status": "resolu"})

    def write_and_fail() -> None:
        with door.town.store.writing(door.town.tenant) as unit:
            service.write_within(unit, "test", [wish])
            assert len(list(unit.every(WebhookMessageRow))) == len(before) + 1
            raise ConnectionError

    with pytest.raises(ConnectionError):
        write_and_fail()
    assert waiting(door) == before


def test_webhook_is_told_of_what_it_asked_for(door: Door, receiver: Receiver) -> None:
    hooked(door, receiver, Event.CLOSED)
    report = published(door)
    assert waiting(door) == []
    door.town.change("report", report, status="resolu")
    assert len(waiting(door)) == 1


def test_receiver_can_check_who_sent_it(door: Door, receiver: Receiver) -> None:
    webhook = hooked(door, receiver)
    published(door)
    deliver(door)
    secret = secret_text(webhook_key(door.server.parts.deliveries.key, door.town.tenant, webhook))
    one = receiver.heard[0]
    # As the specification of Standard Webhooks says it, by itself.
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{one.id}.{one.headers['webhook-timestamp']}.{one.body.decode()}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert one.headers["webhook-signature"] == f"v1,{expected}"
    assert int(one.headers["webhook-timestamp"]) == door.town.world.now // 1000
    assert one.headers["content-type"] == "application/json"


def test_each_webhook_has_a_key_of_its_own() -> None:
    keys = {webhook_key(key, tenant, hook) for key in (b"a", b"b") for tenant in ("t", "u") for hook in ("v", "w")}
    assert len(keys) == 8


def test_receiver_that_is_down_gets_all_once_it_is_back(door: Door, receiver: Receiver) -> None:
    webhook = hooked(door, receiver)
    receiver.stop()
    reports = [published(door) for _ in range(3)]
    assert deliver(door) == [webhook]
    assert deliver(door) == [], "not before its time"
    assert (row_of(door, webhook).failures, receiver.heard) == (1, [])
    receiver.start()
    door.town.world.now += FIRST_WAIT_MS
    deliver(door)
    numbers = [door.town.fields("report", report)["number"] for report in reports]
    assert list(dict.fromkeys(receiver.numbers())) == numbers
    assert (row_of(door, webhook).failures, row_of(door, webhook).failing_since_ms, waiting(door)) == (0, 0, [])


def test_failure_in_the_middle_keeps_the_order_and_repeats_nothing_that_was_taken(door: Door) -> None:
    answers, brought = [204, 500, 204, 204, 204], list[str]()

    async def bring(url: str, body: bytes, headers: dict[str, str], **_: Any) -> int:
        status = answers.pop(0)
        brought.append(f"{headers['webhook-id']} {status}")
        return status

    webhook = hooked(door, Receiver(port=1))
    for _ in range(2):
        published(door)
    expected = [message.message for message in waiting(door)]
    deliveries = Deliveries(door.server.parts.service, b"k", door.server.clock, bring)
    for _ in range(2):
        turn = deliveries.take(door.town.tenant, webhook)
        assert turn is not None
        deliveries.settle(door.town.tenant, webhook, asyncio.run(deliveries.send(door.town.tenant, turn)))
        door.town.world.now += FIRST_WAIT_MS
    taken = [one.split()[0] for one in brought if one.endswith("204")]
    assert taken == expected
    assert waiting(door) == []


def test_waits_grow_until_it_is_given_up_after_days(door: Door) -> None:
    async def bring(*_: Any, **__: Any) -> int:
        return 500

    webhook = hooked(door, Receiver(port=1))
    deliveries = Deliveries(door.server.parts.service, b"k", door.server.clock, bring)
    published(door)
    begun, waits = door.town.world.now, []
    while row_of(door, webhook).is_enabled:
        assert deliver(door, deliveries) == [webhook]
        waits.append(row_of(door, webhook).next_ms - door.town.world.now)
        door.town.world.now += waits[-1]
    assert waits[:4] == [5_000, 10_000, 20_000, 40_000]
    assert max(waits) == 3_600_000
    assert DISABLED_AFTER_MS <= door.town.world.now - begun <= DISABLED_AFTER_MS + 2 * 3_600_000
    assert waiting(door) == []
    published(door)
    assert waiting(door) == [], "who was given up is told nothing"


def test_receiver_that_says_gone_is_told_nothing_more(door: Door, receiver: Receiver) -> None:
    webhook = hooked(door, receiver)
    receiver.status = 410
    published(door)
    deliver(door)
    assert not row_of(door, webhook).is_enabled


def test_redirect_is_a_failure_and_followed_nowhere(door: Door, receiver: Receiver) -> None:
    other = Receiver().start()
    receiver.status, receiver.location = 307, other.url
    webhook = hooked(door, receiver)
    published(door)
    deliver(door)
    other.stop()
    assert (len(receiver.heard), other.heard, row_of(door, webhook).failures) == (1, [], 1)


def test_private_address_is_not_reached_unless_the_administrator_allows_it(door: Door, receiver: Receiver) -> None:
    webhook = hooked(door, receiver, allows_private=False)
    published(door)
    deliver(door)
    assert (receiver.heard, row_of(door, webhook).failures) == ([], 1)


def test_turn_is_one_sender_s_until_it_is_over(door: Door, receiver: Receiver) -> None:
    webhook = hooked(door, receiver)
    published(door)
    deliveries, tenant = door.server.parts.deliveries, door.town.tenant
    assert deliveries.take(tenant, webhook) is not None
    assert (deliveries.take(tenant, webhook), deliveries.due(tenant)) == (None, [])
    door.town.world.now += TURN_MS
    assert deliveries.due(tenant) == [webhook], "its sender was killed"
    assert deliveries.take(tenant, webhook) is not None
    deliveries.resume(tenant)
    assert deliveries.due(tenant) == [webhook], "the one process of this store began anew"
