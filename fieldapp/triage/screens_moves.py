"""How the triage goes from one report to another, and what a gesture tells it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fieldapp.triage.queries import Card
from fieldapp.triage.queries_report import Directory
from fieldapp.triage.screens_desk import DeskState
from fieldapp.triage.screens_gestures import Gestures
from fieldapp.triage.screens_list import following
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.keymap import typing_ends
from fieldapp.ui.look import Look
from fieldapp.ui.undoing import UndoSteps


@dataclass(frozen=True)
class Moves:
    """How the screen goes from one report to another, and what a gesture tells it."""

    app: App
    change: Callable[[Callable[[DeskState], DeskState]], None]
    panes: int
    cards: Sequence[Card]
    undo: UndoSteps

    def put(self, **values: Any) -> None:
        """Change what is chosen."""
        self.change(lambda before: replace(before, **values))

    def choose(self, report_id: str) -> None:
        """Open a report: beside the list, or over it where it has the window for itself."""
        if self.panes == 1:
            self.app.go(routes.triage_report(report_id))
        else:
            self.put(selected=report_id)

    def gestures(self, look: Look, known: Directory) -> Gestures:
        """Give the gestures of the desk, which tell this screen what became of a report."""
        return Gestures(self.app, look, known, self.left, self.came_back, self.undo, self.close)

    def left(self, gone: Sequence[str]) -> None:
        """Go on to the next report once some are sorted, and count them."""
        now = self.app.now()
        self.change(
            lambda before: replace(before, sitting=before.sitting.sorted_at(now, len(gone)), marked=frozenset())
        )
        after = following(self.cards, gone)
        if after is not None:
            self.choose(after)
        elif self.panes == 1:
            self.app.go(routes.TRIAGE)

    def came_back(self, back: Sequence[str]) -> None:
        """Show a report again whose sorting was taken back."""
        self.change(lambda before: replace(before, sitting=before.sitting.undone(len(back))))
        self.choose(back[0])

    def close(self) -> None:
        """Close the sheet; its field is gone, so nothing is typed any more."""
        typing_ends()
        self.put(ask=None, photo=None)
