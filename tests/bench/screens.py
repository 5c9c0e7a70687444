"""Screens over 20,000 reports, 5,000 tasks and 500 notes: first screen, filter, search, one changed row, memory.

The screens run in a process of their own, over a client that takes and encodes every message and draws nothing: what
is measured is Python's side, from the gesture to the last message that answers it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

from fieldapp.vault.device_secret import FileDeviceSecret
from sync.protocol.messages import Put
from tests.bench.figures import Figure, Setting
from tests.bench.processes import ROOT
from tests.bench.reports import report_fields, report_id
from tests.fieldapp.day import moved
from tests.fieldapp.town import KARIM, NORD, NOW, SCOPE, SYLVIE, VOIRIE, Town, index_now, settle, town_replica_in, uid

REPORTS, REPORTS_QUICK = 20_000, 2_000
TASKS, TASKS_QUICK = 5_000, 500
NOTES, NOTES_QUICK = 500, 50
PAGE_ROWS: Final = 1_000
OPEN_OF: Final = 8
"""One report in so many is still open: a town closes what it mends."""
MINE_OF: Final = 100
GOALS: Final = {
    "first_screen_s": ("process start to today's list, cold", "s"),
    "filter_ms": ("triage: another filter drawn", "ms"),
    "scroll_ms": ("around me: 50 more rows drawn", "ms"),
    "search_ms": ("search: what one more letter finds, p95", "ms"),
    "row_update_ms": ("triage: a row that changed at the town hall, read and drawn", "ms"),
    "row_update_bytes": ("triage: what is sent to the client for that row", "B"),
    "row_update_changes": ("triage: properties of controls that are changed at the client for that row", ""),
    "rss_mb": ("memory of the process at its highest", "MB"),
}


def screens(setting: Setting) -> Iterator[Figure]:
    """Fill an office, then measure its screens in a fresh process."""
    folder = setting.folder / "profile"
    folder.mkdir()
    with town_replica_in(folder, KARIM, FileDeviceSecret(folder)) as town:
        settle(town)
        _fill(setting, town)
        index_now(town.replica)
    setting.tell("screens in a process of their own", 0, 1)
    command = [sys.executable, "-m", "tests.bench.screens_child", str(folder), str(time.time())]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600).stdout
    found: dict[str, float] = json.loads(told.splitlines()[-1])
    rows = setting.size(REPORTS, REPORTS_QUICK)
    for code, (name, unit) in GOALS.items():
        yield Figure(f"{name}; {rows} reports held", found[code], unit, code=code)


def _fill(setting: Setting, town: Town) -> None:
    kinds = (
        ("report", setting.size(REPORTS, REPORTS_QUICK), _report),
        ("task", setting.size(TASKS, TASKS_QUICK), _task),
        ("news", setting.size(NOTES, NOTES_QUICK), _note),
    )
    for kind, count, made in kinds:
        for first in range(0, count, PAGE_ROWS):
            setting.tell(f"fill an office: {kind}", first, count)
            town.rv += 1
            numbers = range(first, min(first + PAGE_ROWS, count))
            town.pull(*(Put(kind, made(n)[0], town.rv, (SCOPE,), made(n)[1]) for n in numbers))


def _report(n: int) -> tuple[str, dict[str, Any]]:
    is_open = n % OPEN_OF == 0
    state = {"status": "nouveau" if is_open else "resolu", "number": f"A2026K{n:05}"}
    return report_id(n), {**report_fields(n), **state}


def _task(n: int) -> tuple[str, dict[str, Any]]:
    about = report_fields(n)
    fields = {name: about[name] for name in ("lat", "long", "address", "zone", "service", "priority")}
    is_mine = n % MINE_OF == 0
    return uid(f"task {n}"), {
        **fields,
        "title": about["description"][:60],
        "category": about["service_code"],
        "status": "a_faire" if n % OPEN_OF == 0 or is_mine else "faite",
        "assignee": KARIM if is_mine else None,
        "team": NORD,
        "author": SYLVIE,
        "due_at": moved(NOW, hours=n % 200),
    }


def _note(n: int) -> tuple[str, dict[str, Any]]:
    return uid(f"note {n}"), {
        "title": f"Information n° {n}",
        "body": "Le marché se tient place d’Armes. " * 20,
        "importance": "information",
        "status": "publie",
        "author": SYLVIE,
        "service": VOIRIE,
        "audience": {"everyone": True},
        "published_at": moved(NOW, hours=-n),
        "pinned": False,
        "comments_closed": False,
    }
