"""From an agent's passphrase to the key that wraps the data key: HKDF(Argon2id(passphrase) ‖ device secret).

The device secret makes a copied folder useless without the device; Argon2id (RFC 9106) makes guessing slow
where the secret leaked too. Its cost is measured on the device once and stored, never below OWASP's floor.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fieldapp.vault.keys import KEY_BYTES, derived_key

SALT_BYTES = 16
MEMORY_KIB_MAX = 1024 * 1024
ITERATIONS_MAX = 64
LANES_MAX = 8
# Half a second is felt as one gesture; above 0.8 s agents of a shared tablet begin to complain.
UNLOCK_S_MIN = 0.5
UNLOCK_S_MAX = 0.8


@dataclass(frozen=True, slots=True)
class PassphraseCost:
    """What one guess costs: Argon2id's memory in KiB, passes over it, and lanes."""

    memory_kib: int
    iterations: int
    lanes: int = 1

    def is_allowed(self) -> bool:
        """Whether it lies between the floor and what a forged file may make a device spend."""
        return (
            COST_FLOOR.memory_kib <= self.memory_kib <= MEMORY_KIB_MAX
            and COST_FLOOR.iterations <= self.iterations <= ITERATIONS_MAX
            and 1 <= self.lanes <= LANES_MAX
        )


COST_FLOOR = PassphraseCost(memory_kib=19 * 1024, iterations=2)
COST_USUAL = PassphraseCost(memory_kib=64 * 1024, iterations=3)


def calibrated_cost(seconds_of: Callable[[PassphraseCost], float]) -> PassphraseCost:
    """Choose the cost that takes this device between 0.5 and 0.8 s, as far as the floor lets it.

    `seconds_of` measures one derivation; see `measured_seconds`. Memory comes first, because it is what an
    attacker's hardware lacks; passes fill up the time.
    """
    cost, seconds = COST_USUAL, seconds_of(COST_USUAL)
    while seconds > UNLOCK_S_MAX and cost != COST_FLOOR:
        memory = max(cost.memory_kib // 2, COST_FLOOR.memory_kib)
        at_floor = memory == COST_FLOOR.memory_kib
        cost = PassphraseCost(memory, COST_FLOOR.iterations if at_floor else cost.iterations)
        seconds = seconds_of(cost)
    if seconds >= UNLOCK_S_MIN:
        return cost
    per_pass = max(seconds / cost.iterations, 1e-6)
    passes = min(max(round((UNLOCK_S_MIN + UNLOCK_S_MAX) / 2 / per_pass), cost.iterations), ITERATIONS_MAX)
    return PassphraseCost(cost.memory_kib, passes)


def measured_seconds(cost: PassphraseCost, clock: Callable[[], float] = time.thread_time) -> float:
    """Measure one derivation at this cost, in this thread's own time of the processor.

    By the wall's clock a device that was busy while it was set up would guard its keys with half the memory, for good.
    """
    begun = clock()
    key_encryption_key("measured", bytes(SALT_BYTES), cost, bytes(KEY_BYTES))
    return clock() - begun


def key_encryption_key(passphrase: str, salt: bytes, cost: PassphraseCost, device_secret: bytes) -> bytes:
    """Derive the key that wraps the data key; slow on purpose."""
    return derived_key(slow_key(passphrase, salt, cost) + device_secret, "key encryption", salt)


def slow_key(typed: str, salt: bytes, cost: PassphraseCost) -> bytes:
    """Derive 32 bytes from what a person typed, by Argon2id.

    It is read in Unicode's NFC form: keyboards differ in how they compose « é ».
    """
    assert typed, "an empty passphrase protects nothing"
    slow = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return slow.derive(unicodedata.normalize("NFC", typed).encode())
