"""What may stand where: the folders of the house, and words that no tracked file may hold.

A folder that is not listed is refused, at the top and one level down: a new one is a choice that
ARCHITECTURE.md explains. Tracked text names no path of somebody's machine and no host but those below, so
that a clone works anywhere and the product speaks to nobody but its town's server.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.house.source import Finding

# Folder -> the folders that may stand in it; a folder that is not a key here is free inside.
FOLDERS: dict[str, frozenset[str]] = {
    "": frozenset({"fieldapp", "sync", "assets", "tests", ".ci"}),
    "fieldapp": frozenset(
        "account board dashboard demo device intake news reconcile replica reports rounds search shell tasks today "
        "triage ui vault".split()
    ),
    "sync": frozenset("client core protocol records server".split()),
    "tests": frozenset(
        "bench contract core fieldapp house journeys matrix protocol records server simulation stories".split()
    ),
}
TOP_FILES = frozenset(
    "README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md SECURITY.md LICENSE Makefile main.py pyproject.toml "
    "requirements.lock build.spec .gitignore .gitattributes .editorconfig".split()
)

# Hosts that tracked text may name. Our own answer to nobody: *.example is reserved (RFC 2606).
_EVERYWHERE = (
    r"localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]"
    r"|(?:[\w-]+\.)*(?:example|invalid|test|localhost)|(?:[\w-]+\.)*example\.(?:com|org|net|fr)"
    r"|www\.w3\.org"  # XML namespaces and vocabularies
    r"|host"  # the word itself, where a message shows the form of an address
)
_IN_PROSE = (
    _EVERYWHERE + r"|github\.com|keepachangelog\.com|semver\.org|joinup\.ec\.europa\.eu|eupl\.eu|wiki\.open311\.org"
    r"|www\.rfc-editor\.org|datatracker\.ietf\.org|www\.sqlite\.org|docs\.flet\.dev|creativecommons\.org"
)
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]*://(?:[^\s/@'\"`<>]*@)?"
    r"(?P<host>\[[0-9a-f:]+\]|(?:\{[^{}]*\}|[^\s/:'\"`<>(){}\[\]?#,\\])*)",
    re.IGNORECASE,
)
_FILLED_IN = re.compile(r"\{[^{}]*\}")
# Spelled in two parts, so that this file does not hold what it refuses.
_REGISTRIES = re.compile(
    "|".join((r"\bpypi" + r"\.(?:org|flet)", r"python" + r"hosted", r"npm" + r"js\.", r"deb\.deb" + "ian"))
)
_MACHINE_PATH = re.compile(r"(?<![\w.~$)}/-])/(?:work|home|root|Users|farm|mnt|tmp|opt)/(?=[\w.])|\b[A-Z]:\\\\?Users\b")
_MARKERS = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")


def folders_not_listed(paths: Iterable[str]) -> Iterator[Finding]:
    """Find files in a folder that the house has not, each folder once."""
    refused: dict[str, str] = {}
    for path in paths:
        parts = PurePosixPath(path).parts
        if len(parts) == 1 and path not in TOP_FILES:
            refused.setdefault(path, path)
        for depth, parent in enumerate(("", parts[0])):
            children = FOLDERS.get(parent)
            if children is not None and len(parts) > depth + 1 and parts[depth] not in children:
                refused.setdefault("/".join(parts[: depth + 1]), path)
                break
    for folder, path in sorted(refused.items()):
        yield Finding("folders_not_listed", path, 1, f"`{folder}` is not in the layout (tests/house/places.py)")


def _hosts_allowed(path: str) -> str:
    return _IN_PROSE if path.endswith(".md") else _EVERYWHERE


def foreign_hosts(path: str, text: str) -> Iterator[Finding]:
    """Find URLs whose host is not on the list; what is filled in at run time is no host."""
    for number, line in enumerate(text.splitlines(), start=1):
        for match in _URL.finditer(line):
            host = match["host"].lower()
            fixed = _FILLED_IN.sub("", host)
            if fixed and fixed[0] in "%$*…":
                continue
            if fixed.strip(".") and not re.fullmatch(_hosts_allowed(path), fixed.lstrip(".")):
                yield Finding("foreign_hosts", path, number, f"`{host}` is not a host that this repository names")
        if _REGISTRIES.search(line):
            yield Finding("foreign_hosts", path, number, "a package registry's host: pip's own settings know it")


def machine_paths(path: str, text: str) -> Iterator[Finding]:
    """Find absolute paths of somebody's machine."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _MACHINE_PATH.search(line)
        if match is not None:
            yield Finding("machine_paths", path, number, f"`{match[0]}…`: take a folder as an argument")


def markers(path: str, text: str) -> Iterator[Finding]:
    """Find notes to oneself: what is missing is an issue, or a sentence that says why."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _MARKERS.search(line)
        if match is not None:
            yield Finding("markers", path, number, f"`{match[0]}`: do it, or open an issue")


TEXT_RULES = (foreign_hosts, machine_paths, markers)
