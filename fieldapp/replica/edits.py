"""From what is shown and what is wanted to the edits of a change; and what is refused on the spot.

Pure. The device refuses early what the server would refuse later, with the same functions (`validate`, `may`,
`moves`), so that an agent hears it in front of the hole in the road and not in the evening.
"""

from collections.abc import Mapping, Sequence

from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, NotValid
from fieldapp.replica.rows import field_defaults, plain
from sync.client.writing import Wish, edits_of
from sync.core.errors import FieldError, RefusalCode
from sync.core.model import EDITS_PER_CHANGE_MAX, Actor, Attempt, Edit, Fields, Json, KindSpec, MergeRule, Op


def new_fields(spec: KindSpec, fields: Fields) -> dict[str, Json]:
    """Give a new record's fields, defaults filled in; raise `NotValid`."""
    given = {name: plain(value) for name, value in fields.items() if value is not None}
    whole = {**field_defaults(spec.name), **given}
    _refuse_server_fields(spec, whole)
    refuse_not_valid(spec, whole)
    return whole


def edits_to(spec: KindSpec, shown: Fields, wanted: Fields) -> dict[str, Edit]:
    """Give the edits that lead from what is shown to what is wanted; empty when nothing differs."""
    wish = Wish(Op.PATCH, spec.name, "", {name: plain(value) for name, value in wanted.items()})
    edits = dict(edits_of(wish, shown, spec))
    _refuse_server_fields(spec, edits)
    edits = {**_companions(spec, shown, edits), **edits}
    assert len(edits) <= EDITS_PER_CHANGE_MAX, "a change holds more edits than the protocol takes"
    return edits


def _companions(spec: KindSpec, shown: Fields, edits: Mapping[str, Edit]) -> dict[str, Edit]:
    """Give the unchanged fields that are asked as one with a changed one: a position is never taken apart."""
    together = {member for name in edits for member in spec.group(name)} - set(edits)
    return {name: Edit(shown.get(name), shown.get(name)) for name in sorted(together) if shown.get(name) is not None}


def after_edits(spec: KindSpec, shown: Fields, edits: Mapping[str, Edit]) -> dict[str, Json]:
    """Give the fields after the edits."""
    after = dict(shown)
    for name, edit in edits.items():
        grows = spec.rule(name) is MergeRule.APPEND
        after[name] = [*(shown.get(name) or ()), *edit.now] if grows else edit.now
    return {name: value for name, value in after.items() if value is not None}


def refuse_forbidden(spec: KindSpec, attempt: Attempt) -> None:
    """Raise `NotAllowed` or `MoveNotAllowed` where the server would refuse this actor."""
    if not spec.may(attempt):
        raise NotAllowed(spec.name, attempt.id, attempt.op)
    move = attempt.edits.get(spec.status_field)
    if attempt.op is Op.PATCH and spec.moves and move is not None:
        _refuse_move(spec, attempt, move)


def _refuse_move(spec: KindSpec, attempt: Attempt, move: Edit) -> None:
    roles = spec.moves.get(str(move.was), {}).get(str(move.now), frozenset())
    if attempt.actor.role not in roles:
        raise MoveNotAllowed(spec.name, attempt.id, str(move.was), str(move.now))


def _refuse_server_fields(spec: KindSpec, fields: Mapping[str, object]) -> None:
    names = sorted(name for name in fields if spec.rule(name) is MergeRule.SERVER)
    if names:
        raise NotValid(spec.name, tuple(FieldError(f"/fields/{name}", RefusalCode.SERVER_FIELD) for name in names))


def refuse_not_valid(spec: KindSpec, fields: Fields) -> None:
    """Raise `NotValid` where a field is missing or wrong."""
    errors = spec.validate(fields)
    if errors:
        raise NotValid(spec.name, errors)


def refuse_lacking(spec: KindSpec, fields: Fields, followers: Sequence[Fields]) -> None:
    """Raise `NotValid` where the status wants more than is there."""
    errors = spec.lacks(fields, followers)
    if errors:
        raise NotValid(spec.name, errors)


def actor_of(agent_id: str, entry: Fields | None) -> Actor:
    """Give the writer as the rights know him; his role is empty while the directory is not here yet."""
    entry = entry or {}
    return Actor(agent_id, str(entry.get("role") or ""), entry.get("service"), entry.get("team"))
