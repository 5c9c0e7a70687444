"""The wire format of Protocol Buffers, as much as an OpenStreetMap file needs, every read inside its bounds.

A message is a row of fields. Each begins with a varint: the number of the field and its wire type (0 a varint,
1 eight bytes, 2 a length and so many bytes, 5 four bytes). What is not asked for is passed over.
"""

from collections.abc import Iterator

VARINT_BYTES_MAX = 10
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_64_BITS = (1 << 64) - 1

Field = tuple[int, int | bytes]
"""The number of a field with its value: a number, or the bytes of a text, message or packed list."""


class NotProtobuf(ValueError):
    """The bytes end in the middle of a field, or make no sense."""


def fields(message: bytes) -> Iterator[Field]:
    """List the fields of a message in their order; fixed-width ones are passed over."""
    at, end = 0, len(message)
    while at < end:
        key, at = _varint(message, at)
        wire_type = key & 7
        if wire_type == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
        elif wire_type == _BYTES:
            size, at = _varint(message, at)
            if size > end - at:
                raise NotProtobuf("a field is longer than its message")
            yield key >> 3, message[at : at + size]
            at += size
        elif wire_type in (_EIGHT_BYTES, _FOUR_BYTES):
            at += 8 if wire_type == _EIGHT_BYTES else 4
            if at > end:
                raise NotProtobuf("a number is cut off")
        else:
            raise NotProtobuf(f"wire type {wire_type} is not in use")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for i in range(VARINT_BYTES_MAX):
        if at + i >= len(message):
            raise NotProtobuf("a number is cut off")
        byte = message[at + i]
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return value & _64_BITS, at + i + 1
    raise NotProtobuf("a number is too long")


def packed(values: bytes) -> list[int]:
    """Read a packed list of varints."""
    out: list[int] = []
    value = shift = 0
    for byte in values:
        if byte < 0x80:
            out.append((value | byte << shift) & _64_BITS)
            value = shift = 0
        else:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift >= 7 * VARINT_BYTES_MAX:
                raise NotProtobuf("a number is too long")
    if shift:
        raise NotProtobuf("a list is cut off")
    return out


def signed(value: int) -> int:
    """Undo the zigzag of a `sint`, where 0, 1, 2, 3 stand for 0, -1, 1, -2."""
    return (value >> 1) ^ -(value & 1)


def plain_signed(value: int) -> int:
    """Read an `int64`, which stands in two's complement."""
    return value - (1 << 64) if value >> 63 else value


def running(values: bytes) -> list[int]:
    """Read a packed list of zigzag differences as the running sums that they stand for."""
    out: list[int] = []
    total = 0
    for value in packed(values):
        total += (value >> 1) ^ -(value & 1)
        out.append(total)
    return out
