"""Takes a form with files apart (multipart/form-data, RFC 7578), in memory: its size is bounded already.

Names and texts are UTF-8, whatever the form says of itself. A form that ends before its closing boundary is no form:
a line that was cut would else bring half a request.
"""

import re
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

BOUNDARY_CHARACTERS_MAX = 70
"""RFC 2046, 5.1.1."""
_BOUNDARY = re.compile(r"""boundary="?([\w'()+,./:=?-]{1,70})""", re.ASCII)


class NotAForm(Exception):
    """These bytes are no form, or one of more parts than are taken."""


@dataclass
class _Part:
    headers: dict[str, bytes] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)


@dataclass
class _Parts:
    """What the parser tells, gathered."""

    most: int
    done: list[_Part] = field(default_factory=list)
    header_name: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)
    is_whole: bool = False

    def begin(self) -> None:
        if len(self.done) >= self.most:
            raise NotAForm
        self.done.append(_Part())

    def name(self, content: bytes, start: int, end: int) -> None:
        self.header_name += content[start:end]

    def value(self, content: bytes, start: int, end: int) -> None:
        self.header_value += content[start:end]

    def header(self) -> None:
        self.done[-1].headers[self.header_name.decode("latin-1").lower()] = bytes(self.header_value)
        self.header_name.clear()
        self.header_value.clear()

    def content(self, content: bytes, start: int, end: int) -> None:
        self.done[-1].content += content[start:end]

    def end(self) -> None:
        self.is_whole = True


def form_of(media_type: str, body: bytes, parts_max: int) -> tuple[list[tuple[str, str]], tuple[bytes, ...]]:
    """Give the fields and the files of a form; raise `NotAForm`."""
    boundary = _BOUNDARY.search(media_type)
    if boundary is None:
        raise NotAForm
    parts = _Parts(parts_max)
    try:
        parser = MultipartParser(
            boundary[1].encode(),
            {
                "on_part_begin": parts.begin,
                "on_header_field": parts.name,
                "on_header_value": parts.value,
                "on_header_end": parts.header,
                "on_part_data": parts.content,
                "on_end": parts.end,
            },
        )
        parser.write(body)
    except FormParserError:
        raise NotAForm from None
    if not parts.is_whole:
        raise NotAForm
    return _told(parts.done)


def _told(parts: list[_Part]) -> tuple[list[tuple[str, str]], tuple[bytes, ...]]:
    fields: list[tuple[str, str]] = []
    files: list[bytes] = []
    for part in parts:
        _, options = parse_options_header(part.headers.get("content-disposition", b""))
        if b"name" not in options:
            raise NotAForm
        if b"filename" in options:
            files.append(bytes(part.content))
        else:
            try:
                fields.append((options[b"name"].decode(), part.content.decode()))
            except UnicodeDecodeError:
                raise NotAForm from None
    return fields, tuple(content for content in files if content)
