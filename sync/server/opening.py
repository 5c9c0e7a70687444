"""Opens a server on its data folder: the one place where the real clock, randomness and disk come in."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync.server.accounts import Passwords
from sync.server.blobs import BlobFiles
from sync.server.data_folder import DataFolder
from sync.server.map.published import PublishedMaps
from sync.server.parts import Parts, World, build_parts
from sync.server.service import Committed
from sync.server.sql_store import SqlServerStore


def system_now_ms() -> int:
    """Give the machine's wall clock in Unix milliseconds."""
    return time.time_ns() // 1_000_000


def _nothing(committed: Committed) -> None:
    """Let commits pass."""


@contextmanager
def opened(folder: DataFolder, *, after_commit: Callable[[Committed], None] = _nothing) -> Iterator[Parts]:
    """Open a made folder for the time of a `with`; raise `FolderTrouble` when it cannot be used."""
    folder.check()
    key = folder.key()
    with _parts(folder, key, after_commit) as parts:
        yield parts


@contextmanager
def made(folder: DataFolder) -> Iterator[Parts]:
    """Make a new server in a folder: beside it, and whole under its name once the `with` ends well."""
    begun = folder.beside()
    try:
        begun.make()
        with _parts(begun, begun.key(), _nothing) as parts:
            yield parts
    except BaseException:
        shutil.rmtree(begun.path, ignore_errors=True)
        raise
    begun.seal()
    folder.finish(begun)


@contextmanager
def _parts(folder: DataFolder, key: bytes, after_commit: Callable[[Committed], None]) -> Iterator[Parts]:
    store = SqlServerStore(folder.database)
    world = World(system_now_ms, os.urandom, key, Passwords(), after_commit)
    try:
        store.create()
        yield build_parts(store, BlobFiles(folder.photos), PublishedMaps(folder.maps), world)
    finally:
        store.close()
