"""Rows of what the town hall grants and orders to a device: its lease, and the order to wipe."""

from dataclasses import dataclass
from typing import ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class LeaseRow(Row):
    """Until when a device may read; only of devices that keep leases."""

    TABLE: ClassVar[str] = "lease"
    KEY: ClassVar[tuple[str, ...]] = ("device",)

    device: str
    given_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class WipeRow(Row):
    """The last order to wipe that was given to a device, and its receipt once that is here."""

    TABLE: ClassVar[str] = "wipe"
    KEY: ClassVar[tuple[str, ...]] = ("device",)

    device: str
    order_id: str
    signed_order: str
    """As the device hears it."""
    ordered_at: str
    latest_at: str
    takes_work: bool
    heard_at: str = ""
    """When the device was first answered with it."""
    receipt: str = ""
    """The signed receipt, as it came: anybody with the device's public key can check it again."""
    received_at: str = ""
