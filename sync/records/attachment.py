"""A photo, a document or a voice note of a record: the row travels first, the bytes follow in chunks."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator
from sqlmodel import Field

from sync.core.errors import FieldError
from sync.core.model import Attempt, Fields, KindSpec, MergeRule, Op
from sync.records.base import (
    DESK_ROLES,
    LINE_CHARACTERS_MAX,
    Instant,
    RecordFields,
    RecordId,
    one_of,
    scope,
    validated_by,
)
from sync.records.publication import PUBLICATION, publishes_unasked, with_publication

SIZE_BYTES_MAX = 25 * 1024 * 1024
DOCUMENT_BYTES_MAX = 10 * 1024 * 1024
"""What a device attaches as a document: readers fetch it on the network of the street."""
PHOTOS_PER_RECORD_MAX = 6
"""Photos and documents of one record, together."""
CHECK_PHOTOS_MAX = 80
"""Photos that answer the items of a task's checklist, of which there are at most 40."""
VOICES_PER_RECORD_MAX = 10
"""Voice notes of one record: they take no room from its photos."""
ORDER_MAX = 10_000
SIDE_PIXELS_MAX = 100_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "application/pdf", "audio/mp4", "audio/ogg", "audio/wav"})


class PhotoRole(StrEnum):
    """What the picture shows; `avant` and `apres` are the proof of work done, `voix` is a voice note."""

    ENSEMBLE = "ensemble"
    DETAIL = "detail"
    AVANT = "avant"
    APRES = "apres"
    CONTROLE = "controle"
    DOCUMENT = "document"
    VOIX = "voix"


def _checked_sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError("not-a-hash")
    return text


def _checked_media_type(text: str) -> str:
    if text not in MEDIA_TYPES:
        raise ValueError("not-a-choice")
    return text


Sha256 = Annotated[str, AfterValidator(_checked_sha256)]
"""An address of bytes. Checked here: SQLModel takes `regex` for a field and does not apply it."""


class AttachmentFields(RecordFields):
    """Addressed by the sha256 of its bytes; it follows its parent's scopes."""

    parent_kind: str
    parent_id: RecordId
    role: Annotated[str, one_of(PhotoRole)]
    order: int = Field(default=0, ge=0, le=ORDER_MAX)
    sha256: Sha256
    size_bytes: int = Field(ge=1, le=SIZE_BYTES_MAX)
    media_type: Annotated[str, AfterValidator(_checked_media_type)] = "image/jpeg"
    width: int | None = Field(default=None, ge=1, le=SIDE_PIXELS_MAX)
    height: int | None = Field(default=None, ge=1, le=SIDE_PIXELS_MAX)
    thumbnail_sha256: Sha256 | None = None
    thumbnail_bytes: int | None = Field(default=None, ge=1, le=SIZE_BYTES_MAX)
    name: str | None = Field(default=None, max_length=LINE_CHARACTERS_MAX)
    """File name of a document."""
    author: RecordId
    taken_at: Instant | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    long: float | None = Field(default=None, ge=-180, le=180)
    received_at: Instant | None = None
    """Set by the server once all bytes are there and their hash is the announced one."""


_IDENTITY = frozenset(
    {
        "author",
        "sha256",
        "size_bytes",
        "media_type",
        "width",
        "height",
        "thumbnail_sha256",
        "thumbnail_bytes",
        "taken_at",
    }
)
"""What says which picture it is and whose: another picture is another attachment."""


def _may_write(attempt: Attempt) -> bool:
    if publishes_unasked(attempt):
        return False
    if attempt.op is Op.CREATE:
        return attempt.fields.get("author") == attempt.actor.agent
    if _IDENTITY.intersection(attempt.edits):
        return False
    return attempt.fields.get("author") == attempt.actor.agent or attempt.actor.role in DESK_ROLES


def _parents(fields: Fields) -> tuple[tuple[str, str], ...]:
    return ((str(fields.get("parent_kind")), str(fields.get("parent_id"))),)


def photos_crowd(fields: Fields, beside: Sequence[Fields]) -> tuple[FieldError, ...]:
    """Say that a record has its six photos already; a checklist's and voice notes are counted apart."""
    limit = _limit(fields)
    alike = sum(_limit(other) == limit for other in beside)
    return (FieldError("/fields/parent_id", "too-many"),) if alike >= limit else ()


def _limit(fields: Fields) -> int:
    """Give how many of its sort a record takes; the three differ, so the limit also names the sort."""
    if fields.get("role") == PhotoRole.VOIX:
        return VOICES_PER_RECORD_MAX
    is_check = fields.get("parent_kind") == "task" and fields.get("role") == PhotoRole.CONTROLE
    return CHECK_PHOTOS_MAX if is_check else PHOTOS_PER_RECORD_MAX


ATTACHMENT = KindSpec(
    name="attachment",
    rules={"received_at": MergeRule.SERVER, PUBLICATION: MergeRule.LAST},
    validate=with_publication(validated_by(AttachmentFields)),
    may=_may_write,
    scopes_of=lambda record_id, fields: frozenset({scope("agent", fields.get("author"))}),
    parents=_parents,
    follows_parent=True,
    crowds=photos_crowd,
)
