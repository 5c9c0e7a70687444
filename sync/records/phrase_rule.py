"""How many wrong passphrases in a row a town allows, in its policy: `{"passphrase": {"tries": 20}}`.

The last one takes the wrapped keys of the vault with it; two keepers of the town open it again. 0 sets no end. What is
missing or out of range counts as usual.
"""

from collections.abc import Mapping
from typing import Any, Final

PHRASE: Final = "passphrase"
"""The name of this rule in the policy of a town."""
TRIES: Final = 20
TRIES_MIN: Final = 5
"""Fewer would let a slip of the hand on a wet morning take the keys."""
TRIES_MAX: Final = 1_000


def tries_allowed(policy: Mapping[str, Any] | None) -> int:
    """Read how many tries there are; 0 where the town sets no end."""
    told = (policy or {}).get(PHRASE)
    tries: Any = told.get("tries") if isinstance(told, Mapping) else None
    if not isinstance(tries, int) or isinstance(tries, bool):
        return TRIES
    return tries if tries == 0 or TRIES_MIN <= tries <= TRIES_MAX else TRIES
