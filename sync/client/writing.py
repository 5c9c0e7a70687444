"""How a gesture becomes changes: what each field is now, and what its writer was looking at. Pure.

A store that takes a gesture (the replica's `Unit`, the in-memory store) reads the row, asks `drafted` for the change,
and keeps `rows.written(row, change)`, all in the transaction that also gives the number `n`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.client.rows import Row, shown
from sync.client.shelf import Place
from sync.core.model import GROWING_RULES, Change, Edit, Fields, Json, KindSpec, MergeRule, Op


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent wants of one record; for `append` the values are the new entries only."""

    op: Op
    kind: str
    id: str
    values: Fields


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, with what, as part of which gesture."""

    device: str
    agent: str
    n: int
    txn: str
    made_at: str


def drafted(wish: Wish, row: Row, spec: KindSpec, hand: Hand, place: Place) -> Change | None:
    """Give the change that makes the wish true on what is shown; None when it is true already."""
    edits = edits_of(wish, shown(row, spec) or {}, spec)
    if not edits and wish.op in (Op.PATCH, Op.APPEND):
        return None
    return Change(
        device=hand.device,
        n=hand.n,
        txn=hand.txn,
        kind=wish.kind,
        id=wish.id,
        op=wish.op,
        base_rv=row.rv,
        edits=edits,
        agent=hand.agent,
        made_at=hand.made_at,
        scope_epoch=place.scope_epoch,
        offset_ms=place.offset_ms,
    )


def edits_of(wish: Wish, before: Fields, spec: KindSpec) -> Mapping[str, Edit]:
    """Give the fields that the wish changes: lists that only grow carry what is new, others now and was."""
    if wish.op is Op.REMOVE:
        return {}
    if wish.op is Op.CREATE:
        return {name: Edit(value) for name, value in wish.values.items() if value is not None}
    edits = {name: _edit(value, before.get(name), spec.rule(name)) for name, value in wish.values.items()}
    return {name: edit for name, edit in edits.items() if edit.now != edit.was}


def op_of(edits: Mapping[str, Edit], spec: KindSpec) -> Op:
    """Say whether a patch touches only fields that grow: such a change applies whatever else happened."""
    return Op.APPEND if all(spec.rule(name) in GROWING_RULES for name in edits) else Op.PATCH


def _edit(value: Json, before: Json, rule: MergeRule) -> Edit:
    if rule is not MergeRule.APPEND:
        return Edit(value, before)
    known = {entry["id"] for entry in before or ()}
    return Edit([entry for entry in value or () if entry["id"] not in known] or None)
