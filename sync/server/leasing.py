"""Leases: how long a device may show its office without a word of this server, signed by the town.

A sign-in begins one of so many days, whatever was before. Each renewal of the tokens begins it anew, unless it is over:
then nothing is given to read until the agent signs in.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.instants import instant_of_ms, ms_of_instant
from sync.core.lease import DAY_MS
from sync.protocol.orders import Lease, lease_text
from sync.protocol.parcel_keys import SEED_BYTES, signer_public
from sync.protocol.problems import ProblemError
from sync.records.device_rules import lease_days
from sync.server.callers import Caller
from sync.server.rows import RecordRow
from sync.server.rows_orders import LeaseRow
from sync.server.store import Unit

_SIGNER = b"fieldserver orders 1: "


class OrderKeys:
    """The keys by which a server signs leases and orders: one per town, all of them from its one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seed(self, tenant: str) -> bytes:
        """Give the private half for a town."""
        return HKDF(SHA256(), SEED_BYTES, None, _SIGNER + tenant.encode()).derive(self._secret)

    def public(self, tenant: str) -> str:
        """Give the public half, which devices keep."""
        return signer_public(self.seed(tenant))


def begin_lease(unit: Unit, device: str, now_ms: int) -> None:
    """Grant a lease from now on: the agent has signed in."""
    days = lease_days(policy_of(unit))
    if days:
        unit.put([LeaseRow(device, now_ms, now_ms + days * DAY_MS)])
    else:
        unit.drop(LeaseRow, [(device,)])


def renew_lease(unit: Unit, device: str, clock: Callable[[], int], *, keeps_leases: bool) -> None:
    """Grant it anew where it is not over; a device of an app that keeps none is given none."""
    row = lease_of(unit, device)
    if row is None and not keeps_leases:
        return
    now_ms = clock()
    is_over = row is not None and row.until_ms <= now_ms
    if not is_over or not lease_days(policy_of(unit)):
        begin_lease(unit, device, now_ms)


def lease_of(unit: Unit, device: str) -> LeaseRow | None:
    """Give the lease of a device; None where it has no end."""
    return unit.get(LeaseRow, [(device,)]).get((device,))


def lease_word(unit: Unit, keys: OrderKeys, device: str, clock: Callable[[], int]) -> str:
    """Write the lease of a device as it is told; empty where it has none."""
    row = lease_of(unit, device)
    if row is None:
        return ""
    lease = Lease(device, instant_of_ms(clock()), instant_of_ms(row.until_ms))
    return lease_text(keys.seed(unit.tenant), lease)


def check_lease(unit: Unit, caller: Caller, now: Callable[[], str]) -> None:
    """Let a device read only while its lease runs; raise `lease-ended`."""
    row = lease_of(unit, caller.device)
    if row is not None and row.until_ms <= ms_of_instant(now()):
        raise ProblemError("lease-ended")


def policy_of(unit: Unit) -> dict[str, object] | None:
    """Give what the town decided, as its record says."""
    town = unit.get(RecordRow, [("town", unit.tenant)]).get(("town", unit.tenant))
    policy = town.fields().get("policy") if town is not None else None
    return policy if isinstance(policy, dict) else None
