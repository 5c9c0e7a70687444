"""What has been walked, kept below `build/`: a run goes on where the last one stopped, its report is shown.

`walks.json` is for the next run, `report.md` for people. Both are written after each walk. Other sources than those
that were walked, and all begins anew: an old success proves nothing of new code.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from fieldapp.ui.i18n import Language
from tests.browser_driver import Size
from tests.journeys.views import View
from tests.simulation.campaign import sources_hash

SOURCES: Final = ("fieldapp", "sync", "tests/journeys", "tests/stories")
TROUBLE_CHARACTERS_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one journey went in one view, and what it cost whoever walked it."""

    journey: str
    view: View
    seconds: float
    trouble: str = ""
    taps: int = 0
    keys: int = 0
    reports: int = 0
    """How many reports lay on the desk."""


@dataclass
class Ledger:
    """The walks over one state of the sources, the last one of each journey in each view."""

    sources: str
    outcomes: dict[tuple[str, View], Outcome] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Take a walk in the place of an earlier one."""
        self.outcomes[outcome.journey, outcome.view] = outcome

    def left(self, journeys: Iterable[str], view: View, reports: int) -> list[str]:
        """Give the journeys that have not arrived in a view, with so many reports at least."""
        found = {name: self.outcomes.get((name, view)) for name in journeys}
        return [name for name, one in found.items() if one is None or one.trouble or one.reports < reports]

    def keep(self, folder: Path) -> None:
        """Write both files, each whole or not at all."""
        told = {"sources": self.sources, "walks": [asdict(one) for one in self.outcomes.values()]}
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("walks.json", json.dumps(told, indent=1)), ("report.md", self.report())):
            part = folder / f"{name}.part"
            part.write_text(text)
            part.replace(folder / name)

    def report(self) -> str:
        """Draw what can be shown: a line for each walk, then what went wrong."""
        lines = ["# Journeys", "", f"Walked over the sources {self.sources}; pictures lie beside this page.", ""]
        lines += ["| journey | language | window | arrived | seconds | taps | keys |", "|---|---|---|---|--:|--:|--:|"]
        lines += [_line(one) for one in self.outcomes.values()]
        failed = [one for one in self.outcomes.values() if one.trouble]
        lines += ["", f"{len(self.outcomes) - len(failed)} of {len(self.outcomes)} walks arrived."]
        lines += [f"- {one.journey}, {one.view}: {_short(one.trouble)}" for one in failed]
        return "\n".join([*lines, ""])


def ledger_at(folder: Path) -> Ledger:
    """Read what earlier runs walked, if it was over the sources of now."""
    sources = sources_hash(SOURCES)
    try:
        told = json.loads((folder / "walks.json").read_text())
        if told["sources"] == sources:
            return Ledger(sources, {(one.journey, one.view): one for one in _read(told["walks"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        pass
    return Ledger(sources)


def _read(walks: list[dict[str, Any]]) -> Iterator[Outcome]:
    for walk in walks:
        language, size = walk["view"]
        yield replace(Outcome(**walk), view=View(Language(language), Size(*size)))


def _line(one: Outcome) -> str:
    journey = f"{one.journey}, {one.reports} reports" if one.journey == "triage" else one.journey
    told = (journey, one.view.language, one.view.window, "no" if one.trouble else "yes")
    return f"| {' | '.join(told)} | {one.seconds:.0f} | {one.taps} | {one.keys} |"


def _short(trouble: str) -> str:
    return " ".join(trouble.split())[:TROUBLE_CHARACTERS_MAX]
