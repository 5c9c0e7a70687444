"""One gesture of an agent: the only doors to a row.

    create / update / append / remove / attach
        -> checked with the kind's plain model, its rights and its moves (nothing is written before all is well)
        -> the row shows it at once, the server's word steps aside into `shadow`
        -> a change in the outbox, chained, with the gesture's `txn`

Whatever one `replica.write` does is one transaction and one gesture: judged by the server all or none.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from fieldapp.replica.edits import (
    actor_of,
    after_edits,
    edits_to,
    new_fields,
    refuse_forbidden,
    refuse_lacking,
    refuse_not_valid,
)
from fieldapp.replica.errors import NotAllowed, NotValid, RecordAbsent
from fieldapp.replica.outbox import Link, MacKey, add_link, chain_head, linked
from fieldapp.replica.photo_files import PhotoFiles, attachment_fields, queue_photo
from fieldapp.replica.ports import Photo, SealedFiles, World
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.settings import Identity
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import Attachment, table_of
from sync.client.rows import written
from sync.client.shelf import Step
from sync.client.writing import op_of
from sync.core.errors import FieldError
from sync.core.instants import instant_of_ms
from sync.core.model import CHANGES_PER_GESTURE_MAX, Actor, Attempt, Change, Edit, Fields, Json, KindSpec, MergeRule, Op
from sync.records import KINDS
from sync.records.attachment import PhotoRole

CLOCK_WRONG_FROM_MS = 60_000


@dataclass(frozen=True, slots=True)
class Tools:
    """What a gesture works with, beside its transaction."""

    world: World
    mac_key: MacKey
    files: SealedFiles


class Gesture:
    """A gesture while it is being made. `session` reads; only the methods write records."""

    def __init__(self, session: Session, tools: Tools, identity: Identity) -> None:
        """Begin a gesture within the session's transaction."""
        self.session = session
        self.files = PhotoFiles(tools.files)
        self.links: list[Link] = []
        self.kinds: set[str] = set()
        """What was written: kinds of records, and the other subjects of announcements."""
        self._tools = tools
        self._identity = identity
        self._now_ms = tools.world.now_ms()
        self._offset_ms: int | None = None
        self._txn = tools.world.new_id()
        self._actor: Actor | None = None

    @property
    def agent(self) -> str:
        """The id of the agent who writes."""
        return self._identity.agent

    @property
    def made_at(self) -> str:
        """The instant of the gesture as the device's clock tells it: kept for people to read."""
        return instant_of_ms(self._now_ms)

    @property
    def now(self) -> str:
        """The instant for the fields of records: the device's clock, set right where it is wrong.

        A report from a tablet that stands in 2030 must not be due in 2030. What the last contact measured is taken
        from a minute on: below it is the road of the answer as much as the clock.
        """
        if self._offset_ms is None:
            measured = SqlShelf(self.session).place().offset_ms or 0
            self._offset_ms = measured if abs(measured) >= CLOCK_WRONG_FROM_MS else 0
        return instant_of_ms(self._now_ms + self._offset_ms)

    def new_id(self) -> str:
        """Make an identifier."""
        return self._tools.world.new_id()

    def fields(self, kind: str, record_id: str) -> dict[str, Json]:
        """Give what is shown of a record; raise `RecordAbsent`."""
        shown = shown_fields(self.session, kind, record_id)
        if shown is None:
            raise RecordAbsent(kind, record_id)
        return shown

    def create(self, kind: str, fields: Fields, *, record_id: str | None = None) -> str:
        """Write a new record and give its id; absent fields get their defaults.

        `record_id` is for the kinds whose id follows from their content (an acknowledgement).
        """
        spec = KINDS[kind]
        created = record_id or self.new_id()
        if shown_fields(self.session, kind, created) is not None:
            raise NotValid(kind, (FieldError("/id", "already-there"),))
        whole = new_fields(spec, fields)
        edits = {name: Edit(value) for name, value in whole.items()}
        self._refuse(spec, Attempt(self._writer(), Op.CREATE, created, whole, edits))
        self._add(spec, Op.CREATE, created, edits)
        return created

    def update(self, kind: str, record_id: str, fields: Fields) -> bool:
        """Change fields of a record (None empties one); false when nothing differs.

        For a list of entries that only grows, give the whole list: what is new in it is the edit.
        """
        spec, shown = KINDS[kind], self.fields(kind, record_id)
        edits = edits_to(spec, shown, fields)
        if edits:
            self._patch(spec, op_of(edits, spec), record_id, (shown, edits))
        return bool(edits)

    def append(self, kind: str, record_id: str, field: str, entry: Fields) -> str:
        """Add an entry to a list that only grows and give its id; id, agent and moment are filled in."""
        spec, shown = KINDS[kind], self.fields(kind, record_id)
        assert spec.rule(field) is MergeRule.APPEND, f"{kind}.{field} is not a list that only grows"
        whole: dict[str, Json] = {"id": self.new_id(), "agent": self.agent, "at": self.now, **entry}
        edits = edits_to(spec, shown, {field: [*(shown.get(field) or ()), whole]})
        self._patch(spec, Op.APPEND, record_id, (shown, edits))
        return str(whole["id"])

    def remove(self, kind: str, record_id: str) -> None:
        """Take a record away."""
        spec, shown = KINDS[kind], self.fields(kind, record_id)
        self._refuse(spec, Attempt(self._writer(), Op.REMOVE, record_id, shown, {}))
        self._add(spec, Op.REMOVE, record_id, {})

    def attach(self, parent_kind: str, parent_id: str, photo: Photo, role: PhotoRole | str) -> str:
        """Put a photo on a record and give the attachment's id; its bytes are on the disk when this returns."""
        attachment_id = self.new_id()
        self.files.write(attachment_id, photo.jpeg, photo.thumbnail)
        self.attach_stored(parent_kind, parent_id, attachment_id, {**attachment_fields(photo), "role": role})
        return attachment_id

    def attach_stored(self, parent_kind: str, parent_id: str, attachment_id: str, fields: Fields) -> None:
        """Put a photo on a record whose bytes are already in the vault's files under this id."""
        parent = self.fields(parent_kind, parent_id)
        if self._writer().role and not KINDS[parent_kind].admits(self._writer(), parent):
            raise NotAllowed(parent_kind, parent_id, Op.APPEND)
        beside = self._attachments_of(parent_kind, parent_id)
        place = {"parent_kind": parent_kind, "parent_id": parent_id, "order": len(beside), "author": self.agent}
        errors = KINDS["attachment"].crowds({**fields, **place}, beside)
        if errors:
            raise NotValid("attachment", errors)
        self.create("attachment", {**fields, **place}, record_id=attachment_id)
        queue_photo(self.session, attachment_id, fields, self.made_at)
        self.kinds.add("photo")

    def _attachments_of(self, parent_kind: str, parent_id: str) -> list[Fields]:
        table = table_of(Attachment)
        beside = (table.c.parent_kind == parent_kind, table.c.parent_id == parent_id)
        rows = self.session.execute(select(table.c.parent_kind, table.c.role).where(*beside)).mappings()
        return [dict(row) for row in rows]

    def _patch(self, spec: KindSpec, op: Op, record_id: str, work: tuple[Fields, dict[str, Edit]]) -> None:
        shown, edits = work
        self._refuse(spec, Attempt(self._writer(), op, record_id, shown, edits))
        after = after_edits(spec, shown, edits)
        refuse_not_valid(spec, after)
        if spec.moves and spec.status_field in edits:
            refuse_lacking(spec, after, self._attachments_of(spec.name, record_id))
        self._add(spec, op, record_id, edits)

    def _writer(self) -> Actor:
        if self._actor is None:
            self._actor = actor_of(self.agent, shown_fields(self.session, "agent", self.agent))
        return self._actor

    def _refuse(self, spec: KindSpec, attempt: Attempt) -> None:
        # Before the first pull the directory is empty: then only the server knows the agent's rights.
        if attempt.actor.role:
            refuse_forbidden(spec, attempt)

    def _add(self, spec: KindSpec, op: Op, record_id: str, edits: dict[str, Edit]) -> None:
        assert len(self.links) < CHANGES_PER_GESTURE_MAX, "a gesture holds more changes than the protocol takes"
        head, shelf = chain_head(self.session), SqlShelf(self.session)
        row, place = shelf.rows([(spec.name, record_id)])[spec.name, record_id], shelf.place()
        change = Change(
            device=self._identity.device,
            n=head.n + 1,
            txn=self._txn,
            kind=spec.name,
            id=record_id,
            op=op,
            base_rv=row.rv,
            edits=edits,
            agent=self.agent,
            made_at=self.made_at,
            scope_epoch=place.scope_epoch,
            offset_ms=place.offset_ms,
        )
        link = linked(change, head.mac, self._tools.mac_key())
        add_link(self.session, link)
        shelf.keep_rows([Step(row, written(row, change))])
        self.links.append(link)
        self.kinds.update({spec.name, "outbox"})
