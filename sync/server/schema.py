"""The tables of `rows`, for any database: each key starts with the tenant, nothing counts across tenants."""

from dataclasses import fields
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, Table
from sqlalchemy.types import TypeEngine

from sync.server import (
    rows,
    rows_access,
    rows_identity,
    rows_interop,
    rows_jobs,
    rows_orders,
    rows_outside,
    rows_privacy,
    rows_public,
    rows_recovery,
)
from sync.server.dialect import JsonText, plain_text

FORMAT = 1
"""Version of the tables; the data folder names the one that it holds."""

ROW_TYPES: tuple[type[rows.Row], ...] = (
    rows.TownRow,
    rows.RecordRow,
    rows.MemberRow,
    rows.ScopeRow,
    rows.JudgedRow,
    rows.DeviceRow,
    rows.GrantRow,
    rows.PastGrantRow,
    rows.ChildRow,
    rows.SeriesRow,
    rows.GoneRow,
    rows.FenceRow,
    rows.MarkRow,
    rows.PurgeRow,
    rows_access.AccountRow,
    rows_access.SessionRow,
    rows_access.RefreshRow,
    rows_access.TriesRow,
    rows_access.UseRow,
    rows_access.UploadRow,
    rows_access.DeviceKeyRow,
    rows_access.SessionKeyRow,
    rows_access.EnrolmentRow,
    rows_access.AddressRow,
    rows_recovery.RecoveryKeyRow,
    rows_recovery.KeeperRow,
    rows_recovery.KeeperPairRow,
    rows_recovery.RecoveryRow,
    rows_recovery.AuditRow,
    rows_recovery.AuditEndRow,
    rows_identity.SecondFactorRow,
    rows_identity.SpareCodeRow,
    rows_identity.BeginningRow,
    rows_identity.ProviderRow,
    rows_identity.SignInFlowRow,
    rows_identity.SignInLinkRow,
    rows_orders.LeaseRow,
    rows_orders.WipeRow,
    rows_outside.RequesterRow,
    rows_outside.PublicRow,
    rows_outside.SettingRow,
    rows_outside.ApiKeyRow,
    rows_outside.OutsideUpdateRow,
    rows_public.FollowerRow,
    rows_public.RedactedRow,
    rows_privacy.ErasureRow,
    rows_privacy.RunRow,
    rows_privacy.RightsRow,
    rows_privacy.ReceiptRow,
    rows_privacy.EliminationRow,
    rows_jobs.JobRow,
    rows_interop.LinkRow,
    rows_interop.WebhookRow,
    rows_interop.WebhookMessageRow,
)

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

counter = Table(
    "counter",
    metadata,
    Column("tenant", plain_text(), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)


def _type(name: str, annotation: object) -> TypeEngine[Any]:
    if name.endswith("_json"):
        return JsonText()
    return {int: BigInteger, bool: Boolean}.get(annotation, plain_text)()  # type: ignore[call-overload, no-any-return]


def _table(row: type[rows.Row]) -> Table:
    members = fields(row)  # type: ignore[arg-type]  # every row is a dataclass
    columns = [
        Column(field.name, _type(field.name, field.type), primary_key=field.name in row.KEY, nullable=False)
        for field in members
    ]
    # The key's order is the index's order: the tenant, then what is asked for first.
    columns.sort(key=lambda column: row.KEY.index(column.name) if column.name in row.KEY else len(row.KEY))
    indexes = [Index(f"ix_{row.TABLE}_{name}", "tenant", name) for name in row.INDEXES if name != row.KEY[0]]
    return Table(row.TABLE, metadata, Column("tenant", plain_text(), primary_key=True), *columns, *indexes)


TABLES: dict[type[rows.Row], Table] = {row: _table(row) for row in ROW_TYPES}

member = TABLES[rows.MemberRow]
scope = TABLES[rows.ScopeRow]
# The log is read by scope and position, without touching the table; the wake-up asks which scopes moved.
Index("ix_membership_log", member.c.tenant, member.c.scope, member.c.seq, member.c.present, member.c.kind, member.c.id)
Index("ix_scope_head", scope.c.tenant, scope.c.head, scope.c.scope)
