"""Each figure that the issues name is written by some bench, under the very name by which runs are compared."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

NAMES: Final = (
    "up_vs_anki down_vs_anki one_change_vs_anki bootstrap_vs_anki up_vs_pouchdb down_vs_pouchdb up_vs_kinto up_vs_raw "
    "down_vs_raw noop_server_ms bytes_per_row_up bytes_per_row_down bytes_single_change flat_server_1k_1m "
    "flat_device_1k_100k photos_vs_tus devices_1000_changes_per_s devices_1000_p99_s storm_1000_p99_s "
    "sqlite_vs_postgresql_push judged_changes_per_s first_screen_s filter_ms search_ms row_update_ms rss_mb "
    "bulk_vs_plain point_vs_plain scan_vs_plain orm_vs_plain vfs_vs_c_cached open_ms unlock_s"
).split()


def words_of_benches() -> Iterator[str]:
    """Give each string that a bench's source holds, the tests left out."""
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        if not path.name.startswith("test_"):
            nodes = ast.walk(ast.parse(path.read_text()))
            yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.fixture(scope="module")
def words() -> frozenset[str]:
    return frozenset(words_of_benches())


@pytest.mark.parametrize("name", NAMES)
def test_figure_is_written_by_a_bench(name: str, words: frozenset[str]) -> None:
    assert name in words
