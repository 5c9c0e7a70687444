"""The checksum of SQLite's write-ahead log, computed fast without compiled code of our own.

It runs over pairs of 32-bit words: s0 += x + s1, then s1 += y + s0, modulo 2^32 (SQLite, "WAL file format"). That is a
linear recurrence: with v = (x, y) the sums grow by N^(n-1)·v[0] + N^(n-2)·v[1] + … + v[n-1], where N = (2 1 / 1 1) and
its powers are Fibonacci numbers. So a page folds: its first half times N^(n/2), added to its second half, says the same
with half of the pairs. Python's long integers do a fold in some dozen operations, with every pair in a lane of 64
bits; a loop over the pairs of 4,096 bytes takes three times as long (27 November 2026).
"""

from __future__ import annotations

from array import array
from functools import cache
from struct import Struct

_WORD_MAX = 0xFFFFFFFF
_LANE_BITS = 64
_PAIR_BYTES = 8
_BE_PAIR, _LE_PAIR = Struct(">II"), Struct("<II")

Sums = tuple[int, int]


def chained(sums: Sums, header: bytes, page: bytes, *, big_endian: bool) -> Sums:
    """Go on from a frame's sums over the next: the first 8 bytes of its header, then its page.

    The page has a power of two of pairs; `big_endian` is how its words are read (bit 0 of the log's magic number).
    """
    s0, s1 = _one_pair(sums, *(_BE_PAIR if big_endian else _LE_PAIR).unpack_from(header))
    if big_endian:
        words = array("I", page)
        words.byteswap()
        page = words.tobytes()
    x, y = _folded(page)
    a, b, c = _power(len(page) // _PAIR_BYTES)
    # The sums before the page are (s0, s1 - s0) in the coordinates of pairs.
    before = s1 - s0
    x, y = a * s0 + b * before + x, b * s0 + c * before + y
    return x & _WORD_MAX, (x + y) & _WORD_MAX


def _one_pair(sums: Sums, x: int, y: int) -> Sums:
    s0 = (sums[0] + x + sums[1]) & _WORD_MAX
    return s0, (sums[1] + y + s0) & _WORD_MAX


def _folded(page: bytes) -> Sums:
    """Fold a page to one pair."""
    pairs = len(page) // _PAIR_BYTES
    lanes, whole = int.from_bytes(page, "little"), _mask(pairs)
    x, y = lanes & whole, (lanes >> 32) & whole
    while pairs > 1:
        pairs //= 2
        a, b, c = _power(pairs)
        mask, shift = _mask(pairs), pairs * _LANE_BITS
        x_first, y_first = x & mask, y & mask
        # Each product is cut to 32 bits before it meets another: three of them stay within their lane.
        mixed = ((b * y_first) & mask) + (x >> shift)
        y = (((b * x_first) & mask) + ((c * y_first) & mask) + (y >> shift)) & mask
        x = (((a * x_first) & mask) + mixed) & mask
    return x, y


@cache
def _mask(pairs: int) -> int:
    """Give the low 32 bits of every lane."""
    return int.from_bytes((b"\xff" * 4 + bytes(4)) * pairs, "little")


@cache
def _power(exponent: int) -> tuple[int, int, int]:
    """Give a, b, c of N^exponent = (a b / b c), modulo 2^32."""
    a, b, c = 1, 0, 1
    for _ in range(exponent):
        a, b, c = (2 * a + b) & _WORD_MAX, (a + b) & _WORD_MAX, (b + c) & _WORD_MAX
    return a, b, c
