"""What a town hall signs for one device, a lease or an order to wipe, and the receipt that such a device signs.

    lease     the office may be shown until then, by the server's time
    order     hand over what waits (`takes_work`), until `by` at the latest, then wipe
    receipt   that it is done. It is signed when nothing is left, the device's own key included: before, that key
              vouches for one that was drawn for this receipt alone (`voucher`), and which dies once it has arrived

The key of leases and orders is the town's (`order_key` of the tokens); the device's is the one that signs its parcels.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from sync.protocol.exchange_codec import word_of
from sync.protocol.json_parts import count_of, id_of, instant_of, needed
from sync.protocol.parcel_keys import WrongKey, signer_public
from sync.protocol.problems import ProblemError
from sync.protocol.signed_words import proved, signed, unproved

T = TypeVar("T")

_LEASE, _ORDER, _VOUCHER, _RECEIPT = "lease", "wipe order", "wipe voucher", "wipe receipt"


@dataclass(frozen=True, slots=True)
class Lease:
    """Until when a device may show its office without a word of its server, by the server's time."""

    device: str
    given_at: str
    until: str


@dataclass(frozen=True, slots=True)
class WipeOrder:
    """An order to one device to wipe the vault of its agent."""

    order: str
    tenant: str
    device: str
    given_at: str
    by: str
    """When it wipes at the latest, whatever waits."""
    takes_work: bool
    """Whether the server still takes what waits; else the device wipes at once."""


@dataclass(frozen=True, slots=True)
class WipeReceipt:
    """A device's word that it wiped, and what of its work had not been handed over."""

    order: str
    tenant: str
    device: str
    wiped_at: str
    """By the device's clock."""
    changes_left: int
    photos_left: int
    voucher: str
    """The device's own key vouches for the key that signs this: see `vouched`."""


def lease_text(seed: bytes, lease: Lease) -> str:
    """Write a lease, signed by the town."""
    return signed(seed, _LEASE, asdict(lease))


def lease_of_text(public: str, text: str) -> Lease:
    """Read a lease of the town; raise `WrongKey`."""
    return _read(proved(public, _LEASE, text), _lease)


def order_text(seed: bytes, order: WipeOrder) -> str:
    """Write an order, signed by the town."""
    return signed(seed, _ORDER, asdict(order))


def order_of_text(public: str, text: str) -> WipeOrder:
    """Read an order of the town; raise `WrongKey`."""
    return _read(proved(public, _ORDER, text), _order)


def vouched(device_seed: bytes, order: WipeOrder, receipt_seed: bytes) -> str:
    """Let a device's key vouch for the one that will sign the receipt of this order."""
    told = {"order": order.order, "device": order.device, "key": signer_public(receipt_seed)}
    return signed(device_seed, _VOUCHER, told)


def receipt_text(seed: bytes, receipt: WipeReceipt) -> str:
    """Write a receipt, signed by the key that `vouched` named."""
    return signed(seed, _RECEIPT, asdict(receipt))


def claimed_receipt(text: str) -> WipeReceipt:
    """Read a receipt before its signature can be checked; raise `WrongKey`."""
    return _read(unproved(text), _receipt)


def receipt_of_text(device_public: str, text: str) -> WipeReceipt:
    """Read a receipt of the device that has this public key; raise `WrongKey`."""
    claimed = claimed_receipt(text)
    voucher = proved(device_public, _VOUCHER, claimed.voucher)
    if (voucher.get("order"), voucher.get("device")) != (claimed.order, claimed.device):
        raise WrongKey
    return _read(proved(str(voucher.get("key")), _RECEIPT, text), _receipt)


def _read(told: dict[str, Any], reader: Callable[[Mapping[str, Any]], T]) -> T:
    try:
        return reader(told)
    except ProblemError:
        # Signed, and in a form that this version does not know: the same as not for us.
        raise WrongKey from None


def _lease(told: Mapping[str, Any]) -> Lease:
    return Lease(id_of(told, "device"), instant_of(told, "given_at"), instant_of(told, "until"))


def _order(told: Mapping[str, Any]) -> WipeOrder:
    order, tenant, device = (id_of(told, name) for name in ("order", "tenant", "device"))
    given_at, by = instant_of(told, "given_at"), instant_of(told, "by")
    return WipeOrder(order, tenant, device, given_at, by, needed(told, "takes_work", bool))


def _receipt(told: Mapping[str, Any]) -> WipeReceipt:
    order, tenant, device = (id_of(told, name) for name in ("order", "tenant", "device"))
    changes, photos = (count_of(told, name) for name in ("changes_left", "photos_left"))
    return WipeReceipt(order, tenant, device, instant_of(told, "wiped_at"), changes, photos, word_of(told, "voucher"))
