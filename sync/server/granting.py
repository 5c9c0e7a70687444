"""An agent's grants follow from the directory: computed again when an agent, team, zone or service changes."""

from collections.abc import Collection, Sequence
from typing import Any

from sync.core.model import Fields
from sync.records.grants import TownMap, grants_of
from sync.server import audit
from sync.server.rows import GrantRow, PastGrantRow, RecordRow, scopes_text
from sync.server.store import Unit
from sync.server.worktable import Step

AGENT, TEAM, ZONE, SERVICE = "agent", "team", "zone", "service"


def write_grants(unit: Unit, steps: Sequence[Step], now: str) -> None:
    """Give every agent whom these changes concern his new grants; run it after the records are written.

    When the set differs, its version grows by one and the set is kept: work made under it is judged by it.
    """
    _write_of(unit, _concerned(unit, steps), now)


def renew_grants(unit: Unit, now: str) -> None:
    """Give every agent the grants that this version of the rules gives: an older one may have written his."""
    _write_of(unit, unit.find(RecordRow, "kind", [AGENT]), now)


def _write_of(unit: Unit, agents: Sequence[RecordRow], now: str) -> None:
    if not agents:
        return
    town = _town_map(unit)
    teams = {row.id: row for row in unit.find(RecordRow, "kind", [TEAM]) if not row.removed}
    known = unit.get(GrantRow, [(row.id,) for row in agents])
    moved: list[dict[str, str]] = []
    for row in agents:
        fields = row.fields()
        team = teams.get(str(fields.get("team")))
        granted = _granted(row, fields, team.fields() if team is not None else None, town)
        before = known.get((row.id,))
        if before is None or before.scopes() != granted:
            moved.append(_write_one(unit, row.id, before, granted, now))
    audit.note_all(unit, now, audit.RIGHTS, moved)


def _granted(row: RecordRow, fields: Fields, team: Fields | None, town: TownMap) -> frozenset[str]:
    return frozenset() if row.removed else grants_of(row.id, fields, team, town)


def _write_one(unit: Unit, agent: str, before: GrantRow | None, granted: frozenset[str], now: str) -> dict[str, str]:
    """Write the next version of an agent's grants; give what the log tells of it."""
    had, epoch = (before.scopes(), before.epoch + 1) if before is not None else (frozenset(), 1)
    text = scopes_text(granted)
    unit.put([GrantRow(agent, epoch, text), PastGrantRow(agent, epoch, text, now)])
    given, taken = " ".join(sorted(granted - had)), " ".join(sorted(had - granted))
    return {"agent": agent, "version": str(epoch), "given": given, "taken": taken}


def _concerned(unit: Unit, steps: Sequence[Step]) -> list[RecordRow]:
    by_kind: dict[str, list[Step]] = {}
    for step in steps:
        by_kind.setdefault(step.after.kind, []).append(step)
    if any(_comes_or_goes(step) for kind in (ZONE, SERVICE) for step in by_kind.get(kind, ())):
        return unit.find(RecordRow, "kind", [AGENT])
    agents = {step.after.id for step in by_kind.get(AGENT, ())}
    teams = {step.after.id for step in by_kind.get(TEAM, ())}
    if teams:
        everybody = unit.find(RecordRow, "kind", [AGENT])
        return [row for row in everybody if row.id in agents or _team_of(row.fields()) in teams]
    return list(unit.get(RecordRow, [(AGENT, agent) for agent in sorted(agents)]).values())


def _team_of(fields: dict[str, Any]) -> str | None:
    return fields.get("team")


def _comes_or_goes(step: Step) -> bool:
    return step.before is None or step.before.removed != step.after.removed


def _town_map(unit: Unit) -> TownMap:
    rows = unit.find(RecordRow, "kind", [ZONE, SERVICE])
    return TownMap(zones=_ids(rows, ZONE), services=_ids(rows, SERVICE))


def _ids(rows: Collection[RecordRow], kind: str) -> tuple[str, ...]:
    return tuple(sorted(row.id for row in rows if row.kind == kind and not row.removed))
