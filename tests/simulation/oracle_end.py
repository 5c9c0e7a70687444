"""What must be true of a whole run once the storm is over and everybody had time to sync.

nothing waits, nothing was lost, nothing was done twice; every replica is the server's view; photos are in place
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sync.client.memory_shelf import MemoryShelf
from sync.client.rows import Entry, EntryState, Row, shown
from sync.core.digest import Digest, digest_of
from sync.core.errors import RefusalCode
from sync.core.judge import HISTORY_ENTRIES_MAX
from sync.core.model import Change, Fields, MergeRule, Op, Verdict, VerdictCode
from sync.core.values import altered
from sync.records import KINDS
from tests.simulation.device_node import DeviceNode, Name
from tests.simulation.server_view import Seen, ServerView

_TAKEN = (VerdictCode.ACCEPTED, VerdictCode.MERGED, VerdictCode.CONFLICTED, VerdictCode.DUPLICATE)


def broken_at_end(server: ServerView, nodes: list[DeviceNode]) -> Iterator[str]:
    """Say what is broken."""
    for node in nodes:
        looks = [_lost(node, server)]
        if not node.is_withdrawn:
            looks += [_waits(node), _differs(node, server)]
        yield from (f"{node.name}: {broken}" for look in looks for broken in look)
    yield from _torn_gestures(server)
    yield from _done_twice(server)
    yield from _misplaced(server)
    yield from _unwarranted(server)


def _waits(node: DeviceNode) -> Iterator[str]:
    """Say what still waits."""
    for n, entry in node.tables.entries.items():
        held = node.tables.rows.get(entry.key)
        is_aside = entry.state is EntryState.JUDGED and held is not None and held.parked is not None
        if entry.state in (EntryState.WAITING, EntryState.JUDGED) and not is_aside:
            yield f"change {n} is still {entry.state}"
    if node.tables.place.purges:
        yield "a purge was never acknowledged"
    if any(row.sealed or row.suspect for row in node.tables.rows.values()):
        yield "a row is still sealed or suspect"


def _lost(node: DeviceNode, server: ServerView) -> Iterator[str]:
    """Say which of the agent's changes the server has not, or the device tells otherwise."""
    for name, change in node.written.items():
        judged = server.judged.get(name)
        if judged is None:
            if not _is_excused(node, name, server):
                yield f"change {name[1]} of {name[0][:8]} was lost"
            continue
        if judged[0] != change:
            yield f"change {name[1]} of {name[0][:8]} arrived as another"
        yield from _told_otherwise(node, name, judged[1], server)


def _is_excused(node: DeviceNode, name: Name, server: ServerView) -> bool:
    entry = node.tables.entries.get(name[1])
    if node.is_withdrawn:
        # Nothing is taken from a lost tablet; a withdrawn one may send, but does not hear of a restored server's epoch.
        is_here = entry is not None and entry.change.device == name[0]
        return is_here and (node.is_lost or server.was_restored)
    if any(_name_of(e) == name and e.state is EntryState.REJECTED for e in node.tables.entries.values()):
        return True  # the restored server has forgotten that it refused it; the agent still has it before him
    # Two faults at once: the town's disk, and the tablet's name. Neither is without a copy of the other's.
    return server.was_restored and name in node.let_go


def _told_otherwise(node: DeviceNode, name: Name, verdict: Verdict, server: ServerView) -> Iterator[str]:
    kept = [entry for entry in node.tables.entries.values() if _name_of(entry) == name]
    is_refused = verdict.code is VerdictCode.REJECTED
    if not kept:
        if is_refused and name not in node.let_go:
            yield f"change {name[1]} was refused and is nowhere to be reconciled"
        return
    entry = kept[0]
    if _is_beyond(node, entry, server):
        return
    if entry.verdict != verdict:
        yield f"the receipt of change {name[1]} is not the server's"
    if is_refused != (entry.state is EntryState.REJECTED):
        yield f"change {name[1]} is {verdict.code} and stands as {entry.state}"
    for conflict in verdict.conflicts:
        if ("conflict", conflict) not in server.records:
            yield f"the conflict of change {name[1]} is nowhere"


def _is_beyond(node: DeviceNode, entry: Entry, server: ServerView) -> bool:
    """Say whether the device cannot have heard of the present verdict."""
    if node.is_withdrawn and entry.state is EntryState.WAITING:
        return True
    # A twin may have told the restored server again, and had another verdict than we had then.
    return entry.change.device != node.caller.device and server.was_restored


def _name_of(entry: Entry) -> Name:
    """Give the name under which a change is, or was, sent."""
    n = entry.verdict.n if entry.change.n < 1 and entry.verdict is not None else entry.change.n
    return entry.change.device, n


def _differs(node: DeviceNode, server: ServerView) -> Iterator[str]:
    """Say where the replica is not the server's view of its scopes."""
    granted = server.granted(node.caller.agent)
    tables = node.tables
    if tables.follows.keys() != granted:
        yield "it does not follow what is granted"
    expected = server.seen_by(granted)
    for key in (tables.rows.keys() | tables.shown.keys()) - expected.keys():
        yield f"it holds {key}, which it may not see"
    rows = MemoryShelf(tables, node.kinds).rows(list(expected))
    for key, seen in expected.items():
        yield from _row_differs(node, rows[key], altered(seen, scopes=seen.scopes & granted))
    for scope, follow in tables.follows.items():
        if follow.digest != digest_of(row.term for row in rows.values() if scope in row.scopes):
            yield f"its digest of {scope} does not add up"
        if follow.digest != server.digests.get(scope, Digest()):
            yield f"its digest of {scope} is not the server's"


def _row_differs(node: DeviceNode, row: Row, seen: Seen) -> Iterator[str]:
    if row.parked is not None:
        spec = node.kinds.get(row.kind)
        if spec is not None and not spec.validate(row.parked.fields):
            yield f"it keeps {row.key} aside, which it could show"
        if (row.parked.rv, row.parked.fields, row.scopes) != (seen.rv, seen.fields, seen.scopes):
            yield f"what it keeps aside of {row.key} is not the server's word"
        return
    if (row.rv, row.word, row.scopes) != (seen.rv, seen.fields, seen.scopes):
        yield f"its word on {row.key} is not the server's"
    if row.kind not in node.kinds:
        yield f"it neither keeps {row.key} aside nor knows its kind"
        return
    if _said(node.tables.shown.get(row.key)) != _said(shown(row, node.kinds[row.kind])):
        yield f"its screens show {row.key} as it is not"


def _said(fields: Fields | None) -> dict[str, Any] | None:
    """Leave out what is empty: absent and null are the same."""
    return None if fields is None else {name: value for name, value in fields.items() if value is not None}


def _torn_gestures(server: ServerView) -> Iterator[str]:
    """Say which gestures were taken in part."""
    gestures: dict[tuple[str, str], set[bool]] = {}
    for (device, _), (change, verdict) in server.judged.items():
        gestures.setdefault((device, change.txn), set()).add(verdict.code is VerdictCode.REJECTED)
    for (device, txn), outcomes in gestures.items():
        if len(outcomes) > 1:
            yield f"gesture {txn} of {device[:8]} was torn"


def _done_twice(server: ServerView) -> Iterator[str]:
    """Say which records do not hold every taken change exactly once."""
    by_record: dict[tuple[str, str], list[tuple[Change, Verdict]]] = {}
    by_gesture: dict[tuple[str, str, str], Name] = {}
    for name, (change, verdict) in server.judged.items():
        if verdict.code not in _TAKEN:
            continue
        by_record.setdefault((change.kind, change.id), []).append((change, verdict))
        part = (change.txn, change.id, str(sorted(change.edits)))
        if by_gesture.setdefault(part, name)[0] != name[0]:
            yield f"change {name[1]} of {name[0][:8]} was judged under another name before"
    for key, taken in by_record.items():
        fields, changes = server.records.get(key), [change for change, _ in taken]
        was_removed = any(change.op is Op.REMOVE for change in changes)
        if fields is None or was_removed:
            continue
        yield from (f"{key}: {broken}" for broken in _told_once(key[0], fields, taken))
        yield from (f"{key}: {broken}" for broken in _sums_and_entries(key[0], fields, changes))


def _told_once(kind: str, fields: Fields, taken: list[tuple[Change, Verdict]]) -> Iterator[str]:
    """Find each change that was taken in the record's history, once, and no other."""
    history = [entry["id"] for entry in fields.get("history") or ()]
    if len(history) != len(set(history)):
        yield "it tells a change twice"
    if not KINDS[kind].keeps_history or kind == "conflict" or len(history) >= HISTORY_ENTRIES_MAX:
        return
    names = {f"{change.device}:{change.n}": verdict for change, verdict in taken}
    yield from (f"its history tells of {name}, which nobody made" for name in set(history) - names.keys())
    whole = (VerdictCode.ACCEPTED, VerdictCode.MERGED)
    missing = {name for name, verdict in names.items() if verdict.code in whole} - set(history)
    yield from (f"its history does not tell of {name}, which was taken" for name in sorted(missing))


def _sums_and_entries(kind: str, fields: Fields, changes: list[Change]) -> Iterator[str]:
    names = {name for change in changes for name in change.edits}
    for name in sorted(names):
        edits = [change.edits[name] for change in changes if name in change.edits]
        match KINDS[kind].rule(name):
            case MergeRule.SUM:
                if (fields.get(name) or 0) != sum((edit.now or 0) - (edit.was or 0) for edit in edits):
                    yield f"{name} is not the sum of what was taken"
            case MergeRule.APPEND:
                wanted = {entry["id"] for edit in edits for entry in edit.now or ()}
                found = [entry["id"] for entry in fields.get(name) or ()]
                if wanted != set(found) or len(found) != len(set(found)):
                    yield f"{name} does not hold each entry once"


def _misplaced(server: ServerView) -> Iterator[str]:
    """Say which records are not in the scopes that follow from their fields, and from their parent's."""
    for key, fields in server.records.items():
        spec = KINDS[key[0]]
        wanted = spec.scopes_of(key[1], fields)
        if spec.follows_parent:
            parent = spec.parents(fields)[0]
            above = server.records.get(parent)
            wanted |= KINDS[parent[0]].scopes_of(parent[1], above) if above is not None else frozenset()
        if server.scopes_of(key) != wanted:
            yield f"{key} is not in the scopes that follow from its fields"


def _unwarranted(server: ServerView) -> Iterator[str]:
    """Say which refusals no gesture of the simulated agents deserves."""
    if server.was_restored:
        return
    rejected_creates = {
        change.id
        for change, verdict in server.judged.values()
        if change.op is Op.CREATE and verdict.code is VerdictCode.REJECTED
    }
    for change, verdict in server.judged.values():
        code: Any = verdict.refusal.code if verdict.refusal else None
        if code is RefusalCode.FORBIDDEN:
            yield f"a change of {change.kind} by {change.agent[:8]} was forbidden"
        if code is RefusalCode.UNKNOWN_RECORD and change.id not in rejected_creates:
            yield f"a change of {change.kind} met no record"


def sends_photos(node: DeviceNode, server: ServerView) -> bool:
    """Say whether a device may still send: a withdrawn one does, but not to a restored server."""
    return not node.is_lost and not (node.is_withdrawn and server.was_restored)


def photos_broken(nodes: Iterable[DeviceNode], server: ServerView, whole: Any) -> Iterator[str]:
    """Say which photos are not where they belong; `whole` gives the server's bytes of an address, or None."""
    for node in nodes:
        if node.is_withdrawn and not sends_photos(node, server):
            continue
        for attachment in sorted(node.photos.mine):
            fields = server.records.get(("attachment", attachment))
            if fields is None or ("attachment", attachment) not in node.tables.shown:
                continue
            if not fields.get("received_at"):
                yield f"{node.name}: the photo of {attachment} never arrived"
            elif whole(fields["sha256"]) != node.photos.files[attachment, False]:
                yield f"{node.name}: the server has other bytes of {attachment}"
            if attachment not in node.photos.received and not node.is_withdrawn:
                yield f"{node.name}: does not know that the photo of {attachment} arrived"
