"""The kinds with the rules of a town bound to them: its routing and its service levels.

They are read in the very transaction that judges, and kept until a scope that holds such a record moves: so a process
never judges by rules that another one has changed. What a push says about rules counts from the next push on.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sync.core.model import Guide, KindSpec
from sync.records.base import TOWN_SCOPE, Role, scope
from sync.server.rows import RecordRow, ScopeRow, TownRow
from sync.server.store import Unit

WATCHED: Final = (TOWN_SCOPE, scope("role", Role.DIRECTION))
"""Each record that guides a kind is in one of these scopes."""
_Mark: TypeAlias = tuple[str, tuple[int, ...]]
"""The epoch, and where the watched scopes stand."""


@dataclass
class Guiding:
    """The kinds of all towns; remembers each town's until its rules move."""

    plain: Mapping[str, KindSpec]
    _known: dict[str, tuple[_Mark, Mapping[str, KindSpec]]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def kinds(self, unit: Unit, names: Iterable[str]) -> Mapping[str, KindSpec]:
        """Give the kinds by which changes to these are judged in this transaction."""
        if not any((spec := self.plain.get(name)) is not None and spec.guided for name in set(names)):
            return self.plain
        mark = _mark(unit)
        with self._turn:
            known = self._known.get(unit.tenant)
        if known is not None and known[0] == mark:
            return known[1]
        bound = {**self.plain, **_guided(unit, self.plain)}
        with self._turn:
            self._known[unit.tenant] = (mark, bound)
        return bound


def _mark(unit: Unit) -> _Mark:
    town = unit.get(TownRow, [("town",)])[("town",)]
    heads = unit.get(ScopeRow, [(name,) for name in WATCHED])
    return town.epoch, tuple(heads[(name,)].head if (name,) in heads else 0 for name in WATCHED)


def _guided(unit: Unit, kinds: Mapping[str, KindSpec]) -> dict[str, KindSpec]:
    guided = {name: spec for name, spec in kinds.items() if spec.guided is not None}
    wanted = {kind for spec in guided.values() for kind in spec.guided_by}
    guide = guide_in(unit, wanted)
    return {name: spec.guided(guide) for name, spec in guided.items() if spec.guided is not None}


def guide_in(unit: Unit, kinds: Iterable[str]) -> Guide:
    """Read the records of these kinds that stand."""
    found: dict[str, list[tuple[str, Mapping[str, object]]]] = {kind: [] for kind in kinds}
    for row in unit.find(RecordRow, "kind", list(found)):
        if not row.removed:
            found[row.kind].append((row.id, row.fields()))
    return found
