"""A feed as a value, and its two forms: Atom (RFC 4287) and JSON Feed 1.1."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ATOM_MEDIA_TYPE = "application/atom+xml; charset=utf-8"
JSON_FEED_MEDIA_TYPE = "application/feed+json"
JSON_FEED_VERSION = "https" + "://jsonfeed.org/version/1.1"
"""A name, which is never fetched."""
ENTRIES_MAX = 100
_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, section 2.2."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; moments are instants, and `updated` decides the order."""

    id: str
    title: str
    published: str
    updated: str
    text: str
    summary: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; `author` is the town, never a person."""

    id: str
    title: str
    author: str
    language: str
    begun: str
    """When there was no entry yet."""
    entries: Sequence[Entry]

    @property
    def updated(self) -> str:
        """Give when something was last new."""
        return max((entry.updated for entry in self.entries), default=self.begun)


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Give the newest entries, as many as a feed holds."""
    return sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)[:ENTRIES_MAX]


def atom(feed: Feed) -> bytes:
    """Write a feed as Atom."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _add(root, "id", f"urn:uuid:{feed.id}")
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    _add(ET.SubElement(root, f"{{{_ATOM}}}author"), "name", feed.author)
    for entry in feed.entries:
        _add_entry(root, entry)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _add(element, "id", f"urn:uuid:{entry.id}")
    _add(element, "title", entry.title)
    _add(element, "published", entry.published)
    _add(element, "updated", entry.updated)
    for category in entry.categories:
        ET.SubElement(element, f"{{{_ATOM}}}category", {"term": _NO_XML.sub("", category)})
    if entry.summary:
        _add(element, "summary", entry.summary)
    _add(element, "content", entry.text)


def _add(parent: ET.Element, name: str, text: str) -> None:
    """Add a text as what it is: marks of HTML in it are letters (RFC 4287 section 3.1.1.1)."""
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = _NO_XML.sub("", text)


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed 1.1."""
    document = {
        "version": JSON_FEED_VERSION,
        "title": feed.title,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"urn:uuid:{entry.id}",
        "title": entry.title,
        "content_text": entry.text,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "tags": list(entry.categories),
    }
    return item | ({"summary": entry.summary} if entry.summary else {})
