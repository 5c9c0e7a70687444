"""One recorded life: each change becomes an event with its values before and after, up to the present."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sync.core.instants import instant
from sync.core.model import Op
from sync.server.demo.chance import record_id
from sync.server.demo.records import DemoEvent


class Life:
    """One record from its creation on; a change that lies in the future is not written."""

    def __init__(self, kind: str, record: str, fields: Mapping[str, Any], times: tuple[datetime, datetime]) -> None:
        self.fields: dict[str, Any] = dict(fields)
        self.events: list[DemoEvent] = []
        self.at, self._now = times
        self.kind, self.record = kind, record

    def change(self, at: datetime, by: str, values: Mapping[str, Any], op: Op = Op.PATCH) -> bool:
        """Write one change unless it lies in the future; say whether it was written."""
        if at >= self._now:
            return False
        assert at > self.at, "the changes of a record follow each other"
        edits = {name: (value, self.fields.get(name)) for name, value in values.items()}
        self.events.append(DemoEvent(self.kind, self.record, by, instant(at), op, edits))
        self.fields.update(values)
        self.at = at
        return True

    def comment(self, at: datetime, by: str, text: str, seed: int) -> bool:
        """Add a comment, unless it lies in the future or before the last change."""
        if at >= self._now or at <= self.at:
            return False
        said = self.fields.get("comments") or []
        entry_id = record_id(seed, at, "comment", self.record, len(said))
        entry = {"id": entry_id, "agent": by, "at": instant(at), "text": text}
        return self.change(at, by, {"comments": [*said, entry]}, Op.APPEND)
