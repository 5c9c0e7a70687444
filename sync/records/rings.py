"""When a device may call somebody: at most so often a day, never in quiet hours, by the town's own time.

The town decides in its policy: `{"rings": {"a_day": 3, "quiet_from": "19:00", "quiet_until": "07:00",
"time_zone": "Europe/Paris"}}`. What is missing or makes no sense there is as below. Pure: days and hours are those of
the town's clock on the wall, so that a night in which it is put forward or back is a night all the same, and a device
that stands in another zone is not called at three.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sync.records.delays import PARIS

RINGS: Final = "rings"
"""The name of this rule in the policy of a town."""
A_DAY_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class RingRule:
    """What a town allows; hours that are the same leave no quiet."""

    a_day: int = 3
    quiet_from: time = time(19)
    quiet_until: time = time(7)
    zone: tzinfo = PARIS


def ring_rule(policy: Mapping[str, Any] | None) -> RingRule:
    """Read the rule from the policy of a town."""
    told = (policy or {}).get(RINGS)
    rule, read = RingRule(), told if isinstance(told, Mapping) else {}
    a_day: Any = read.get("a_day")
    is_count = isinstance(a_day, int) and not isinstance(a_day, bool) and 0 <= a_day <= A_DAY_MAX
    return replace(
        rule,
        a_day=a_day if is_count else rule.a_day,
        quiet_from=_hour(read.get("quiet_from")) or rule.quiet_from,
        quiet_until=_hour(read.get("quiet_until")) or rule.quiet_until,
        zone=_zone(read.get("time_zone")) or rule.zone,
    )


def _hour(told: Any) -> time | None:
    try:
        hour = time.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return hour if hour is not None and hour.tzinfo is None else None


def _zone(told: Any) -> tzinfo | None:
    try:
        return ZoneInfo(told) if isinstance(told, str) and told else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_quiet(rule: RingRule, now: datetime) -> bool:
    """Tell whether nobody is to be called now; the quiet may go over midnight."""
    at = now.astimezone(rule.zone).time()
    if rule.quiet_from <= rule.quiet_until:
        return rule.quiet_from <= at < rule.quiet_until
    return at >= rule.quiet_from or at < rule.quiet_until


def rings_left(rule: RingRule, rung_at: Iterable[datetime], now: datetime) -> int:
    """Give how often somebody may still be called now; a clock that is put back gives nothing back."""
    if is_quiet(rule, now):
        return 0
    today = now.astimezone(rule.zone).date()
    return max(rule.a_day - sum(at.astimezone(rule.zone).date() == today for at in rung_at), 0)
