"""Run the matrix and write build/matrix.json: `python -m tests.matrix [--runs 100] [--only cut]`."""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.matrix.disk import may_mount
from tests.matrix.plan import DISK_FAULTS, Fault, plan_of
from tests.matrix.run import Outcome, run

RESULT: Final = Path(__file__).parents[2] / "build" / "matrix.json"


def table_of(outcomes: Sequence[Outcome]) -> Table:
    """Draw what each fault met: runs, writes, and what was found wrong."""
    table = Table("fault", "runs", "times", "devices", "writes", "refused at once", "wrong", title="Real processes")
    for fault in Fault:
        met = [one for one in outcomes if one.plan.meets(fault)]
        if not met:
            continue
        times = sum(blow.fault is fault for one in met for blow in one.plan.blows)
        devices = sum(one.plan.devices for one in met)
        figures = (len(met), times, devices, sum(one.written for one in met), sum(one.failed for one in met))
        table.add_row(fault.value, *map(str, figures), str(sum(bool(one.troubles) for one in met)))
    return table


def summary_of(outcomes: Sequence[Outcome]) -> str:
    """Say it in one line."""
    wrong = [one for one in outcomes if one.troubles]
    rests = sorted(one.rest_s for one in outcomes)
    return (
        f"{len(outcomes)} runs, {sum(one.plan.devices for one in outcomes)} devices, "
        f"{sum(one.written for one in outcomes)} durable writes, {sum(one.judged for one in outcomes)} changes judged; "
        f"at rest {rests[len(rests) // 2]:.1f} s after the last blow (at most {rests[-1]:.1f} s); {len(wrong)} wrong"
    )


def ran(seeds: Sequence[int], faults: Sequence[Fault], console: Console) -> list[Outcome]:
    """Do the runs one after another; a wrong one keeps its folder and is told at once."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    outcomes = []
    with Progress(*columns, console=console) as bar:
        shown = bar.add_task("matrix", total=len(seeds))
        for seed in seeds:
            plan = plan_of(seed, faults)
            bar.update(shown, description=f"seed {seed}: {', '.join(blow.fault for blow in plan.blows)}")
            folder = Path(tempfile.mkdtemp(prefix=f"fieldapp-matrix-{seed}-"))
            outcome = run(plan, folder)
            outcomes.append(outcome)
            for trouble in outcome.troubles[:10]:
                console.print(f"seed {seed}: {trouble}", highlight=False)
            if outcome.troubles:
                console.print(f"seed {seed}: kept in {folder}", highlight=False)
            else:
                shutil.rmtree(folder)
            bar.advance(shown)
    return outcomes


def main() -> int:
    """Run; give 1 where anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=100)
    asked.add_argument("--seed", type=int, default=0, help="the first seed")
    asked.add_argument("--only", choices=[fault.value for fault in Fault], action="append")
    words = asked.parse_args()
    console = Console()
    wanted = [Fault(one) for one in words.only] if words.only else list(Fault)
    faults = [fault for fault in wanted if may_mount() or fault not in DISK_FAULTS]
    if faults != wanted:
        console.print("full disks are left out: a small disk needs Linux and root")
    outcomes = ran(range(words.seed, words.seed + words.runs), faults, console)
    console.print(table_of(outcomes), summary_of(outcomes))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(one) for one in outcomes], indent=1, default=str))
    return int(any(one.troubles for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
