r"""A sealed file: only the holder of the recipient's key reads it, and nobody alters, cuts or swaps it unseen.

    "FIELDSERVER SEALED 1\n"
    32 bytes                        public half of a key drawn for this file alone
    length u32, frame               any number; opened: `b` and up to 1 MiB, the last one `e` alone
                                    nothing follows

The keys and frames are those of a parcel (`sync.protocol.parcel_keys`: X25519, HKDF, ChaCha20-Poly1305 by number).
What is bound to each frame is the head and the name of the file: one put in the place of another does not open.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from sync.protocol.parcel_keys import TAG_BYTES, FrameCipher, WrongKey, key_from, key_to, seal_public
from sync.server.backup.trouble import BackupTrouble

MAGIC: Final = b"FIELDSERVER SEALED 1\n"
BLOCK_BYTES: Final = 1024 * 1024
PUBLIC_BYTES: Final = 32
FRAME_BYTES_MAX: Final = 1 + BLOCK_BYTES + TAG_BYTES
_LENGTH: Final = struct.Struct(">I")
_BYTES, _END = b"b", b"e"


class Opener(Protocol):
    """What opens sealed files: the recipient's private key, or the memory of who sealed them."""

    def opens(self, name: str) -> bool:
        """Say whether the file of this name can be opened here."""
        ...

    def key(self, name: str, drawn_public: str) -> bytes:
        """Give the key of a file that can be opened; raise `WrongKey`."""
        ...


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Opens everything, with the recipient's private key."""

    seed: bytes

    def opens(self, name: str) -> bool:
        """Say yes."""
        return True

    def key(self, name: str, drawn_public: str) -> bytes:
        """Derive the key of a file."""
        return key_from(self.seed, drawn_public)


class Sealer:
    """Seals files to a recipient, and remembers their keys: it reads again what it wrote."""

    def __init__(self, public: str, random_bytes: Callable[[int], bytes]) -> None:
        self.public = public
        self._random_bytes = random_bytes
        self._keys: dict[str, bytes] = {}

    def opens(self, name: str) -> bool:
        """Say whether it sealed the file of this name."""
        return name in self._keys

    def key(self, name: str, drawn_public: str) -> bytes:
        """Remember the key of a file."""
        return self._keys[name]

    def writer(self, file: BinaryIO, name: str) -> "SealedWriter":
        """Begin a sealed file."""
        drawn = self._random_bytes(PUBLIC_BYTES)
        self._keys[name] = key_to(self.public, drawn)
        head = MAGIC + bytes.fromhex(seal_public(drawn))
        return SealedWriter(file, head, FrameCipher(self._keys[name], _bound(head, name)))


class SealedWriter:
    """Takes bytes and writes frames; `end` is called once, after the last."""

    def __init__(self, file: BinaryIO, head: bytes, cipher: FrameCipher) -> None:
        self._file, self._cipher = file, cipher
        self._waiting = bytearray()
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        self._write(head)

    def write(self, content: bytes) -> None:
        """Add bytes."""
        self._waiting += content
        while len(self._waiting) >= BLOCK_BYTES:
            self._frame(_BYTES + bytes(self._waiting[:BLOCK_BYTES]))
            del self._waiting[:BLOCK_BYTES]

    def end(self) -> str:
        """Write what is left and the end; give the SHA-256 of the whole file."""
        if self._waiting:
            self._frame(_BYTES + bytes(self._waiting))
        self._frame(_END)
        return self._digest.hexdigest()

    def _frame(self, content: bytes) -> None:
        frame = self._cipher.sealed(content)
        self._write(_LENGTH.pack(len(frame)) + frame)

    def _write(self, content: bytes) -> None:
        self._digest.update(content)
        self.size_bytes += len(content)
        self._file.write(content)


def opened_blocks(file: BinaryIO, name: str, opener: Opener) -> Iterator[bytes]:
    """Give the bytes of a sealed file; raise `BackupTrouble` where it was altered, or for another key."""
    head = file.read(len(MAGIC) + PUBLIC_BYTES)
    if len(head) != len(MAGIC) + PUBLIC_BYTES or not head.startswith(MAGIC):
        raise BackupTrouble(f"{name} is damaged: it does not begin as a sealed file.")
    try:
        cipher = FrameCipher(opener.key(name, head[len(MAGIC) :].hex()), _bound(head, name))
        while (content := cipher.opened(_next_frame(file, name))) != _END:
            yield content[len(_BYTES) :]
    except WrongKey:
        raise BackupTrouble(f"{name} is damaged, or sealed to another key.") from None
    if file.read(1):
        raise BackupTrouble(f"{name} is damaged: something follows its end.")


def _next_frame(file: BinaryIO, name: str) -> bytes:
    length = file.read(_LENGTH.size)
    size_bytes = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
    frame = file.read(size_bytes) if 0 < size_bytes <= FRAME_BYTES_MAX else b""
    if not frame or len(frame) != size_bytes:
        raise BackupTrouble(f"{name} is damaged: it ends too early.")
    return frame


def _bound(head: bytes, name: str) -> bytes:
    return head + name.encode()
