"""How many reports were sorted since somebody sat down to it: « 6 triés en 4 min »."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from fieldapp.ui.i18n import Words, duration

SITTING_ENDS: Final = timedelta(minutes=30)
"""After a pause this long, « N triés en M min » begins anew."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """How many reports were sorted since somebody sat down to it."""

    count: int = 0
    since: datetime | None = None
    last: datetime | None = None

    def sorted_at(self, now: datetime, more: int = 1) -> "Sitting":
        """Count one more, or several."""
        if self.since is None or self.last is None or now - self.last > SITTING_ENDS:
            return Sitting(more, now, now)
        return replace(self, count=self.count + more, last=now)

    def undone(self, fewer: int = 1) -> "Sitting":
        """Count one less, or several."""
        return replace(self, count=max(0, self.count - fewer))

    def words(self, t: Words, now: datetime) -> str:
        """Say « 6 triés en 4 min »; empty while none is."""
        if not self.count or self.since is None:
            return ""
        minutes = max(1, round((now - self.since).total_seconds() / 60))
        return t("triage.sitting", n=self.count, time=duration(t, minutes * 60))
