"""Who looks at an office: its pages, whether anybody can see one of them, and what rests while nobody can.

    a page is dark ──> all are? ── no ──> nothing
                                └─ yes ─> the live line ends, the engine begins nothing, map packs wait
    a page is seen ──> were all dark? ──> the live line opens, the engine talks at once, packs go on

What was written goes up in the dark too, once: see rule 7 of `sync.core.session`.
"""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any

from fieldapp.shell.line import Line


class Attention:
    """The pages of one office; a page that never told anything is seen."""

    def __init__(self, line: Line, back: Callable[[], Any]) -> None:
        """Take what rests in the dark, and what is to be told when somebody looks again."""
        self.pages = 1
        self._line = line
        self._back = back
        self._dark: set[Hashable] = set()
        self._listening: asyncio.Task[None] | None = None
        self._is_dark = False

    @property
    def is_dark(self) -> bool:
        """Tell whether nobody can see the office."""
        return self._is_dark

    @property
    def is_listening(self) -> bool:
        """Tell whether the live line is open, or on its way to be."""
        return self._listening is not None

    def begin(self) -> None:
        """Open the live line."""
        self._listening = asyncio.ensure_future(self._line.live.run())

    def end(self) -> "asyncio.Task[None] | None":
        """Close the live line for good; give what is ending."""
        ending, self._listening = self._listening, None
        if ending is not None:
            ending.cancel()
        return ending

    def came(self) -> None:
        """Count one more page: a second window."""
        self.pages += 1
        self._decide()

    def went(self, page: Hashable) -> None:
        """Count one page less."""
        self.pages -= 1
        self._dark.discard(page)
        self._decide()

    def taken_over(self) -> None:
        """Take note that one page stands for all before it: Android's « back », and the app opened again."""
        self.pages = 1
        self._dark.clear()
        self._decide()

    def look(self, page: Hashable, *, is_dark: bool) -> None:
        """Take note whether anybody can see a page."""
        (self._dark.add if is_dark else self._dark.discard)(page)
        self._decide()

    def _decide(self) -> None:
        is_dark = len(self._dark) >= self.pages
        if is_dark is self._is_dark:
            return
        self._is_dark = is_dark
        if is_dark:
            self.end()
        else:
            self.begin()
        self._line.engine.look(is_dark=is_dark)
        if not is_dark:
            self._back()
