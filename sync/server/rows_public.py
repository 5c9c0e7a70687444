"""Rows of the citizens' pages: who follows a report, and which photo stands in for which."""

from dataclasses import dataclass
from typing import ClassVar

from sync.server.rows import Row


@dataclass(frozen=True, slots=True)
class FollowerRow(Row):
    """Somebody who follows a report, known by nothing but the hash of his link."""

    TABLE: ClassVar[str] = "follower"
    KEY: ClassVar[tuple[str, ...]] = ("link_hash",)
    INDEXES: ClassVar[tuple[str, ...]] = ("report",)

    link_hash: str
    report: str
    made_at: str
    is_requester: bool = False
    """His link is that of the requester: once it is erased there, it leads nowhere."""
    follows: bool = True
    thanked_at: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class RedactedRow(Row):
    """The original of a photo that was covered in part: kept for who moderates and for nobody else."""

    TABLE: ClassVar[str] = "redacted"
    KEY: ClassVar[tuple[str, ...]] = ("attachment",)
    INDEXES: ClassVar[tuple[str, ...]] = ("report",)

    attachment: str
    """Of the original; its record is removed, so that every device forgets it."""
    report: str
    sha256: str
    thumbnail_sha256: str
    media_type: str
    stands_in: str
    """Attachment of the covered copy."""
    redacted_at: str
