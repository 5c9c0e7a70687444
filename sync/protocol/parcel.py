r"""A parcel: the outbox of a device and the photos that it needs, in one file that anybody may carry.

    "FIELDAPP PARCEL 1\n"                                             what it is
    length u32, head                                                  JSON, readable: see `Head`
    length u32, frame                                                 any number, the last one is `end`
    0 u32                                                             no frame follows
    signature                                                         64 bytes over all before; nothing follows

    a frame, opened: one letter, then
      c  the body of a push (JSON)                                    all of them before the first photo
      p  {"sha256", "size_bytes"}                                     a photo begins
      b  up to `CHUNK_BYTES` of it
      e  {"changes", "photos"}                                        how many there were

Lengths are big-endian. Neither end holds more than one frame. Whoever carries the file sees which device packed it,
when, and how large it is. The reader knows the whole file to be genuine before it gives out the first frame.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from sync.protocol.exchange_codec import push_of_json, push_text
from sync.protocol.json_parts import count_of, id_of, instant_of, needed, read_json, write_json
from sync.protocol.messages import CHUNK_BYTES, PUSH_BYTES_MAX, PushRequest
from sync.protocol.parcel_keys import (
    SIGNATURE_BYTES,
    TAG_BYTES,
    FrameCipher,
    WrongKey,
    check_signature,
    is_public,
    key_from,
    key_to,
    seal_name,
    seal_public,
    signature,
)
from sync.protocol.problems import ProblemError

MAGIC = b"FIELDAPP PARCEL 1\n"
HEAD_BYTES_MAX = 4_096
FRAME_BYTES_MAX = 1 + PUSH_BYTES_MAX + TAG_BYTES
_LENGTH = struct.Struct(">I")
_CHANGES, _PHOTO, _BYTES, _END = b"c", b"p", b"b", b"e"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the outside of a parcel."""

    parcel: str
    tenant: str
    device: str
    made_at: str
    seal: str
    """Name of the server's key to which it is sealed."""
    drawn: str
    """Public half of the key drawn for this parcel."""


@dataclass(frozen=True, slots=True)
class Address:
    """To whom a parcel goes, and from whom: what the head says but for the keys."""

    parcel: str
    tenant: str
    device: str
    made_at: str
    to: str
    """The server's public sealing key."""


@dataclass(frozen=True, slots=True)
class PhotoBegins:
    """The bytes of a photo or of a thumbnail follow."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """The next bytes of the photo that began last."""

    content: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The end: how many changes and photos came."""

    changes: int
    photos: int


Part = PushRequest | PhotoBegins | PhotoPart | End


class ParcelWriter:
    """Packs one parcel into a file, frame by frame."""

    def __init__(self, file: BinaryIO, address: Address, signer: bytes, drawn: bytes) -> None:
        """Write the head. `signer` is the device's signing seed, `drawn` 32 fresh random bytes."""
        self._file = file
        self._signer = signer
        self._digest = hashlib.sha512()
        self._changes = self._photos = 0
        head = Head(
            address.parcel, address.tenant, address.device, address.made_at, seal_name(address.to), seal_public(drawn)
        )
        text = write_json(asdict(head))
        self._cipher = FrameCipher(key_to(address.to, drawn), text)
        self._write(MAGIC + _LENGTH.pack(len(text)) + text)

    def changes(self, request: PushRequest) -> None:
        """Add what would be one push."""
        assert not self._photos, "changes come before photos"
        self._changes += len(request.changes)
        self._frame(_CHANGES, push_text(request))

    def photo(self, sha256: str, size_bytes: int) -> None:
        """Begin a photo; `part` adds its bytes."""
        self._photos += 1
        self._frame(_PHOTO, write_json({"sha256": sha256, "size_bytes": size_bytes}))

    def part(self, content: bytes) -> None:
        """Add the next bytes of the photo."""
        assert len(content) <= CHUNK_BYTES, "a part is at most a chunk"
        self._frame(_BYTES, content)

    def end(self) -> End:
        """Sign and finish; give what went in."""
        told = End(self._changes, self._photos)
        self._frame(_END, write_json(asdict(told)))
        self._write(_LENGTH.pack(0))
        self._file.write(signature(self._signer, self._digest.digest()))
        return told

    def _frame(self, letter: bytes, content: bytes) -> None:
        frame = self._cipher.sealed(letter + content)
        assert len(frame) <= FRAME_BYTES_MAX, "a frame is at most a push"
        self._write(_LENGTH.pack(len(frame)) + frame)

    def _write(self, content: bytes) -> None:
        self._digest.update(content)
        self._file.write(content)


class ParcelReader:
    """Reads a parcel from a file that can be wound back."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the head; raise `not-a-parcel` or `parcel-damaged`."""
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise ProblemError("not-a-parcel")
        length = file.read(_LENGTH.size)
        self._text = file.read(_length_in(length, HEAD_BYTES_MAX))
        self.head = _head_of(self._text)
        self._begin = file.tell()
        self._before = MAGIC + length + self._text

    def check(self, signer: str) -> None:
        """Read the whole file; raise `parcel-damaged` unless the owner of this public key signed it all."""
        digest = hashlib.sha512(self._before)
        for frame in self._frames():
            digest.update(_LENGTH.pack(len(frame)) + frame)
        digest.update(_LENGTH.pack(0))
        signed = self._file.read(SIGNATURE_BYTES + 1)
        if len(signed) != SIGNATURE_BYTES:
            raise ProblemError("parcel-damaged")
        try:
            check_signature(signer, signed, digest.digest())
        except WrongKey:
            raise ProblemError("parcel-damaged") from None

    def parts(self, seed: bytes) -> Iterator[Part]:
        """Open the frames with the server's seed; raise `parcel-damaged` at the first that is not right."""
        try:
            cipher = FrameCipher(key_from(seed, self.head.drawn), self._text)
            told, is_ended = End(0, 0), False
            for part in (_part_of(cipher.opened(frame)) for frame in self._frames()):
                told = _counted(told, part, is_ended=is_ended)
                is_ended = isinstance(part, End)
                yield part
        except WrongKey:
            raise ProblemError("parcel-damaged") from None
        if not is_ended:
            raise ProblemError("parcel-damaged")

    def _frames(self) -> Iterator[bytes]:
        self._file.seek(self._begin)
        while length := _length_in(self._file.read(_LENGTH.size), FRAME_BYTES_MAX):
            frame = self._file.read(length)
            if len(frame) != length:
                raise ProblemError("parcel-damaged")
            yield frame


def _length_in(content: bytes, bytes_max: int) -> int:
    if len(content) != _LENGTH.size:
        raise ProblemError("parcel-damaged")
    (length,) = _LENGTH.unpack(content)
    if length > bytes_max:
        raise ProblemError("parcel-damaged")
    return int(length)


def _head_of(text: bytes) -> Head:
    try:
        told = read_json(text)
        words = {name: needed(told, name, str) for name in ("seal", "drawn")}
        ids = {name: id_of(told, name) for name in ("parcel", "tenant", "device")}
        head = Head(made_at=instant_of(told, "made_at"), **ids, **words)
    except ProblemError:
        raise ProblemError("parcel-damaged") from None
    if not is_public(head.drawn):
        raise ProblemError("parcel-damaged")
    return head


def _part_of(content: bytes) -> Part:
    letter, rest = content[:1], content[1:]
    try:
        return _READERS[letter](rest)
    except (KeyError, ProblemError):
        # The seal is right: the packer itself wrote what nobody can read.
        raise ProblemError("parcel-damaged") from None


def _photo_of(rest: bytes) -> PhotoBegins:
    told: dict[str, Any] = read_json(rest)
    if not is_public(told.get("sha256")):
        raise ProblemError("parcel-damaged")
    return PhotoBegins(told["sha256"], count_of(told, "size_bytes"))


def _end_of(rest: bytes) -> End:
    told = read_json(rest)
    return End(count_of(told, "changes"), count_of(told, "photos"))


_READERS: Mapping[bytes, Callable[[bytes], Part]] = {
    _CHANGES: lambda rest: push_of_json(read_json(rest)),
    _PHOTO: _photo_of,
    _BYTES: PhotoPart,
    _END: _end_of,
}


def _counted(told: End, part: Part, *, is_ended: bool) -> End:
    """Count a part, where it may stand; raise `parcel-damaged` where it may not."""
    match part:
        case _ if is_ended:
            pass
        case PushRequest() if not told.photos:
            return End(told.changes + len(part.changes), told.photos)
        case PhotoBegins():
            return End(told.changes, told.photos + 1)
        case PhotoPart() if told.photos:
            return told
        case End() if part == told:
            return told
    raise ProblemError("parcel-damaged")
