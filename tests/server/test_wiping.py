"""Orders to wipe and their receipts: signed by the town and by the device, bound to it, listed and in the log."""

import asyncio
import json
import re
from dataclasses import asdict, replace

import pytest

from sync.core.ids import derived_id
from sync.protocol.addresses import PULL, REFRESH, WIPES
from sync.protocol.exchange_codec import pull_to_json
from sync.protocol.messages import PullRequest, Tokens
from sync.protocol.orders import (
    WipeOrder,
    WipeReceipt,
    lease_of_text,
    order_of_text,
    order_text,
    receipt_of_text,
    receipt_text,
    vouched,
)
from sync.protocol.parcel_keys import WrongKey, signer_public
from sync.protocol.problems import ProblemError
from sync.server import audit
from sync.server.rows import DeviceState
from sync.server.rows_orders import WipeRow
from sync.server.staff import revoke_device
from sync.server.wiping import order_wipe, receipt_in, wipe_of
from tests.server.device_in_hand import Device
from tests.server.protocol_run import BLOCK, DOCUMENT
from tests.server.proving_in_hand import THIEF, Prover
from tests.server.proving_in_hand import code_of as problem_of
from tests.server.server_in_hand import ADDRESS, ServerInHand, bearer

SEED, ONCE = bytes([7]) * 32, bytes([8]) * 32


def tablet(server: ServerInHand) -> tuple[Device, Tokens]:
    asked = server.asked("terrain", device_key=signer_public(SEED))
    tokens = server.parts.auth.sign_in(asked, ADDRESS)
    caller = server.parts.auth.check(server.parts.auth.read(tokens.access_token))
    return Device(server.parts.service, server.town.world, caller), tokens


def ordered(server: ServerInHand, device: str, *, lost: bool = False) -> WipeRow:
    state = DeviceState.REVOKED if lost else DeviceState.SENDING
    with server.town.store.writing(server.town.tenant) as unit:
        row = revoke_device(unit, device, state)
        named = (server.new_id(), server.clock())
        return order_wipe(unit, server.parts.auth.order_keys, row, named, takes_work=not lost)


def heard(server: ServerInHand, device: Device) -> str:
    with pytest.raises(ProblemError) as refused:
        device.pull()
    assert refused.value.kind.code == "revoked"
    return str(refused.value.members["order"])


def receipt_for(order: WipeOrder, /, signer: bytes = SEED, **others: str) -> str:
    voucher = vouched(signer, order, ONCE)
    receipt = WipeReceipt(order.order, order.tenant, order.device, "2026-11-24T10:00:00.000Z", 0, 1, voucher)
    return receipt_text(ONCE, replace(receipt, **others))  # type: ignore[arg-type]  # names of its members


def handed_in(server: ServerInHand, receipt: str) -> int:
    async def story() -> int:
        async with server.client() as client:
            return (await client.post(WIPES, json={"receipt": receipt})).status_code

    return asyncio.run(story())


def kept(server: ServerInHand, device: str) -> WipeRow:
    with server.town.store.reading(server.town.tenant) as unit:
        wipe = wipe_of(unit, device)
    assert wipe is not None
    return wipe


def test_withdrawn_device_hears_an_order_that_only_its_town_could_sign(server: ServerInHand) -> None:
    device, tokens = tablet(server)
    device.pull()
    wipe = ordered(server, tokens.device)
    order = order_of_text(tokens.order_key, heard(server, device))
    assert (order.device, order.tenant, order.order) == (tokens.device, server.town.tenant, wipe.order_id)
    assert order.takes_work
    assert kept(server, tokens.device).heard_at
    device.create("report", server.town.report_fields())
    forged = order_text(SEED, order)
    with pytest.raises(WrongKey):
        order_of_text(tokens.order_key, forged)


def test_order_goes_over_the_wire_to_a_withdrawn_and_to_a_lost_device(server: ServerInHand) -> None:
    device, tokens = tablet(server)
    device.pull()
    wipe = ordered(server, tokens.device)

    async def story() -> None:
        async with server.client() as client:
            asked = pull_to_json(PullRequest(tokens.device, device.epoch, {}))
            answer = await client.post(PULL, json=asked, headers=bearer(tokens))
            assert answer.status_code == 403
            assert answer.json()["order"] == wipe.signed_order
            lost = ordered(server, tokens.device, lost=True)
            refresh = {"refresh_token": tokens.refresh_token, "device": tokens.device}
            refused = await client.post(REFRESH, json=refresh)
            assert (refused.status_code, refused.json()["order"]) == (403, lost.signed_order)

    asyncio.run(story())
    assert not order_of_text(tokens.order_key, kept(server, tokens.device).signed_order).takes_work
    assert kept(server, tokens.device).heard_at


def test_copied_refresh_token_of_a_lost_device_hears_nothing_in_its_name(server: ServerInHand) -> None:
    async def story() -> None:
        async with server.client() as client:
            owner, thief = Prover(server), Prover(server, THIEF)
            tokens = await owner.signed_in(client)
            wipe = ordered(server, tokens.device, lost=True)
            asked = {"refresh_token": tokens.refresh_token, "device": tokens.device}
            assert problem_of(await client.post(REFRESH, json=asked)) == "proof-needed"
            assert problem_of(await thief.posted(client, REFRESH, "", asked)) == "not-proven"
            assert not kept(server, tokens.device).heard_at
            refused = await owner.posted(client, REFRESH, "", asked)
            assert (problem_of(refused), refused.json()["order"]) == ("revoked", wipe.signed_order)
            assert kept(server, tokens.device).heard_at

    asyncio.run(story())


def test_receipt_is_kept_once_and_stands_in_the_log(server: ServerInHand) -> None:
    device, tokens = tablet(server)
    wipe = ordered(server, tokens.device)
    order = order_of_text(tokens.order_key, heard(server, device))
    text = receipt_for(order)
    assert (handed_in(server, text), handed_in(server, text)) == (204, 204)
    with server.town.store.reading(server.town.tenant) as unit:
        receipt = receipt_in(unit, kept(server, tokens.device))
        lines = list(audit.read(unit))
    assert receipt is not None
    assert (receipt.photos_left, receipt.order) == (1, wipe.order_id)
    assert [line.what for line in lines if line.what.startswith("wipe")] == ["wipe-ordered", "wipe-receipt"]
    assert json.loads(lines[-1].told_json)["device"] == tokens.device
    assert audit.first_broken(lines) is None
    with pytest.raises(ProblemError, match="revoked") as refused:
        device.create("report", server.town.report_fields())
    assert refused.value.members["order"] == wipe.signed_order, "a copy of it hears the order, too"


def test_receipt_of_another_device_order_or_key_is_refused(server: ServerInHand) -> None:
    device, tokens = tablet(server)
    ordered(server, tokens.device)
    order = order_of_text(tokens.order_key, heard(server, device))
    stranger = derived_id("test", "stranger")
    refused = [
        receipt_for(order, signer=ONCE),
        receipt_for(order, device=stranger),
        receipt_for(order, order=stranger),
        receipt_for(order, tenant=stranger),
        receipt_for(replace(order, device=stranger), device=tokens.device),
        receipt_for(order)[:-8] + "AAAAAAA=",
        "no receipt",
    ]
    assert [handed_in(server, text) for text in refused] == [403, 404, 404, 404, 403, 403, 403]
    assert not kept(server, tokens.device).receipt


def test_documented_order_and_receipt_hold_by_the_documented_keys() -> None:
    told = {
        block["name"]: json.loads(block["text"]) for block in BLOCK.finditer(DOCUMENT.read_text()) if _is_ours(block)
    }
    town, device = told["tokens"]["order_key"], told["sign-in"]["device_key"]
    assert asdict(lease_of_text(town, told["tokens"]["lease"])) == told["lease"]
    assert asdict(order_of_text(town, told["wipe-order"]["order"])) == told["wipe-order-content"]
    assert asdict(receipt_of_text(device, told["wipe-receipt"]["receipt"])) == told["wipe-receipt-content"]


def _is_ours(block: re.Match[str]) -> bool:
    return block["name"].startswith(("wipe", "tokens", "sign-in", "lease"))
