"""Whether what somebody fetched is still so (RFC 9110, section 13): by the position of the town's log.

Nothing public changes without the log moving or a setting changing, so both together name a state, weakly: bytes that
are the same may get another name. A moment is told only once a whole second has passed since this process first saw
the state; before that, a change within the same second could not be told from it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime

from starlette.requests import Request

from sync.server.outside.settings import settings_of
from sync.server.rows import TownRow
from sync.server.store import Unit

CACHE = "public, max-age=60"
"""How long what was hidden may still be shown by who has it."""
TAG_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class State:
    """A state of a town, by name, and since when it is known to be so (Unix seconds; None: too new)."""

    name: str
    since_s: int | None

    def headers(self, what: str) -> dict[str, str]:
        """Give the headers that name this state of what is asked for."""
        headers = {"ETag": f'W/"{_hash(self.name, what)}"', "Cache-Control": CACHE}
        if self.since_s is not None:
            headers["Last-Modified"] = formatdate(self.since_s, usegmt=True)
        return headers


@dataclass
class Freshness:
    """Names states, and remembers since when each town's is as it is."""

    now_ms: Callable[[], int]
    _seen: dict[str, tuple[str, int]] = field(default_factory=dict)

    def state(self, unit: Unit) -> State:
        """Name the state of the unit's town."""
        epoch = unit.get(TownRow, [("town",)])[("town",)].epoch
        name = _hash(epoch, str(unit.head()), repr(settings_of(unit)))
        now_s = self.now_ms() // 1_000
        known, since_s = self._seen.get(unit.tenant, ("", 0))
        if known != name:
            since_s = now_s
            self._seen[unit.tenant] = (name, now_s)
        return State(name, since_s if since_s < now_s else None)


def is_known(request: Request, headers: dict[str, str]) -> bool:
    """Say whether the asker has this already."""
    wanted = request.headers.get("if-none-match")
    if wanted is not None:
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return "*" in tags or headers["ETag"].removeprefix("W/") in tags
    since, changed = request.headers.get("if-modified-since"), headers.get("Last-Modified")
    if since is None or changed is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:TAG_CHARACTERS]
