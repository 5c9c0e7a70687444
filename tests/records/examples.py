"""Valid fields of every kind, and small factories for those who write them."""

from typing import Any

from sync.core.model import Actor, Attempt, Edit, Op
from sync.records import KINDS
from sync.records.base import Role

ID = "018f0000-0000-7000-8000-000000000001"
OTHER_ID = "018f0000-0000-7000-8000-000000000002"
ME = "018f0000-0000-7000-8000-00000000a001"
SOMEONE = "018f0000-0000-7000-8000-00000000a002"
SERVICE = "018f0000-0000-7000-8000-00000000ce01"
ZONE = "018f0000-0000-7000-8000-000000002e01"
TEAM = "018f0000-0000-7000-8000-00000000ea01"
NOW = "2026-11-23T14:32:05.123Z"
HASH = "ab" * 32

VALID: dict[str, dict[str, Any]] = {
    "town": {"name": "Sainte-Aldegonde", "centre_lat": 48.1, "centre_long": -1.6},
    "service": {"name": "Voirie", "code": "voirie"},
    "zone": {"name": "Nord", "code": "n", "polygon": [[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]]},
    "team": {"name": "Équipe 1", "service": SERVICE},
    "agent": {"given_name": "Anne", "family_name": "Le Goff", "role": "agent_terrain"},
    "news": {"title": "Travaux", "author": ME},
    "acknowledgement": {"news": ID, "news_author": SOMEONE, "agent": ME, "content_hash": "0" * 32},
    "reach": {"news": ID, "news_author": SOMEONE, "content_hash": "0" * 32, "agents": {ME: NOW}},
    "task": {"title": "Balayer"},
    "report": {"service_code": "nid_de_poule", "requested_datetime": NOW, "lat": 48.1, "long": -1.6},
    "routing_rule": {"service": SERVICE},
    "round": {"title": "Voirie, centre", "planned_on": "2026-11-23"},
    "saved_filter": {"title": "Voirie en retard", "wanted": {"pile": "open", "which": "late"}, "author": ME},
    "answer_template": {"title": "Reçu", "text": "Votre signalement {numéro} est pris en charge."},
    "caller": {"report": ID, "phone": "01 02 03 04 05", "notice": "2026-11", "author": ME},
    "objective": {"title": "Réparer à temps", "author": ME},
    "attachment": {
        "parent_kind": "report",
        "parent_id": ID,
        "role": "ensemble",
        "sha256": HASH,
        "size_bytes": 10,
        "author": ME,
    },
    "conflict": {"record_kind": "report", "record_id": ID, "status": "ouvert"},
}


def valid(kind: str, **fields: Any) -> dict[str, Any]:
    """Give valid fields of a kind, with some of them changed; `...` takes one out."""
    return {name: value for name, value in (VALID[kind] | fields).items() if value is not ...}


def errors(kind: str, **fields: Any) -> dict[str, str]:
    """Give what is wrong with a kind's fields: pointer -> code."""
    return {error.pointer: error.code for error in KINDS[kind].validate(valid(kind, **fields))}


def actor(role: Role, **parts: Any) -> Actor:
    """Give me, in a role."""
    return Actor(ME, role.value, **parts)


def may(kind: str, op: Op, who: Actor, standing: dict[str, Any], **edits: Any) -> bool:
    """Ask whether somebody may do this to a record with these fields."""
    changed = {name: Edit(value, standing.get(name)) for name, value in edits.items()}
    return KINDS[kind].may(Attempt(who, op, ID, standing, changed))
