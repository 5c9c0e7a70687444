"""Prepared photos for tests: the shape that the replica takes, with bytes of no real camera."""

import hashlib
from dataclasses import dataclass

from fieldapp.device.ports import PickedFile
from fieldapp.ui.gallery_photos import sample_photo


@dataclass(frozen=True, slots=True)
class SmallPhoto:
    """A photo as it comes prepared: bytes, addresses, sizes."""

    jpeg: bytes
    thumbnail: bytes = b"small"
    width: int = 1600
    height: int = 1200
    taken_at: str | None = None
    lat: float | None = None
    long: float | None = None

    @property
    def sha256(self) -> str:
        """Give the picture's address."""
        return hashlib.sha256(self.jpeg).hexdigest()

    @property
    def thumbnail_sha256(self) -> str:
        """Give the small picture's address."""
        return hashlib.sha256(self.thumbnail).hexdigest()


def photo(word: str = "picture") -> SmallPhoto:
    """Give a photo told apart by a word."""
    return SmallPhoto(word.encode() * 10)


def picture_files(count: int) -> list[PickedFile]:
    """Give pictures that can be read, as a person would choose them."""
    return [PickedFile(f"photo-{number}.jpg", sample_photo(number)) for number in range(count)]
