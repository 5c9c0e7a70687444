"""The queue of a town's jobs: asked for in the transaction that makes them due, done exactly once.

    ask -> waiting --take: lease, attempt counted--> taken --end, in the transaction of its effect--> done, or again
                                                       |----fail----> waiting, later each time ... dead
                                                       |----its process dies----> the lease ends: another takes it
           waiting <--retry, by a person-- dead

**Exactly once.** What a job does to the store and its end are one transaction, in the town's turn to write, and it
begins by looking whether the lease still holds: whoever was believed dead and is not finds another word there and
leaves all as it is. A process that is killed before that commit has done nothing, after it everything. **Attempts are
counted before the work**, in a commit of their own: a job that kills its process every time is dead after
`ATTEMPTS_MAX`. **Any database:** the town's turn to write (SQLite: the one writer; PostgreSQL: the lock on the
town's counter) stands where a queue of its own would have SKIP LOCKED.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sync.core.instants import instant, parse_instant
from sync.core.values import altered
from sync.server.rows import json_text
from sync.server.rows_jobs import NEVER, JobRow, JobState
from sync.server.store import Unit

LEASE_S: Final = 120
"""How long whoever took jobs may be silent; a batch of them takes a second."""
BATCH_MAX: Final = 50
ATTEMPTS_MAX: Final = 8
BACK_OFF_S: Final = 30
BACK_OFF_S_MAX: Final = 3_600
DONE_KEPT: Final = timedelta(days=30)
TROUBLE_CHARACTERS_MAX: Final = 80


class JobTrouble(Exception):
    """A work cannot be done now; its message is logged and shown, so it names no person."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be done."""

    name: str
    work: str
    run_at: str
    told: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> JobRow:
        """Give its row as it waits."""
        return JobRow(self.name, self.work, json_text(dict(self.told)), self.run_at, self.run_at)


def ask(unit: Unit, job: NewJob) -> bool:
    """Ask for a job, in the transaction that makes it due; tell whether nobody had before."""
    if unit.get(JobRow, [(job.name,)]):
        return False
    unit.put([job.row()])
    return True


def set_hour(unit: Unit, job: NewJob) -> None:
    """Ask for a job, or for another hour of it; what is being done of it does not count."""
    unit.put([job.row()])


def call_off(unit: Unit, name: str) -> None:
    """Forget a job, in whatever state it is."""
    unit.drop(JobRow, [(name,)])


def due(unit: Unit, now: str, jobs_max: int = BATCH_MAX) -> list[JobRow]:
    """Give the jobs whose turn has come, the longest waiting first."""
    return unit.until(JobRow, "turn_at", now, jobs_max)


def take(unit: Unit, now: str, lease: str) -> list[JobRow]:
    """Take the jobs that are due, for a time, and count the attempt; those that had too many are dead."""
    found = due(unit, now)
    ends = _later(now, LEASE_S)
    worn = [altered(row, state=JobState.DEAD, turn_at=NEVER, lease="") for row in found if _is_worn(row)]
    taken = [
        altered(row, state=JobState.TAKEN, turn_at=ends, lease=lease, attempts=row.attempts + 1)
        for row in found
        if not _is_worn(row)
    ]
    unit.put([*worn, *taken])
    return taken


def _is_worn(row: JobRow) -> bool:
    return row.attempts >= ATTEMPTS_MAX


def is_held(unit: Unit, taken: JobRow) -> bool:
    """Tell whether a job is still in the hands of who took it."""
    row = unit.get(JobRow, [taken.key]).get(taken.key)
    return row is not None and row.state == JobState.TAKEN and row.lease == taken.lease


def end(unit: Unit, taken: JobRow, now: str) -> None:
    """End a job, within the transaction of what it did."""
    unit.put([altered(taken, state=JobState.DONE, turn_at=NEVER, lease="", trouble="", ended_at=now)])


def fail(unit: Unit, taken: JobRow, trouble: str, now: str) -> bool:
    """Put a job back for later, longer each time; after too many attempts it is dead. Tell whether it is."""
    is_dead = taken.attempts >= ATTEMPTS_MAX
    wait_s = min(BACK_OFF_S * 2 ** (taken.attempts - 1), BACK_OFF_S_MAX)
    state, turn_at = (JobState.DEAD, NEVER) if is_dead else (JobState.WAITING, _later(now, wait_s))
    told = trouble[:TROUBLE_CHARACTERS_MAX]
    unit.put([altered(taken, state=state, turn_at=turn_at, lease="", trouble=told)])
    return is_dead


def retry(unit: Unit, name: str, now: str) -> bool:
    """Let a dead job be tried again, from the first attempt on; tell whether there is such a one."""
    row = unit.get(JobRow, [(name,)]).get((name,))
    if row is None or row.state != JobState.DEAD:
        return False
    unit.put([altered(row, state=JobState.WAITING, turn_at=now, attempts=0)])
    return True


def forget_done(unit: Unit, now: str) -> int:
    """Forget what was done long ago, and give how many jobs that are."""
    before = instant(parse_instant(now) - DONE_KEPT)
    old = [row.key for row in unit.every(JobRow) if row.state == JobState.DONE and row.ended_at < before]
    unit.drop(JobRow, old)
    return len(old)


def _later(now: str, seconds: int) -> str:
    return instant(parse_instant(now) + timedelta(seconds=seconds))
