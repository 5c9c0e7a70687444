"""The second lock on PostgreSQL: row-level security by tenant, and what the role that works may do.

A statement that forgot its tenant sees and changes nothing of another one. The owner of the tables is bound as well
(`FORCE`); what escapes are superusers and roles with BYPASSRLS, so the server refuses to work as one of them.
"""

from collections.abc import Iterator

from sync.server.migrations import VERSION_TABLE
from sync.server.schema import metadata

_MINE = "tenant = (SELECT current_setting('app.tenant', true))"
"""With the SELECT it is asked once per statement, not per row (4 to 6 times cheaper, November 2026)."""
COUNTER = "counter"


def locks(role: str) -> Iterator[str]:
    """Give the statements that lock all tables and let this role (quoted) work; again is no error."""
    for table in sorted(metadata.tables):
        yield from _policies(table)
        yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {role}'
    yield f"GRANT SELECT ON {VERSION_TABLE} TO {role}"


def _policies(table: str) -> Iterator[str]:
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS of_tenant ON "{table}"'
    yield f'CREATE POLICY of_tenant ON "{table}" USING ({_MINE}) WITH CHECK ({_MINE})'
    if table == COUNTER:
        # Which towns there are is asked before one is chosen; a counter holds nothing else than its position.
        yield f'DROP POLICY IF EXISTS all_towns ON "{table}"'
        yield f'CREATE POLICY all_towns ON "{table}" FOR SELECT USING (true)'
