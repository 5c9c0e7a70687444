"""A document made ready to travel: a PDF of a size that a tablet can fetch in the street, as it was written."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from sync.records.attachment import DOCUMENT_BYTES_MAX
from sync.records.base import LINE_CHARACTERS_MAX

PDF: str = "application/pdf"
_HEAD = b"%PDF-"
HEAD_WITHIN_BYTES = 1024
"""Readers take a PDF whose header stands within its first kilobyte (ISO 32000-1, Annex H.3)."""


class DocumentTrouble(StrEnum):
    """Why a file cannot be attached; the screens have the words."""

    UNREADABLE = "unreadable"
    """Not a PDF, or an empty file."""
    TOO_LARGE = "too-large"


class DocumentRefused(Exception):
    """Say that this file is not attached; choose another one."""

    def __init__(self, trouble: DocumentTrouble) -> None:
        """Take the reason."""
        self.trouble = trouble
        super().__init__(trouble)


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document as it is stored and sent."""

    name: str
    content: bytes
    sha256: str
    media_type: str


def prepare_document(name: str, content: bytes) -> PreparedDocument:
    """Prepare a file that a person chose; raise `DocumentRefused`. Its bytes count, not its name."""
    if len(content) > DOCUMENT_BYTES_MAX:
        raise DocumentRefused(DocumentTrouble.TOO_LARGE)
    if _HEAD not in content[:HEAD_WITHIN_BYTES]:
        raise DocumentRefused(DocumentTrouble.UNREADABLE)
    return PreparedDocument(_short(name), content, hashlib.sha256(content).hexdigest(), PDF)


def _short(name: str) -> str:
    """Give a file name without its folder, ending as a PDF and no longer than a line."""
    stem = PurePath(name.replace("\\", "/")).name.strip() or "document.pdf"
    if stem.lower().endswith(".pdf"):
        stem = stem[:-4]
    return f"{stem[: LINE_CHARACTERS_MAX - 4]}.pdf"
