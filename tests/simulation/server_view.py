"""What the server holds, read once for the oracle: records, log of judged changes, grants, digests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sync.core.digest import Digest
from sync.core.model import Change, Fields, Verdict
from sync.protocol.codec import change_of_json, verdict_of_json
from sync.server.rows import GrantRow, JudgedRow, RecordRow, ScopeRow
from sync.server.store import ServerStore

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as an agent sees it."""

    rv: int
    fields: Fields
    scopes: frozenset[str]


@dataclass(frozen=True)
class ServerView:
    """A store of the server, as the oracle asks it."""

    store: ServerStore
    tenant: str
    was_restored: bool
    texts: Mapping[str, Change] = field(default_factory=dict)
    """What the tablets wrote, by the text in which it is kept."""

    @cached_property
    def _rows(self) -> dict[Key, RecordRow]:
        with self.store.reading(self.tenant) as unit:
            return {(row.kind, row.id): row for row in unit.every(RecordRow) if not row.removed}

    @cached_property
    def records(self) -> dict[Key, Fields]:
        """Give the fields of every record that stands."""
        return {key: row.fields() for key, row in self._rows.items()}

    @cached_property
    def judged(self) -> dict[tuple[str, int], tuple[Change, Verdict]]:
        """Give (device, n) -> the change and its verdict."""
        with self.store.reading(self.tenant) as unit:
            rows = list(unit.every(JudgedRow))
        return {
            (row.device, row.n): (
                # The same text is the same change: the reading of it has tests of its own.
                self.texts.get(row.change_json) or change_of_json(json.loads(row.change_json)),
                verdict_of_json(json.loads(row.verdict_json)),
            )
            for row in rows
        }

    @cached_property
    def digests(self) -> dict[str, Digest]:
        """Give scope -> digest, as kept."""
        with self.store.reading(self.tenant) as unit:
            return {row.scope: row.digest() for row in unit.every(ScopeRow)}

    def granted(self, agent: str) -> frozenset[str]:
        """Give the scopes that an agent may follow."""
        with self.store.reading(self.tenant) as unit:
            rows = unit.get(GrantRow, [(agent,)])
        return rows[agent,].scopes() if (agent,) in rows else frozenset()

    def scopes_of(self, key: Key) -> frozenset[str]:
        """Give the scopes in which a record is kept."""
        return self._rows[key].scopes()

    def seen_by(self, granted: frozenset[str]) -> dict[Key, Seen]:
        """Give what may be seen with these grants."""
        visible = {key: row for key, row in self._rows.items() if row.scopes() & granted}
        return {key: Seen(row.rv, self.records[key], row.scopes()) for key, row in visible.items()}
