"""Protocol Buffers and the blocks of `.osm.pbf`, written plainly, sharing nothing with the reader."""

import zlib
from collections.abc import Iterable, Sequence


def varint(number: int) -> bytes:
    out = bytearray()
    number &= (1 << 64) - 1
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def whole_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def bytes_field(number: int, value: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(value)) + value


def packed_field(number: int, values: Iterable[int]) -> bytes:
    return bytes_field(number, b"".join(map(varint, values)))


def differences(values: Sequence[int]) -> list[int]:
    return [zigzag(b - a) for a, b in zip([0, *values], values, strict=False)]


def blob(kind: str, raw: bytes, *, is_packed: bool = True, raw_size: int | None = None) -> bytes:
    content = bytes_field(1, raw)
    if is_packed:
        content = whole_field(2, len(raw) if raw_size is None else raw_size) + bytes_field(3, zlib.compress(raw))
    header = bytes_field(1, kind.encode()) + whole_field(3, len(content))
    return len(header).to_bytes(4, "big") + header + content


def header_block(*features: str) -> bytes:
    return b"".join(bytes_field(4, feature.encode()) for feature in features or ("OsmSchema-V0.6", "DenseNodes"))
