"""Where a page is and where it was: what « back » means, on a tablet, in a browser and on Android."""

from dataclasses import dataclass, field
from typing import Final

from fieldapp.ui import routes

HISTORY_MAX: Final = 50
"""Places that « back » remembers; who went further goes up instead."""


@dataclass(slots=True)
class Trail:
    """Hold the path of a page and those before it."""

    path: str
    before: list[str] = field(default_factory=list)

    def went(self, path: str) -> None:
        """Take note of a move; going to the place before is a step back, by whatever button."""
        if path == self.path:
            return
        if self.before and self.before[-1] == path:
            self.before.pop()
        else:
            self.before = [*self.before, self.path][-HISTORY_MAX:]
        self.path = path

    def back(self) -> str:
        """Give where « back » leads: the place before, else the place above."""
        return self.before[-1] if self.before else routes.parent(self.path)
