"""The mandatory notes of a town as `reaching` needs them: in memory, brought up to date by what moved since.

A note that changes, comes to a scope or leaves one has a new place in the log: what follows the last look there says
which notes to read again. So a look costs what moved since the one before, not what the town has ever published; only
the first look of a process, one of another epoch, or one after more than `MOVED_MAX` comings reads all notes.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sync.core.model import Fields
from sync.records.news import audience_scopes, news_content_hash
from sync.records.reach import asks_for_reach
from sync.server.blocks import NEWS, may_ask_for_reach
from sync.server.rows import MemberRow, RecordRow, TownRow
from sync.server.store import Unit

MOVED_MAX: Final = 2_000
"""More comings than this since the last look cost more than reading the notes."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one note, and the log's position at which each scope of its audience holds it."""

    news: str
    author: str
    content_hash: str
    places: Mapping[str, int]


@dataclass
class Texts:
    """The texts of one town as of a position of its log."""

    _epoch: str = ""
    _head: int = 0
    _known: dict[str, Text] = field(default_factory=dict)
    _by_scope: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Scope -> its notes by their place."""

    def look(self, unit: Unit) -> None:
        """Bring what is known up to what this transaction sees, before it writes anything."""
        epoch, head = unit.get(TownRow, [("town",)])[("town",)].epoch, unit.head()
        moved = self._moved(unit, head) if epoch == self._epoch else None
        if moved is None:
            self._known, self._by_scope = {}, {}
            self._take(unit, unit.find(RecordRow, "kind", [NEWS]))
        else:
            self._forget(moved)
            self._take(unit, unit.get(RecordRow, [(NEWS, news) for news in sorted(moved)]).values())
        self._epoch, self._head = epoch, head

    def between(self, before: Mapping[str, int], now: Mapping[str, int]) -> Iterator[Text]:
        """Give the texts that a device has taken in since it stood at `before`, each once."""
        found: dict[str, Text] = {}
        for scope, cursor in now.items():
            places = self._by_scope.get(scope, [])
            first, end = (bisect_left(places, (place + 1, "")) for place in (before.get(scope, 0), cursor))
            found.update((news, self._known[news]) for _, news in places[first:end])
        yield from found.values()

    def _moved(self, unit: Unit, head: int) -> set[str] | None:
        """Name the notes that came, went or changed since the last look; None when all are to be read."""
        if head < self._head:
            return None
        scopes = unit.moved_scopes(self._head) if head > self._head else ()
        rows = unit.log(dict.fromkeys(scopes, self._head), MOVED_MAX + 1) if scopes else ()
        return None if len(rows) > MOVED_MAX else {row.id for row in rows if row.kind == NEWS}

    def _forget(self, notes: Collection[str]) -> None:
        for news in notes & self._known.keys():
            text = self._known.pop(news)
            for scope, place in text.places.items():
                self._by_scope[scope].remove((place, news))

    def _take(self, unit: Unit, rows: Iterable[RecordRow]) -> None:
        fields: Fields
        may = [row for row in rows if not row.removed and may_ask_for_reach(row.kind, row.fields_json)]
        notes: dict[str, Fields] = {row.id: fields for row in may if asks_for_reach(fields := row.fields())}
        scopes = {news: audience_scopes(fields.get("audience")) for news, fields in notes.items()}
        members = unit.get(MemberRow, [(scope, NEWS, news) for news, held in scopes.items() for scope in sorted(held)])
        touched: set[str] = set()
        for news, fields in notes.items():
            places = _places(members.get((scope, NEWS, news)) for scope in scopes[news])
            self._known[news] = Text(news, str(fields["author"]), news_content_hash(fields), places)
            for scope, place in places.items():
                self._by_scope.setdefault(scope, []).append((place, news))
                touched.add(scope)
        for scope in touched:
            self._by_scope[scope].sort()


def _places(members: Iterable[MemberRow | None]) -> dict[str, int]:
    return {one.scope: one.seq for one in members if one is not None and one.present}
