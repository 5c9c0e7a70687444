"""Two thousand reports with their whole lives, and what the desk finds in the morning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sync.core.instants import instant
from sync.records.report import ReportStatus
from sync.records.task import Priority
from sync.server.demo.chance import record_id, stream
from sync.server.demo.life import Life
from sync.server.demo.people import People
from sync.server.demo.records import SERVER, DemoEvent, DemoRecord
from sync.server.demo.report_drafts import Draft, draft_reports
from sync.server.demo.report_fates import Fate, draw_fate
from sync.server.demo.report_lives import Lives, team_for
from sync.server.demo.street_plan import StreetPlan

REPORTS = 2_000
UNSORTED = 36
SENT_BACK = 5
DANGEROUS_OPEN = 4
TRES_GENANT_SHARE = 0.15


@dataclass(frozen=True)
class LivedReport:
    """A report with all that happened to it; `fields` is how it stands at the present moment."""

    record: DemoRecord
    draft: Draft
    fields: dict[str, Any]
    events: tuple[DemoEvent, ...]

    @property
    def is_open(self) -> bool:
        """Say whether someone still has to do something about it."""
        return not self.fields.get("closed_at")


def make_reports(plan: StreetPlan, people: People, seed: int, now: datetime) -> list[LivedReport]:
    """Make the reports of the last 18 months, oldest first."""
    drafts = draft_reports(plan, people, seed, now, REPORTS)
    fates = _fates(drafts, seed, now)
    lives = Lives(people, seed, now, stream(seed, "lives"))
    ids = [record_id(seed, draft.at, "report", i) for i, draft in enumerate(drafts)]
    found = []
    for i, draft in enumerate(drafts):
        fields = _first_fields(draft, people, stream(seed, "priority", i).random())
        life = Life("report", ids[i], fields, (draft.at, now))
        lives.live(life, draft, fates[i], None if draft.like is None else ids[draft.like])
        by = draft.author.id if draft.author else SERVER
        record = DemoRecord("report", ids[i], fields, by, instant(draft.at))
        found.append(LivedReport(record, draft, life.fields, tuple(life.events)))
    return found


def _fates(drafts: list[Draft], seed: int, now: datetime) -> list[Fate]:
    """Draw how each report ends, then leave the newest for the desk and a few dangers open."""
    rng = stream(seed, "fates")
    fates = [draw_fate(draft, rng) for draft in drafts]
    kept = (Fate.MENDED_AT_ONCE, Fate.BOOKED)
    newest = [i for i in range(len(drafts) - 1, -1, -1) if fates[i] not in kept]
    for i in newest[:UNSORTED]:
        fates[i] = Fate.UNSORTED
    routed = [i for i in newest[UNSORTED : UNSORTED + 60] if _team(drafts[i])]
    for i in rng.sample(routed, SENT_BACK):
        fates[i] = Fate.SENT_BACK
    dangers = [i for i in newest if drafts[i].category.dangerous and drafts[i].at > now - timedelta(days=21)]
    for i in [i for i in dangers if fates[i] is not Fate.UNSORTED][:DANGEROUS_OPEN]:
        fates[i] = Fate.FORGOTTEN if _team(drafts[i]) else fates[i]
    return fates


def _team(draft: Draft) -> str | None:
    return team_for(draft.category.service_code, draft.category.group, draft.spot.sector)


def _first_fields(draft: Draft, people: People, chance: float) -> dict[str, Any]:
    """Give a report's fields as it comes in."""
    category, spot = draft.category, draft.spot
    priority = Priority.TRES_GENANT if chance < TRES_GENANT_SHARE else Priority.GENANT
    told = {
        "service_code": category.code,
        "description": draft.description,
        "status": ReportStatus.NOUVEAU.value,
        "priority": (Priority.DANGEREUX if category.dangerous else priority).value,
        "channel": draft.channel.value,
        "requested_datetime": instant(draft.at),
        "lat": spot.lat,
        "long": spot.long,
        "accuracy_m": draft.accuracy_m,
        "position_source": draft.source.value,
        "address": spot.address,
        "zone": people.zones[spot.sector],
        "service": people.services[category.service_code],
        "author": draft.author.id if draft.author else None,
    }
    return {name: value for name, value in told.items() if value is not None}
