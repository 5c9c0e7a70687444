"""Faults planted for the later promises: identities, fences, old versions, photos, texts. See `plants`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sync.client import applying, memory_store, renaming
from sync.client.rows import Entry, EntryState, Row, received
from sync.core import judge as judging_core
from sync.core import merge
from sync.core.model import Json, MergeRule
from sync.protocol.codec import verdict_of_json
from sync.protocol.messages import Put
from sync.server import numbers, retention
from sync.server.rows import ChildRow, JudgedRow, MemberRow, RecordRow
from sync.server.store import Unit
from tests.simulation.mortal import MortalFiles
from tests.simulation.outcome import Plant
from tests.simulation.photo_node import PhotoDisk


def _replaced(module: object, name: str, replacement: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(module, name, replacement)


def _stored_for_whomever(row: JudgedRow, again: object) -> Any:
    return numbers.Ruling(verdict_of_json(json.loads(row.verdict_json)), row.verdict_json)


original_rename = renaming.rename


def _sent_again_all(shelf: Any, device: str, begin: Callable[[Sequence[Entry]], None]) -> int:
    """Rename with all that is kept, judged or not, waiting again."""
    old = shelf.entries_from(1)
    shelf.keep_entries([replace(e, state=EntryState.WAITING, verdict=None) for e in old])
    return original_rename(shelf, device, begin)


def _refused_forgotten(shelf: Any, device: str, begin: Callable[[Sequence[Entry]], None]) -> int:
    return original_rename(shelf, device, lambda entries: begin([e for e in entries if e.change.n > 0]))


def _nothing_missed(follows: object, place: object, fences: object) -> list[str]:
    return []


def _forgotten_for_good(unit: Unit, places: dict[Any, list[MemberRow]], now: str) -> None:
    unit.drop(RecordRow, list(places))
    unit.drop(MemberRow, [row.key for rows in places.values() for row in rows])
    unit.drop(ChildRow, [])


def _known_fields_only(row: Row, put: Put, granted: Any, *, fits: bool) -> Row:
    later = ("followers", "time_spent_minutes")
    kept = {name: value for name, value in put.fields.items() if name not in later}
    return received(row, replace(put, fields=kept), granted, fits=fits)


def _text_overwritten(rule: MergeRule, *, was: Json, mine: Json, theirs: Json) -> merge.Merged | merge.Clash:
    plain = MergeRule.LAST if rule is MergeRule.TEXT else rule
    return merge.merge_field(plain, was=was, mine=mine, theirs=theirs)


def _left_aside(shelf: object, kinds: object) -> frozenset[str]:
    return frozenset()


def _not_checked(files: MortalFiles, tenant: str, agent: str, sha256: str) -> None:
    files._whole[sha256] = files._parts.get((agent, sha256), b"")


def _still_received(disk: PhotoDisk) -> None:
    """Take for received what another epoch had."""


LATER_PLANTS = (
    Plant("number of another taken for ours", _replaced(numbers, "_stored", _stored_for_whomever)),
    Plant("judged work sent again under the new name", _replaced(memory_store, "rename", _sent_again_all)),
    Plant("refused work forgotten with the old name", _replaced(memory_store, "rename", _refused_forgotten)),
    Plant("fence ignored", _replaced(applying, "missed_scopes", _nothing_missed)),
    Plant("purged id forgotten", _replaced(retention, "_forget", _forgotten_for_good)),
    Plant("fields of a newer version dropped", _replaced(applying, "received", _known_fields_only)),
    Plant("rows kept aside for ever", _replaced(applying, "retry_parked", _left_aside)),
    Plant("text overwritten", _replaced(judging_core, "merge_field", _text_overwritten)),
    Plant("photo taken without a look at its hash", _replaced(MortalFiles, "finish", _not_checked)),
    Plant("photos not asked about after a restore", _replaced(PhotoDisk, "server_forgot", _still_received)),
)
