"""The smallest storm that still breaks a promise: what can be left out is left out.

Every step draws from a chance of its own (seed and number), so that a storm with a step less is the same storm in the
others. The search is delta debugging: halves, quarters, … are left out while that still fails. Source: Zeller,
Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.simulation.network import Mishap
from tests.simulation.outcome import Cut, Outcome, Plant
from tests.simulation.storm import STEPS, run

Told = Callable[[int, int], None]
"""Hears how many steps are left, and how many runs it took so far."""


@dataclass
class _Search:
    """One search: how a cut is tried, and how often it was."""

    seed: int
    plant: Plant
    wanted: str
    told: Told
    runs: int = 0

    def fails(self, cut: Cut) -> bool:
        """Say whether the storm still breaks the same promise with this cut."""
        self.runs += 1
        self.told(STEPS if cut.steps is None else len(cut.steps), self.runs)
        return any(_promise(broken) == self.wanted for broken in run(self.seed, self.plant, cut=cut).violations)


def shrink(seed: int, plant: Plant, told: Told = lambda left, runs: None) -> tuple[Cut, Outcome] | None:
    """Give the smallest cut that still fails, with the traced run; None when the seed keeps every promise."""
    whole = run(seed, plant)
    if not whole.violations:
        return None
    search = _Search(seed, plant, _promise(whole.violations[0]), told)
    cut = Cut(frozenset(range(STEPS)))
    if search.fails(Cut(cut.steps, frozenset(Mishap))):
        cut = replace(cut, mishaps=frozenset(Mishap))
    cut = _fewer_steps(search, cut)
    cut = _fewer_mishaps(search, cut)
    cut = _fewer_steps(search, cut)
    return cut, run(seed, plant, cut=cut, keeps_trace=True)


def _fewer_steps(search: _Search, cut: Cut) -> Cut:
    assert cut.steps is not None, "a search begins with all steps named"
    size = max(len(cut.steps) // 2, 1)
    while True:
        left = _without_chunks(search, cut, size)
        if size == 1 and left == cut:
            return left
        cut, size = left, max(size // 2, 1)


def _without_chunks(search: _Search, cut: Cut, size: int) -> Cut:
    """Leave out whatever chunks of this size may be left out, the last steps first."""
    steps = sorted(cut.steps or ())
    for start in range(max((len(steps) - 1) // size, 0) * size, -1, -size):
        fewer = frozenset(steps[:start] + steps[start + size :])
        if len(fewer) < len(steps) and search.fails(replace(cut, steps=fewer)):
            cut, steps = replace(cut, steps=fewer), sorted(fewer)
    return cut


def _fewer_mishaps(search: _Search, cut: Cut) -> Cut:
    for mishap in Mishap:
        fewer = replace(cut, mishaps=cut.mishaps | {mishap})
        if fewer != cut and search.fails(fewer):
            cut = fewer
    return cut


def _promise(broken: str) -> str:
    """Give a violation without its names and numbers: which promise it is about."""
    return " ".join(word for word in broken.split() if word.isalpha())
