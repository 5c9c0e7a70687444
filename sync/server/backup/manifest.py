"""What is in a backup, written last and in one step: without it, a folder is no backup.

It is bound to the server by a MAC under its own secret, so that a manifest that somebody else wrote is told apart by
the server that is to believe it, and by a restore, which finds the secret among what it brings back.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.digest import canonical_json
from sync.server.backup.trouble import BackupTrouble
from sync.server.backup.writing import write_whole

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEYS_PART: Final = "keys.sealed"
FILES_PART: Final = "files.sealed"
OBJECTS_PART: Final = "objects.txt"
MANIFEST_BYTES_MAX: Final = 16 * 1024 * 1024
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup's own folder, as it lies on the disk."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class TownPart:
    """A town: where its log stood, how many rows, and the hash of its lines."""

    tenant: str
    epoch: str
    head: int
    rows: int
    lines_sha256: str
    part: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a backup says of itself in the clear."""

    name: str
    made_at: str
    tables: str
    """Version of the tables (`migrations.HEAD`)."""
    recipient: str
    towns: tuple[TownPart, ...]
    parts: tuple[Part, ...]
    files: int
    files_bytes: int
    mac: str = ""

    def part(self, name: str) -> Part:
        """Give one part; raise `BackupTrouble` where the manifest names none so."""
        for part in self.parts:
            if part.name == name:
                return part
        raise BackupTrouble(f"{self.name}: its manifest names no {name}.")


def mac_key(server_key: bytes) -> bytes:
    """Give the key that binds manifests to a server."""
    return _derived(server_key, "manifest")


def names_key(server_key: bytes) -> bytes:
    """Give the key from which objects are named: a name tells nobody which photo it is."""
    return _derived(server_key, "names")


def object_name(key: bytes, path: str, sha256: str) -> str:
    """Name the object that holds this file with this content."""
    return hmac.digest(key, f"{path}\x1f{sha256}".encode(), "sha256").hex()


def _derived(server_key: bytes, what: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, None, f"fieldserver backup 1: {what}".encode()).derive(server_key)


def _mac(manifest: Manifest, key: bytes) -> str:
    return hmac.digest(key, canonical_json(_document(replace(manifest, mac=""))), "sha256").hex()


def _document(manifest: Manifest) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps({"format": FORMAT, **asdict(manifest)}))
    return told


def write_manifest(folder: Path, manifest: Manifest, key: bytes) -> Manifest:
    """Bind a manifest to its server and write it; give it as it stands there."""
    bound = replace(manifest, mac=_mac(manifest, key))
    write_whole(folder / MANIFEST, json.dumps(_document(bound), indent=1).encode())
    return bound


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup; raise `BackupTrouble`."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(MANIFEST_BYTES_MAX))
        if told.pop("format") != FORMAT:
            raise BackupTrouble(f"{folder.name} is of another format: read it with the version that wrote it.")
        towns = tuple(TownPart(**town) for town in told.pop("towns"))
        parts = tuple(Part(**part) for part in told.pop("parts"))
        manifest = Manifest(**told, towns=towns, parts=parts)
    except OSError:
        raise BackupTrouble(f"{folder.name} has no manifest: it is no whole backup.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupTrouble(f"{folder.name}: its manifest is damaged.") from None
    if manifest.name != folder.name:
        raise BackupTrouble(f"{folder.name}: its manifest is that of {manifest.name}.")
    return manifest


def check_mac(manifest: Manifest, key: bytes) -> None:
    """Raise `BackupTrouble` unless the server with this key wrote the manifest as it stands."""
    if not hmac.compare_digest(_mac(manifest, key), manifest.mac):
        raise BackupTrouble(f"{manifest.name}: this server did not write its manifest, or somebody altered it.")


def objects_text(objects: Mapping[str, tuple[str, int]]) -> bytes:
    """Write the list of a backup's objects: name, SHA-256 and size as they lie on the disk."""
    lines = (f"{name} {sha256} {size_bytes}\n" for name, (sha256, size_bytes) in sorted(objects.items()))
    return "".join(lines).encode()


def objects_in(text: str) -> dict[str, tuple[str, int]]:
    """Read it; raise `BackupTrouble`."""
    try:
        rows = (line.split(" ") for line in text.splitlines())
        return {name: (sha256, int(size_bytes)) for name, sha256, size_bytes in rows}
    except ValueError:
        raise BackupTrouble(f"{OBJECTS_PART} is damaged.") from None
