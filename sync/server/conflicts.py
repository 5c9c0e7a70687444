"""What the judge could not settle becomes a record of kind `conflict`, written by the judge itself.

One conflict record holds what is open on the same fields of the same record. A clash while it is open adds a side; a
clash after it was settled opens it again with that side alone (its history keeps the rest). The write passes the same
judge, as the server, so that a conflict has versions, stamps and history like any record.
"""

from typing import Any

from sync.core.digest import canonical_json
from sync.core.judge import SYSTEM_ROLE, Case, ConflictDraft, judge
from sync.core.model import Actor, Change, Edit, Fields, Op, Record, Sight
from sync.records.conflict import ConflictStatus, conflict_id
from sync.server.worktable import Worktable

CONFLICT_KIND = "conflict"
SIDES_MAX = 50
"""Sides that one question shows; older ones stay in the judged changes."""
SIDES_BYTES_MAX = 128 * 1024
"""Canonical size of the sides, of which the newest is always there: a question must not outgrow a line of a pull."""


def keep_conflict(work: Worktable, change: Change, draft: ConflictDraft, received_at: str) -> str:
    """Open the conflict, add a side to it or open it again; give its id."""
    question = conflict_id(change.id, draft.fields)
    before = work.get((CONFLICT_KIND, question))
    fields = _fields(before, change, draft, received_at)
    subject = work.get((change.kind, change.id))
    if subject is not None:
        fields["desk"] = subject.fields.get("service")
    written = judge(
        Case(
            change=_as_change(question, before, change, fields),
            record=before,
            spec=work.kinds[CONFLICT_KIND],
            actor=Actor(change.agent, SYSTEM_ROLE),
            sight=Sight.NOW,
            received_at=received_at,
        )
    )
    assert written.verdict.refusal is None, "the judge's own words are valid"
    if written.record is not None:
        work.put(written.record, written.text, written.verdict.hash)
    return question


def _fields(before: Record | None, change: Change, draft: ConflictDraft, received_at: str) -> dict[str, Any]:
    side = {
        "agent": change.agent,
        "device": change.device,
        "n": change.n,
        "values": dict(draft.mine),
        "made_at": change.made_at,
        "received_at": received_at,
        "reason": draft.reason.value,
    }
    open_before = before is not None and before.fields.get("status") == ConflictStatus.OUVERT
    earlier = list(before.fields.get("sides") or ()) if before is not None and open_before else []
    fields: dict[str, Any] = {
        "record_kind": change.kind,
        "record_id": change.id,
        "names": sorted(draft.fields) or None,
        "status": ConflictStatus.OUVERT.value,
        "theirs": dict(draft.theirs),
        "theirs_agent": draft.theirs_agent or None,
        "theirs_at": draft.theirs_at or None,
        "sides": _newest([*earlier, side][-SIDES_MAX:]),
    }
    if not open_before:
        fields.update(base=dict(draft.base), settled_by=None, settled_at=None, choice=None)
    return fields


def _newest(sides: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the oldest sides until the rest is small enough."""
    while len(sides) > 1 and len(canonical_json(sides)) > SIDES_BYTES_MAX:
        sides = sides[1:]
    return sides


def _as_change(question: str, before: Record | None, change: Change, fields: Fields) -> Change:
    known = before.fields if before is not None else {}
    return Change(
        device=change.device,
        n=change.n,
        txn=change.txn,
        kind=CONFLICT_KIND,
        id=question,
        op=Op.CREATE if before is None else Op.PATCH,
        base_rv=before.rv if before is not None else 0,
        edits={name: Edit(value, known.get(name)) for name, value in fields.items() if value != known.get(name)},
        agent=change.agent,
        made_at=change.made_at,
    )
