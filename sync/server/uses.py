"""Which attachments show which bytes: kept beside the records, so that a hash leads to rows that announce it."""

from collections.abc import Sequence

from sync.core.model import Fields
from sync.server.rows_access import UseRow
from sync.server.store import Unit
from sync.server.worktable import Step

ATTACHMENT = "attachment"


def write_uses(unit: Unit, steps: Sequence[Step]) -> None:
    """Note the hashes of the attachments that these steps wrote, forget those that they no longer show."""
    for step in steps:
        if step.after.kind == ATTACHMENT:
            before = _uses(step.after.id, step.before.fields()) if step.before is not None else set()
            after = _uses(step.after.id, step.after.fields)
            unit.drop(UseRow, [row.key for row in sorted(before - after, key=lambda row: row.key)])
            unit.put(sorted(after - before, key=lambda row: row.key))


def _uses(attachment: str, fields: Fields) -> set[UseRow]:
    picture, thumbnail = fields.get("sha256"), fields.get("thumbnail_sha256")
    uses = {UseRow(str(thumbnail), attachment, is_thumbnail=True)} if thumbnail and thumbnail != picture else set()
    return uses | ({UseRow(str(picture), attachment, is_thumbnail=False)} if picture else set())
