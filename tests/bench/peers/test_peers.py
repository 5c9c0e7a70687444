"""The table beside the peers is honest: who is not here has no figure, and what is told is ours by theirs."""

import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from tests.bench.__main__ import BENCHES, table_of
from tests.bench.figures import Figure, Line, Missing, written
from tests.bench.peers.compared import OURS, RATES, TIMES, Measured, all_lines
from tests.bench.peers.installing import PINS, NotHereError, node_modules_of
from tests.bench.peers.rows import row
from tests.bench.peers.steps import steps

REASON = "no network"


def measured(*peers: str) -> Measured:
    """Give times in which we need 2 s for each step and each peer 4 s."""
    times = Measured()
    for line in (*RATES, *TIMES):
        for who, seconds in ((OURS, 2.0), *((peer, 4.0) for peer in peers)):
            times.note(who, line.step, seconds)
    return times


def by_code(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.code: line for line in lines}


def test_rates_and_times_are_ours_by_theirs() -> None:
    lines = by_code(list(all_lines(measured("anki"), 100)))
    up, change = lines["up_vs_anki"], lines["one_change_vs_anki"]
    assert isinstance(up, Figure)
    assert (up.value, up.peer, up.ratio) == (50.0, 25.0, 2.0)
    assert isinstance(change, Figure)
    assert (change.value, change.peer, change.ratio) == (2000.0, 4000.0, 0.5)


def test_missing_peer_has_a_reason_and_no_figure(tmp_path: Path) -> None:
    times = measured("anki", "raw")
    times.leave_out("kinto", REASON)
    lines = list(all_lines(times, 100))
    missing = by_code(lines)["up_vs_kinto"]
    assert isinstance(missing, Missing)
    assert missing.reason == REASON
    written(lines, tmp_path / "bench.json")
    codes = {one["code"] for one in json.loads((tmp_path / "bench.json").read_text())}
    assert {"up_vs_anki", "up_vs_raw"} <= codes
    assert not codes & {"up_vs_kinto", "up_vs_pouchdb", "down_vs_pouchdb"}


def test_table_says_why_a_peer_is_missing() -> None:
    screen = io.StringIO()
    Console(file=screen, width=200).print(table_of([Missing("first sync up; peer: Kinto", REASON, "up_vs_kinto")]))
    assert f"not here: {REASON}" in screen.getvalue()


def test_peer_that_fails_halfway_loses_what_it_had() -> None:
    times = measured("anki")
    times.leave_out("anki", "its client failed")
    assert not [line for line in all_lines(times, 100) if isinstance(line, Figure)]


def test_client_tells_its_steps_and_waits_between_them(tmp_path: Path) -> None:
    client = (
        "import json, sys\n"
        "for step in ('up', 'down'):\n"
        "    print(json.dumps({'step': step, 'seconds': 1.5}), flush=True)\n"
        "    assert sys.stdin.readline() == '\\n'\n"
    )
    assert list(steps(sys.executable, "-c", client, log=tmp_path / "log")) == [("up", 1.5), ("down", 1.5)]


def test_client_that_ends_badly_is_not_here(tmp_path: Path) -> None:
    with pytest.raises(NotHereError, match="no town"):
        list(steps(sys.executable, "-c", "raise SystemExit('no town')", log=tmp_path / "log"))


def test_peer_is_not_here_without_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotHereError, match="no node"):
        node_modules_of("pouchdb", tmp_path)


def test_every_peer_is_pinned_exactly() -> None:
    pins = {path.stem: path.read_text().split() for path in PINS.iterdir()}
    assert set(pins) == {"anki", "kinto", "pouchdb", "tus"}
    assert not [pin for some in pins.values() for pin in some if not re.fullmatch(r"[\w.-]+(==|@)\d[\w.]*", pin)]


def test_rows_are_about_250_bytes() -> None:
    lengths = [len(json.dumps(row(n), ensure_ascii=False, separators=(",", ":")).encode()) for n in range(200)]
    assert 225 <= sum(lengths) / len(lengths) - len('"id":"",') - 36 <= 275


def test_peers_is_a_bench() -> None:
    assert "peers" in BENCHES
