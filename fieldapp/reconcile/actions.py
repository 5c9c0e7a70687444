"""Settling what waits for a decision: each choice is one gesture, judged by the server all or none.

Whatever is chosen, both versions stay in the history of the record and of the conflict. « Undo » is the contrary
gesture: the value of before comes back and the question is open again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlmodel import col, select

from fieldapp.replica import leavings
from fieldapp.replica.announcements import OUTBOX
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.errors import RecordAbsent
from fieldapp.replica.leavings import Leaving, end_leavings
from fieldapp.replica.reconciling import put_away
from fieldapp.replica.unit import Unit
from sync.client.rows import EntryState
from sync.core.model import Change, Fields, Json, MergeRule, Op
from sync.protocol.codec import change_of_json
from sync.records import KINDS
from sync.records.conflict import ConflictStatus

CONFLICT: Final = "conflict"


class Choice(StrEnum):
    """What a person chose; the conflict record keeps it."""

    MINE = "mine"
    THEIRS = "theirs"
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Settled:
    """Hold what a settlement changed, for the way back."""

    conflict: str
    kind: str
    record: str
    before: Fields


def third_form_of(conflict_id: str) -> Leaving:
    """Name the form in which a third version is written."""
    return Leaving(leavings.THIRD, CONFLICT, conflict_id)


def mend_form_of(n: int) -> Leaving:
    """Name the form in which a refused change is mended."""
    return Leaving(leavings.MEND, OUTBOX, str(n))


def keep_theirs(unit: Unit, conflict_id: str) -> Settled:
    """Leave the record as everybody sees it, and settle the question."""
    conflict = unit.fields(CONFLICT, conflict_id)
    _settle(unit, conflict_id, Choice.THEIRS)
    return Settled(conflict_id, conflict["record_kind"], conflict["record_id"], {})


def keep_values(unit: Unit, conflict_id: str, choice: Choice, values: Fields, word: str = "") -> Settled:
    """Write these values on the record (mine, or a third version), say a word if given, and settle.

    Raises `RecordAbsent`, `NotAllowed`, `MoveNotAllowed` or `NotValid` with no trace left.
    """
    conflict = unit.fields(CONFLICT, conflict_id)
    kind, record_id = conflict["record_kind"], conflict["record_id"]
    shown = unit.fields(kind, record_id)
    before = {name: shown.get(name) for name in values}
    unit.update(kind, record_id, values)
    if word.strip():
        unit.append(kind, record_id, "comments", {"text": word.strip()})
    _settle(unit, conflict_id, choice)
    return Settled(conflict_id, kind, record_id, before)


def remove_record(unit: Unit, conflict_id: str) -> Settled:
    """Carry out the removal that others' edits had stopped, and settle the question."""
    conflict = unit.fields(CONFLICT, conflict_id)
    unit.remove(conflict["record_kind"], conflict["record_id"])
    _settle(unit, conflict_id, Choice.MINE)
    return Settled(conflict_id, conflict["record_kind"], conflict["record_id"], {})


def reopen(unit: Unit, settled: Settled) -> None:
    """Take a choice back: the value of before, and the question open again."""
    if settled.before:
        unit.update(settled.kind, settled.record, settled.before)
    unit.update(
        CONFLICT,
        settled.conflict,
        {"status": ConflictStatus.OUVERT, "choice": None, "settled_by": None, "settled_at": None},
    )


def set_aside(unit: Unit, n: int) -> None:
    """Put a refused gesture away: it leaves the list, and stays in the device's journal of what was sent."""
    for change in _gesture_of(unit, n):
        put_away(unit.session, change.n)
        end_leavings(unit, OUTBOX, str(change.n), (leavings.MEND,))
    unit.kinds.add(OUTBOX)


def send_again(unit: Unit, n: int, values: Fields) -> None:
    """Make the refused gesture anew from its original values, with `values` mended in change number `n`.

    What was sent is never edited: these are new changes, and the old ones are put away.
    """
    for change in _gesture_of(unit, n):
        wanted = {name: edit.now for name, edit in change.edits.items()}
        _make_again(unit, change, {**wanted, **(values if change.n == n else {})}, change.id)
    set_aside(unit, n)


def copy_into_new(unit: Unit, n: int, values: Fields) -> str:
    """Make a new record of a refused creation, photos included; give its id, put the old gesture away."""
    gesture = _gesture_of(unit, n)
    copied = {change.id: unit.new_id() for change in gesture if _is_whole_record(change)}
    for change in gesture:
        wanted = {name: edit.now for name, edit in change.edits.items()}
        mended = {**wanted, **(values if change.n == n else {})}
        moved = {
            name: copied.get(str(value), value) if name == "parent_id" else value for name, value in mended.items()
        }
        _make_again(unit, change, moved, copied.get(change.id, change.id))
    set_aside(unit, n)
    return copied[next(change.id for change in gesture if change.n == n)]


def _settle(unit: Unit, conflict_id: str, choice: Choice) -> None:
    settled = {"status": ConflictStatus.REGLE, "choice": choice, "settled_by": unit.agent, "settled_at": unit.now}
    unit.update(CONFLICT, conflict_id, settled)
    end_leavings(unit, CONFLICT, conflict_id, (leavings.THIRD,))


def _gesture_of(unit: Unit, n: int) -> list[Change]:
    """Give the refused changes of this gesture, in order; raise `RecordAbsent` when it is dealt with."""
    row = unit.session.get(OutboxRow, n)
    if row is None or row.state != EntryState.REJECTED:
        raise RecordAbsent("change", str(n))
    beside = select(OutboxRow).where(OutboxRow.txn == row.txn, OutboxRow.state == EntryState.REJECTED)
    return [change_of_json(one.change) for one in unit.session.exec(beside.order_by(col(OutboxRow.n)))]


def _is_whole_record(change: Change) -> bool:
    return change.op is Op.CREATE and change.kind != "attachment"


def _make_again(unit: Unit, change: Change, values: Mapping[str, Json], record_id: str) -> None:
    match change.op:
        case Op.CREATE if change.kind == "attachment":
            _attach_again(unit, record_id, values)
        case Op.CREATE:
            unit.create(change.kind, _without_server_fields(change.kind, values), record_id=record_id)
        case Op.REMOVE:
            unit.remove(change.kind, record_id)
        case Op.PATCH | Op.APPEND:
            unit.update(change.kind, record_id, _grown(unit, change, values))


def _attach_again(unit: Unit, attachment_id: str, values: Mapping[str, Json]) -> None:
    # The bytes of a refused photo stay on the device under the attachment's id.
    place = ("parent_kind", "parent_id", "order", "author", "received_at")
    fields = {name: value for name, value in values.items() if name not in place}
    unit.attach_stored(str(values["parent_kind"]), str(values["parent_id"]), attachment_id, fields)


def _without_server_fields(kind: str, values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in values.items() if KINDS[kind].rule(name) is not MergeRule.SERVER}


def _grown(unit: Unit, change: Change, values: Mapping[str, Json]) -> dict[str, Json]:
    """Add the entries of growing lists to what is shown: an append may hold its new entries only."""
    shown = unit.fields(change.kind, change.id)
    grown = dict(values)
    for name, value in values.items():
        if KINDS[change.kind].rule(name) is MergeRule.APPEND:
            known = shown.get(name) or []
            ids = {entry["id"] for entry in known}
            grown[name] = [*known, *(entry for entry in value or () if entry["id"] not in ids)]
    return grown
