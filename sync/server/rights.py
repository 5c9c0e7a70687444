"""Who writes, and which scopes he sees now and saw when he wrote."""

from collections.abc import Collection
from dataclasses import dataclass

from sync.core.judge import SYSTEM_ROLE
from sync.core.model import Actor, Change, Op, Record, Sight
from sync.server.rows import GrantRow, PastGrantRow, RecordRow
from sync.server.store import Unit
from sync.server.worktable import Worktable

SYSTEM_AGENT = "00000000-0000-5000-8000-000000000000"
"""The name under which the server itself writes; no person and no entry in the directory."""
AGENT_KIND = "agent"
_OWN = ("role:", "service:", "team:")


@dataclass(frozen=True, slots=True)
class Writer:
    """An actor with his grants: today's, and those of the versions under which his changes were made."""

    actor: Actor
    epoch: int = 0
    now: frozenset[str] = frozenset()
    then: tuple[tuple[int, frozenset[str]], ...] = ()

    @property
    def is_system(self) -> bool:
        """Say whether it is the server itself, who sees everything."""
        return self.actor.role == SYSTEM_ROLE

    def at(self, epoch: int) -> frozenset[str]:
        """Give the grants of a version; one that never was counts as today's."""
        return dict(self.then).get(epoch, self.now)

    def actor_at(self, epoch: int) -> Actor:
        """Give the actor as he was under a version of his grants, which name his role, service and team."""
        had = dict(scope.split(":", 1) for scope in sorted(self.at(epoch)) if scope.startswith(_OWN))
        if "role" not in had:
            return self.actor
        return Actor(self.actor.agent, had["role"], had.get("service"), had.get("team"))


def system_writer(agent: str = SYSTEM_AGENT) -> Writer:
    """Give the server as a writer, in its own name or on behalf of an agent."""
    return Writer(Actor(agent, SYSTEM_ROLE))


def writer_of(unit: Unit, agent: str, epochs: Collection[int]) -> Writer:
    """Read an agent's entry in the directory and his grants, now and at these versions."""
    entry = unit.get(RecordRow, [(AGENT_KIND, agent)]).get((AGENT_KIND, agent))
    fields = entry.fields() if entry is not None else {}
    grants = unit.get(GrantRow, [(agent,)]).get((agent,))
    past = unit.get(PastGrantRow, [(agent, epoch) for epoch in sorted(set(epochs))])
    return Writer(
        actor=Actor(agent, str(fields.get("role") or ""), fields.get("service"), fields.get("team")),
        epoch=grants.epoch if grants is not None else 0,
        now=grants.scopes() if grants is not None else frozenset(),
        then=tuple((row.epoch, row.scopes()) for row in past.values()),
    )


def sight_of(work: Worktable, writer: Writer, change: Change, record: Record | None) -> Sight:
    """Say whether the writer sees the record now, saw it when he wrote, or never did."""
    if writer.is_system:
        return Sight.NOW
    if record is None:
        return _sight_of_new(writer, change)
    return sight_of_record(work, writer, change, record)


def _sight_of_new(writer: Writer, change: Change) -> Sight:
    # Whoever left the town may still hand in what he wrote while he was in it.
    return Sight.NOW if change.op is Op.CREATE and (writer.now or writer.at(change.scope_epoch)) else Sight.NEVER


def sight_of_record(work: Worktable, writer: Writer, change: Change, record: Record) -> Sight:
    """As `sight_of`, for a record that is there (the change's own, or a parent that it names)."""
    if writer.is_system:
        return Sight.NOW
    scopes = work.scopes_of(record)
    if scopes & writer.now:
        return Sight.NOW
    had = writer.now | writer.at(change.scope_epoch)
    if (scopes | work.scopes_ever(record)) & had:
        return Sight.THEN
    return _sight_of_own(change, record)


def _sight_of_own(change: Change, record: Record) -> Sight:
    """Let an agent mend a record that left his sight at once, in the work that he had not yet sent.

    A chef writes a task for another service and corrects it before the first contact: no scope of his ever held it.
    While nobody else has touched the record it is still his own; after that only growing fields apply.
    """
    is_creator = any(stamp.rv == 1 and stamp.agent == change.agent for stamp in record.stamps.values())
    if change.base_rv or not is_creator:
        return Sight.NEVER
    is_alone = all(stamp.agent == change.agent for stamp in record.stamps.values())
    return Sight.NOW if is_alone else Sight.THEN
