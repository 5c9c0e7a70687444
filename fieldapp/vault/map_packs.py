"""The map packs of one town on this device: the one in use, and the one that is on its way.

    <profile>/maps/<tenant>/
      <sha256>.json       what the town said of it: name, size, version; written before the first byte
      <sha256>.part       on its way: its length is how far it has come, after `kill -9` too
      <sha256>.mbtiles    whole, its hash was checked

Not encrypted, and shared by all agents of the device: the plan of a town is on every wall, and a tablet that many use
should fetch it once. Nothing that anybody did, looked at or searched is ever written here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fieldapp.vault.durable import make_folder, open_owner_only, publish, write_durably
from fieldapp.vault.errors import storage_errors
from sync.protocol.map_codec import maps_of_json, maps_to_json
from sync.protocol.messages import MapOffer
from sync.protocol.problems import ProblemError

MAPS_FOLDER: Final = "maps"
_SHEET, _PART, _WHOLE = ".json", ".part", ".mbtiles"


class MapPacks:
    """The packs in one folder. One fetch at a time (the caller's promise)."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, there or not."""
        self._folder = folder

    def held(self) -> MapOffer | None:
        """Give the pack in use; of two (a kill between taking one and deleting the other) the newer."""
        return max(self._with(_WHOLE), key=lambda offer: offer.version, default=None)

    def begun(self) -> MapOffer | None:
        """Give the pack that is on its way."""
        return next(iter(self._with(_PART)), None)

    def path(self, offer: MapOffer) -> Path:
        """Give where a whole pack lies."""
        return self._folder / (offer.sha256 + _WHOLE)

    def begin(self, offer: MapOffer) -> None:
        """Note that this pack is wanted; another one that was on its way is given up."""
        make_folder(self._folder)
        for other in list(self._with(_PART)):
            if other.sha256 != offer.sha256:
                self._delete(other, _PART)
        write_durably(self._sheet(offer), [json.dumps(maps_to_json([offer])).encode()])
        with storage_errors("begin a map pack"):
            os.close(open_owner_only(self._part(offer), os.O_CREAT | os.O_WRONLY))

    def stop(self) -> None:
        """Give up what is on its way."""
        for offer in list(self._with(_PART)):
            self._delete(offer, _PART)

    def remove(self) -> None:
        """Delete the pack in use."""
        for offer in list(self._with(_WHOLE)):
            self._delete(offer, _WHOLE)

    def length(self, offer: MapOffer) -> int:
        """Say how many bytes of a pack are here."""
        try:
            return min(self._part(offer).stat().st_size, offer.size_bytes)
        except FileNotFoundError:
            return 0

    def append(self, offer: MapOffer, offset: int, part: bytes) -> None:
        """Add a part where the file ends, durably; raise DiskFull or StorageFailed."""
        place = self._part(offer)
        with storage_errors("write a map pack"), os.fdopen(open_owner_only(place, os.O_WRONLY), "wb") as file:
            # Cut first: what a full disk left of the part before is written again.
            file.truncate(offset)
            file.seek(offset)
            file.write(part)
            file.flush()
            os.fsync(file.fileno())

    def finish(self, offer: MapOffer) -> bool:
        """Take a complete pack into use if it has its hash, the one before goes; else throw it away."""
        with storage_errors("check a map pack"), self._part(offer).open("rb") as file:
            is_right = hashlib.file_digest(file, "sha256").hexdigest() == offer.sha256
        if not is_right:
            self._delete(offer, _PART)
            return False
        publish(self._part(offer), self.path(offer))
        for other in list(self._with(_WHOLE)):
            if other.sha256 != offer.sha256:
                self._delete(other, _WHOLE)
        return True

    def _with(self, suffix: str) -> Iterator[MapOffer]:
        """Give the packs that have a file of this kind and a sheet that can be read."""
        for path in sorted(self._folder.glob(f"*{suffix}")):
            try:
                (offer,) = maps_of_json(json.loads(path.with_suffix(_SHEET).read_bytes()))
            except (OSError, ValueError, ProblemError):
                continue
            if offer.sha256 == path.stem:
                yield offer

    def _delete(self, offer: MapOffer, suffix: str) -> None:
        with storage_errors("delete a map pack"):
            (self._folder / (offer.sha256 + suffix)).unlink(missing_ok=True)
            self._sheet(offer).unlink(missing_ok=True)

    def _part(self, offer: MapOffer) -> Path:
        return self._folder / (offer.sha256 + _PART)

    def _sheet(self, offer: MapOffer) -> Path:
        return self._folder / (offer.sha256 + _SHEET)
