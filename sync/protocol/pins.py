"""The pin of a server's key (RFC 7469, 2.4): base64 of SHA-256 over its SubjectPublicKeyInfo.

A key and not a certificate: a certificate that is renewed over the same key keeps its pin.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

PINS_MAX: Final = 8
_PIN = re.compile(r"sha256/[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True, slots=True)
class ServerTrust:
    """What a device asks of its server's certificate."""

    pins: tuple[str, ...] = ()
    roots: bool = True
    """Whether the system's authorities must vouch for it too; without pins they must anyway."""


def is_pin(text: object) -> bool:
    """Whether a text may be a pin."""
    return isinstance(text, str) and _PIN.fullmatch(text) is not None


def pin_of(certificate: bytes) -> str:
    """Give the pin of a certificate's key; DER or PEM. Raise ValueError on anything else."""
    # Imported here: few towns pin, and reading it delays the first screen.
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    is_text = certificate.lstrip().startswith(b"-----")
    read = x509.load_pem_x509_certificate if is_text else x509.load_der_x509_certificate
    key = read(certificate).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return "sha256/" + base64.b64encode(hashlib.sha256(key).digest()).decode()
