"""Ways to damage a file, as disks, power cuts and curious hands do; MUTATIONS=1000 for more of it."""

import os
import random
from pathlib import Path


def mutations(usual: int) -> int:
    """Give how many bits a test flips: more where MUTATIONS says so."""
    return max(usual, int(os.environ.get("MUTATIONS", "0")))


def flip_bit(path: Path, bit: int) -> None:
    """Flip one bit of a file, counted from its beginning."""
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(content)


def some_bits(path: Path, count: int, seed: int) -> list[int]:
    """Choose different bits of a file, the same for the same seed."""
    return random.Random(seed).sample(range(path.stat().st_size * 8), count)


def swap(path: Path, first: slice, second: slice) -> None:
    """Swap two ranges of the same length."""
    content = bytearray(path.read_bytes())
    content[first], content[second] = content[second], content[first]
    path.write_bytes(content)


def cut_to(path: Path, size_bytes: int) -> None:
    """Cut a file to a size."""
    path.write_bytes(path.read_bytes()[:size_bytes])
