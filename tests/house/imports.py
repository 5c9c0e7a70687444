"""Who may import whom, where import-linter has no words: files named by a pattern, submodules, calls.

The layers themselves are import-linter's contracts in pyproject.toml. A ban reads: in files that match `where`
and not `except_in`, an import that matches `what` is refused. Only direct imports count.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.source import Finding, Source

FEATURES = (
    "account",
    "board",
    "dashboard",
    "intake",
    "news",
    "reconcile",
    "reports",
    "rounds",
    "search",
    "tasks",
    "today",
    "triage",
)
_FEATURE = rf"fieldapp/(?:{'|'.join(FEATURES)})"
_SCREENS = rf"{_FEATURE}/screens(?:_\w+)?\.py"


@dataclass(frozen=True)
class Ban:
    """One thing that some files may not import, and what to do instead."""

    name: str
    where: str
    what: str
    instead: str
    except_in: str = r"(?!)"


BANS = (
    Ban(
        "flet_in_few",
        where=r"(?:fieldapp|sync)/.*",
        what=r"flet(?:_\w+)?(?:\..*)?",
        instead="only screens, ui, device, shell, bootstrap, cli and demo know Flet",
        except_in=rf"{_SCREENS}|fieldapp/(?:ui|device|shell|bootstrap|cli|demo)(?:/.*|\.py)",
    ),
    Ban(
        "no_sql_on_screen",
        where=rf"{_SCREENS}|fieldapp/(?:ui|shell|device)(?:/.*|\.py)",
        what=r"(?:sqlalchemy|sqlmodel|sqlite3|apsw)(?:\..*)?",
        instead="a screen shows what a query of its feature returns",
    ),
    Ban(
        "two_doors_to_the_network",
        where=r"(?:fieldapp|sync)/.*|main\.py",
        what=r"(?:httpx|httpcore|socket|urllib\.request|http\.client|requests|aiohttp|websockets|ftplib|smtplib)(?:\..*)?",
        instead="only sync.client.http_transport and sync.client.uploads open a connection",
        except_in=r"sync/client/(?:http_transport|uploads)\.py|sync/server/.*",
    ),
    Ban(
        "two_doors_out_of_the_server",
        where=r"sync/server/.*",
        what=r"(?:httpx|httpcore|urllib\.request|http\.client|requests|aiohttp|websockets|ftplib|smtplib)(?:\..*)?",
        instead="only sync.server.webhooks.sender and, to the town's provider of identities, oidc_provider go out",
        except_in=r"sync/server/(?:webhooks/sender|oidc_provider)\.py",
    ),
    Ban(
        "screens_are_on_top",
        where=rf"{_FEATURE}/(?:actions|queries)(?:_\w+)?\.py",
        what=rf"fieldapp\.(?:{'|'.join(FEATURES)})\.screens(?:_\w+)?(?:\..*)?",
        instead="screens call queries and actions, never the other way",
    ),
    Ban(
        "reads_and_writes_apart",
        where=rf"{_FEATURE}/queries(?:_\w+)?\.py",
        what=rf"fieldapp\.(?:{'|'.join(FEATURES)})\.actions(?:_\w+)?(?:\..*)?",
        instead="a query reads; what both need belongs to sync.records or the replica",
    ),
    Ban(
        "writes_and_reads_apart",
        where=rf"{_FEATURE}/actions(?:_\w+)?\.py",
        what=rf"fieldapp\.(?:{'|'.join(FEATURES)})\.queries(?:_\w+)?(?:\..*)?",
        instead="an action asks its Unit; what both need belongs to sync.records or the replica",
    ),
    Ban(
        "no_mocks",
        where=r".*",
        what=r"(?:unittest\.mock|mock|pytest_mock)(?:\..*)?",
        instead="write a fake that passes the contract tests of the real thing",
    ),
)

# The pure core: the standard library only, and of it nothing that reaches outside or asks the clock.
CORE = "sync/core/"
CORE_BARRED = frozenset(
    "asyncio concurrent ctypes fcntl ftplib getpass glob http io logging mmap multiprocessing os "
    "pathlib platform queue random resource secrets select selectors shutil signal smtplib socket "
    "sqlite3 ssl subprocess sys tempfile threading time urllib".split()
)
CORE_BARRED_CALLS = frozenset(
    "open input print exec eval breakpoint now utcnow today uuid1 uuid4 urandom getrandom".split()
)
# Opening a connection without importing a network module: the loop's own doors.
CONNECTING_CALLS = frozenset("open_connection create_connection create_datagram_endpoint sock_connect".split())


def imported_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """List what a file imports, `from a import b` as both `a` and `a.b`, wherever it stands in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def banned_imports(source: Source) -> Iterator[Finding]:
    """Find imports that a ban refuses, each line once."""
    bans = [ban for ban in BANS if _applies(ban, source.path)]
    for ban in bans:
        lines = {line for name, line in imported_names(source.tree) if re.fullmatch(ban.what, name)}
        yield from (source.found(ban.name, line, ban.instead) for line in sorted(lines))


def _applies(ban: Ban, path: str) -> bool:
    return bool(re.fullmatch(ban.where, path)) and not re.fullmatch(ban.except_in, path)


def _called_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def impure_core(source: Source) -> Iterator[Finding]:
    """Find in `sync.core` an import that is not pure standard library, or a call that asks the world."""
    if not source.path.startswith(CORE):
        return
    for name, line in imported_names(source.tree):
        top = name.partition(".")[0]
        if top in CORE_BARRED or (top not in sys.stdlib_module_names and not f"{name}.".startswith("sync.core.")):
            # `from sync.core import x` lists `sync.core` too; plain `sync` is somebody else's.
            yield source.found("impure_core", line, f"`{name}`: the core takes clock, chance and bytes as arguments")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called_name(node) in CORE_BARRED_CALLS:
            yield source.found("impure_core", node.lineno, f"`{_called_name(node)}(…)`: take the answer as an argument")


def hidden_connections(source: Source) -> Iterator[Finding]:
    """Find calls of the event loop that open a connection outside the two doors and the server."""
    if source.path.startswith(("tests/", "sync/server/")):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called_name(node) in CONNECTING_CALLS:
            yield source.found("hidden_connections", node.lineno, f"`{_called_name(node)}`: go through http_transport")


def verbs_of_a_feature(source: Source) -> Iterator[Finding]:
    """Find a file of a feature that is neither queries, nor actions, nor screens."""
    if not re.match(rf"{_FEATURE}/", source.path):
        return
    if not re.fullmatch(rf"{_FEATURE}/(?:__init__|(?:queries|actions|screens)(?:_\w+)?)\.py", source.path):
        yield source.found("verbs_of_a_feature", 1, "a feature reads (queries), writes (actions), shows (screens)")


RULES = (banned_imports, impure_core, hidden_connections, verbs_of_a_feature)
