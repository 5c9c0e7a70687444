"""Prepared photos for tests: bytes of no camera, told apart by a word."""

import hashlib

from fieldapp.device.photos import PreparedPhoto


def shot(word: str = "photo") -> PreparedPhoto:
    """Give a photo whose bytes hold this word."""
    jpeg, thumbnail = word.encode() * 100, word.encode() * 3
    return PreparedPhoto(
        jpeg=jpeg,
        thumbnail=thumbnail,
        sha256=hashlib.sha256(jpeg).hexdigest(),
        thumbnail_sha256=hashlib.sha256(thumbnail).hexdigest(),
        width=2048,
        height=1536,
        taken_at="2026-11-23T09:59:00.000Z",
        lat=48.85,
        long=2.35,
    )
