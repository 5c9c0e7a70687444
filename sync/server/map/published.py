"""The map pack that a town publishes to its devices: a file named by its hash, and the list that tells of it.

    <folder>/<tenant>/<sha256>     a pack, whole
    <folder>/<tenant>/maps.json    what is published: put in place in one step, after the pack itself

A town publishes one pack; the next one takes its place, and the one before is deleted. As the address of a pack is its
hash, a device that was fetching the old one hears `not-found`, asks for the list and never mixes two. The list is read
at each question, so that a command beside a running server is heard at once.
"""

import json
import os
import shutil
import sqlite3
from pathlib import Path

from sync.protocol.map_codec import maps_of_json, maps_to_json
from sync.protocol.messages import MapOffer
from sync.protocol.problems import ProblemError
from sync.records.map_pack import NoMapPack, read_sheet
from sync.server.blobs import hash_of, sync_folder
from sync.server.map.trouble import MapTrouble

LIST = "maps.json"


class PublishedMaps:
    """The map packs of one server, town by town."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def offers(self, tenant: str) -> tuple[MapOffer, ...]:
        """Give what a town publishes."""
        try:
            return maps_of_json(json.loads(self._list(tenant).read_bytes()))
        except FileNotFoundError:
            return ()

    def readable(self, tenant: str, sha256: str) -> Path:
        """Give the file of a pack that the town publishes; raise `not-found`."""
        path = self._folder / tenant / sha256
        if sha256 not in {offer.sha256 for offer in self.offers(tenant)} or not path.is_file():
            raise ProblemError("not-found")
        return path

    def publish(self, tenant: str, pack: Path, now: str) -> MapOffer:
        """Copy a pack and tell of it in place of the one before; raise `MapTrouble` where it is none."""
        name = _name_of(pack)
        before = self.offers(tenant)
        folder = self._folder / tenant
        try:
            folder.mkdir(parents=True, exist_ok=True)
            sha256 = _taken_in(pack, folder)
            version = max((offer.version for offer in before), default=0) + 1
            offer = MapOffer(name, sha256, (folder / sha256).stat().st_size, version, now)
            _write(self._list(tenant), json.dumps(maps_to_json([offer]), ensure_ascii=False).encode())
        except OSError as trouble:
            raise MapTrouble(f"The pack cannot be published: {trouble.strerror or trouble}.") from trouble
        self._sweep(tenant, {sha256, LIST})
        return offer

    def withdraw(self, tenant: str) -> None:
        """Publish no pack any more; devices keep what they have."""
        self._list(tenant).unlink(missing_ok=True)
        self._sweep(tenant, set())

    def _sweep(self, tenant: str, kept: set[str]) -> None:
        folder = self._folder / tenant
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _list(self, tenant: str) -> Path:
        return self._folder / tenant / LIST


def _name_of(pack: Path) -> str:
    if not pack.is_file():
        raise MapTrouble(f"There is no file {pack}.")
    try:
        connection = sqlite3.connect(f"{pack.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return read_sheet(connection).name
        finally:
            connection.close()
    except (sqlite3.DatabaseError, NoMapPack) as trouble:
        raise MapTrouble(f"{pack.name} is no map pack: {trouble}.") from trouble


def _taken_in(pack: Path, folder: Path) -> str:
    """Copy a pack under its hash, durably; the hash is that of the copy."""
    part = folder / f"{os.getpid()}.part"
    try:
        shutil.copyfile(pack, part)
        sha256 = hash_of(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(folder / sha256)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder)
    return sha256


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
