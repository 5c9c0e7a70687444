"""Takes a backup beside the running server: rows first, then the files, never fewer than the rows need."""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

import zstandard

from sync.core.instants import instant_of_ms
from sync.server.backup.manifest import (
    FILES_PART,
    KEYS_PART,
    OBJECTS_PART,
    Manifest,
    Part,
    TownPart,
    mac_key,
    names_key,
    object_name,
    objects_text,
    write_manifest,
)
from sync.server.backup.repository import NOTES, Repository, moment_of, name_of
from sync.server.backup.sealing import SealedWriter, Sealer
from sync.server.backup.served_files import ServedFile, served_files
from sync.server.backup.town_rows import TownTold, town_lines
from sync.server.backup.writing import blocks_of, hash_and_size, written
from sync.server.blobs import sync_folder
from sync.server.data_folder import DataFolder
from sync.server.migrations import HEAD
from sync.server.opening import system_now_ms
from sync.server.store import ServerStore

ZSTD_LEVEL: Final = 3
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up, and where to."""

    folder: DataFolder
    store: ServerStore
    repository: Repository
    sealer: Sealer
    progress: Progress


@dataclass
class _Begun:
    """A backup that is being taken."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    objects: dict[str, tuple[str, int]] = field(default_factory=dict)
    files_bytes: int = 0


def take(source: Source) -> Manifest:
    """Take a backup; what a kill leaves of it is no backup, and the next one goes on from its objects."""
    known = source.repository.known_objects() | source.repository.forget_broken_off()
    name = _new_name(source.repository)
    begun = _Begun(source.repository.folder / f"{name}.part")
    begun.folder.mkdir(mode=0o700, parents=True)
    key = source.folder.key()
    towns = [_take_town(source, begun, tenant) for tenant in source.store.tenants()]
    listed = list(_take_files(source, begun, names_key(key), known))
    _sealed_part(source, begun, FILES_PART, [json.dumps(line).encode() + b"\n" for line in listed])
    _sealed_part(source, begun, KEYS_PART, [json.dumps(dict(_secrets(source.folder))).encode()])
    text = objects_text(begun.objects)
    (begun.folder / NOTES).unlink(missing_ok=True)
    written(begun.folder / OBJECTS_PART, lambda file: file.write(text))
    begun.parts.append(Part(OBJECTS_PART, hashlib.sha256(text).hexdigest(), len(text)))
    told = Manifest(
        name=name,
        made_at=instant_of_ms(system_now_ms()),
        tables=HEAD,
        recipient=source.sealer.public,
        towns=tuple(towns),
        parts=tuple(begun.parts),
        files=len(listed),
        files_bytes=begun.files_bytes,
    )
    manifest = write_manifest(begun.folder, told, mac_key(key))
    begun.folder.rename(source.repository.folder / name)
    sync_folder(source.repository.folder)
    return manifest


def _new_name(repository: Repository) -> str:
    """Name a backup by its moment; always after the newest, whatever the machine's clock says."""
    moment = datetime.now(UTC)
    for newest in repository.names()[-1:]:
        moment = max(moment, moment_of(newest) + timedelta(milliseconds=1))
    return name_of(moment)


def _take_town(source: Source, begun: _Begun, tenant: str) -> TownPart:
    told = TownTold()
    with source.store.reading(tenant) as unit:
        part = _sealed_part(source, begun, f"town-{tenant}.sealed", town_lines(unit, told))
    source.progress("rows", told.rows)
    return TownPart(tenant, told.epoch, told.head, told.rows, told.sha256, part.name)


def _sealed_part(source: Source, begun: _Begun, name: str, lines: Iterator[bytes] | list[bytes]) -> Part:
    """Pack lines, seal them, and put them into the backup's folder."""

    def write(file: BinaryIO) -> Part:
        sealed = source.sealer.writer(file, name)
        packer = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
        for line in lines:
            sealed.write(packer.compress(line))
        sealed.write(packer.flush())
        return Part(name, sealed.end(), sealed.size_bytes)

    part = written(begun.folder / name, write)
    begun.parts.append(part)
    return part


def _take_files(
    source: Source, begun: _Begun, key: bytes, known: Mapping[str, tuple[str, int]]
) -> Iterator[tuple[str, str, int, str]]:
    """Copy what the objects have not yet; give path, SHA-256, size and object of every file."""
    for count, one in enumerate(served_files(source.folder), start=1):
        path = source.folder.path / one.path
        # One that is replaced at this moment has its next content at the next look; one that left needs no copy.
        with ExitStack() as stack:
            try:
                file = stack.enter_context(path.open("rb"))
            except FileNotFoundError:
                continue
            sha256, size_bytes = _told_of(one, file)
            name = object_name(key, one.path, sha256)
            begun.objects[name] = _copied(source, name, file, known)
            _note_object(begun, name)
        begun.files_bytes += size_bytes
        source.progress("files", count)
        yield one.path, sha256, size_bytes, name


def _told_of(one: ServedFile, file: BinaryIO) -> tuple[str, int]:
    """Give hash and size; a name that promises a hash is believed here, and compared when it is verified."""
    if one.named_sha256:
        return one.named_sha256, os.fstat(file.fileno()).st_size
    told = hash_and_size(file)
    file.seek(0)
    return told


def _note_object(begun: _Begun, name: str) -> None:
    """Tell the next backup, should this one be killed, that the object is whole and what it is."""
    with (begun.folder / NOTES).open("ab") as notes:
        notes.write(objects_text({name: begun.objects[name]}))


def _copied(source: Source, name: str, file: BinaryIO, known: Mapping[str, tuple[str, int]]) -> tuple[str, int]:
    target = source.repository.object(name)
    if name in known and target.is_file() and target.stat().st_size == known[name][1]:
        return known[name]

    def write(out: BinaryIO) -> tuple[str, int]:
        sealed: SealedWriter = source.sealer.writer(out, name)
        for block in blocks_of(file):
            sealed.write(block)
        return sealed.end(), sealed.size_bytes

    return written(target, write)


def _secrets(folder: DataFolder) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.key_file.parent.iterdir()):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(handle, "rb") as file:
                yield path.name, base64.b64encode(file.read()).decode()
