"""`fieldserver check`: reads everything again and compares it with what is kept incrementally.

Nothing is mended here. A finding names ids and what differs, so that a person can decide; an empty list is the proof
that digests, log, records, verdicts and photo files tell the same story.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from sync.core.digest import Digest, content_hash, record_term
from sync.core.model import KindSpec
from sync.protocol.codec import verdict_of_json
from sync.server.blobs import BlobFiles, hash_of
from sync.server.outside.indexing import misplaced
from sync.server.rows import DeviceRow, FenceRow, GoneRow, JudgedRow, MemberRow, RecordKey, RecordRow, ScopeRow
from sync.server.rows_access import UploadRow
from sync.server.store import Unit
from sync.server.worktable import Worktable

FINDINGS_MAX = 200
BATCH = 500
Progress = Callable[[str, int], None]
"""Told what is being read, and how many of it were."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: what, where, and how."""

    what: str
    where: str
    says: str


def check_town(unit: Unit, kinds: Mapping[str, KindSpec], files: BlobFiles, progress: Progress) -> list[Finding]:
    """Check one town in one snapshot; give at most `FINDINGS_MAX` findings."""
    found = chain(_rows_apart(unit, kinds, progress), _check_files(unit, files, progress))
    return list(islice(found, FINDINGS_MAX))


def check_rows(unit: Unit, kinds: Mapping[str, KindSpec], progress: Progress) -> list[Finding]:
    """Check all of one town but its photo files."""
    return list(islice(_rows_apart(unit, kinds, progress), FINDINGS_MAX))


def _rows_apart(unit: Unit, kinds: Mapping[str, KindSpec], progress: Progress) -> Iterator[Finding]:
    held = dict(_members(unit))
    digests: dict[str, Digest] = defaultdict(Digest)
    versions: dict[RecordKey, int] = {}
    for batch in _batches(unit, progress):
        work = Worktable(unit, kinds)
        work.load((row.kind, row.id) for row in batch)
        for row in batch:
            versions[row.kind, row.id] = row.rv
            for scope in row.scopes():
                digests[scope] = digests[scope].plus(record_term(row.id, row.rv, row.hash))
            yield from _check_record(work, row, held.get((row.kind, row.id), frozenset()))
        for report in misplaced(unit, batch):
            yield Finding("public index", report, "questions of the public find it elsewhere than it is")
    yield from _check_digests(unit, digests)
    yield from _check_log(unit)
    yield from _check_judged(unit, versions, progress)


def _members(unit: Unit) -> Iterator[tuple[RecordKey, frozenset[str]]]:
    held: dict[RecordKey, set[str]] = defaultdict(set)
    for row in unit.every(MemberRow):
        if row.present:
            held[row.kind, row.id].add(row.scope)
    return ((key, frozenset(scopes)) for key, scopes in held.items())


def _batches(unit: Unit, progress: Progress) -> Iterator[list[RecordRow]]:
    batch: list[RecordRow] = []
    count = 0
    for row in unit.every(RecordRow):
        batch.append(row)
        if len(batch) == BATCH:
            count += len(batch)
            progress("records", count)
            yield batch
            batch = []
    progress("records", count + len(batch))
    yield batch


def _check_record(work: Worktable, row: RecordRow, held: frozenset[str]) -> Iterator[Finding]:
    where = f"{row.kind} {row.id}"
    record = work.get((row.kind, row.id))
    if record is None or row.kind not in work.kinds:
        yield Finding("record", where, "its kind is not known")
        return
    if content_hash(record.fields) != row.hash:
        yield Finding("record", where, "its hash is not that of its fields")
    wanted = frozenset[str]() if row.removed else work.scopes_of(record)
    if wanted != row.scopes():
        yield Finding("record", where, "its scopes do not follow from its fields")
    if held != row.scopes():
        yield Finding("log", where, "the log holds it in other scopes")


def _check_digests(unit: Unit, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    kept = {row.scope: row.digest() for row in unit.every(ScopeRow)}
    for scope in sorted(kept.keys() | digests.keys()):
        if kept.get(scope, Digest()) != digests.get(scope, Digest()):
            yield Finding("digest", scope, "the digest kept is not the sum of what the scope holds")


def _check_log(unit: Unit) -> Iterator[Finding]:
    head = unit.head()
    owners: dict[int, RecordKey] = {}
    heads: dict[str, int] = defaultdict(int)
    fences = {row.scope: row.seq for row in unit.every(FenceRow)}
    for row in unit.every(MemberRow):
        heads[row.scope] = max(heads[row.scope], row.seq)
        if row.seq > head:
            yield Finding("log", f"{row.kind} {row.id}", f"position {row.seq} is beyond the head {head}")
        if owners.setdefault(row.seq, (row.kind, row.id)) != (row.kind, row.id):
            yield Finding("log", f"{row.kind} {row.id}", f"position {row.seq} is another record's too")
    for scope_row in unit.every(ScopeRow):
        # A scope whose last news was a removal that is purged by now stands at its fence.
        if scope_row.head != max(heads.get(scope_row.scope, 0), fences.get(scope_row.scope, 0)):
            yield Finding("log", scope_row.scope, "its last position is not the last in the log")


def _check_judged(unit: Unit, versions: Mapping[RecordKey, int], progress: Progress) -> Iterator[Finding]:
    last: dict[str, int] = defaultdict(int)
    gone = {(row.kind, row.id) for row in unit.every(GoneRow)}
    count = 0
    for row in unit.every(JudgedRow):
        count += 1
        if row.n != last[row.device] + 1:
            yield Finding("judged", f"{row.device} {row.n}", f"the change after {last[row.device]} is missing")
        last[row.device] = row.n
        verdict, change = verdict_of_json(json.loads(row.verdict_json)), json.loads(row.change_json)
        key = (change["kind"], change["id"])
        if verdict.rv > versions.get(key, 0) and key not in gone:
            yield Finding("judged", f"{row.device} {row.n}", "its record is not there in the version it was given")
    progress("judged changes", count)
    for device in unit.every(DeviceRow):
        if device.last_n != last.get(device.device, 0):
            yield Finding("device", device.device, f"expects {device.last_n + 1}, judged {last.get(device.device, 0)}")


def whole_photos(unit: Unit) -> list[str]:
    """Give the hashes of all photos that the town says it has, sorted."""
    return sorted({row.sha256 for row in unit.every(UploadRow) if row.completed_at})


def _check_files(unit: Unit, files: BlobFiles, progress: Progress) -> Iterator[Finding]:
    whole = whole_photos(unit)
    for count, sha256 in enumerate(whole, start=1):
        path = files.whole(unit.tenant, sha256)
        if not path.exists():
            yield Finding("photo", sha256, "its file is gone")
        elif hash_of(path) != sha256:
            yield Finding("photo", sha256, "its file is damaged")
        progress("photo files", count)
