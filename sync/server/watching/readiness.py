"""Whether the server can work now: its store answers and has today's tables, and its disk has room."""

from dataclasses import dataclass
from typing import Final

from sync.server.migrations import HEAD
from sync.server.parts import Parts
from sync.server.store import StoreBusy, StoreDamaged

ROOM_BYTES_MIN: Final = 256 * 1024 * 1024
"""Below this a photo or a checkpoint may find no room."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was looked at; all must be so."""

    store: bool
    tables: bool
    room: bool

    @property
    def is_ready(self) -> bool:
        """Say whether requests should be sent here."""
        return self.store and self.tables and self.room

    def told(self) -> dict[str, str]:
        """Write it for who asks: which look failed, and nothing of what was seen."""
        looks = {"store": self.store, "tables": self.tables, "room": self.room}
        return {name: "ok" if holds else "failed" for name, holds in looks.items()}


def look(parts: Parts) -> Readiness:
    """Look now; blocks."""
    room = parts.uploads.files.room_bytes() >= ROOM_BYTES_MIN
    try:
        version = parts.store.version()
    except (StoreBusy, StoreDamaged):
        return Readiness(store=False, tables=False, room=room)
    return Readiness(store=True, tables=version == HEAD, room=room)
