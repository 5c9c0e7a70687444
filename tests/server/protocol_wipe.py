"""The part of the protocol's run in which the town hall wipes a tablet; see `protocol_run`."""

from typing import Any

import httpx

from sync.protocol.addresses import PULL, WIPES
from sync.protocol.exchange_codec import pull_to_json
from sync.protocol.messages import PullRequest
from sync.protocol.orders import WipeReceipt, order_of_text, receipt_text, vouched
from sync.protocol.parcel_keys import signer_public
from sync.protocol.signed_words import unproved
from sync.server.rows import DeviceState
from sync.server.staff import revoke_device
from sync.server.wiping import order_wipe
from tests.server.parcel_in_hand import SIGNER
from tests.server.server_in_hand import ADDRESS, ServerInHand, bearer

ONCE = bytes([9]) * 32
"""The seed of the key that signs one receipt."""


async def wiped(server: ServerInHand, client: httpx.AsyncClient) -> dict[str, Any]:
    """Order a tablet to wipe, let it hear and sign; give what was told."""
    asked = server.asked("terrain", device_key=signer_public(SIGNER), keeps_leases=True)
    tokens = server.parts.auth.sign_in(asked, ADDRESS)
    with server.town.store.writing(server.town.tenant) as unit:
        row = revoke_device(unit, tokens.device, DeviceState.SENDING)
        named = (server.new_id(), server.clock())
        order_wipe(unit, server.parts.auth.order_keys, row, named, takes_work=True)
    pull = pull_to_json(PullRequest(tokens.device, "", {}))
    refused = (await client.post(PULL, json=pull, headers=bearer(tokens))).json()
    order = order_of_text(tokens.order_key, refused["order"])
    at = "2026-11-23T10:00:00.000Z"
    receipt = WipeReceipt(order.order, order.tenant, order.device, at, 0, 0, vouched(SIGNER, order, ONCE))
    answer = {"receipt": receipt_text(ONCE, receipt)}
    assert (await client.post(WIPES, json=answer)).status_code == 204
    return {
        "wipe-order": refused,
        "wipe-order-content": unproved(refused["order"]),
        "wipe-receipt": answer,
        "wipe-receipt-content": unproved(answer["receipt"]),
    }
