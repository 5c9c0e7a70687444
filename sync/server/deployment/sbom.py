"""`fieldserver sbom`: what is installed here, as a CycloneDX 1.6 document (JSON), with the hashes of the lock.

The components are what the program's own metadata asks for with the named extras, followed to the last dependency
(PEP 508 markers of this machine). Nothing is looked up anywhere.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import uuid4

import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sync.core.instants import instant_of_ms
from sync.server.cli_console import err
from sync.server.opening import system_now_ms

SPEC_VERSION: Final = "1.6"
PROGRAM: Final = "fieldapp"
EXTRAS: Final = ("server", "postgresql")
_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def sbom(
    lock: Annotated[
        Path | None, typer.Option(help="requirements.lock of this version: its versions are compared, its hashes told.")
    ] = None,
) -> None:
    """Print the bill of materials of this installation: CycloneDX 1.6, JSON."""
    try:
        locked = locked_in(lock.read_text(encoding="utf-8")) if lock is not None else {}
    except (OSError, ValueError):
        err.print(f"{lock} cannot be read.")
        raise typer.Exit(code=1) from None
    document = bill_of(locked)
    other = [one["name"] for one in document["components"] if locked and not _is_as_locked(one, locked)]
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    if other:
        err.print(f"Not as the lock says: {', '.join(other)}.", soft_wrap=True)
        raise typer.Exit(code=1)


def locked_in(text: str) -> dict[tuple[str, str], list[str]]:
    """Read a lock: name and version of each package, with the hashes of its files."""
    blocks = re.split(r"\n(?=\S)", text)
    named = ((_LOCKED.match(block), _HASH.findall(block)) for block in blocks)
    return {(str(canonicalize_name(name[1])), name[2]): hashes for name, hashes in named if name is not None}


def bill_of(locked: Mapping[tuple[str, str], list[str]]) -> dict[str, Any]:
    """Write the document."""
    found = dict(sorted(_installed().items()))
    program = distribution(PROGRAM)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "serialNumber": f"urn:uuid:{uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": instant_of_ms(system_now_ms()),
            "tools": {"components": [{"type": "application", "name": "fieldserver", "version": program.version}]},
            "component": {"type": "application", "bom-ref": PROGRAM, "name": PROGRAM, "version": program.version},
        },
        "components": [_component(name, one, locked) for name, one in found.items()],
        "dependencies": [
            {"ref": PROGRAM, "dependsOn": sorted(_ref(name, found[name]) for name in _asked(program, EXTRAS, found))},
            *(
                {"ref": _ref(name, one), "dependsOn": sorted(_ref(n, found[n]) for n in _asked(one, (), found))}
                for name, one in found.items()
            ),
        ],
    }


def _installed() -> dict[str, Distribution]:
    """Follow what the program asks for, as far as it is installed."""
    found: dict[str, Distribution] = {}
    waiting = list(_requirements(distribution(PROGRAM), EXTRAS))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        asked = waiting.pop()
        name, extras = str(canonicalize_name(asked.name)), tuple(sorted(asked.extras))
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found[name] = distribution(asked.name)
        except PackageNotFoundError:
            continue
        waiting.extend(_requirements(found[name], extras))
    return found


def _requirements(of: Distribution, extras: tuple[str, ...]) -> Iterator[Requirement]:
    for line in of.requires or ():
        asked = Requirement(line)
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield asked


def _asked(of: Distribution, extras: tuple[str, ...], found: Mapping[str, Distribution]) -> set[str]:
    return {str(canonicalize_name(one.name)) for one in _requirements(of, extras)} & found.keys()


def _ref(name: str, one: Distribution) -> str:
    return f"pkg:pypi/{name}@{one.version}"


def _component(name: str, one: Distribution, locked: Mapping[tuple[str, str], list[str]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": _ref(name, one),
        "name": name,
        "version": one.version,
        "purl": _ref(name, one),
    }
    told_of = one.metadata
    if "License-Expression" in told_of:
        told["licenses"] = [{"expression": told_of["License-Expression"]}]
    elif "License" in told_of and (words := told_of["License"].strip().partition("\n")[0][:80]):
        told["licenses"] = [{"license": {"name": words}}]
    hashes = locked.get((name, one.version), [])
    if hashes:
        # A package has a file per platform: which one was installed is not kept, each is one of these.
        told["properties"] = [{"name": "fieldserver:lock:sha256", "value": digest} for digest in hashes]
    return told


def _is_as_locked(component: Mapping[str, Any], locked: Mapping[tuple[str, str], list[str]]) -> bool:
    return (component["name"], component["version"]) in locked
