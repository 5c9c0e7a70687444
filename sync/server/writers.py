"""The server's own writers (administration, jobs, the demo): each is a device, and its wishes become changes.

They pass the same judge into the same log as a tablet's work. What sets them apart is the role `system`: it sees
every record and may write the fields that only the server writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.core.ids import derived_id
from sync.core.model import Change, Edit, Fields, Json, MergeRule, Op
from sync.server.rights import SYSTEM_AGENT
from sync.server.rows import DeviceRow
from sync.server.worktable import Worktable


@dataclass(frozen=True, slots=True)
class SystemWrite:
    """A wish of the server: `fields` as they shall be (for lists of rule `append`: the new entries only)."""

    kind: str
    id: str
    op: Op
    fields: Fields = field(default_factory=dict)
    was: Fields | None = None
    """What the writer was looking at; None means the record as it stands, so that nothing clashes."""
    agent: str = SYSTEM_AGENT
    """In whose name."""
    at: str | None = None
    """When, for work that is told afterwards; None means now."""
    erases: bool = False
    """Whether it takes words away (`sync.core.erasing`); what they were is not repeated in the change."""


def writer_device(tenant: str, writer: str) -> str:
    """Give the device id under which a writer's changes are numbered."""
    return derived_id("writer", tenant, writer)


def new_writer(device: str, writer: str, now: str) -> DeviceRow:
    """Give the row of a writer that writes for the first time."""
    return DeviceRow(device, SYSTEM_AGENT, writer, enrolled_at=now, seen_at=now, is_writer=True)


@dataclass(frozen=True, slots=True)
class Turn:
    """The place of one wish in its writer's work: number, gesture, moment."""

    device: str
    n: int
    txn: str
    now: str


def as_change(work: Worktable, wish: SystemWrite, turn: Turn) -> Change:
    """Write a wish as the change that it is, on the record as it stands within this transaction."""
    record = work.get((wish.kind, wish.id))
    known = record.fields if record is not None else {}
    return Change(
        device=turn.device,
        n=turn.n,
        txn=turn.txn,
        kind=wish.kind,
        id=wish.id,
        op=wish.op,
        base_rv=record.rv if record is not None else 0,
        edits=_edits(work, wish, known),
        agent=wish.agent,
        made_at=wish.at or turn.now,
    )


def _edits(work: Worktable, wish: SystemWrite, known: Mapping[str, Json]) -> dict[str, Edit]:
    if wish.op is Op.CREATE or wish.erases or wish.kind not in work.kinds:
        return {name: Edit(value) for name, value in wish.fields.items()}
    was = wish.was if wish.was is not None else _seen(work, wish, known)
    return {name: Edit(value, was.get(name)) for name, value in wish.fields.items()}


def _seen(work: Worktable, wish: SystemWrite, known: Mapping[str, Json]) -> Fields:
    rules = work.kinds[wish.kind]
    return {name: value for name, value in known.items() if rules.rule(name) is not MergeRule.APPEND}
