"""Faults planted on purpose: each is one plausible mistake, made by replacing a function or a class for a run.

A simulator that finds nothing proves nothing; these prove that it finds. Add one with every promise that the oracle
is taught, and see it go red: `python -m tests.simulation --plant NAME`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sync.client import applying, memory_store, rows
from sync.client.memory_shelf import MemoryShelf
from sync.client.rows import EntryState, Row
from sync.client.shelf import Place
from sync.client.writing import drafted
from sync.core import judge as judging_core
from sync.core import merge
from sync.core.digest import Digest
from sync.core.model import Change, Json, MergeRule, Sight, Verdict, VerdictCode
from sync.protocol.messages import Opened, PullRequest
from sync.records.conflict import conflict_id
from sync.server import judging, scopes, service
from sync.server.blocks import Block
from sync.server.pulling import StoredPage, read_page
from sync.server.rights import sight_of
from sync.server.rows import DeviceRow, MemberRow
from sync.server.store import Unit
from sync.server.worktable import Step, Worktable
from tests.simulation.later_plants import LATER_PLANTS
from tests.simulation.mistaken import (
    CursorsBeforeRows,
    EpochIgnored,
    LatePushesJudged,
    QueueClearedBeforeAnswer,
    RejectionsForgotten,
)
from tests.simulation.outcome import Plant

Patch = pytest.MonkeyPatch
_MOVED = Digest.moved


def _replaced(module: object, name: str, replacement: object) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(module, name, replacement)


def _judged_again(unit: Unit, device: DeviceRow, changes: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    return [], list(changes)


def _page_to_the_head(unit: Unit, opened: Opened, request: PullRequest, blocks: tuple[Block, ...] = ()) -> StoredPage:
    page = read_page(unit, opened, request, blocks)
    cursors = dict.fromkeys(page.checkpoint.cursors, unit.head())
    return replace(page, checkpoint=replace(page.checkpoint, cursors=cursors))


def _off_at_once(row: Row, verdict: Verdict, *, same_epoch: bool) -> EntryState:
    return EntryState.REJECTED if verdict.code is VerdictCode.REJECTED else EntryState.SENT


def _left_unsealed(row: Row, scopes: frozenset[str]) -> Row:
    return replace(rows.left(row, scopes), sealed=frozenset())


def _withdrawn_never(work: Any, scopes: frozenset[str]) -> dict[str, int]:
    return {}


def _kept_in_the_sum(digest: Digest, count: int, total: int) -> Digest:
    return _MOVED(digest, count, total) if count >= 0 else digest


def _mine_only(was: Sequence[Json], mine: Sequence[Json], theirs: list[Json]) -> list[Json]:
    return list(mine)


def _last_of_all(rule: MergeRule, *, was: Json, mine: Json, theirs: Json) -> merge.Merged | merge.Clash:
    return merge.merge_field(rule, was=theirs if rule is MergeRule.ASK else was, mine=mine, theirs=theirs)


def _sum_overwritten(rule: MergeRule, *, was: Json, mine: Json, theirs: Json) -> merge.Merged | merge.Clash:
    return merge.Merged(mine) if rule is MergeRule.SUM else merge.merge_field(rule, was=was, mine=mine, theirs=theirs)


def _untouched(case: object, record: object) -> tuple[str, ...]:
    return ()


def _first_changes(changes: Iterable[Change], changes_max: int) -> tuple[Change, ...]:
    return tuple(changes)[:changes_max]


def _told_as_it_was(item: object, verdict: Verdict) -> Verdict:
    return verdict


def _replayed_never(work: object, next_n: int) -> int:
    return 0


def _forgotten_at_once(shelf: MemoryShelf, durable_n: int) -> None:
    original_forget_sent(shelf, shelf.tables.last_n)


original_forget_sent = MemoryShelf.forget_sent


def _nothing_suspect(shelf: MemoryShelf, scope: str) -> Sequence[rows.Key]:
    return []


def _no_followers(work: Worktable, keys: object) -> list[Any]:
    return []


original_members = scopes._members


def _comings_only(moves: Sequence[Step], first: int, heads: dict[str, int]) -> Iterator[MemberRow]:
    return (row for row in original_members(moves, first, heads) if row.present)


def _today_only(*args: Any) -> Sight:
    sight = sight_of(*args)
    return Sight.NEVER if sight is Sight.THEN else sight


def _conflict_dropped(work: object, change: Change, draft: judging_core.ConflictDraft, received_at: str) -> str:
    return conflict_id(change.id, draft.fields)


def _drafted_without_epoch(wish: Any, row: Row, spec: Any, hand: Any, place: Place) -> Change | None:
    return drafted(wish, row, spec, hand, replace(place, scope_epoch=0))


def _always_may_move(case: object, from_status: Json, to_status: Json) -> bool:
    return True


PLANTS: Mapping[str, Plant] = {
    plant.name: plant
    for plant in (
        *LATER_PLANTS,
        Plant("server judges a repeated change again", _replaced(service, "split_known", _judged_again)),
        Plant("cursors saved before their rows", store=CursorsBeforeRows),
        Plant("queue cleared before the answer", store=QueueClearedBeforeAnswer),
        Plant("cursor jumps over what a page left out", _replaced(service, "read_page", _page_to_the_head)),
        Plant("rejections forgotten", store=RejectionsForgotten),
        Plant("my change off the screen before its word", _replaced(rows, "_state_after", _off_at_once)),
        Plant("withdrawal of a scope ignored", _replaced(applying, "_withdraw", _withdrawn_never)),
        Plant("digest keeps what has left", _replaced(Digest, "moved", _kept_in_the_sum)),
        Plant("list overwritten instead of appended", _replaced(merge, "_appended", _mine_only)),
        Plant("field to be asked is overwritten", _replaced(judging_core, "merge_field", _last_of_all)),
        Plant("sum overwritten", _replaced(judging_core, "merge_field", _sum_overwritten)),
        Plant("base version ignored", _replaced(judging_core, "_touched", _untouched)),
        Plant("gesture split over two pushes", _replaced(memory_store, "batch_of", _first_changes)),
        Plant("gesture taken in part", _replaced(judging, "_blocked", _told_as_it_was)),
        Plant("epoch ignored", store=EpochIgnored),
        Plant("late push judged by a restored server", service=LatePushesJudged),
        Plant("sent journal not replayed", _replaced(applying, "_replay", _replayed_never)),
        Plant("sent journal forgotten at once", _replaced(MemoryShelf, "forget_sent", _forgotten_at_once)),
        Plant("row with unsent work not sealed", _replaced(applying, "left", _left_unsealed)),
        Plant("second reading sweeps nothing", _replaced(MemoryShelf, "suspects", _nothing_suspect)),
        Plant("photo stays where its report was", _replaced(Worktable, "rescoped", _no_followers)),
        Plant("departure not written in the log", _replaced(scopes, "_members", _comings_only)),
        Plant("yesterday's work judged by today's right", _replaced(judging, "sight_of", _today_only)),
        Plant("conflict dropped", _replaced(judging, "keep_conflict", _conflict_dropped)),
        Plant("change does not tell its scope epoch", _replaced(memory_store, "drafted", _drafted_without_epoch)),
        Plant("every move of status allowed", _replaced(judging_core, "_may_move", _always_may_move)),
    )
}
