"""Ruff, as configured, draws the red lines that are left to it: one sample breaks each of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

BRANCHES = "\n".join(f"    if n == {number}:\n        return {number}" for number in range(8))
# Code -> a sample that breaks it. All of them are checked in one run of ruff.
PLANTED = {
    "C901": f'"""A."""\n\n\ndef f(n: int) -> int:\n    """Do."""\n{BRANCHES}\n    return n\n',
    "PLR0913": '"""A."""\n\n\ndef f(a: int, b: int, c: int, d: int, e: int, f: int) -> None:\n    """Do."""\n',
    "D100": "x = 1\n",
    "D101": '"""A."""\n\n\nclass Task:\n    pass\n',
    "D102": '"""A."""\n\n\nclass Task:\n    """A task."""\n\n    def show(self) -> None:\n        pass\n',
    "D103": '"""A."""\n\n\ndef f() -> None:\n    pass\n',
    "D401": '"""A."""\n\n\ndef f() -> None:\n    """Returns it."""\n',
    "F403": '"""A."""\n\nfrom json import *\n',
    "TID252": '"""A."""\n\nfrom . import core\n',
    "TID251": '"""A."""\n\nfrom unittest.mock import Mock\n\nMock()\n',
    "BLE001": '"""A."""\n\ntry:\n    x = 1\nexcept Exception:\n    x = 2\n',
    "FIX002": '"""A."""\n\n# TO' + "DO: later\n",
    "ERA001": '"""A."""\n\n# x = compute(1)\n',
    "DTZ005": '"""A."""\n\nimport datetime\n\nx = datetime.datetime.now()\n',
    "T201": '"""A."""\n\nprint(1)\n',
    "PGH003": '"""A."""\n\nx = 1  # type: ' + "ignore\n",
    "E501": f'"""A."""\n\nx = "{"a" * 120}"\n',
    "S105": '"""A."""\n\npassword = "town-hall"\n',
}


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run ruff once over all samples: file stem -> the codes that it found."""
    folder = tmp_path_factory.mktemp("planted") / "sync"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Planted."""\n')
    for code, text in PLANTED.items():
        (folder / f"{code.lower()}.py").write_text(text)
    ruff = Path(sys.executable).with_name("ruff")
    options = ("--config", str(ROOT / "pyproject.toml"), "--no-cache", "--output-format", "json")
    command = [str(ruff), "check", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    found: dict[str, set[str]] = {}
    for item in json.loads(done.stdout):
        found.setdefault(Path(item["filename"]).stem, set()).add(item["code"])
    return found


@pytest.mark.parametrize("code", PLANTED)
def test_ruff_finds_what_a_sample_breaks(code: str, codes: dict[str, set[str]]) -> None:
    assert code in codes.get(code.lower(), set())
