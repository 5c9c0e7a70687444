"""The service levels of a town: when a report of a category is to be answered first, and when mended.

A town says them in its policy, which every device has (`fieldserver levels`):
`{"service_levels": {"calendar": "FR-974", "first_answer": "2d", "categories": {"nid_de_poule": {"fix": "5d"}}}}`.
`5d` are working days of the calendar, `48h` run through nights and week-ends. What is missing there, or makes no
sense, is as in the table of `sync.records.categories`, with a first answer within two working days.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sync.records.calendars import CALENDARS, METROPOLITAN
from sync.records.categories import CATEGORIES, Category

SERVICE_LEVELS: Final = "service_levels"
"""The name of these rules in the policy of a town."""
FIRST_ANSWER: Final = "first_answer"
FIX: Final = "fix"
DAYS_MAX: Final = 400
"""Working days that a delay may have: what the calendar counts at most."""
HOURS_MAX: Final = 24 * 366
_DELAY: Final = re.compile(r"([1-9][0-9]{0,3})([dh])")


class Delay(NamedTuple):
    """A delay in hours, which run through everything, or in working days."""

    amount: int
    by_the_hour: bool

    def __str__(self) -> str:
        return f"{self.amount}{'h' if self.by_the_hour else 'd'}"


TWO_DAYS: Final = Delay(2, by_the_hour=False)
TEN_DAYS: Final = Delay(10, by_the_hour=False)
"""For a category that nobody knows."""


def delay_in(told: Any) -> Delay | None:
    """Read a delay such as `5d` or `48h`; None for what is none."""
    found = _DELAY.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        return None
    delay = Delay(int(found[1]), found[2] == "h")
    return delay if delay.amount <= (HOURS_MAX if delay.by_the_hour else DAYS_MAX) else None


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """What a town promises; as it stands here, what a town promises that said nothing."""

    calendar: str = METROPOLITAN
    first_answer: Delay = TWO_DAYS
    first_answers: Mapping[str, Delay] = field(default_factory=dict)
    """By category, where one has its own."""
    fixes: Mapping[str, Delay] = field(default_factory=dict)

    def fix_of(self, code: str | None) -> Delay:
        """Give within what a report of this category is to be mended."""
        return self.fixes.get(code or "") or _IN_TABLE.get(code or "", TEN_DAYS)

    def first_answer_of(self, code: str | None) -> Delay:
        """Give within what somebody is to answer it."""
        return self.first_answers.get(code or "", self.first_answer)


def _fix_in_table(category: Category) -> Delay:
    return Delay(category.fix_hours or category.fix_days, by_the_hour=bool(category.fix_hours))


_IN_TABLE: Final = {code: _fix_in_table(category) for code, category in CATEGORIES.items()}


USUAL: Final = ServiceLevels()
"""The levels of a town that said nothing; an app of before knows no others."""


def levels_of(policy: Mapping[str, Any] | None) -> ServiceLevels:
    """Read the service levels from the policy of a town."""
    told = _mapping((policy or {}).get(SERVICE_LEVELS))
    if not told:
        return USUAL
    calendar, by_category = told.get("calendar"), _mapping(told.get("categories"))
    return ServiceLevels(
        calendar=calendar if isinstance(calendar, str) and calendar in CALENDARS else METROPOLITAN,
        first_answer=delay_in(told.get(FIRST_ANSWER)) or TWO_DAYS,
        first_answers=_delays(by_category, FIRST_ANSWER),
        fixes=_delays(by_category, FIX),
    )


def _mapping(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, Mapping) else {}


def _delays(by_category: Mapping[str, Any], which: str) -> Mapping[str, Delay]:
    read = ((code, delay_in(_mapping(told).get(which))) for code, told in by_category.items())
    return {code: delay for code, delay in read if delay is not None}
