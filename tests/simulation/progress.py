"""How far a campaign is, told to whoever waits: a bar on a terminal, a line now and then anywhere else.

What is left is reckoned from what this very run has done, by the clock on the wall: seeds of an earlier run, and what
else the machine had to do then, say nothing about now.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.simulation.campaign import State

LINE_S = 60.0
"""Between two lines where there is no terminal."""


class Pace:
    """How fast this run is, since it began."""

    def __init__(self, state: State, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._began_s, self._began_at = now_s(), state.finished

    def left(self, state: State) -> str:
        """Tell how long the rest takes at the pace of this run; nothing before its first seeds."""
        done, passed_s = state.finished - self._began_at, self._now_s() - self._began_s
        if not done or not passed_s:
            return "pace not known yet"
        left_s = (state.seeds - state.finished) * passed_s / done
        return f"{done / passed_s:.1f} a second, {timedelta(seconds=round(left_s))} left"


def line(state: State, pace: Pace) -> str:
    """Tell how far a campaign is, in one line."""
    return f"storms: {state.finished} of {state.seeds}, {len(state.broken)} broken, {pace.left(state)}"


@contextmanager
def told_to(stream: TextIO, state: State) -> Iterator[Callable[[State], None]]:
    """Give what is to be called after each chunk."""
    pace = Pace(state, time.monotonic)
    if not stream.isatty():
        yield _lines(stream, pace)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[left]}"), console=Console(file=stream)) as progress:
        task = progress.add_task("storms", total=state.seeds, completed=state.finished, left=pace.left(state))

        def show(state: State) -> None:
            told = f"storms, {len(state.broken)} broken"
            progress.update(task, completed=state.finished, description=told, left=pace.left(state))

        yield show


def _lines(stream: TextIO, pace: Pace) -> Callable[[State], None]:
    told_s = [float("-inf")]

    def show(state: State) -> None:
        if time.monotonic() - told_s[0] >= LINE_S or state.finished == state.seeds:
            told_s[0] = time.monotonic()
            stream.write(line(state, pace) + "\n")
            stream.flush()

    return show
