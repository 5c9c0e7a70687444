"""The device's own key (Ed25519): one per vault, derived from its data key, so that it is never outside of it.

It comes with the vault, before there is a database or a network. The server learns the public half at the first
sign-in, as `device_key`; it knows by it the parcels of this device (`sync.protocol.parcel_keys`), its requests
(`sync.protocol.proofs`), and whatever else this device must be known by later. Each use begins what it signs with
words of its own, so that no signature serves for another.
"""

from collections.abc import Callable

from fieldapp.vault.keys import Purpose, derived_key
from sync.protocol.proofs import SeedSigner


def device_key(subkey: Callable[[Purpose], bytes]) -> SeedSigner:
    """Give the key of an open vault (`Vault.subkey`); it raises VaultLocked once that is locked."""
    return SeedSigner(lambda: subkey(Purpose.PARCEL))


def device_key_of(data_key: bytes) -> SeedSigner:
    """Give the key that a vault around this data key will have: a first sign-in is proven before it."""
    return SeedSigner(lambda: derived_key(data_key, Purpose.PARCEL))
