"""A shelf of photos in memory, and a photo server that behaves as tus says."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

import httpx

from sync.client.ports import PhotoBytes, PhotoMissing
from sync.protocol.addresses import HASH_HEADER, LENGTH_HEADER, OFFSET_HEADER, PHOTOS, hash_header
from sync.protocol.problems import PROBLEM_MEDIA_TYPE, ProblemError
from tests.protocol.fake_wire import bytes_saying


def photo_of(content: bytes, *, is_thumbnail: bool = False, sent_bytes: int = 0) -> PhotoBytes:
    """Describe some bytes."""
    sha256 = hashlib.sha256(content).hexdigest()
    return PhotoBytes(f"attachment {sha256[:4]}", sha256, len(content), is_thumbnail, sent_bytes)


class MemoryPhotoShelf:
    """Photos in memory: those to send with their bytes, those wanted, those kept."""

    def __init__(self) -> None:
        self.to_send: dict[PhotoBytes, bytes] = {}
        self.wanted: list[PhotoBytes] = []
        self.kept: dict[str, bytes] = {}
        self.marks: list[tuple[str, int]] = []
        self.sent: set[str] = set()

    def has(self, content: bytes, *, is_thumbnail: bool = False, sent_bytes: int = 0) -> PhotoBytes:
        """Have bytes to send."""
        photo = photo_of(content, is_thumbnail=is_thumbnail, sent_bytes=sent_bytes)
        self.to_send[photo] = content
        return photo

    def wants(self, content: bytes, *, is_thumbnail: bool = False, is_ahead: bool = False) -> PhotoBytes:
        """Want bytes that the server has."""
        photo = replace(photo_of(content, is_thumbnail=is_thumbnail), is_ahead=is_ahead)
        self.wanted.append(photo)
        return photo

    async def outgoing(self) -> Sequence[PhotoBytes]:
        """List what is to be sent."""
        return [photo for photo in self.to_send if photo.sha256 not in self.sent]

    async def incoming(self) -> Sequence[PhotoBytes]:
        """List what is wanted."""
        return [photo for photo in self.wanted if photo.sha256 not in self.kept]

    async def read(self, photo: PhotoBytes, offset: int, length: int) -> bytes:
        """Give a part."""
        if photo not in self.to_send:
            raise PhotoMissing
        return self.to_send[photo][offset : offset + length]

    async def mark_sent(self, photo: PhotoBytes, offset: int) -> None:
        """Note how far it is."""
        self.marks.append((photo.sha256, offset))
        if offset == photo.size_bytes:
            self.sent.add(photo.sha256)

    async def keep(self, photo: PhotoBytes, content: bytes) -> None:
        """Keep fetched bytes."""
        self.kept[photo.sha256] = content


class PhotoServer:
    """The photo routes: bytes by hash, chunks in place, a proof at the end."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self.whole: dict[str, bytes] = {}
        self.proves = True
        self.garbles_next = False

    def serves(self, content: bytes) -> None:
        """Have bytes to give."""
        self.whole[hashlib.sha256(content).hexdigest()] = content

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        sha256 = request.url.path.removeprefix(f"{PHOTOS}/")
        try:
            return getattr(self, f"_{request.method.lower()}")(request, sha256)  # type: ignore[no-any-return]
        except ProblemError as problem:
            body = b"" if request.method == "HEAD" else json.dumps(problem.document()).encode()
            return bytes_saying(body, problem.kind.status, PROBLEM_MEDIA_TYPE)(request)

    def _head(self, request: httpx.Request, sha256: str) -> httpx.Response:
        return self._told(request, sha256, 200)

    def _patch(self, request: httpx.Request, sha256: str) -> httpx.Response:
        here = self.parts.get(sha256, b"")
        if sha256 in self.whole or int(request.headers[OFFSET_HEADER]) != len(here):
            raise ProblemError("chunk-out-of-place")
        chunk = request.content
        if self.garbles_next:
            self.garbles_next, chunk = False, bytes(len(chunk))
        self.parts[sha256] = here + chunk
        if len(self.parts[sha256]) == int(request.headers[LENGTH_HEADER]):
            content = self.parts.pop(sha256)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise ProblemError("hash-differs")
            self.whole[sha256] = content
        return self._told(request, sha256, 204)

    def _get(self, request: httpx.Request, sha256: str) -> httpx.Response:
        if sha256 not in self.whole:
            raise ProblemError("not-found")
        first, _, last = request.headers["Range"].removeprefix("bytes=").partition("-")
        part = self.whole[sha256][int(first) : int(last) + 1]
        return bytes_saying(part, 206, "application/octet-stream", {HASH_HEADER: hash_header(sha256)})(request)

    def _told(self, request: httpx.Request, sha256: str, status: int) -> httpx.Response:
        length = len(self.whole.get(sha256, self.parts.get(sha256, b"")))
        headers = {OFFSET_HEADER: str(length)}
        if sha256 in self.whole and self.proves:
            headers[HASH_HEADER] = hash_header(sha256)
        return bytes_saying(b"", status, "text/plain", headers)(request)
