"""Screens over 20,000 reports, 5,000 tasks and 500 notes: first screen, filter, search, one changed row, memory.

The screens run in processes of their own, over a client that takes and encodes every message and draws nothing: what
is measured is Python's side, from the gesture to the last message that answers it. Beside each time by the wall's
clock stands that of the processor, which a busy machine does not change: where the two differ much, others worked too.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from fieldapp.shell.device_settings import SettingsFile
from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.vault import Vault, vault_folder
from sync.protocol.messages import Put
from tests.bench.cold import forget, load
from tests.bench.figures import Figure, Setting
from tests.bench.processes import ROOT
from tests.bench.reports import report_fields, report_id
from tests.fieldapp.day import moved
from tests.fieldapp.town import (
    KARIM,
    NORD,
    NOW,
    PASSPHRASE,
    SCOPE,
    SYLVIE,
    VOIRIE,
    Town,
    index_now,
    settle,
    town_replica_in,
    uid,
)

REPORTS, REPORTS_QUICK = 20_000, 2_000
TASKS, TASKS_QUICK = 5_000, 500
NOTES, NOTES_QUICK = 500, 50
PAGE_ROWS: Final = 1_000
OPEN_OF: Final = 8
"""One report in so many is still open: a town closes what it mends."""
MINE_OF: Final = 100
GOALS: Final = {
    "filter_ms": ("triage: another filter drawn", "ms"),
    "filter_cpu_ms": ("triage: another filter drawn, of the processor", "ms"),
    "scroll_ms": ("around me: 50 more rows drawn", "ms"),
    "scroll_cpu_ms": ("around me: 50 more rows drawn, of the processor", "ms"),
    "search_ms": ("search: what one more letter finds, p95", "ms"),
    "search_cpu_ms": ("search: what one more letter finds, p95, of the processor", "ms"),
    "row_update_ms": ("triage: a row that changed at the town hall, read and drawn", "ms"),
    "row_update_cpu_ms": ("triage: that row, of the processor", "ms"),
    "row_update_bytes": ("triage: what is sent to the client for that row", "B"),
    "row_update_changes": ("triage: properties of controls that are changed at the client for that row", ""),
    "screens_rss_mb": ("memory of the process that drew these", "MB"),
}
STARTS, STARTS_QUICK = 3, 1
PARTS: Final = {
    "sign_in": "Python, Flet and the sign-in",
    "imported": "the rest of the code, imported",
    "unlocked": "the passphrase proved at the calibrated cost",
    "opened": "database, outbox and engine opened",
    "first_screen": "today's list read and sent",
}
NO_SERVER: Final = "http://127.0.0.1:9"
"""Nothing listens there: the office opens without network."""


def screens(setting: Setting) -> Iterator[Figure]:
    """Fill an office, then measure its start and its screens, each in a fresh process."""
    folder = setting.folder / "profile"
    folder.mkdir()
    device = FileDeviceSecret(folder)
    Vault.create(vault_folder(folder, KARIM, device), PASSPHRASE, device).lock()
    SettingsFile(folder).keep_server(NO_SERVER)
    with town_replica_in(folder, KARIM, device) as town:
        settle(town)
        _fill(setting, town)
        index_now(town.replica)
    yield from _starts(setting, folder)
    setting.tell("screens in a process of their own", 0, 1)
    found = _told("tests.bench.screens_child", folder)
    rows = setting.size(REPORTS, REPORTS_QUICK)
    for code, (name, unit) in GOALS.items():
        yield Figure(f"{name}; {rows} reports held", found[code], unit, code=code)
    yield Figure("programs that wanted this machine's processors meanwhile", load(), "", code="load")


def _starts(setting: Setting, folder: Path) -> Iterator[Figure]:
    """Start the app cold, some times; one start before, so that Python's own cache is written."""
    cached = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(setting.folder / "compiled")}
    runs: list[dict[str, Any]] = []
    is_cold, files = False, list[str]()
    for run in range(setting.size(STARTS, STARTS_QUICK) + 1):
        setting.tell("start of the app", run, STARTS + 1)
        if run:
            is_cold = forget(files, folder)
        runs.append(_told("tests.bench.screens_start", folder, KARIM, typed=PASSPHRASE, environment=cached))
        files = runs[-1]["files"]
    starts = runs[1:]
    how = "cold" if is_cold else "warm: this system forgets no files"
    yield from (
        Figure(
            f"process start, unlock by passphrase, today's list; {how}",
            _whole(starts, "at"),
            "s",
            code="first_screen_s",
        ),
        Figure("- of the processor", _whole(starts, "cpu_s"), "s", code="first_screen_cpu_s"),
        Figure("- read from the disk", median(one["read_mb"] for one in starts), "MB", code="first_screen_read_mb"),
    )
    for before, part in pairwise(("", *PARTS)):
        wall, cpu = (median(one[of][part] - one[of].get(before, 0.0) for one in starts) for of in ("at", "cpu_s"))
        yield Figure(f"- of that: {PARTS[part]}; peer: of the processor", wall, "s", cpu, code=f"start_{part}_s")
    told = "memory of the whole app at its highest: unlock, database, engine, seven screens"
    yield Figure(told, max(start["rss_mb"] for start in starts), "MB", code="rss_mb")


def _whole(starts: Sequence[Mapping[str, Any]], of: str) -> float:
    return median(float(one[of]["first_screen"]) for one in starts)


def _told(
    module: str, folder: Path, *words: str, typed: str = "", environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a module in a process of its own and give what its last line tells."""
    command = [sys.executable, "-m", module, str(folder), *words, str(time.time())]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


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
