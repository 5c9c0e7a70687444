"""Escalates in real processes that are killed at each step of a transaction, with a rival at work beside them.

Usage: python -m tests.server.job_program <database file or address> <kills>

Each round two reports come in; their alert and then their end become due. Each time a process looks and works until it
kills itself (SIGKILL) before, within or after one of its commits, while another one works on the same town; once the
leases are over, a third does what is left. At the end every report must have been told of twice: once each.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sync.core.instants import instant_of_ms
from sync.core.model import Op
from sync.server.escalating import WORK, Escalating
from sync.server.job_running import JobRunner
from sync.server.jobs import LEASE_S
from sync.server.rows import RecordRow
from sync.server.service import Service
from sync.server.sql_store import SqlServerStore
from sync.server.store import Unit
from sync.server.writers import SystemWrite
from tests.server.device_in_hand import NOW_MS

STEPS_MAX = 13
"""Steps of a process that has two jobs to do: three per transaction, and one more each time it tells."""
HOUR_MS = 3_600_000
RUNS_MAX = 40
Stepped = Callable[[], None]


class SteppingStore(SqlServerStore):
    """A store that says when a transaction begins, when it is about to commit, and when it has."""

    def __init__(self, where: Any, stepped: Stepped) -> None:
        super().__init__(where, at_commit=stepped)
        self._stepped = stepped

    @contextmanager
    def writing(self, tenant: str) -> Iterator[Unit]:
        self._stepped()
        with super().writing(tenant) as unit:
            yield unit
        self._stepped()


def opened(where: str, stepped: Stepped = lambda: None) -> SteppingStore:
    if where.startswith("postgresql://"):
        from sync.server.postgresql_database import PostgresqlDatabase

        return SteppingStore(PostgresqlDatabase(where), stepped)
    return SteppingStore(Path(where), stepped)


def service_over(store: SqlServerStore, now: int, told: Stepped = lambda: None) -> Service:
    return Service(store, now_ms=lambda: now, random_bytes=os.urandom, after_commit=lambda committed: told())


def work(where: str, tenant: str, now: int, dies_at: int) -> None:
    """Be a process that looks and works until nothing is left; dies at a step, where that is not 0."""
    steps = 0

    def stepped() -> None:
        nonlocal steps
        steps += 1
        if steps == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    service = service_over(opened(where, stepped), now, stepped)
    escalating = Escalating(service)
    escalating.look(tenant)
    runner = JobRunner(service, {WORK: escalating.work})
    for _ in range(RUNS_MAX):
        if not runner.waits(tenant):
            return
        runner.run(tenant)


def started(where: str, tenant: str, now: int, dies_at: int = 0) -> int:
    child = os.fork()
    if child == 0:
        # Whatever happens, the child of a fork must never come back into its parent's code.
        failed = True
        try:
            work(where, tenant, now, dies_at)
            failed = False
        finally:
            os._exit(failed)
    return child


def ended(child: int) -> bool:
    """Wait for a process and tell whether it was killed; raise where it failed."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0, "the process did its work"
    return False


def report(service: Service, tenant: str, now: int) -> str:
    name = service.new_id()
    fields = {"service_code": "trappe", "requested_datetime": instant_of_ms(now), "lat": 48.0, "long": 2.0}
    (verdict,) = service.write_as_system(tenant, "desk", [SystemWrite("report", name, Op.CREATE, fields)])
    assert verdict.refusal is None
    # Qualified and given to somebody: only its end counts, not its first answer.
    given = {"status": "affecte", "assignee": service.new_id()}
    service.write_as_system(tenant, "desk", [SystemWrite("report", name, Op.PATCH, given)])
    return name


def told_of(store: SqlServerStore, tenant: str, reports: list[str]) -> Counter[tuple[str, ...]]:
    """Count what each report's history tells of its delay."""
    with store.reading(tenant) as unit:
        rows = unit.get(RecordRow, [("report", name) for name in reports]).values()
        histories = [row.fields()["history"] for row in rows]
    entries = ((entry["edits"].get("escalation") for entry in history) for history in histories)
    return Counter(tuple(pair[1] for pair in edits if pair) for edits in entries)


def main(where: str, kills_wanted: int) -> None:
    """Make a town, kill, and print what was told how often."""
    store = opened(where)
    if not where.startswith("postgresql://"):
        store.create()
    now, kills, reports, rounds = NOW_MS, 0, [], 0
    tenant = service_over(store, now).found_town("Ville", {"name": "Ville", "centre_lat": 48.0, "centre_long": 2.0})
    Escalating(service_over(store, now)).look(tenant)
    while kills < kills_wanted:
        assert rounds < 2 * kills_wanted + 2, "most rounds kill"
        reports += [report(service_over(store, now), tenant, now) for _ in range(2)]
        for hours in (3.1, 1.0):
            now += round(hours * HOUR_MS)
            store.close()
            mortal = started(where, tenant, now, dies_at=1 + (kills % STEPS_MAX))
            rival = started(where, tenant, now) if rounds % 2 else None
            kills += ended(mortal)
            if rival is not None:
                ended(rival)
            now += (LEASE_S + 1) * 1_000
            ended(started(where, tenant, now))
        rounds += 1
    found = told_of(store, tenant, reports)
    store.close()
    print(json.dumps({"kills": kills, "reports": len(reports), "told": [[*key, n] for key, n in found.items()]}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
