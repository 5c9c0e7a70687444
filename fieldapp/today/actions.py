"""Writes of the home: the digest was seen. It is the device's own affair and no change of any record."""

from fieldapp.replica.announcements import DIGEST
from fieldapp.replica.settings import Setting, set_setting
from fieldapp.replica.unit import Unit


def digest_seen(unit: Unit) -> None:
    """Put the digest away until tomorrow."""
    set_setting(unit.session, Setting.DIGEST_SEEN_AT, unit.now)
    unit.kinds.add(DIGEST)


def digest_again(unit: Unit, seen_at: str | None) -> None:
    """Show the digest again: « Annuler »."""
    set_setting(unit.session, Setting.DIGEST_SEEN_AT, seen_at or "")
    unit.kinds.add(DIGEST)
