"""No file imports what its place forbids, and each ban is shown to bite."""

import pytest

from tests.house.imports import BANS, CONNECTING_CALLS, CORE_BARRED, RULES, impure_core
from tests.house.source import Source, python_sources

# Ban or rule -> path and text that break it.
PLANTED: dict[str, tuple[str, str]] = {
    "flet_in_few": ("fieldapp/tasks/queries.py", "import flet as ft\n"),
    "no_sql_on_screen": ("fieldapp/tasks/screens_detail.py", "from sqlmodel import select\n"),
    "two_doors_to_the_network": ("sync/client/engine.py", "import urllib.request\n"),
    "two_doors_out_of_the_server": ("sync/server/feeds/routes.py", "import httpx\n"),
    "screens_are_on_top": ("fieldapp/tasks/actions.py", "from fieldapp.tasks.screens_detail import Detail\n"),
    "reads_and_writes_apart": ("fieldapp/tasks/queries.py", "from fieldapp.tasks import actions\n"),
    "writes_and_reads_apart": ("fieldapp/tasks/actions.py", "from fieldapp.tasks.queries import tasks\n"),
    "no_mocks": ("tests/core/test_a.py", "from unittest import mock\n"),
    "impure_core": ("sync/core/a.py", "import datetime\nx = datetime.datetime.now()\n"),
    "hidden_connections": ("fieldapp/device/a.py", "import asyncio\nx = asyncio.open_connection('a', 1)\n"),
    "verbs_of_a_feature": ("fieldapp/tasks/models.py", ""),
}

ALLOWED = (
    ("fieldapp/tasks/screens_detail.py", "import flet as ft\nfrom fieldapp.tasks.queries import tasks\n"),
    ("fieldapp/device/flet_device.py", "import flet_camera\n"),
    ("fieldapp/tasks/queries.py", "from sqlmodel import select\n"),
    ("sync/client/http_transport.py", "import httpx\n"),
    ("sync/server/app.py", "import socket\n"),
    ("sync/core/a.py", "from __future__ import annotations\nimport hashlib\nfrom sync.core.model import Change\n"),
    ("fieldapp/demo.py", "import flet as ft\nfrom urllib.parse import urlsplit\n"),
)


def _found(source: Source) -> set[str]:
    return {finding.rule for rule in RULES for finding in rule(source)}


def test_every_file_imports_only_what_its_place_allows() -> None:
    broken = [str(finding) for source in python_sources() for rule in RULES for finding in rule(source)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("rule", PLANTED)
def test_ban_bites_when_a_sample_breaks_it(rule: str) -> None:
    assert rule in _found(Source(*PLANTED[rule]))


def test_every_ban_has_a_planted_sample() -> None:
    assert set(PLANTED) == {ban.name for ban in BANS} | {rule.__name__ for rule in RULES} - {"banned_imports"}


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_import_is_allowed_where_it_belongs(path: str, text: str) -> None:
    assert not _found(Source(path, text))


@pytest.mark.parametrize("module", sorted(CORE_BARRED | {"httpx", "sync.records", "sync", "fieldapp"}))
def test_core_refuses_each_barred_module(module: str) -> None:
    assert list(impure_core(Source("sync/core/a.py", f"import {module}\n")))


@pytest.mark.parametrize("call", sorted(CONNECTING_CALLS))
def test_each_hidden_door_of_the_loop_is_found(call: str) -> None:
    assert "hidden_connections" in _found(Source("fieldapp/shell/a.py", f"loop.{call}()\n"))


def test_import_inside_a_function_is_found_too() -> None:
    source = Source("fieldapp/vault/a.py", "def f():\n    import flet\n")
    assert "flet_in_few" in _found(source)
