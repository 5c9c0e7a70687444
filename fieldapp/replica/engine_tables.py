"""The tables of the sync engine on the device: outbox, shadows, scopes, drafts, photos, settings, incidents.

outbox      my changes, in the order in which they were made, in a chain; kept until judged and durable
shadow      the server's word on rows that show something else, because changes of mine lie on top
sync_row    version, hash and scopes of each record as the server told them; what the digests add up
scope       what this device follows: cursor and digest, and what was purged and not yet acknowledged
parked      rows of the server that this version could not apply; tried again after an update
draft       a form that is not yet sent, saved at each field; draft_photo: its pictures
photo       which bytes of an attachment are here, and how far they have gone up
loose_file  files that no row owns any more, deleted after the commit (or at the next start)
setting     named values of this replica: device, agent, epoch, tokens …
incident    what went wrong and was mended, for the support and the screens; ids only

The words of these columns are the engine's; no screen reads them but through `pill` and `reconciling`.
"""

from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from fieldapp.replica.tables import OptionalJson, ReplicaTable

_KEYED_BY_TEXT = {"sqlite_with_rowid": False}
"""One tree instead of two where the key is text."""


class OutboxRow(ReplicaTable, table=True):
    """One change of mine. `before` is the MAC of the change before it, `mac` its own: the chain."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_by_state", "state", "n"), Index("outbox_by_record", "kind", "record_id", "n"))

    n: int = Field(primary_key=True)
    txn: str
    kind: str
    record_id: str
    op: str
    change: dict[str, Any] = Field(sa_type=JSON)
    """As `sync.protocol.codec` writes it; never edited."""
    before: str
    mac: str
    made_at: str
    state: str
    """An `EntryState` of `sync.client.rows`: waiting, judged, sent, rejected."""
    verdict: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    is_filler: bool = False
    """Whether it only fills the number of a change that was lost on the device."""


class ShadowRow(ReplicaTable, table=True):
    """The server's word on a record that shows something else."""

    __tablename__ = "shadow"
    __table_args__ = _KEYED_BY_TEXT

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    fields: dict[str, Any] = Field(sa_type=JSON)


class SyncRow(ReplicaTable, table=True):
    """What the server said of a record, beside its fields."""

    __tablename__ = "sync_row"
    __table_args__ = (
        Index("sync_row_sealed", "sealed", sqlite_where=text("sealed IS NOT NULL")),
        Index("sync_row_suspect", "suspect", sqlite_where=text("suspect IS NOT NULL")),
        _KEYED_BY_TEXT,
    )

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rv: int
    hash: str
    scopes: list[str] = Field(sa_type=JSON)
    sealed: list[str] | None = Field(default=None, sa_type=OptionalJson)
    """The scopes that took it away while changes of mine waited; then `rv` is 0 and nothing is shown."""
    suspect: list[str] | None = Field(default=None, sa_type=OptionalJson)
    """The scopes that are read again from the start and have not named it yet."""


class ScopeRow(ReplicaTable, table=True):
    """One scope that this device follows."""

    __tablename__ = "scope"
    __table_args__ = _KEYED_BY_TEXT

    scope: str = Field(primary_key=True)
    cursor: int = 0
    held_rows: int = 0
    sum_hex: str = "0" * 16
    is_rereading: bool = False
    mismatches: int = 0
    """How many times in a row the digests differed at the head of the log."""


class ParkedRow(ReplicaTable, table=True):
    """A row of the server that this version could not apply."""

    __tablename__ = "parked"
    __table_args__ = _KEYED_BY_TEXT

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rv: int
    fields: dict[str, Any] = Field(sa_type=JSON)
    scopes: list[str] = Field(sa_type=JSON)


class DraftRow(ReplicaTable, table=True):
    """A form that is being filled in."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    form: str = Field(index=True)
    fields: dict[str, Any] = Field(sa_type=JSON)
    saved_at: str


class DraftPhotoRow(ReplicaTable, table=True):
    """A photo of a draft; its bytes are in the vault's files under its id."""

    __tablename__ = "draft_photo"

    id: str = Field(primary_key=True)
    draft: str = Field(index=True)
    role: str
    order: int
    photo: dict[str, Any] = Field(sa_type=JSON)
    """What the attachment will say of it: hashes, sizes, width, height, where and when it was taken."""


class PhotoRow(ReplicaTable, table=True):
    """The bytes of one attachment on this device, and how far they have gone up."""

    __tablename__ = "photo"
    __table_args__ = (Index("photo_by_state", "is_mine", "is_received"),)

    id: str = Field(primary_key=True)
    """The attachment's id."""
    sha256: str
    size_bytes: int
    is_mine: bool
    """Whether this device took it: its bytes exist nowhere else until received."""
    has_original: bool = False
    has_thumbnail: bool = False
    thumbnail_sent_bytes: int = 0
    uploaded_bytes: int = 0
    is_received: bool = False
    """Whether the server has confirmed the hash of all bytes."""
    is_wanted: bool = False
    """Whether the original is to be fetched, because the agent opened it."""
    added_at: str = ""


class LooseFileRow(ReplicaTable, table=True):
    """A file that no row owns any more."""

    __tablename__ = "loose_file"
    __table_args__ = _KEYED_BY_TEXT

    name: str = Field(primary_key=True)


class SettingRow(ReplicaTable, table=True):
    """One named value of this replica."""

    __tablename__ = "setting"
    __table_args__ = _KEYED_BY_TEXT

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_type=JSON)


class IncidentRow(ReplicaTable, table=True):
    """Something that went wrong and was mended."""

    __tablename__ = "incident"

    id: int | None = Field(default=None, primary_key=True)
    at: str
    code: str
    told: dict[str, Any] | None = Field(default=None, sa_type=JSON)
