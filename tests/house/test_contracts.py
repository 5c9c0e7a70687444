"""Each import-linter contract is broken on purpose in a copy of the product, and goes red for that reason."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, ROOT

_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
NAMES = [contract["name"] for contract in _CONTRACTS]

LAYERS_OF_SYNC, NO_FIELDAPP, PURE_CORE, NO_KIND, LAYERS_OF_FIELDAPP, LAYERS_OF_A_FEATURE = NAMES[:6]
NO_SERVER, TWO_DOORS, NO_FLET, NO_SQL, NO_TESTS = NAMES[6:]
BARRED_IN_CORE = next(contract["forbidden_modules"] for contract in _CONTRACTS if contract["name"] == PURE_CORE)

# Contract -> what breaks it: a file (made, or added to where the names of a feature's files are the contract)
# and what it imports; nothing imported stands for a folder that no contract lists.
PLANTED: dict[str, tuple[tuple[str, str], ...]] = {
    LAYERS_OF_SYNC: (
        ("sync/core/planted_up.py", "sync.protocol"),
        ("sync/protocol/planted_up.py", "sync.client"),
        ("sync/records/planted_twin.py", "sync.protocol"),
        ("sync/protocol/planted_twin.py", "sync.records"),
        ("sync/client/planted_twin.py", "sync.server"),
        ("sync/server/planted_twin.py", "sync.client"),
        ("sync/planted/__init__.py", ""),
    ),
    NO_FIELDAPP: (("sync/server/planted_app.py", "fieldapp.ui"), ("sync/client/planted_flet.py", "flet")),
    PURE_CORE: tuple((f"sync/core/planted_{name}.py", name) for name in BARRED_IN_CORE),
    NO_KIND: tuple((f"sync/{part}/planted_kind.py", "sync.records") for part in ("core", "protocol", "client")),
    LAYERS_OF_FIELDAPP: (
        ("fieldapp/news/planted_twin.py", "fieldapp.tasks"),
        ("fieldapp/ui/planted_up.py", "fieldapp.news"),
        ("fieldapp/replica/planted_up.py", "fieldapp.ui"),
        ("fieldapp/vault/planted_twin.py", "fieldapp.replica"),
        ("fieldapp/replica/planted_twin.py", "fieldapp.vault"),
        ("fieldapp/device/planted_twin.py", "fieldapp.vault"),
        ("fieldapp/planted/__init__.py", ""),
    ),
    LAYERS_OF_A_FEATURE: (
        ("fieldapp/today/queries.py", "fieldapp.today.screens"),
        ("fieldapp/today/actions.py", "fieldapp.today.queries"),
        ("fieldapp/search/queries.py", "fieldapp.search.actions"),
    ),
    NO_SERVER: (("fieldapp/news/planted_server.py", "sync.server"),),
    TWO_DOORS: (
        ("fieldapp/device/planted_net.py", "httpx"),
        ("sync/client/planted_net.py", "socket"),
        ("sync/records/planted_net.py", "httpcore"),
    ),
    NO_FLET: (
        ("fieldapp/replica/planted_flet.py", "flet"),
        ("fieldapp/vault/planted_flet.py", "flet_camera"),
        ("fieldapp/search/actions.py", "flet"),
        ("fieldapp/today/queries.py", "flet"),
    ),
    NO_SQL: (("fieldapp/ui/planted_sql.py", "sqlmodel"), ("fieldapp/search/screens.py", "sqlalchemy")),
    NO_TESTS: (("fieldapp/vault/planted_tests.py", "tests"), ("sync/server/planted_tests.py", "tests")),
}
EACH = [(contract, path, imported) for contract, plants in PLANTED.items() for path, imported in plants]
# The layers above the features, that one module each may be.
ABOVE = ("fieldapp/shell", "fieldapp/bootstrap")


def _plant(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text() if file.exists() else '"""Planted."""\n'
    file.write_text(f"{before}\n{text}\n")


def _plant_above(root: Path) -> None:
    """Let the shell import the bootstrap, whichever of file and folder each of them is today."""
    shell, bootstrap = (root / path for path in ABOVE)
    for path in (shell, bootstrap):
        if not path.is_dir() and not path.with_suffix(".py").exists():
            path.with_suffix(".py").write_text('"""Planted."""\n')
    target = shell / "planted.py" if shell.is_dir() else shell.with_suffix(".py")
    _plant(root, target.relative_to(root).as_posix(), "import fieldapp.bootstrap")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Plant everything in one copy, run import-linter once: contract -> what it says of it."""
    root = tmp_path_factory.mktemp("broken")
    for name in PRODUCT:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in ("today/screens", "today/queries", "search/actions"):
        _plant(root, f"fieldapp/{name}.py", "")
    for _, path, imported in EACH:
        _plant(root, path, f"import {imported}" if imported else "")
    _plant_above(root)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    wide = {**os.environ, "COLUMNS": "400"}  # or the report breaks the names of contracts over lines
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, env=wide, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return _by_contract(done.stdout)


def _by_contract(text: str) -> dict[str, str]:
    broken = text.partition("Broken contracts")[2]
    starts = sorted((broken.find(f"\n{name}\n-"), name) for name in NAMES)
    starts = [(start, name) for start, name in starts if start >= 0]
    ends = [start for start, _ in starts[1:]] + [len(broken)]
    return {name: broken[start:end] for (start, name), end in zip(starts, ends, strict=True)}


@pytest.mark.parametrize(("contract", "path", "imported"), EACH)
def test_contract_goes_red_for_what_is_planted(contract: str, path: str, imported: str, report: dict[str, str]) -> None:
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    says = f"{module} -> {imported}" if imported else f"- {module}"
    assert re.search(rf"{re.escape(says)}(?![\w.])", report.get(contract, "")), f"«{contract}» lets it pass"


def test_shell_may_not_import_the_bootstrap(report: dict[str, str]) -> None:
    assert re.search(r"fieldapp\.shell(\.planted)? -> fieldapp\.bootstrap", report[LAYERS_OF_FIELDAPP])


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTED) == set(NAMES)
    assert all(PLANTED.values())
