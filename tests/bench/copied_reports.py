"""A million reports in a minute: what the server itself judged is written again under new names.

The rows are those that a push leaves (record, memberships, public index, verdict, digests, counter), in the store's own tables
through its own statements; only the judge is spared. `fieldserver check` finds nothing amiss in such a town.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sync.core.digest import Digest, record_term
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.model import Change, Edit, Op
from sync.protocol.messages import PushRequest
from sync.server.callers import Caller
from sync.server.outside.indexing import index_row
from sync.server.parts import Parts
from sync.server.rows import DeviceRow, JudgedRow, MemberRow, RecordRow, Row, ScopeRow
from sync.server.rows_outside import PublicRow
from sync.server.store import Unit
from tests.bench.reports import report_fields, report_id
from tests.fieldapp.town import uid
from tests.stories.people import KARIM

JUDGED: Final = 500
"""Reports that are judged for good: the patterns of the others."""
ROUND: Final = 20
"""Times that all patterns are written in one transaction."""
WRITTEN_AT: Final = "2026-11-27T08:00:00.000Z"
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Pattern:
    record: RecordRow
    members: Sequence[MemberRow]
    judged: JudgedRow
    public: PublicRow


def fill_with_reports(parts: Parts, count: int, tell: Tell) -> None:
    """Write so many reports of another tablet of Karim's."""
    (tenant,), writer = parts.store.tenants(), uid("other tablet")
    caller = parts.service.enrol(tenant, agent=KARIM, device=writer, name="autre tablette")
    judged = min(count, JUDGED)
    parts.service.push(caller, PushRequest(writer, "", tuple(_created(writer, n) for n in range(1, judged + 1))))
    with parts.store.reading(tenant) as unit:
        patterns = list(_patterns(unit, caller, judged))
    done = judged
    while done < count:
        tell(f"fill a town of {count} reports", done, count)
        names = range(done + 1, min(done + JUDGED * ROUND, count) + 1)
        with parts.store.writing(tenant) as unit:
            _write_round(unit, patterns, names, parts.now_ms())
        done = names[-1]


def _created(device: str, n: int) -> Change:
    edits = {name: Edit(value) for name, value in report_fields(n).items()}
    return Change(device, n, uid(f"gesture {n}"), "report", report_id(n), Op.CREATE, 0, edits, KARIM, WRITTEN_AT)


def _patterns(unit: Unit, caller: Caller, count: int) -> Iterator[_Pattern]:
    verdicts = unit.get(JudgedRow, [(caller.device, n) for n in range(1, count + 1)])
    for n in range(1, count + 1):
        key = ("report", report_id(n))
        members = unit.find(MemberRow, "id", [key[1]])
        record = unit.get(RecordRow, [key])[key]
        public = index_row(record.id, record.record().fields)
        yield _Pattern(record, members, verdicts[caller.device, n], public)


def _write_round(unit: Unit, patterns: Sequence[_Pattern], names: Sequence[int], now_ms: int) -> None:
    rows: list[Row] = []
    states = {row.scope: row for row in unit.every(ScopeRow)}
    digests = {scope: row.digest() for scope, row in states.items()}
    heads = {scope: row.head for scope, row in states.items()}
    seq = unit.bump(len(names))
    for n in names:
        pattern, new_id, seq = patterns[n % len(patterns)], uuid7(now_ms, os.urandom(RANDOM_BYTES)), seq + 1
        record = replace(pattern.record, id=new_id)
        term = record_term(new_id, record.rv, record.hash)
        rows.append(record)
        rows.append(replace(pattern.public, report=new_id))
        for member in pattern.members:
            rows.append(replace(member, id=new_id, seq=seq))
            digests[member.scope] = digests.get(member.scope, Digest()).plus(term)
            heads[member.scope] = seq
        rows.append(_again(pattern.judged, pattern.record.id, new_id, n))
    unit.put(rows)
    unit.put(ScopeRow(scope, digest.count, digest.hex, heads[scope]) for scope, digest in digests.items())
    (device,) = unit.get(DeviceRow, [(patterns[0].judged.device,)]).values()
    unit.put([replace(device, last_n=names[-1])])


def _again(judged: JudgedRow, old_id: str, new_id: str, n: int) -> JudgedRow:
    told, said = f'"n":{judged.n},', f'"n":{n},'
    change = judged.change_json.replace(old_id, new_id).replace(told, said)
    return replace(judged, n=n, change_json=change, verdict_json=judged.verdict_json.replace(told, said))
