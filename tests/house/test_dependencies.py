"""What is imported is declared where it is imported, and the lock holds it with hashes and without a host."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.imports import imported_names
from tests.house.source import ROOT, python_sources

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text()
OWN = {"fieldapp", "sync", "tests"}


def _requirements(*extras: str) -> list[Requirement]:
    lines = list(PROJECT["dependencies"])
    lines += [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    return [Requirement(line) for line in lines]


def _declared(*extras: str) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in _requirements(*extras)}


def _locked() -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


def _undeclared(prefix: str, declared: set[str], *, but_not: str = "-") -> list[str]:
    providers = packages_distributions()
    missing = []
    for source in python_sources(prefix.partition("/")[0]):
        if not source.path.startswith(prefix) or source.path.startswith(but_not):
            continue
        for name, line in imported_names(source.tree):
            top = name.partition(".")[0]
            names = {canonicalize_name(package) for package in providers.get(top, [top])}
            if top not in sys.stdlib_module_names and top not in OWN and not names & declared:
                missing.append(f"{source.path}:{line}: `{top}` is not declared in pyproject.toml for this place")
    return missing


@pytest.mark.parametrize(
    ("prefix", "but_not", "extras"),
    [
        ("fieldapp/", "-", ()),
        ("sync/", "sync/server/", ()),
        ("sync/server/", "-", ("server", "postgresql")),
        ("tests/", "-", ("server", "postgresql", "desktop", "dev")),
    ],
)
def test_every_import_is_declared(prefix: str, but_not: str, extras: tuple[str, ...]) -> None:
    missing = _undeclared(prefix, _declared(*extras), but_not=but_not)
    assert not missing, "\n".join(missing)


def test_lock_satisfies_every_declared_range() -> None:
    locked = _locked()
    requirements = _requirements("desktop", "server", "postgresql", "dev")
    off = [
        str(item)
        for item in requirements
        if not any(item.specifier.contains(version) for version in locked.get(canonicalize_name(item.name), ()))
    ]
    assert not off


def test_lock_names_no_host_and_hashes_every_package() -> None:
    assert "://" not in LOCK
    assert "@" not in LOCK
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert blocks
    assert not [block for block in blocks if "--hash=sha256:" not in block]


def test_flet_and_its_parts_are_of_one_exact_version() -> None:
    requirements = [item for item in _requirements("desktop") if item.name.startswith("flet")]
    assert len({str(item.specifier) for item in requirements}) == 1
    assert str(requirements[0].specifier).startswith("==")


def test_device_never_gets_two_packages_that_install_apsw() -> None:
    markers = {item.name: str(item.marker or "") for item in _requirements() if item.name.startswith("apsw")}
    assert markers == {"apsw-sqlite3mc": 'sys_platform != "android"'}
