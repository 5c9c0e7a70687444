"""How long: `P6M`, `P30D`, `P5Y` (ISO 8601, one unit), or `never`; said in months by the calendar, not in hours."""

import calendar
import re
from dataclasses import dataclass
from datetime import timedelta

from sync.core.instants import instant, parse_instant

NEVER = "never"
AMOUNT_MAX = 1_200
MONTHS_PER_YEAR = 12
_WRITTEN = re.compile(r"P([1-9]\d{0,3})([DMY])")
_SAID = re.compile(r"([1-9]\d{0,3}) *(days?|jours?|months?|mois|years?|ans?)")
_UNITS = {"d": "D", "j": "D", "m": "M", "y": "Y", "a": "Y"}


class DurationUnclear(ValueError):
    """This is no duration."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of days, months or years; 0 days means for ever."""

    amount: int
    unit: str

    @property
    def is_never(self) -> bool:
        """Say whether nothing ever goes."""
        return self.amount == 0

    def written(self) -> str:
        """Write it as it is stored."""
        return NEVER if self.is_never else f"P{self.amount}{self.unit}"

    def before(self, now: str) -> str:
        """Give the instant this long before now; empty, which is before all, where nothing ever goes."""
        if self.is_never:
            return ""
        moment = parse_instant(now)
        if self.unit == "D":
            return instant(moment - timedelta(days=self.amount))
        months = self.amount * (MONTHS_PER_YEAR if self.unit == "Y" else 1)
        whole = moment.year * MONTHS_PER_YEAR + moment.month - 1 - months
        year, month = whole // MONTHS_PER_YEAR, whole % MONTHS_PER_YEAR + 1
        day = min(moment.day, calendar.monthrange(year, month)[1])
        return instant(moment.replace(year=year, month=month, day=day))


def duration_of(text: str) -> Duration:
    """Read `P6M`, `6 months`, `6 mois`, `never` or `jamais`; raise `DurationUnclear`."""
    said = " ".join(text.split())
    if said.lower() in (NEVER, "jamais"):
        return Duration(0, "D")
    written, words = _WRITTEN.fullmatch(said.upper()), _SAID.fullmatch(said.lower())
    if written is not None:
        found = Duration(int(written[1]), written[2])
    elif words is not None:
        found = Duration(int(words[1]), _UNITS[words[2][0]])
    else:
        raise DurationUnclear(text)
    if found.amount > AMOUNT_MAX:
        raise DurationUnclear(text)
    return found
