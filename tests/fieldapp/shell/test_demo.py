"""The demo's parts: waited for until they are ready, ended by their own handle."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fieldapp.demo import DemoTrouble, Part, _listen


def part_of(program: str, log: Path) -> Part:
    process = subprocess.Popen([sys.executable, "-u", "-c", program], stdout=subprocess.PIPE, text=True)
    part = Part("part", process)
    threading.Thread(target=_listen, args=(part, log), daemon=True).start()
    return part


def test_part_is_ready_when_it_says_so(tmp_path: Path) -> None:
    part = part_of("print('warming up'); print('ready here'); import time; time.sleep(60)", tmp_path / "log")
    assert part.ready_line() == "ready here\n"
    part.end()
    assert part.process.poll() is not None
    assert "warming up" in (tmp_path / "log").read_text()


def test_part_that_ends_before_it_is_ready_is_trouble(tmp_path: Path) -> None:
    part = part_of("print('no')", tmp_path / "log")
    with pytest.raises(DemoTrouble, match="ended before"):
        part.ready_line()
    part.end()
