"""Writes of the home: the digest was seen, the bell rang. The device's own affairs: no record changes."""

from typing import Final

from fieldapp.replica.announcements import DIGEST, RINGS
from fieldapp.replica.settings import Setting, set_setting, setting
from fieldapp.replica.unit import Unit
from sync.records.rings import A_DAY_MAX

_RUNG_KEPT: Final = 2 * A_DAY_MAX
"""Calls that are remembered: those of two days at the least, which is all that a rule asks of."""


def digest_seen(unit: Unit) -> None:
    """Put the digest away until tomorrow."""
    set_setting(unit.session, Setting.DIGEST_SEEN_AT, unit.now)
    unit.kinds.add(DIGEST)


def digest_again(unit: Unit, seen_at: str | None) -> None:
    """Show the digest again: « Annuler »."""
    set_setting(unit.session, Setting.DIGEST_SEEN_AT, seen_at or "")
    unit.kinds.add(DIGEST)


def rang(unit: Unit) -> None:
    """Take note that the device called its agent now."""
    rung = setting(unit.session, Setting.RUNG_AT) or []
    set_setting(unit.session, Setting.RUNG_AT, [*rung, unit.now][-_RUNG_KEPT:])
    unit.kinds.add(RINGS)
