"""Seeded chance: one named stream of random numbers per part of the demo town.

A stream depends on the seed and on its name only, never on what was drawn elsewhere: adding a bench
to the park must not rename every street. `random.Random` seeded with a string hashes it with SHA-512,
so a stream is the same on every machine and under every PYTHONHASHSEED.
"""

import math
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sync.core.ids import uuid7

Choice = TypeVar("Choice")


def stream(seed: int, *names: str | int) -> random.Random:
    """Give the stream of random numbers called by these names."""
    return random.Random("/".join(str(part) for part in (seed, *names)))


def pick(rng: random.Random, weights: Mapping[Choice, float]) -> Choice:
    """Draw one key of a table of weights."""
    return rng.choices(list(weights), list(weights.values()))[0]


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split a total in whole parts after their weights (largest remainder: the parts add up)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def record_id(seed: int, made_at: datetime, *names: str | int) -> str:
    """Give the UUIDv7 of a record made at this instant: same seed and names, same id."""
    chance = stream(seed, "id", *names)
    return uuid7(int(made_at.timestamp() * 1000), chance.randbytes(10))
