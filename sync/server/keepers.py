"""The town's recovery key, in the hands of no one: any two of its keepers open it together, one alone does not.

    code       128 random bits per keeper, shown once, never stored: 26 letters and digits in groups
    pair       for each two keepers: the key's private half, ChaCha20-Poly1305 under HKDF(one's code ‖ the other's)
    check      HKDF of a code under another label: tells a slip of the pen at once

With n keepers there are n(n-1)/2 pairs; at most ten keepers. New keepers mean a new key: devices seal to it with their
next tokens, and the old codes still open what was sealed before.
"""

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.parcel_keys import SEED_BYTES, seal_name, seal_public
from sync.server.rows_recovery import KeeperPairRow, KeeperRow, RecoveryKeyRow
from sync.server.store import Unit

KEEPERS_MIN, KEEPERS_MAX = 2, 10
NEEDED = 2
CODE_BYTES = 16
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter is mistaken for a digit."""
_CODE_CHARACTERS = 26
_GROUP = 5
_NONCE = bytes(12)
"""Each key seals one thing, once."""
_SLIPS = str.maketrans("ILO", "110")


class KeeperTrouble(Exception):
    """Something about keepers cannot be done; the code says why, in the words of the command line."""


def set_keepers(unit: Unit, names: Sequence[str], random_bytes: Callable[[int], bytes], now_ms: int) -> dict[str, str]:
    """Draw a recovery key and a code for each keeper; give the codes, which nothing can show again."""
    keepers = sorted({name.strip() for name in names})
    if len(keepers) != len(names) or not all(keepers) or not KEEPERS_MIN <= len(keepers) <= KEEPERS_MAX:
        raise KeeperTrouble("keepers-count")
    seed = random_bytes(SEED_BYTES)
    public = seal_public(seed)
    name = seal_name(public)
    codes = {keeper: random_bytes(CODE_BYTES) for keeper in keepers}
    unit.put(KeeperRow(name, keeper, _derived(code, "check").hex()) for keeper, code in codes.items())
    unit.put(_pair(name, one, other, codes, seed) for one, other in combinations(keepers, 2))
    unit.put([RecoveryKeyRow(name, public, max([now_ms, *(row.made_ms + 1 for row in unit.every(RecoveryKeyRow))]))])
    return {keeper: _written(code) for keeper, code in codes.items()}


def recovery_public(unit: Unit) -> str:
    """Give the public half of the newest recovery key; empty where the town has none."""
    rows = sorted(unit.every(RecoveryKeyRow), key=lambda row: row.made_ms)
    return rows[-1].public if rows else ""


def key_of_code(unit: Unit, keeper: str, code: str) -> tuple[str, bytes]:
    """Give the name of the recovery key of this keeper's code, and the code; raise `KeeperTrouble`."""
    raw = _read(code)
    rows = [row for row in unit.every(KeeperRow) if row.keeper == keeper.strip()]
    if not rows:
        raise KeeperTrouble("keeper-unknown")
    for row in rows:
        if raw is not None and hmac.compare_digest(row.check, _derived(raw, "check").hex()):
            return row.key_name, raw
    raise KeeperTrouble("keeper-code-wrong")


def seed_of(unit: Unit, key_name: str, codes: dict[str, bytes]) -> bytes:
    """Open a recovery key with the codes of two of its keepers; raise `KeeperTrouble`."""
    one, other = sorted(codes)
    row = unit.get(KeeperPairRow, [(key_name, _both(one, other))]).get((key_name, _both(one, other)))
    if row is None:
        raise KeeperTrouble("keeper-unknown")
    try:
        return ChaCha20Poly1305(_pair_key(codes[one], codes[other])).decrypt(
            _NONCE, b64decode(row.sealed), _bound(key_name, row.pair)
        )
    except InvalidTag:
        raise KeeperTrouble("keeper-code-wrong") from None


def _pair(key_name: str, one: str, other: str, codes: dict[str, bytes], seed: bytes) -> KeeperPairRow:
    pair = _both(one, other)
    sealed = ChaCha20Poly1305(_pair_key(codes[one], codes[other])).encrypt(_NONCE, seed, _bound(key_name, pair))
    return KeeperPairRow(key_name, pair, b64encode(sealed).decode())


def _both(one: str, other: str) -> str:
    return f"{one}\x1f{other}"


def _bound(key_name: str, pair: str) -> bytes:
    return f"{key_name}\x1f{pair}".encode()


def _pair_key(one: bytes, other: bytes) -> bytes:
    return _derived(one + other, "pair")


def _derived(secret: bytes, info: str) -> bytes:
    return HKDF(SHA256(), SEED_BYTES, None, f"fieldserver keeper 1: {info}".encode()).derive(secret)


def _written(code: bytes) -> str:
    """Write a code in groups that can be read out on the telephone."""
    number = int.from_bytes(code, "big")
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CODE_CHARACTERS)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _CODE_CHARACTERS, _GROUP))


def _read(code: str) -> bytes | None:
    letters = re.sub(r"[\s-]", "", code).upper().translate(_SLIPS)
    if len(letters) != _CODE_CHARACTERS or not set(letters) <= set(_ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    return number.to_bytes(CODE_BYTES, "big") if number < 1 << 8 * CODE_BYTES else None
