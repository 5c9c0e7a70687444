"""What waits for a person's decision: open conflicts, and changes that the server refused.

A gesture is refused as a whole (see PROTOCOL, «Gestures»): its changes are one item here, led by the one that has
the reason; the others were only held back by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from sqlmodel import Session, col, select

from fieldapp.reconcile.queries_subjects import Names, Subject, names_in, subject_of
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.tables import ROW_TYPES, Conflict
from sync.client.rows import EntryState
from sync.core.errors import Refusal, RefusalCode
from sync.core.judge import ConflictReason
from sync.core.model import Change, Fields, Json, Verdict
from sync.protocol.codec import change_of_json, verdict_of_json
from sync.records.conflict import ConflictStatus

ITEMS_MAX: Final = 500
"""More than that is not a list that a person works through."""


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """Hold one line of the list: a conflict that nobody settled yet."""

    id: str
    subject: Subject
    names: tuple[str, ...]
    at: str
    is_mine: bool
    """Whether this agent has a side in it; the pill counts those only."""


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """Hold one line of the list: a gesture that the server refused."""

    n: int
    subject: Subject
    code: RefusalCode
    at: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold the whole list, the oldest question first."""

    conflicts: tuple[OpenConflict, ...] = ()
    refused: tuple[RefusedChange, ...] = ()

    @property
    def count(self) -> int:
        """Count what waits."""
        return len(self.conflicts) + len(self.refused)


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """Hold what one agent wrote on one device."""

    agent: str
    values: Fields
    made_at: str
    is_mine: bool
    reason: ConflictReason = ConflictReason.BOTH
    n: int = 0
    device: str = ""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Hold one conflict as its card shows it; `theirs` is what everybody sees meanwhile."""

    id: str
    subject: Subject
    names: tuple[str, ...]
    base: Fields
    sides: tuple[ConflictSide, ...]
    theirs: Fields
    theirs_agent: str
    theirs_at: str
    is_open: bool
    people: Names = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    """Fields of my change that were taken beside this question."""
    touched: tuple[str, ...] = ()
    """Fields that others changed meanwhile, which nobody needs to choose."""

    @property
    def mine(self) -> ConflictSide:
        """Give the version to compare: my last one, or the last one of a colleague."""
        return next((side for side in reversed(self.sides) if side.is_mine), self.sides[-1])

    @property
    def others(self) -> tuple[ConflictSide, ...]:
        """Give the versions that are neither `mine` nor `theirs`."""
        return tuple(side for side in self.sides if side is not self.mine)

    @property
    def is_whole(self) -> bool:
        """Tell whether the question is about the record itself: removed on one side, changed on the other."""
        return not self.names


@dataclass(frozen=True, slots=True)
class RefusedField:
    """Hold one field of a refused change: what it was, what I wrote, and what is wrong with it."""

    name: str
    was: Json
    now: Json
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Hold a refused gesture as its card shows it; `fields` are those of the change that has the reason."""

    n: int
    txn: str
    op: str
    subject: Subject
    code: RefusalCode
    fields: tuple[RefusedField, ...]
    made_at: str
    received_at: str
    held_back: int = 0
    """How many other changes of the same gesture were refused with it."""
    people: Names = field(default_factory=dict)


def waiting(session: Session, me: str) -> Waiting:
    """Give all that waits for a decision on this device: mine, and what a desk may settle for others."""
    rows = session.exec(
        select(Conflict).where(Conflict.status == ConflictStatus.OUVERT).order_by(col(Conflict.id)).limit(ITEMS_MAX)
    )
    conflicts = tuple(
        OpenConflict(
            row.id,
            subject_of(session, row.record_kind, row.record_id),
            tuple(row.names or ()),
            _asked_at(row),
            _has_side(row, me),
        )
        for row in rows
    )
    return Waiting(tuple(sorted(conflicts, key=lambda one: one.at)), _refused(session))


def conflict_of(session: Session, conflict_id: str, me: str) -> ConflictView | None:
    """Give one conflict as `me` sees it; None when it is not (or no longer) on this device."""
    row = session.get(Conflict, conflict_id)
    if row is None or not row.sides:
        return None
    names = tuple(row.names or ())
    shown = shown_fields(session, row.record_kind, row.record_id)
    theirs = dict(row.theirs or {}) if shown is None else {name: shown.get(name) for name in names}
    sides = tuple(_side(side, me) for side in row.sides)
    kept, touched = _settled_beside(session, sides, names)
    told = [row.base or {}, theirs, *(side.values for side in sides)]
    return ConflictView(
        id=row.id,
        subject=subject_of(session, row.record_kind, row.record_id),
        names=names,
        base=dict(row.base or {}),
        sides=sides,
        theirs=theirs,
        theirs_agent=row.theirs_agent or "",
        theirs_at=row.theirs_at or "",
        is_open=row.status == ConflictStatus.OUVERT,
        people=names_in(session, told, [row.theirs_agent, *(side.agent for side in sides)]),
        kept=kept,
        touched=touched,
    )


def refused_of(session: Session, n: int) -> RefusedView | None:
    """Give one refused gesture; None when it was put away or sent again."""
    found = session.get(OutboxRow, n)
    if found is None:
        return None
    gesture = _refused_rows(session, found.txn)
    if not gesture:
        return None
    lead = _lead(gesture)
    change, verdict = change_of_json(lead.change), _verdict(lead)
    refusal = _refusal(verdict)
    troubles = {error.pointer.rpartition("/")[2]: error.code for error in refusal.errors}
    now = {name: edit.now for name, edit in change.edits.items()}
    was = {name: edit.was for name, edit in change.edits.items()}
    return RefusedView(
        n=change.n,
        txn=change.txn,
        op=change.op,
        subject=subject_of(session, change.kind, change.id, now),
        code=refusal.code,
        fields=(
            *(RefusedField(name, was[name], now[name], troubles.get(name, "")) for name in now),
            *_wanted_beside(session, change, {name: code for name, code in troubles.items() if name not in now}),
        ),
        made_at=change.made_at,
        received_at=verdict.received_at,
        held_back=len(gesture) - 1,
        people=names_in(session, [now, was], []),
    )


def _wanted_beside(session: Session, change: Change, troubles: Mapping[str, str]) -> Iterator[RefusedField]:
    """Give what the change lacked: fields that it did not write, with what they show."""
    row_type = ROW_TYPES.get(change.kind)
    if row_type is None or not troubles:
        return
    shown = shown_fields(session, change.kind, change.id) or {}
    for name in sorted(troubles.keys() & row_type.model_fields.keys()):
        yield RefusedField(name, None, shown.get(name), troubles[name])


def _refused(session: Session) -> tuple[RefusedChange, ...]:
    rows = _refused_rows(session)
    gestures = [tuple(group) for _, group in groupby(rows, key=lambda row: row.txn)]
    return tuple(_line(session, _lead(gesture)) for gesture in gestures)


def _line(session: Session, lead: OutboxRow) -> RefusedChange:
    change = change_of_json(lead.change)
    now = {name: edit.now for name, edit in change.edits.items()}
    subject = subject_of(session, change.kind, change.id, now)
    return RefusedChange(change.n, subject, _refusal(_verdict(lead)).code, change.made_at)


def _refused_rows(session: Session, txn: str | None = None) -> list[OutboxRow]:
    """Give the refused changes that nobody put away, in order; those of one gesture when `txn` is given."""
    refused = select(OutboxRow).where(OutboxRow.state == EntryState.REJECTED, col(OutboxRow.is_filler).is_(False))
    if txn is not None:
        refused = refused.where(OutboxRow.txn == txn)
    return list(session.exec(refused.order_by(col(OutboxRow.n)).limit(ITEMS_MAX)))


def _lead(gesture: Sequence[OutboxRow]) -> OutboxRow:
    """Choose the change that has the reason; the others were held back by it."""
    return next((row for row in gesture if _refusal(_verdict(row)).code is not RefusalCode.BLOCKED), gesture[0])


def _verdict(row: OutboxRow) -> Verdict:
    assert row.verdict is not None, "a judged change has its verdict"
    return verdict_of_json(row.verdict)


def _refusal(verdict: Verdict) -> Refusal:
    assert verdict.refusal is not None, "a refused change has its reason"
    return verdict.refusal


def _side(side: Mapping[str, Any], me: str) -> ConflictSide:
    return ConflictSide(
        agent=str(side.get("agent") or ""),
        values=dict(side.get("values") or {}),
        made_at=str(side.get("made_at") or ""),
        is_mine=side.get("agent") == me,
        reason=ConflictReason(side.get("reason") or ConflictReason.BOTH),
        n=int(side.get("n") or 0),
        device=str(side.get("device") or ""),
    )


def _has_side(row: Conflict, me: str) -> bool:
    return any(side.get("agent") == me for side in row.sides or ())


def _asked_at(row: Conflict) -> str:
    received = [str(side.get("received_at") or "") for side in row.sides or ()]
    return max(received, default="")


def _settled_beside(
    session: Session, sides: Sequence[ConflictSide], names: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what my own change kept and what others changed beside it; both empty on other devices."""
    mine = next((side for side in reversed(sides) if side.is_mine), None)
    row = session.get(OutboxRow, mine.n) if mine is not None else None
    if mine is None or row is None or row.verdict is None:
        return (), ()
    change = change_of_json(row.change)
    if change.device != mine.device:
        return (), ()
    kept = tuple(name for name in change.edits if name not in names)
    touched = tuple(name for name in _verdict(row).touched if name not in names and name not in kept)
    return kept, touched
