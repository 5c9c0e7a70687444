"""The ways back that a screen of the desk keeps: Ctrl Z takes the last one, then the one before, ten in all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from fieldapp.ui.app import Undo

STEPS_MAX: Final = 10
"""Steps that are kept; who wants to go further back looks at the history of the record."""


@dataclass
class UndoSteps:
    """The ways back, the last one last; the toast offers the same as Ctrl Z, and each is taken once."""

    _steps: list[Undo] = field(default_factory=list)

    def keep(self, take_back: Callable[[], Awaitable[object]], say: Callable[[], None]) -> Undo:
        """Keep a way back; give it for the toast. `say` tells, once it is taken, that it was."""

        async def once() -> None:
            # The toast and Ctrl Z offer the same way back: who takes it first ends the other.
            if once in self._steps:
                self._steps.remove(once)
                await take_back()
                say()

        self._steps = [*self._steps, once][-STEPS_MAX:]
        return once

    async def take_last(self) -> None:
        """Take the last step back: what Ctrl Z does."""
        if self._steps:
            await self._steps[-1]()
