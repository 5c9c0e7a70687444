"""The town of the journeys: for each of them something that waits to be done, and a pile for the desk."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sync.core.instants import instant, instant_of_ms, parse_instant
from sync.core.model import Op
from sync.records.task import Priority
from sync.server.opening import system_now_ms
from sync.server.writers import SystemWrite
from tests.fieldapp.town import uid
from tests.stories.people import CENTRE, EAST, KARIM, NORD, SYLVIE, VOIRIE

PROVEN, CLASHING, NOTE = uid("journey of a proof"), uid("journey of a clash"), uid("journey of a note")
WALKED: Final = tuple(uid(f"journey of a round {n}") for n in range(3))
CHECKS: Final = ("c1", "c2")
_COLUMNS: Final = 10
_STEP_DEGREES: Final = 0.003
_PARAGRAPH: Final = (
    "Les rafales passent 85 km/h sur les hauteurs. Aucune nacelle ne sort, les échafaudages sont repliés. "
)


def pile_id(number: int) -> str:
    """Give the id of the report that waits at this place of the pile."""
    return uid(f"journey of the pile {number}")


def pile_address(number: int) -> str:
    """Give the address that no other report has."""
    return f"{1000 + number} rue Grimaldi"


def in_days(days: int) -> str:
    """Give an instant so many days from now."""
    return _moved(_now(), days=days)


def seed(reports: int) -> Iterator[SystemWrite]:
    """Give the records of a town with so many reports to sort."""
    now = _now()
    yield from _tasks(now)
    body = "\n\n".join(f"**{n}.** {_PARAGRAPH * 3}" for n in range(1, 9))
    told = {"title": "Vent fort : pas de nacelle après 16 h", "body": body, "audience": {"everyone": True}}
    whole = {**told, "importance": "obligatoire", "status": "publie", "author": SYLVIE, "service": VOIRIE}
    yield _record("news", NOTE, published_at=_moved(now, minutes=-40), **whole)
    for number in range(reports):
        yield _waiting(number, now, reports)


def _tasks(now: datetime) -> Iterator[SystemWrite]:
    mine = {"status": "a_faire", "service": VOIRIE, "zone": EAST, "author": SYLVIE}
    labels = ("Zone balisée", "Enrobé compacté à niveau")
    checklist = [{"id": item, "label": label, "mandatory": True} for item, label in zip(CHECKS, labels, strict=True)]
    yield _record(
        "task",
        PROVEN,
        title="Nid-de-poule, 40 × 60 cm",
        address="Rue Grimaldi, angle rue Suffren",
        category="nid_de_poule",
        priority=Priority.DANGEREUX,
        assignee=KARIM,
        checklist=checklist,
        photo_proof=True,
        due_at=_moved(now, hours=3),
        **_place(2, 2),
        **mine,
    )
    yield _record(
        "task",
        CLASHING,
        title="Redresser le panneau",
        address="Boulevard Rainier-III",
        category="panneau",
        assignee=KARIM,
        due_at=_moved(now, days=2),
        **_place(3, 1),
        **mine,
    )
    for number, task in enumerate(WALKED):
        yield _record(
            "task",
            task,
            title=("Grille à resserrer", "Potelet arraché", "Banc descellé")[number],
            address=("Rue Plati, 6", "Rue Imberty, 12", "Rue Saige, 3")[number],
            category=("trappe", "potelet", "banc")[number],
            team=NORD,
            due_at=_moved(now, days=3 + number),
            **_place(4 + number, 6 - number),
            **mine,
        )


def _waiting(number: int, now: datetime, reports: int) -> SystemWrite:
    """Give a report of the pile: older ones come first, none is near enough to be a duplicate."""
    row, column = divmod(number, _COLUMNS)
    fields = {
        "service_code": "trottoir" if number % 2 else "nid_de_poule",
        "description": "Bordure cassée, la poussette ne passe plus." if number % 3 else None,
        "status": "nouveau",
        "priority": Priority.GENANT,
        "channel": "web",
        "requested_datetime": _moved(now, minutes=number - reports - 5),
        "address": pile_address(number),
    }
    return _record("report", pile_id(number), zone=EAST, service=VOIRIE, **fields, **_place(row, column))


def _now() -> datetime:
    return parse_instant(instant_of_ms(system_now_ms()))


def _place(row: int, column: int) -> dict[str, float]:
    south, west = CENTRE[0] - 4.5 * _STEP_DEGREES, CENTRE[1] - 4.5 * _STEP_DEGREES
    return {"lat": south + row * _STEP_DEGREES, "long": west + column * _STEP_DEGREES}


def _moved(now: datetime, **gap: float) -> str:
    return instant(now + timedelta(**gap))


def _record(kind: str, record_id: str, **fields: Any) -> SystemWrite:
    return SystemWrite(kind, record_id, Op.CREATE, fields)
