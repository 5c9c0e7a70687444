"""One import: planned from its lines, judged like any write, then kept whole or not at all.

What a dry run says is what the judge said: everything is written in one transaction, which is undone at its end. So it
is where a line was refused: a file is taken whole, or mended first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sync.core.model import Verdict
from sync.core.values import altered
from sync.server.importing.lines import Line
from sync.server.parts import Parts
from sync.server.store import Unit
from sync.server.writers import SystemWrite

WRITER = "import"


class What(StrEnum):
    """What becomes of a line."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a line asks: one write or none, and in words what it would do or why not."""

    line: int
    subject: str
    what: What
    says: str = ""
    wish: SystemWrite | None = None


Plan: TypeAlias = Callable[[Unit, Sequence[Line]], list[Planned]]
After: TypeAlias = Callable[[Unit, Sequence[Planned]], None]


def _nothing(unit: Unit, outcomes: Sequence[Planned]) -> None:
    """Write nothing beside."""


class _Undone(Exception):
    """Leaves the transaction without keeping it."""


def refused(line: Line, subject: str, why: str) -> Planned:
    """Give a line that cannot be taken."""
    return Planned(line.number, subject, What.REFUSED, why)


@dataclass(frozen=True, slots=True)
class Import:
    """The lines of a file, what plans them, and what is written beside once they were taken."""

    lines: Sequence[Line]
    plan: Plan
    after: After = _nothing


def run_import(parts: Parts, tenant: str, asked: Import, *, is_kept: bool) -> list[Planned]:
    """Plan and judge all lines; keep what they write if that is wanted and none was refused."""
    outcomes: list[Planned] = []
    try:
        with parts.store.writing(tenant) as unit:
            planned = asked.plan(unit, asked.lines)
            wishes = [one.wish for one in planned if one.wish is not None]
            verdicts, committed = parts.service.write_within(unit, WRITER, wishes)
            judged = iter(verdicts)
            outcomes = [_judged(one, next(judged)) if one.wish is not None else one for one in planned]
            if not is_kept or any(one.what is What.REFUSED for one in outcomes):
                raise _Undone
            asked.after(unit, outcomes)
    except _Undone:
        return outcomes
    parts.service.tell(committed)
    return outcomes


def _judged(one: Planned, verdict: Verdict) -> Planned:
    if verdict.refusal is None:
        return one
    told = [f"{error.pointer.removeprefix('/fields/')} {error.code}" for error in verdict.refusal.errors]
    return altered(one, what=What.REFUSED, says=", ".join(told) or verdict.refusal.code.value)
