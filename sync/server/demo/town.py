"""Makes the whole demo town: the one function that the server's command line calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sync.server.demo.news import make_news
from sync.server.demo.objectives import make_objectives
from sync.server.demo.people import People, accounts_of, gather_people, organisation_records
from sync.server.demo.photos import TakenPhoto, photo_count, take_photos
from sync.server.demo.plan_builder import build_plan
from sync.server.demo.records import DemoEvent, DemoTown
from sync.server.demo.reports import LivedReport, make_reports
from sync.server.demo.rounds import make_rounds
from sync.server.demo.tasks import make_tasks

Progress = Callable[[str, int, int], None]
"""Told while the town is made: what is being made, how much of it is done, of how much."""

_KIND_ORDER = (
    "town",
    "service",
    "zone",
    "team",
    "agent",
    "objective",
    "news",
    "acknowledgement",
    "report",
    "task",
    "round",
    "attachment",
)


def generate(seed: int, now: datetime, progress: Progress) -> DemoTown:
    """Make the demo town of a seed as it stands at a moment (aware); takes some fifteen seconds.

    The same seed and moment give the same town byte for byte, on one version of Pillow and GEOS.
    """
    assert now.tzinfo is not None, "the present moment needs its time zone"
    progress("plan", 0, 1)
    plan = build_plan(seed)
    progress("plan", 1, 1)
    people = gather_people(seed, now)
    reports = make_reports(plan, people, seed, now)
    progress("reports", len(reports), len(reports))
    tasks, task_events = make_tasks(plan, people, reports, seed, now)
    progress("tasks", len(tasks), len(tasks))
    rounds, round_events = make_rounds(plan, people, (tasks, task_events), seed, now)
    news, news_events = make_news(people, seed, now)
    progress("news", len(news), len(news))
    photos = _photographed(reports, people, seed, progress)
    records = [
        *organisation_records(plan, people, now),
        *make_objectives(people, seed, now),
        *news,
        *(report.record for report in reports),
        *tasks,
        *rounds,
        *(photo.record for photo in photos.values()),
    ]
    events: list[DemoEvent] = [event for report in reports for event in report.events]
    events += [*task_events, *round_events, *news_events]
    return DemoTown(
        seed=seed,
        now=now,
        plan=plan,
        records=tuple(sorted(records, key=lambda r: (_KIND_ORDER.index(r.kind), r.at))),
        events=tuple(sorted(events, key=lambda e: (e.at, e.id))),
        accounts=accounts_of(people),
        photo=lambda photo_id: photos[photo_id].jpeg,
        thumbnail=lambda photo_id: photos[photo_id].thumbnail,
    )


def _photographed(
    reports: list[LivedReport], people: People, seed: int, progress: Progress
) -> Mapping[str, TakenPhoto]:
    """Take all photographs, telling how far along it is."""
    whole = photo_count(reports)
    photos: dict[str, TakenPhoto] = {}
    done: set[str] = set()
    for photo in take_photos(reports, people, seed):
        photos[photo.record.id] = photo
        done.add(str(photo.record.fields["parent_id"]))
        progress("photos", min(len(done), whole), whole)
    return photos
