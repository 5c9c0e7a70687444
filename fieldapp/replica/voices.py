"""A voice note that was just spoken for a record: on the disk, sealed, and not on its way yet.

It lies in a draft, one per record, so that it survives a kill; kept, it becomes an attachment with the same id.
"""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from fieldapp.replica.drafts import Draft, draft_of
from fieldapp.replica.engine_tables import PhotoRow
from fieldapp.replica.people import directory_names
from fieldapp.replica.ports import Voice
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.tables import Attachment
from fieldapp.replica.unit import Unit
from sync.core.ids import derived_id
from sync.core.model import Fields, Json
from sync.records.attachment import PhotoRole
from sync.records.voice import voice_seconds

VOICE_FORM: Final = "voice"
CUT_VOICE: Final = "cut_voice"
"""The field of a draft that names its note when a kill cut it short."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a note lies or will lie: on a record, or in the form that becomes that record."""

    kind: str
    record_id: str
    form: str = ""
    """The form's name; empty for a record that is there."""

    @property
    def told(self) -> dict[str, Json]:
        """Give it as the fields of a draft; `spot_of` reads them."""
        return {"kind": self.kind, "record": self.record_id, "form": self.form}


@dataclass(frozen=True, slots=True)
class HeldVoice:
    """A voice note of a form, or one that waits to be kept."""

    id: str
    seconds: int
    is_cut: bool = False
    """Whether the end of it is missing, because the app was killed while it was said."""


@dataclass(frozen=True, slots=True)
class StoredVoice:
    """One voice note on a record; its bytes are asked for by `id`."""

    id: str
    seconds: int
    author: str
    """Who speaks, by name; empty where the name is not known here."""
    author_id: str
    said_at: str | None
    received_at: str | None
    """When the server confirmed all bytes; None while they are on a device only."""
    sent_share: float
    """How much of a note of this device has gone up, 0 to 1."""
    is_mine: bool
    """Whether it was spoken into this device."""
    is_here: bool
    """Whether it can be heard without network."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The voice notes of a record in their order, and the one that waits to be kept."""

    stored: tuple[StoredVoice, ...]
    held: HeldVoice | None


NO_VOICES: Final = Voices((), None)


def voices_of(session: Session, kind: str, record_id: str) -> Voices:
    """Give the voice notes of a record."""
    found = session.exec(
        select(Attachment, PhotoRow)
        .join(PhotoRow, col(PhotoRow.id) == col(Attachment.id), isouter=True)
        .where(Attachment.parent_kind == kind, Attachment.parent_id == record_id)
        .where(Attachment.role == PhotoRole.VOIX)
        .order_by(col(Attachment.order), col(Attachment.id))
    ).all()
    names = directory_names(session) if found else {}
    draft = draft_of(session, voice_draft_id(kind, record_id))
    stored = tuple(_stored(attachment, row, names.get(attachment.author, "")) for attachment, row in found)
    return Voices(stored, voice_among(draft) if draft else None)


def voice_among(draft: Draft) -> HeldVoice | None:
    """Give the voice note of a form, which has at most one."""
    found = next((one for one in draft.photos if one.role == PhotoRole.VOIX), None)
    if found is None:
        return None
    return HeldVoice(found.id, voice_seconds(int(found.fields["size_bytes"])), draft.fields.get(CUT_VOICE) == found.id)


def voice_draft_id(kind: str, record_id: str) -> str:
    """Give the id of the draft in which a voice note of a record waits."""
    return derived_id("voice", kind, record_id)


def spot_of(told: Fields) -> Spot:
    """Read a spot from the fields of a draft."""
    return Spot(str(told["kind"]), str(told["record"]), str(told["form"]))


def held_in(session: Session, spot: Spot) -> str | None:
    """Name the draft in which a note lies: the form's, or, once that was sent, the one beside the record."""
    if spot.form and draft_of(session, spot.record_id) is not None:
        return spot.record_id
    is_there = shown_fields(session, spot.kind, spot.record_id) is not None
    return voice_draft_id(spot.kind, spot.record_id) if is_there else None


def holds_voice(session: Session, draft_id: str) -> bool:
    """Tell whether a draft has a voice note."""
    draft = draft_of(session, draft_id)
    return draft is not None and voice_among(draft) is not None


def hold_voice(unit: Unit, kind: str, record_id: str, voice: Voice) -> None:
    """Hold a voice note while it is listened to, in place of one that was held before."""
    drop_voice(unit, kind, record_id)
    draft_id = unit.save_draft(VOICE_FORM, {}, draft_id=voice_draft_id(kind, record_id))
    unit.add_draft_voice(draft_id, voice)


def drop_voice(unit: Unit, kind: str, record_id: str) -> None:
    """Delete the voice note that is held."""
    if unit.draft(voice_draft_id(kind, record_id)) is not None:
        unit.discard_draft(voice_draft_id(kind, record_id))


def keep_voice(unit: Unit, kind: str, record_id: str) -> None:
    """Put the voice note that is held on its record, from where it leaves."""
    if unit.draft(voice_draft_id(kind, record_id)) is not None:
        unit.attach_draft(voice_draft_id(kind, record_id), kind, record_id)


def _stored(attachment: Attachment, row: PhotoRow | None, author: str) -> StoredVoice:
    return StoredVoice(
        id=attachment.id,
        seconds=voice_seconds(attachment.size_bytes),
        author=author,
        author_id=attachment.author,
        said_at=attachment.taken_at,
        received_at=attachment.received_at,
        sent_share=row.uploaded_bytes / attachment.size_bytes if row else 0.0,
        is_mine=row is not None and row.is_mine,
        is_here=row is not None and row.has_original,
    )
