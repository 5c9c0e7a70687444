"""The files of the photo store, addressed by the sha256 of their bytes.

    <folder>/<tenant>/<first two digits>/<sha256>          whole, its hash was checked
    <folder>/<tenant>/parts/<agent>/<sha256>               on its way: its length is how far the upload has come

Nothing is said to be stored before it is on the disk (`fsync` of the file, then of the folder). A part is kept until
the database knows that the upload is complete, so that a kill at any moment costs at most the chunk that was under
way. A damaged part (a disk that lost power) is found by the hash at the end, and sent again.
"""

import hashlib
import os
import shutil
from pathlib import Path

READ_BYTES = 1024 * 1024


class HashDiffers(Exception):
    """The whole part has another hash than was announced; it was thrown away."""


class BlobFiles:
    """Parts and whole files of one server. One writer per part at a time (the caller's promise)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def incoming(self) -> Path:
        """Give the folder for what is received and not yet looked at."""
        folder = self._folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def room_bytes(self) -> int:
        """Give how many bytes the disk of the photos still takes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._folder).free

    def whole(self, tenant: str, sha256: str) -> Path:
        """Give the path of a whole file, whether it is there or not."""
        return self._folder / tenant / sha256[:2] / sha256

    def part(self, tenant: str, agent: str, sha256: str) -> Path:
        """Give the path of an upload that is on its way."""
        return self._folder / tenant / "parts" / agent / sha256

    def length(self, tenant: str, agent: str, sha256: str) -> int:
        """Say how many bytes of an upload are here."""
        try:
            return self.part(tenant, agent, sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, part: Path, offset: int, chunk: bytes) -> int:
        """Add a chunk where the part ends, durably; give its length."""
        part.parent.mkdir(parents=True, exist_ok=True)
        is_new = not part.exists()
        with part.open("ab") as file:
            assert file.tell() == offset, "a chunk goes where the part ends"
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            length = file.tell()
        if is_new:
            sync_folder(part.parent)
        return length

    def finish(self, tenant: str, agent: str, sha256: str) -> None:
        """Check the hash of a complete part and make it a whole file; the part stays. Raise `HashDiffers`."""
        part, whole = self.part(tenant, agent, sha256), self.whole(tenant, sha256)
        if hash_of(part) != sha256:
            part.unlink()
            raise HashDiffers(sha256)
        whole.parent.mkdir(parents=True, exist_ok=True)
        if not whole.exists():
            # A link, not a move: until the database knows, the part must say that everything has come.
            whole.hardlink_to(part)
            sync_folder(whole.parent)

    def forget_part(self, tenant: str, agent: str, sha256: str) -> None:
        """Take away the part of an upload that the database knows to be complete."""
        self.part(tenant, agent, sha256).unlink(missing_ok=True)

    def erase(self, tenant: str, sha256: str) -> bool:
        """Take these bytes away, whole and on their way, durably; say that no name leads to them any more."""
        whole = self.whole(tenant, sha256)
        for path in (whole, *(self._folder / tenant / "parts").glob(f"*/{sha256}")):
            path.unlink(missing_ok=True)
            if path.parent.exists():
                sync_folder(path.parent)
        return not whole.exists()

    def put(self, tenant: str, content: bytes) -> str:
        """Store bytes that are whole already (the server's own); give their sha256."""
        sha256 = hashlib.sha256(content).hexdigest()
        whole = self.whole(tenant, sha256)
        if not whole.exists():
            whole.parent.mkdir(parents=True, exist_ok=True)
            partial = whole.with_suffix(".part")
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(whole)
            sync_folder(whole.parent)
        return sha256


def hash_of(path: Path) -> str:
    """Read a file and give its sha256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Push the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
