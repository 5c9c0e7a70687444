"""What is done on the board: choosing a task, moving it by a step or to a spot, taking moves back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.board import actions
from fieldapp.board.queries import TASKS_MAX, TEAM, Board, Job, Spot, laid_out, week_of
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.gestures import written
from fieldapp.ui.i18n import day
from fieldapp.ui.look import Look
from fieldapp.ui.undoing import UndoSteps

CARDS_MAX: Final = 8
"""Cards of one spot that are shown at first."""


@dataclass(frozen=True, slots=True)
class BoardState:
    """What somebody has chosen on this screen."""

    monday: date
    team: str | None = None
    job: str | None = None
    is_asking: bool = False
    """Whether the sheet of teams is open."""
    jobs_max: int = TASKS_MAX
    """How many tasks are read."""
    opened: frozenset[Spot] = frozenset()
    """The spots whose cards are all shown."""


@dataclass(frozen=True)
class Planner:
    """The board as it is drawn, and what its controls and keys do."""

    app: App
    look: Look
    state: BoardState
    change: Callable[[Callable[[BoardState], BoardState]], None]
    board: Board
    undo: UndoSteps
    chosen_now: "ft.MutableRef[str | None]"
    """The task that the next key is meant for: two keys may come before the next drawing."""

    @property
    def today(self) -> date:
        """Give the day in the zone of the screen."""
        return self.app.now().date()

    @property
    def week(self) -> tuple[date, ...]:
        """Give the days that are shown."""
        return week_of(self.state.monday)

    @property
    def spots(self) -> Mapping[Spot, tuple[Job, ...]]:
        """Give each task where it stands."""
        return laid_out(self.board.jobs, self.week)

    @property
    def rows(self) -> tuple[str, ...]:
        """Give whose rows there are: the team's first."""
        return (TEAM, *(person.id for person in self.board.people))

    def put(self, **values: Any) -> None:
        """Change what is chosen."""
        self.change(lambda before: replace(before, **values))

    def cards_at(self, spot: Spot) -> tuple[Job, ...]:
        """Give the cards of a spot that are shown: all of them once it is opened."""
        jobs = self.spots.get(spot, ())
        return jobs if spot in self.state.opened else jobs[:CARDS_MAX]

    def open_spot(self, spot: Spot) -> None:
        """Show all cards of a spot."""
        self.change(lambda before: replace(before, opened=before.opened | {spot}))

    def read_more(self) -> None:
        """Read the tasks that press less, too."""
        self.change(lambda before: replace(before, jobs_max=before.jobs_max + TASKS_MAX))

    def choose(self, job_id: str) -> None:
        """Choose a task; where its card is not shown, its spot opens."""
        self.chosen_now.current = job_id
        beyond = {spot for spot, jobs in self.spots.items() if any(job.id == job_id for job in jobs[CARDS_MAX:])}
        self.change(lambda before: replace(before, job=job_id, opened=before.opened | beyond))

    def step(self, steps: int) -> None:
        """Choose the next task in reading order."""
        order = [job.id for spot in in_reading_order(self.rows, self.week) for job in self.spots.get(spot, ())]
        if not order:
            return
        at = order.index(self.chosen_now.current) if self.chosen_now.current in order else -1 if steps > 0 else 0
        self.choose(order[min(max(at + steps, 0), len(order) - 1)])

    async def move(self, *, days: int = 0, rows: int = 0) -> None:
        """Move the chosen task by a day or by a row."""
        job = next((job for job in self.board.jobs if job.id == self.chosen_now.current), None)
        spot = next((spot for spot, found in self.spots.items() if job in found), None)
        if job is None or spot is None:
            return
        after = moved_spot(spot, (self.rows, self.week, self.today), days=days, rows=rows)
        if after != spot:
            await self.place(job.id, after)

    async def place(self, job_id: str, spot: Spot) -> None:
        """Put a task on a spot and say so, with the way back."""
        person, on = spot
        args = (job_id, self.board.team.id, person or None, on)
        done = await written(self.app, self.look, actions.place, *args)
        self.choose(job_id)
        if done is None or not done.value:
            return
        back = partial(written, self.app, self.look, actions.put_back, job_id, done.value)
        title = next((job.title for job in self.board.jobs if job.id == job_id), "")
        undone = self.look.t("board.undone", title=title)
        self.app.say(self.told(person, on), self.undo.keep(back, lambda: self.app.say(undone)))

    def told(self, person: str, on: date | None) -> str:
        """Say where a task went: « Karim Benali, mercredi 25 »."""
        name = next((one.name for one in self.board.people if one.id == person), self.board.team.name)
        if on is None:
            return self.look.t("board.told_who", who=name)
        return self.look.t("board.told", who=name, day=day(self.look.t, on, self.today))

    def turn(self, weeks: int) -> None:
        """Show another week."""
        self.change(lambda before: replace(before, monday=before.monday + timedelta(days=7 * weeks)))

    def this_week(self) -> None:
        """Show the week of today."""
        self.put(monday=week_of(self.today)[0])

    def open(self) -> None:
        """Open the chosen task."""
        if self.chosen_now.current is not None:
            self.app.go(routes.task(self.chosen_now.current))

    def keys(self) -> dict[str, Callable[[], Any]]:
        """Give what each key does."""
        return {
            "J": partial(self.step, 1),
            "K": partial(self.step, -1),
            "Arrow Left": partial(self.move, days=-1),
            "Arrow Right": partial(self.move, days=1),
            "Up": partial(self.move, rows=-1),
            "Down": partial(self.move, rows=1),
            "Enter": self.open,
            "Page Down": partial(self.turn, 1),
            "Page Up": partial(self.turn, -1),
            "A": self.this_week,
            "E": partial(self.put, is_asking=True),
            "Ctrl Z": self.undo.take_last,
        }


def in_reading_order(rows: Sequence[str], week: Sequence[date]) -> list[Spot]:
    """Give the spots of a board row by row, the column before the week first."""
    return [(row, on) for row in rows for on in (None, *week)]


def moved_spot(spot: Spot, board: tuple[Sequence[str], Sequence[date], date], *, days: int = 0, rows: int = 0) -> Spot:
    """Give the spot some steps away, staying on the board; nothing goes back to before the week."""
    people, week, today = board
    person, on = spot
    at = min(max(people.index(person) + rows, 0), len(people) - 1)
    if not days:
        return people[at], on
    if on is None:
        # Out of the column of what is late or has no day: to today, where that is in this week.
        return people[at], (today if today in week else week[0]) if days > 0 else None
    return people[at], week[min(max(week.index(on) + days, 0), len(week) - 1)]
