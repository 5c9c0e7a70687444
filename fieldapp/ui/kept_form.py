"""A small form that keeps itself: each choice at once, what is typed at every pause, all of it when it leaves.

form = use_kept_form(page.leaving, keep)     # `keep(fields)` writes the draft
form.drawn.get("note")                       # as it is drawn
await form.choose(reason=…); form.typed(note=…)
fields = await form.settled()                # as it is now, with nothing left to be saved
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import Autosave, use_autosave


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Hold the fields of a form, and what keeps them."""

    drawn: Mapping[str, Any]
    put: Callable[[Any], None]
    latest: Callable[[], Mapping[str, Any]]
    saver: Autosave

    def typed(self, **edits: Any) -> None:
        """Take what is being typed: it is kept at the next pause."""
        self.put({**self.latest(), **edits})
        self.saver.heard(self.latest())

    async def choose(self, **edits: Any) -> None:
        """Take a choice: it is kept at once."""
        self.typed(**edits)
        await self.saver.flush()

    async def settled(self) -> Mapping[str, Any]:
        """Keep what waits and give the fields as they are now: nothing is saved late."""
        await self.saver.flush()
        return self.latest()


def use_kept_form(kept: Mapping[str, Any], keep: Callable[[Mapping[str, Any]], Any]) -> KeptForm:
    """Give a form that begins with what was kept of it, inside a component; `keep(fields)` may be async."""
    drawn, put, latest = use_latest(dict(kept))
    return KeptForm(drawn, put, latest, use_autosave(keep))
