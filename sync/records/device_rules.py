"""What a town decides about its devices, in its policy: `{"devices": {"lease_days": 30, "wipe_hours": 72}}`.

`lease_days` is how long a device may show its office without a word of the town hall; 0 sets no end. `wipe_hours` is
how long a device that is to be wiped may take to hand over what waits. What is missing or out of range counts as usual.
"""

from collections.abc import Mapping
from typing import Any, Final

DEVICES: Final = "devices"
"""The name of these rules in the policy of a town."""
LEASE_DAYS: Final = 30
LEASE_DAYS_MAX: Final = 366
WIPE_HOURS: Final = 72
WIPE_HOURS_MAX: Final = 24 * 30


def lease_days(policy: Mapping[str, Any] | None) -> int:
    """Read for how many days a lease is granted; 0 where the town sets no end."""
    return _count(policy, "lease_days", LEASE_DAYS, LEASE_DAYS_MAX)


def wipe_hours(policy: Mapping[str, Any] | None) -> int:
    """Read how many hours a device may take to hand over what waits before it is wiped."""
    return _count(policy, "wipe_hours", WIPE_HOURS, WIPE_HOURS_MAX)


def _count(policy: Mapping[str, Any] | None, name: str, usual: int, most: int) -> int:
    told = (policy or {}).get(DEVICES)
    value = told.get(name) if isinstance(told, Mapping) else None
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return int(value) if is_count and value is not None else usual
