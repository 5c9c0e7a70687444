"""The lane for what comes by the thousand: a new record that hangs on nothing, written by somebody who may.

It never decides otherwise than the judge and never refuses: what is not plainly acceptable, for whatever reason, it
leaves to the judge, who alone says why. `tests/server/test_creating.py` compares the two on all sorts of creates.
"""

from collections.abc import Callable, Mapping
from typing import Final

from sync.core.digest import hash_of_canonical
from sync.core.judge import HISTORY_FIELD
from sync.core.model import Attempt, Change, Fields, Json, KindSpec, Op, Record, Stamp, Verdict, VerdictCode
from sync.server.numbering import next_number
from sync.server.quick_json import is_quick, quick_json
from sync.server.rights import Writer
from sync.server.shapes import RECORD_BYTES_MAX, SHAPES, is_name
from sync.server.worktable import Worktable, Written

_STUMBLES: Final = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What a kind's rules may raise over values that its validation lets pass: the judge tells of it."""

_NUL: Final = b"\\u0000"
"""How a NUL is written, which PostgreSQL stores nowhere."""
Shapes = Mapping[str, Callable[[Json], bool]]


class Creator:
    """Who creates records, and when the server received them; one for all that a push brings."""

    def __init__(self, work: Worktable, writer: Writer, received_at: str) -> None:
        self.work = work
        self.writer = writer
        self.received_at = received_at
        self._shapes: dict[str, Shapes | None] = {}

    def created(self, change: Change) -> Verdict | None:
        """Accept one gesture that is one create of quick values; None where it is for the judge."""
        shapes = self._shapes_of(change.kind) if change.op is Op.CREATE else None
        if shapes is None or not self.work.is_new((change.kind, change.id)):
            return None
        if self.writer.is_system or not (self.writer.now or self.writer.at(change.scope_epoch)):
            return None
        fields = _given(change, shapes)
        try:
            return self._created(change, fields) if fields is not None else None
        except _STUMBLES:
            self.work.undo()
            return None

    def _shapes_of(self, kind: str) -> Shapes | None:
        if kind not in self._shapes:
            spec = self.work.kinds.get(kind)
            self._shapes[kind] = _shapes(spec) if spec is not None and _is_lone(spec) else None
        return self._shapes[kind]

    def _created(self, change: Change, fields: dict[str, Json]) -> Verdict | None:
        spec = self.work.kinds[change.kind]
        if not self._is_allowed(change, spec, fields):
            return None
        added: dict[str, Json] = {}
        if spec.complete is not None:
            added.update(spec.complete(fields, next_number(self.work, fields, self.received_at)))
            fields.update(added)
        changed = list(fields)
        if spec.keeps_time is not None:
            kept = spec.keeps_time({}, fields, self.received_at)
            changed += [name for name in kept if name not in fields and name not in spec.server_fields]
            added.update(kept)
            fields.update(kept)
        for value in added.values():
            if value.__class__ is not str and (value is None or not is_quick(value)):
                self.work.undo()
                return None
        if spec.keeps_history:
            fields[HISTORY_FIELD] = [_first_entry(change, self.received_at)]
        return self._written(change, spec, fields, changed)

    def _is_allowed(self, change: Change, spec: KindSpec, fields: Fields) -> bool:
        attempt = Attempt(self.writer.actor, Op.CREATE, change.id, fields, change.edits)
        if not spec.may(attempt) or spec.parents(fields) or spec.validate(fields) or spec.crowds(fields, ()):
            return False
        return spec.status_field not in fields or not spec.lacks(fields, ())

    def _written(self, change: Change, spec: KindSpec, fields: Fields, changed: list[str]) -> Verdict | None:
        text = quick_json(fields)
        if len(text) > RECORD_BYTES_MAX or _NUL in text:
            self.work.undo()
            return None
        stamp = Stamp(1, change.agent, self.received_at)
        record = Record(change.kind, change.id, 1, fields, dict.fromkeys(changed, stamp))
        scopes, hash_hex = spec.scopes_of(change.id, fields), hash_of_canonical(text)
        self.work.accept(Written(record, text.decode(), hash_hex, scopes))
        return Verdict(change.n, VerdictCode.ACCEPTED, 1, hash_hex, self.received_at)


def _is_lone(spec: KindSpec) -> bool:
    return not spec.is_few and not spec.follows_parent


def _given(change: Change, shapes: Shapes) -> dict[str, Json] | None:
    """Give the fields of a create of which every value has the shape that its rule works on."""
    fields: dict[str, Json] = {}
    for name, (now, was) in change.edits.items():
        fits = shapes.get(name)
        if fits is None:
            fits = _anything if is_name(name) else _nothing
        if was is not None or now is None or not fits(now):
            return None
        fields[name] = now
    return fields


def _shapes(spec: KindSpec) -> Shapes:
    shapes = {name: SHAPES.get(rule, _anything) for name, rule in spec.rules.items()}
    return shapes | dict.fromkeys(spec.server_fields, _nothing)


def _anything(value: Json) -> bool:
    return True


def _nothing(value: Json) -> bool:
    return False


def _first_entry(change: Change, received_at: str) -> Fields:
    return {
        "id": f"{change.device}:{change.n}",
        "agent": change.agent,
        "op": change.op,
        "made_at": change.made_at,
        "received_at": received_at,
        "edits": {},
    }
