"""One value, written as GeoReport wants it: XML with its prolog, or JSON by the Spark convention.

A document is a root's name and plain values: a list is a container whose children bear the name that `_ITEMS` gives,
a mapping is elements in its order, None is an empty element and `null`, a truth is `true` or `false`. In JSON the root
falls away: a list of requests is a bare array.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Format(StrEnum):
    """The endings of addresses, and so the formats."""

    XML = "xml"
    JSON = "json"


MEDIA_TYPES: Mapping[Format, str] = MappingProxyType(
    {Format.XML: "text/xml; charset=utf-8", Format.JSON: "application/json; charset=utf-8"}
)
PROLOG = '<?xml version="1.0" encoding="utf-8"?>\n'
_ITEMS = MappingProxyType(
    {
        "services": "service",
        "attributes": "attribute",
        "values": "value",
        "service_requests": "request",
        "service_request_updates": "request_update",
        "errors": "error",
        "endpoints": "endpoint",
        "formats": "format",
        "photos": "photo",
        "notes": "note",
    }
)
"""Container -> its children."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped (section 2.2)."""


@dataclass(frozen=True, slots=True)
class Document:
    """An answer before it has a format."""

    root: str
    value: Any


def written(document: Document, form: Format) -> bytes:
    """Write a document."""
    if form is Format.JSON:
        return json.dumps(document.value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    return "".join((PROLOG, *_element(document.root, document.value))).encode()


def _element(name: str, value: Any) -> Iterator[str]:
    if value is None:
        yield f"<{name}/>"
        return
    yield f"<{name}>"
    yield from _content(name, value)
    yield f"</{name}>"


def _content(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _element(key, child)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for child in value:
            yield from _element(_ITEMS[name], child)
    else:
        yield _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return html.escape(_NOT_XML.sub("", str(value)), quote=False).replace("\r", "&#13;")
