"""Measure against peers, print a table, write build/bench.json: `python -m tests.bench [--quick] [--only NAME]`.

`first_sync` is the part of `peers` that needs nothing from outside, `addresses` a part of `map`: a run of all benches
leaves them out.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sync.client.system import spare_collector
from tests.bench.addresses import addresses
from tests.bench.central import central
from tests.bench.devices import devices
from tests.bench.figures import Bench, Figure, Line, Setting, written
from tests.bench.first_screen import first_screen
from tests.bench.first_sync import first_sync
from tests.bench.flat_cost import flat_cost
from tests.bench.flat_server import flat_server
from tests.bench.large_office import large_office
from tests.bench.local_write import local_write
from tests.bench.peers.bench import peers
from tests.bench.screens import screens
from tests.bench.second_device import second_device
from tests.bench.town_map import town_map
from tests.bench.vault import vault

BENCH_LIST: Final = (
    local_write,
    first_sync,
    peers,
    second_device,
    flat_cost,
    flat_server,
    central,
    devices,
    large_office,
    vault,
    addresses,
    screens,
    first_screen,
)
BENCHES: Final[Mapping[str, Bench]] = MappingProxyType(
    {**{bench.__name__: bench for bench in BENCH_LIST}, "map": town_map}
)
WITHIN_ANOTHER: Final = frozenset({first_sync.__name__, addresses.__name__})
RESULT: Final = Path(__file__).parents[2] / "build" / "bench.json"


def table_of(lines: Sequence[Line]) -> Table:
    """Draw the figures, and say of each that is missing why."""
    table = Table("figure", "value", "peer", "ratio", title="Fieldapp beside peers that do the least, one run, medians")
    for figure in lines:
        if not isinstance(figure, Figure):
            table.add_row(figure.name, "", f"not here: {figure.reason}", "")
            continue
        peer = "" if figure.peer is None else f"{figure.peer:.2f} {figure.unit}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} x"
        table.add_row(figure.name, f"{figure.value:.2f} {figure.unit}", peer, ratio)
    return table


def measured(names: Sequence[str], chosen: argparse.Namespace) -> list[Line]:
    """Run the benches as the arguments say, each in a folder of its own, and show how far they are."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    figures: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="fieldapp-bench-") as folder, Progress(*columns) as bar:
        for name in names:
            shown = bar.add_task(name, total=None)

            def tell(what: str, done: int, whole: int, shown: int = shown) -> None:
                bar.update(shown, description=what, completed=done, total=whole)  # type: ignore[arg-type]  # a TaskID

            own = Path(folder) / name
            own.mkdir()
            figures.extend(BENCHES[name](Setting(own, chosen.quick, tell, chosen.reports, chosen.extract)))
            bar.update(shown, description=f"{name}: done", completed=1, total=1)
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, few runs: to see that it works")
    parser.add_argument("--only", choices=sorted(BENCHES), action="append", help="run only this one; may be repeated")
    parser.add_argument("--reports", type=int, help="how many reports move beside the peers (10,000 by itself)")
    parser.add_argument("--extract", type=Path, help="the OpenStreetMap extract that the bench of the map builds")
    chosen = parser.parse_args(arguments)
    # As the app does once it is there; the peers' halves run in this process too.
    spare_collector()
    names = [name for name in BENCHES if name not in WITHIN_ANOTHER]
    figures = measured(chosen.only or names, chosen)
    console = Console()
    console.print(table_of(figures))
    written(figures, RESULT)
    console.print(f"Written: {RESULT.relative_to(Path.cwd()) if RESULT.is_relative_to(Path.cwd()) else RESULT}")


if __name__ == "__main__":
    main()
