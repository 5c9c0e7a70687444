"""Enrolment by code: what an administrator hands to an agent so that his tablet gets in, once.

    code    16 signs of Crockford's alphabet: 15 by chance (75 bits), then Luhn's sum to the base 32, which notices them
    link    fieldapp:enrol?code=…&server=…&tenant=…&pin=…&roots=0    what a QR code holds, or what is pasted

I and L are read as 1, O as 0; case, spaces and dashes do not matter.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from sync.protocol.pins import PINS_MAX, is_pin

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS: Final = 16
CODE_BYTES: Final = 10
LINK_CHARACTERS_MAX: Final = 2_048
_SCHEME = "fieldapp"
_PATH = "enrol"
_BITS = 5
_GROUP = 4
_READ_AS = str.maketrans("ILO", "110", " -\u2010\u2011\u2013\t\r\n")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What was handed over; a typed code is only the code."""

    code: str = field(repr=False)
    server: str = ""
    tenant: str = ""
    pins: tuple[str, ...] = ()
    roots: bool = True


def code_of(random: bytes) -> str:
    """Give a code for ten random bytes, as it is read out: in fours."""
    number = int.from_bytes(random[:CODE_BYTES], "big")
    signs = "".join(ALPHABET[number >> _BITS * place & 31] for place in range(CODE_CHARACTERS - 1))
    whole = signs + _check_sign(signs)
    return "-".join(whole[start : start + _GROUP] for start in range(0, CODE_CHARACTERS, _GROUP))


def read_code(typed: str) -> str | None:
    """Give the 16 signs of a typed code; None where a sign is wrong or missing."""
    signs = typed.strip().upper().translate(_READ_AS)
    is_code = len(signs) == CODE_CHARACTERS and all(sign in ALPHABET for sign in signs)
    return signs if is_code and _check_sign(signs[:-1]) == signs[-1] else None


def code_hash(code: str) -> str:
    """Give what the server keeps of a code: 75 random bits need no slow hash."""
    return hashlib.sha256(f"fieldapp enrolment 1: {code}".encode()).hexdigest()


def link_of(enrolment: Enrolment) -> str:
    """Write a link."""
    told = [("code", enrolment.code), ("server", enrolment.server), ("tenant", enrolment.tenant)]
    told += [("pin", pin) for pin in enrolment.pins]
    told += [] if enrolment.roots else [("roots", "0")]
    return f"{_SCHEME}:{_PATH}?{urlencode([(name, value) for name, value in told if value])}"


def read_enrolment(typed: str) -> Enrolment | None:
    """Read a link or a typed code; None of anything else, or where a sign of the code is wrong."""
    text = typed.strip()[:LINK_CHARACTERS_MAX]
    if not text.lower().startswith(f"{_SCHEME}:"):
        code = read_code(text)
        return Enrolment(code) if code is not None else None
    parts = urlsplit(text)
    told = parse_qs(parts.query)
    code, pins = read_code(_first(told, "code")), tuple(told.get("pin", ())[:PINS_MAX])
    if parts.path != _PATH or code is None or not all(is_pin(pin) for pin in pins):
        return None
    return Enrolment(code, _first(told, "server"), _first(told, "tenant"), pins, _first(told, "roots") != "0")


def _first(told: Mapping[str, list[str]], name: str) -> str:
    return told.get(name, [""])[0]


def _check_sign(signs: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
