"""What every test shares: browser tests take turns, nobody's own settings leak in, no test leaves this machine."""

import gc
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

# A busy machine is not a failure: no example of hypothesis is timed.
settings.register_profile("fieldapp", deadline=None)
settings.load_profile("fieldapp")

# Young objects are looked through after so many more, not after 700: a tenth of the time of most tests.
_GC_OBJECTS = 20_000
_TESTS_AHEAD = 3
# How much the other workers stand back for the one with the browser, in steps of `nice`.
_STAND_BACK = 5
_ROOT = Path(__file__).parents[1]
_LOOPBACK = ("localhost", "127.", "::1", "0.0.0.0", "::ffff:127.")


class _BrowserApart(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives all files that drive a browser to one worker: two Chromiums at once starve each other.

    Those that work on PostgreSQL stay together as well: one server is enough for all of them.

    The groups of xdist itself (`xdist_group`) are written into the names of the tests, where pytest 9 no longer looks.
    """

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Forget what has ended: xdist would count all of it again after each of ten thousand tests."""
        super().mark_test_complete(node, item_index, duration)
        work = self.assigned_work[node]
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(work[scope].values()):
            del work[scope]

    def _reschedule(self, node: WorkerController) -> None:
        # One at a time would leave the heir of a worker that crashed with one test: it begins a test when it has two.
        for _ in range(_TESTS_AHEAD):
            super()._reschedule(node)

    def _split_scope(self, nodeid: str) -> str:
        path = self.config.rootpath / nodeid.partition("::")[0]
        return next((name for name in ("browser", "postgresql") if _is_marked(path, name)), nodeid)


def _drives_a_browser(root: Path, nodeid: str) -> bool:
    return _has_a_browser(root / nodeid.partition("::")[0])


def _has_a_browser(path: Path) -> bool:
    return _is_marked(path, "browser")


@cache
def _is_marked(path: Path, name: str) -> bool:
    return f"pytest.mark.{name}" in path.read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Share the tests out one by one, those with a browser together and first."""
    return _BrowserApart(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the workers begin with what is slow, so that none of them ends long after the others."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None or _has_a_browser(item.path))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name what failed at once: of a run that is stopped nothing else would be known."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        sys.stdout.write(f"\nfailed: {report.nodeid} ({report.when})\n")


def pytest_runtest_logstart(nodeid: str) -> None:
    """Let the tests without a browser take what the browser leaves: Chromium’s steps are waited for."""
    if "PYTEST_XDIST_WORKER" in os.environ and not _drives_a_browser(_ROOT, nodeid):
        _stand_back()


@cache
def _stand_back() -> None:
    """Lower the priority of this worker and of all that it starts, once."""
    os.nice(_STAND_BACK)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what stays to the end: modules, and some nine thousand tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_OBJECTS)


@pytest.fixture(autouse=True, scope="session")
def _settings_of_nobody() -> None:
    """Forget what the caller's shell says about Fieldapp and Flet: a test sets what it needs."""
    for name in [name for name in os.environ if name.startswith(("FIELDAPP_", "FIELDSERVER_", "FLET_"))]:
        del os.environ[name]


def _stay_on_this_machine(event: str, arguments: Sequence[object]) -> None:
    """Refuse to look up or connect to any other host; of this process only, Chromium has its own test."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a string is a socket file
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    assert not name or str(name).startswith(_LOOPBACK), f"a test tried to reach {name}: serve it on 127.0.0.1"


sys.addaudithook(_stay_on_this_machine)
