"""The town of the marker words: something to write on for every screen that takes text."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fieldapp.vault.escrow import RequestSalt
from fieldapp.vault.names_file import RECOVERY_SALT_FILE
from sync.core.instants import instant_of_ms
from sync.core.model import Op
from sync.server.opening import system_now_ms
from sync.server.writers import SystemWrite
from tests.fieldapp.town import uid
from tests.stories.people import CENTRE, EAST, KARIM, NORD, SYLVIE, VOIRIE

GATE, FENCE, NOTE = uid("marked gate"), uid("marked fence"), uid("marked note")
IN_THE_STREET, TO_SORT, TO_REJECT, TO_PUT_ASIDE = (uid(f"marked report {n}") for n in range(4))
QUESTION, ROUND = uid("marked question"), uid("marked round")
SEEDED: Final = ("Portillon grinçant", "Palissade penchée", "Réunion du comité", "Caisse renversée", "Bancs du mail")
"""Words that come down from the town hall; they stand in no file either."""


def marked_town() -> Iterator[SystemWrite]:
    """Give two tasks and a round of Karim, four reports, a note, and a question that is his."""
    now = instant_of_ms(system_now_ms())
    checklist = [{"id": "c1", "label": "Gonds graissés", "mandatory": True, "photo": False}]
    mine = {"status": "a_faire", "assignee": KARIM, "service": VOIRIE}
    yield _record("task", GATE, title=SEEDED[0], checklist=checklist, **mine)
    yield _record("task", FENCE, title=SEEDED[1], **mine)
    told = {"title": SEEDED[2], "body": SEEDED[2], "audience": {"everyone": True}}
    yield _record("news", NOTE, status="publie", author=SYLVIE, published_at=now, **told)
    place = {"lat": CENTRE[0], "long": CENTRE[1], "zone": EAST, "service": VOIRIE, "requested_datetime": now}
    yield _record("report", IN_THE_STREET, service_code="trottoir", status="affecte", team=NORD, **place)
    for report, code in ((TO_SORT, "avaloir"), (TO_REJECT, "graffiti_mur"), (TO_PUT_ASIDE, "encombrants")):
        yield _record("report", report, service_code=code, status="nouveau", description=SEEDED[3], **place)
    stops = [{"id": "s1", "kind": "place", "title": SEEDED[4], "lat": CENTRE[0], "long": CENTRE[1]}]
    walk = {"planned_on": now[:10], "status": "en_cours", "stops": stops, "order": ["s1"]}
    yield _record("round", ROUND, title=SEEDED[4], service=VOIRIE, assignee=KARIM, author=SYLVIE, **walk)
    side = {"agent": KARIM, "device": uid("tablet"), "n": 1, "reason": "both", "made_at": now, "received_at": now}
    values = {"handover_note": "la clé est à la loge", "expected_minutes": 20}
    question = {
        "record_kind": "task",
        "record_id": GATE,
        "names": sorted(values),
        "status": "ouvert",
        "base": {},
        "theirs": {"handover_note": "la clé est au dépôt", "expected_minutes": 30},
        "theirs_agent": SYLVIE,
        "theirs_at": now,
        "sides": [{**side, "values": values}],
    }
    yield SystemWrite("conflict", QUESTION, Op.CREATE, question)


def _record(kind: str, record_id: str, **fields: Any) -> SystemWrite:
    return SystemWrite(kind, record_id, Op.CREATE, fields)


def asked_before(profile: Path) -> None:
    """Leave what a request for the town's help leaves: the sign-in offers to look for its answer."""
    profile.mkdir(parents=True)
    (profile / RECOVERY_SALT_FILE).write_bytes(os.urandom(RequestSalt.BYTES))
