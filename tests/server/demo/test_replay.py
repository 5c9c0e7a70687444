"""The town as changes: every one lawful for its writer, and the same bytes for the same seed."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from sync.core.digest import canonical_json
from sync.core.ids import is_id
from sync.core.instants import instant
from sync.records import KINDS
from tests.server.demo.parts import NOW, SEED, parts, replayed

ROOT = Path(__file__).parents[3]
_DIGEST = "from tests.server.demo.test_replay import digest; print(digest())"

AGE_S_MAX: Final = 3 * 366 * 86_400
"""No report of the town is older."""


def digest() -> str:
    """Give the hash of everything but the photographs, made afresh."""
    town = parts.__wrapped__(SEED, NOW)
    told = [
        [[r.kind, r.id, r.by, r.at, dict(r.fields)] for r in town.records],
        [[e.kind, e.id, e.by, e.at, e.op, {k: list(v) for k, v in e.edits.items()}] for e in town.events],
    ]
    return hashlib.sha256(canonical_json(told)).hexdigest()


def test_replay_through_the_judge_is_accepted_to_the_last_change() -> None:
    assert [(step.kind, step.at, verdict.refusal) for step, verdict in replayed().troubles[:5]] == []


def test_replay_ends_as_the_generator_says() -> None:
    standing = replayed().fields
    for report in parts().reports:
        found = {name: value for name, value in standing[report.record.id].items() if name != "history"}
        # The clock is the judge's word alone: it stood and went on between the report's birth and now.
        clock = {name: found.pop(name, None) for name in ("moved_at", "paused_at", "paused_s")}
        born, now = report.fields["requested_datetime"], instant(NOW)
        assert all(clock[name] is None or born <= clock[name] <= now for name in ("moved_at", "paused_at"))
        assert clock["paused_s"] is None or 0 < clock["paused_s"] < AGE_S_MAX
        assert found == report.fields


def test_town_is_byte_equal_in_another_process_with_another_hash_seed() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}
    other = subprocess.run(
        [sys.executable, "-c", _DIGEST], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == digest()


def test_town_differs_for_another_seed() -> None:
    ids = {record.id for record in parts().records}
    assert not ids & {record.id for record in parts(SEED + 1, NOW).records}


def test_ids_are_unique_and_of_version_seven_where_nothing_derives_them() -> None:
    records = parts().records
    assert len({record.id for record in records}) == len(records)
    assert all(is_id(record.id) for record in records)
    assert {record.id[14] for record in records if record.kind != "acknowledgement"} == {"7"}


def test_records_come_after_their_parents() -> None:
    seen: set[str] = set()
    for record in parts().records:
        for _, parent in KINDS[record.kind].parents(record.fields):
            assert parent in seen
        seen.add(record.id)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
        datetime(2026, 7, 14, 12, 0, tzinfo=UTC),
        datetime(2028, 2, 29, 21, 30, tzinfo=UTC),
    ],
    ids=["new-year", "holiday", "leap-evening"],
)
def test_town_can_be_made_at_any_moment(now: datetime) -> None:
    town = parts(SEED, now)
    latest = max(record.at for record in town.records)
    assert len(town.reports) == 2_000
    assert latest <= f"{now:%Y-%m-%dT%H:%M:%S}.999Z"
