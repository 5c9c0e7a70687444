"""The tables as they were when they got numbers; what a database of before has already stays as it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from sync.server.dialect import JsonText, plain_text

revision = "0001"
down_revision = None

# Columns in their order: `*` is of the key, `#` a number, `?` a flag; a name that ends in `_json` is JSON.
TABLES = {
    "account": "*tenant *account agent password_hash changed_at is_open?",
    "address": "*tenant *name origin pins_json roots?",
    "api_key": "*tenant *key_hash name made_at revoked_at",
    "audit": "*tenant *n# at what told_json hash",
    "audit_end": "*tenant *name n# hash",
    "blob_use": "*tenant *sha256 *attachment is_thumbnail?",
    "child": "*tenant *parent_kind *parent_id *kind *id",
    "counter": "*tenant seq#",
    "device": "*tenant *device agent name enrolled_at seen_at state last_n# durable_n# is_writer?",
    "device_key": "*tenant *device public since",
    "elimination": "*tenant *number made_at items_json visa_by visa_on noted_at",
    "enrolment": "*tenant *code_hash account made_ms# ends_ms# used_ms# device",
    "erasure": "*tenant *kind *id at why size_bytes# done_at",
    "erasure_receipt": "*tenant *number *device agent epoch wanted_json asked_at heard_at",
    "fence": "*tenant *scope seq#",
    "follower": "*tenant *link_hash report made_at is_requester? follows? thanked_at opinion",
    "gone": "*tenant *kind *id purged_at",
    "grants": "*tenant *agent epoch# scopes_json",
    "job": "*tenant *name work told_json run_at turn_at state attempts# lease trouble ended_at",
    "judged": "*tenant *device *n# agent payload_hash change_json verdict_json received_at",
    "keeper": "*tenant *key_name *keeper check",
    "keeper_pair": "*tenant *key_name *pair sealed",
    "lease": "*tenant *device given_ms# until_ms#",
    "mark": "*tenant *day seq#",
    "membership": "*tenant *scope *kind *id seq# present?",
    "outside_update": "*tenant *source *update_id report at",
    "past_grants": "*tenant *agent *epoch# scopes_json since",
    "public_report": "*tenant *report number requested_on moved_on cell service_code status publication",
    "purge": "*tenant *device *scope rows# told_at",
    "record": "*tenant *kind *id rv# fields_json stamps_json scopes_json hash removed?",
    "recovery": "*tenant *request account device_name answer_key escrows_json asked_ms# state approvals_json keys_json",
    "recovery_key": "*tenant *name public made_ms#",
    "redacted": "*tenant *attachment report sha256 thumbnail_sha256 media_type stands_in redacted_at",
    "refresh": "*tenant *token_hash session device generation# expires_ms#",
    "requester": "*tenant *report sealed content_hash tracking_hash made_at followers# thanks# satisfaction#",
    "retention_run": "*tenant *day begun_at counts_json ended_at",
    "rights_request": "*tenant *number right_asked state asked_at due_on sealed who counts_json closed_at",
    "scope": "*tenant *scope count# sum head#",
    "second_factor": "*tenant *account sealed made_ms# last_step#",
    "secret_link": "*tenant *secret_hash kind name subject made_at revoked_at",
    "series": "*tenant *name last#",
    "session": "*tenant *device session generation# renewed_ms# previous is_open?",
    "session_beginning": "*tenant *device session account how since_ms#",
    "session_key": "*tenant *device session jkt",
    "setting": "*tenant *name *version# value_json who at",
    "sign_in_flow": "*tenant *state_hash ends_ms# code_hash",
    "sign_in_link": "*tenant *issuer *subject account since_ms#",
    "sign_in_provider": "*tenant *name label issuer client_id sealed_secret siret new_role",
    "spare_code": "*tenant *account *code_hash made_ms#",
    "town": "*tenant *only name epoch created_at",
    "tries": "*tenant *subject failures# last_ms#",
    "upload": "*tenant *sha256 *agent size_bytes# announced_at completed_at",
    "webhook": "*tenant *webhook url name events_json allows_private? made_at is_enabled? next_ms# failures# "
    "failing_since_ms#",
    "webhook_message": "*tenant *webhook *seq# message body_json",
    "wipe": "*tenant *device order_id signed_order ordered_at latest_at takes_work? heard_at receipt received_at",
}
INDEXES = {
    "ix_account_agent": ("account", "tenant agent"),
    "ix_child_parent_id": ("child", "tenant parent_id"),
    "ix_device_agent": ("device", "tenant agent"),
    "ix_enrolment_account": ("enrolment", "tenant account"),
    "ix_erasure_receipt_device": ("erasure_receipt", "tenant device"),
    "ix_follower_report": ("follower", "tenant report"),
    "ix_job_turn_at": ("job", "tenant turn_at"),
    "ix_membership_id": ("membership", "tenant id"),
    "ix_membership_log": ("membership", "tenant scope seq present kind id"),
    "ix_public_report_cell": ("public_report", "tenant cell"),
    "ix_public_report_moved_on": ("public_report", "tenant moved_on"),
    "ix_public_report_number": ("public_report", "tenant number"),
    "ix_public_report_requested_on": ("public_report", "tenant requested_on"),
    "ix_redacted_report": ("redacted", "tenant report"),
    "ix_refresh_session": ("refresh", "tenant session"),
    "ix_requester_tracking_hash": ("requester", "tenant tracking_hash"),
    "ix_scope_head": ("scope", "tenant head scope"),
    "ix_sign_in_flow_code_hash": ("sign_in_flow", "tenant code_hash"),
    "ix_sign_in_link_account": ("sign_in_link", "tenant account"),
}


def upgrade() -> None:
    """Make each table and index that is not there."""
    for name, words in TABLES.items():
        columns = [_column(word) for word in words.split()]
        key = sa.PrimaryKeyConstraint(*(column.name for column in columns if column.info), name=f"pk_{name}")
        op.create_table(name, *columns, key, if_not_exists=True)
    for name, (table, members) in INDEXES.items():
        op.create_index(name, table, members.split(), if_not_exists=True)


def _column(word: str) -> sa.Column[Any]:
    name = word.strip("*#?")
    kind: TypeEngine[Any] = JsonText() if name.endswith("_json") else plain_text()
    if word.endswith(("#", "?")):
        kind = sa.BigInteger() if word.endswith("#") else sa.Boolean()
    return sa.Column(name, kind, nullable=False, info={"key": True} if word.startswith("*") else None)
