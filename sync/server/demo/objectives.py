"""Two objectives of the demo town, set by its director general half a year ago; everybody sees them at home."""

from datetime import datetime, timedelta
from typing import Any, Final

from sync.core.instants import instant
from sync.records.objective import Indicator, ObjectiveStatus
from sync.server.demo.chance import record_id
from sync.server.demo.moments import local_day
from sync.server.demo.people import People
from sync.server.demo.records import DemoRecord

_SET_DAYS_AGO: Final = 180
_DUE_DAYS: Final = 120
_AIMS: Final = (
    ("Réparer à temps", Indicator.REPORTS_IN_TIME, 40.0, 80.0),
    ("Notes de sécurité lues", Indicator.NOTES_READ, 50.0, 95.0),
)


def make_objectives(people: People, seed: int, now: datetime) -> list[DemoRecord]:
    """Make the objectives that the town follows."""
    writer = people.named("Anne Chevallier").id
    at = now - timedelta(days=_SET_DAYS_AGO)
    due_on = (local_day(now) + timedelta(days=_DUE_DAYS)).isoformat()
    records = []
    for title, indicator, baseline, target in _AIMS:
        fields: dict[str, Any] = {"title": title, "status": ObjectiveStatus.ACTIF.value, "indicator": indicator.value}
        fields |= {"baseline": baseline, "target": target, "due_on": due_on, "author": writer}
        records.append(DemoRecord("objective", record_id(seed, at, "objective", title), fields, writer, instant(at)))
    return records
