"""Walk the journeys and say how each of them went; the exit status is 1 if one failed.

    python -m tests.journeys [JOURNEY …] [--size 800x1280 …] [--language fr …] [--reports N] [--again]

Each view has a town of its own. A hundred reports are sorted in one window of each language, a fifth of them in the
others, unless `--reports` says how many everywhere. What has arrived over the same sources is not walked again but
with `--again`; what was walked, and how it went, stands in `build/journeys/report.md`.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Error as PlaywrightError

from fieldapp.ui.i18n import Language
from tests.browser_driver import DESK_SMALL
from tests.journeys import office, street
from tests.journeys.ledger import Ledger, Outcome, ledger_at
from tests.journeys.sheets import contact_sheet
from tests.journeys.stage import Stage, staged
from tests.journeys.views import SIZES, View, named, views
from tests.journeys.walk import FOLDER

JOURNEYS: Final[Mapping[str, Callable[[Stage], None]]] = {
    "triage": office.triage,
    "audience": office.audience,
    "round": office.round_on_paper,
    "report": street.report,
    "task": street.task,
    "news": street.news,
    "conflict": street.conflict,
}
LINE_MAX: Final = 180
REPORTS, REPORTS_FEWER = 100, 20
SORTED_WHOLE: Final = DESK_SMALL
"""The window in which the hundred are sorted."""


def walked(names: Sequence[str], view: View, reports: int) -> Iterator[Outcome]:
    """Walk journeys in one view, whatever becomes of each."""
    with (
        tempfile.TemporaryDirectory(prefix="fieldapp-journeys-") as folder,
        staged(view, Path(folder), reports) as stage,
    ):
        for name in names:
            begun, trouble = time.monotonic(), ""
            try:
                JOURNEYS[name](stage)
            except (AssertionError, PlaywrightError) as error:
                trouble = str(error).strip() or "a record is not as it should be"
                stage.fails(name)
            outcome = Outcome(name, view, time.monotonic() - begun, trouble, stage.taps, stage.keys, reports)
            _say(f"{'FAIL' if trouble else 'ok  '} {name:<9} {view!s:<13} {outcome.seconds:5.1f} s")
            for line in trouble.splitlines():
                _say(f"     {line[:LINE_MAX]}")
            yield outcome


def table(outcomes: Sequence[Outcome]) -> str:
    """Draw the table that ends a run: journeys down, views across, seconds or « FAIL »."""
    seen = list(dict.fromkeys(one.view for one in outcomes))
    told = {(one.journey, one.view): "FAIL" if one.trouble else f"{one.seconds:.0f} s" for one in outcomes}
    lines = [f"{'':<9}" + "".join(f"{view!s:>14}" for view in seen)]
    names = dict.fromkeys(one.journey for one in outcomes)
    lines += [f"{name:<9}" + "".join(f"{told.get((name, view), ''):>14}" for view in seen) for name in names]
    failed = sum(bool(one.trouble) for one in outcomes)
    lines.append(f"{len(outcomes) - failed} of {len(outcomes)} walks arrived; told in build/{FOLDER.name}/report.md")
    return "\n".join(lines)


def main() -> int:
    """Walk what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.journeys", description=__doc__)
    parser.add_argument("journeys", nargs="*", help=f"of {' '.join(JOURNEYS)}; all when none is given")
    parser.add_argument("--size", action="append", choices=[named(size) for size in SIZES])
    parser.add_argument("--language", action="append", choices=[str(language) for language in Language])
    parser.add_argument("--reports", type=int, help="how many reports the desk sorts in every view")
    parser.add_argument("--again", action="store_true", help="walk what has arrived already, too")
    asked = parser.parse_args()
    # Who ends the run ends the servers and the browser that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unknown = set(asked.journeys) - set(JOURNEYS)
    if unknown:
        parser.error(f"no journey is called {' '.join(sorted(unknown))}")
    languages = tuple(language for language in Language if not asked.language or language in asked.language)
    sizes = tuple(size for size in SIZES if not asked.size or named(size) in asked.size)
    ledger = Ledger(ledger_at(FOLDER).sources) if asked.again else ledger_at(FOLDER)
    names, seen = asked.journeys or list(JOURNEYS), views(languages, sizes)
    for view in seen:
        usual = REPORTS if view.size == SORTED_WHOLE else REPORTS_FEWER
        _walk_what_is_left(ledger, names, view, asked.reports or usual)
    for name in names:
        contact_sheet(name)
    outcomes = [one for one in ledger.outcomes.values() if one.journey in names and one.view in seen]
    _say(f"\n{table(outcomes)}")
    return int(any(one.trouble for one in outcomes))


def _walk_what_is_left(ledger: Ledger, names: Sequence[str], view: View, reports: int) -> None:
    """Walk what has not arrived yet in one view, and keep how each went."""
    left = ledger.left(names, view, reports)
    if len(left) < len(names):
        _say(f"going on: {len(names) - len(left)} of {len(names)} had arrived, {view}")
    for outcome in walked(left, view, reports) if left else ():
        ledger.add(outcome)
        ledger.keep(FOLDER)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
