"""The compiled reader of pushes beside the codec: it reads what our devices write, and steps back from all else."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from sync.core.digest import canonical_json
from sync.core.model import Op
from sync.protocol.codec import change_to_json
from sync.protocol.exchange_codec import push_of_json, push_text
from sync.protocol.json_parts import INTEGER_MAX, read_json
from sync.protocol.messages import PushRequest
from sync.protocol.problems import ProblemError
from sync.server import arrivals
from sync.server.arrivals import Arrived, arrived, arrived_as
from sync.server.quick_json import FLOAT_END, FLOAT_MIN, is_quick, quick_json
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town

Document = dict[str, Any]


def _body(town: Town, device: Device, count: int = 3, **fields: Any) -> bytes:
    made = (device.make("report", town.world.new_id(), Op.CREATE, town.report_fields(**fields)) for _ in range(count))
    return push_text(PushRequest(device.caller.device, "", tuple(made)))


def _by_codec(device: Device, body: bytes) -> Arrived:
    return arrived_as(device.caller, push_of_json(read_json(body)))


def test_body_as_our_devices_write_it_is_read_as_by_the_codec() -> None:
    town = Town()
    device = town.device("terrain")
    body = _body(
        town, device, description='é "quoted" \\ \u2028 \U0001f600', time_spent_minutes=3, position_mocked=False
    )
    quick = arrivals._quickly(device.caller, body)
    assert quick is not None
    assert quick == _by_codec(device, body)
    assert [one.text for one in quick.changes] == [
        canonical_json(change_to_json(one.change)).decode() for one in quick.changes
    ]


def _edit(document: Document, **members: Any) -> None:
    document["changes"][1].update(members)


def _value(document: Document, value: Any) -> None:
    document["changes"][1]["edits"]["lat"] = value


ODD: dict[str, Callable[[Document], object]] = {
    "another device's change": lambda one: _edit(one, device="01a207a2-9fe0-7053-97fe-ed6740b925dc"),
    "another agent's change": lambda one: _edit(one, agent="01a207a2-9fe0-7053-97fe-ed6740b925dc"),
    "a gap": lambda one: _edit(one, n=9),
    "a number below one": lambda one: [change.update(n=n) for n, change in enumerate(one["changes"])],
    "a number too great": lambda one: _edit(one, base_rv=INTEGER_MAX + 1),
    "a number below zero": lambda one: _edit(one, scope_epoch=-1),
    "a boolean for a number": lambda one: _edit(one, schema=True),
    "no id": lambda one: _edit(one, id="Report 7"),
    "no gesture": lambda one: _edit(one, txn="7"),
    "no instant": lambda one: _edit(one, made_at="yesterday"),
    "no day of any year": lambda one: _edit(one, made_at="2026-02-30T00:00:00.000Z"),
    "an unknown op": lambda one: _edit(one, op="move"),
    "a member that nobody knows": lambda one: _edit(one, text="{}"),
    "an unknown kind": lambda one: _edit(one, kind='re"port'),
    "an offset beyond all": lambda one: _edit(one, offset_ms=-INTEGER_MAX - 1),
    "an offset": lambda one: _edit(one, offset_ms=-12),
    "an edit of one": lambda one: _value(one, [1]),
    "an edit of three": lambda one: _value(one, [1, 2, 3]),
    "no edit": lambda one: _value(one, 7),
    "a small number": lambda one: _value(one, [1e-7, None]),
    "a great number": lambda one: _value(one, [1e16, None]),
    "a number that no database keeps": lambda one: _value(one, [2**70, None]),
    "half a pair": lambda one: _value(one, ["\ud800", None]),
    "lists in lists": lambda one: _value(one, [json.loads("[" * 20 + "]" * 20), None]),
    "lists in far too many lists": lambda one: _value(one, [json.loads("[" * 40 + "]" * 40), None]),
    "too many fields": lambda one: _edit(one, edits={f"f{n}": [1, None] for n in range(65)}),
    "another device's push": lambda one: one.update(device="01a207a2-9fe0-7053-97fe-ed6740b925dc"),
    "a long epoch": lambda one: one.update(epoch="e" * 1_025),
    "no changes": lambda one: one.update(changes=[]),
    "changes of another form": lambda one: one.update(changes=[7]),
    "a gesture too long": lambda one: one.update(
        changes=[{**one["changes"][0], "n": n} for n in range(1, 102)],
    ),
    "too many changes": lambda one: one.update(changes=[one["changes"][0]] * 501),
    "nothing odd": lambda one: None,
}


def _outcome(device: Device, read: Any, body: bytes) -> Any:
    try:
        return [(one.change, one.text, one.payload_hash) for one in read(device, body).changes]
    except ProblemError as problem:
        return problem.kind.code, problem.errors


@pytest.mark.parametrize("odd", ODD)
def test_odd_body_means_what_the_codec_says(odd: str) -> None:
    town = Town()
    device = town.device("terrain")
    document = json.loads(_body(town, device))
    ODD[odd](document)
    body = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    for one in (body, canonical_json(document) if "half" not in odd else body):
        assert _outcome(device, lambda d, b: arrived(d.caller, b), one) == _outcome(device, _by_codec, one)


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body[:-1],
        lambda body: body.replace(b":1,", b":1.0,", 1),
        lambda body: body.replace(b":", b": ", 1),
        lambda body: body.replace(b"\xc3\xa9", b"\\u00e9"),
        lambda body: body.replace(b"\xc3\xa9", b"\xff"),
        lambda body: body.replace(b"48.05", b"48.050"),
        lambda body: body.replace(b"48.05", b"NaN"),
        lambda body: body.replace(b'"lat":', b'"lat":[1,null],"lat":'),
        lambda body: b"[]",
        lambda body: b"",
    ],
)
def test_damaged_body_means_what_the_codec_says(damage: Any) -> None:
    town = Town()
    device = town.device("terrain")
    body = damage(_body(town, device))
    assert _outcome(device, lambda d, b: arrived(d.caller, b), body) == _outcome(device, _by_codec, body)


def test_quick_writer_writes_what_canonical_json_writes() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert quick_json("".join(every)) == canonical_json("".join(every))
    names = dict.fromkeys(("\U0001f600", "\uffff", "a", "é", "Z", "", "aa", "B"), 1)
    assert quick_json(names) == canonical_json(names)
    chance = Random(7)
    edges = [0.0, -0.0, FLOAT_MIN, FLOAT_END - 2, 0.1, 1 / 3, 123456789.0, 5e-324, 1e300, FLOAT_END, FLOAT_MIN / 2]
    numbers = [*edges, *(chance.uniform(-1, 1) * 10 ** chance.randint(-6, 18) for _ in range(20_000))]
    differing = [one for one in numbers if quick_json(one) != canonical_json(one)]
    assert differing
    assert not any(map(is_quick, differing))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), INTEGER_MAX + 1, (1,), {1: 2}, [[1e20]], b"x"])
def test_value_that_the_quick_writer_might_write_otherwise_is_not_quick(value: Any) -> None:
    assert not is_quick(value)
