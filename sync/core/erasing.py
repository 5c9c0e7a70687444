"""The one judgement that takes words away: what the law wants gone goes, and the record's story keeps its dates.

An ordinary change merges, and lists only grow: nothing that somebody wrote is ever lost by another's gesture. An
erasure is the opposite on purpose. It sets fields as they shall be, empties the values in the history and asks
nobody; the server alone may do it, by its policy or for a person's right. Devices get the next version as any other.
"""

from typing import Any

from sync.core.digest import canonical, hash_of_canonical
from sync.core.errors import Refusal, RefusalCode
from sync.core.judge import HISTORY_FIELD, SYSTEM_ROLE, Case, Judgement
from sync.core.model import Fields, Record, Stamp, Verdict, VerdictCode


def erase(case: Case) -> Judgement:
    """Judge an erasure, whose `edits` are the fields as they shall be; what was removed stays removed."""
    assert case.actor.role == SYSTEM_ROLE, "an erasure is the server's"
    record, change = case.record, case.change
    if record is None:
        return _refused(case, Refusal(RefusalCode.GONE if case.purged else RefusalCode.UNKNOWN_RECORD))
    told = {name: edit.now for name, edit in change.edits.items()}
    fields: Fields = {**record.fields, **told, **_history_without_words(record)}
    errors = () if record.removed else case.spec.validate(fields)
    if errors:
        return _refused(case, Refusal(RefusalCode.INVALID, errors))
    if fields == record.fields:
        code, after = VerdictCode.DUPLICATE, None
    else:
        stamp = Stamp(record.rv + 1, change.agent, case.received_at)
        stamps = {**record.stamps, **dict.fromkeys(told, stamp)}
        code, after = (
            VerdictCode.ACCEPTED,
            Record(record.kind, record.id, record.rv + 1, fields, stamps, record.removed),
        )
    text = canonical(fields)
    rv = after.rv if after is not None else record.rv
    verdict = Verdict(change.n, code, rv, hash_of_canonical(text), case.received_at)
    return Judgement(verdict, after, text=text if after is not None else b"")


def _refused(case: Case, refusal: Refusal) -> Judgement:
    verdict = Verdict(case.change.n, VerdictCode.REJECTED, received_at=case.received_at, refusal=refusal)
    return Judgement(verdict)


def _history_without_words(record: Record) -> dict[str, Any]:
    """Give the history with who, when and which fields; its values are told as those too long to tell."""
    entries = record.fields.get(HISTORY_FIELD)
    if not entries:
        return {}
    return {HISTORY_FIELD: [{**entry, "edits": {name: [] for name in entry.get("edits") or {}}} for entry in entries]}
