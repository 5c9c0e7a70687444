"""What agents do on their tablets: gestures on what their screens show, such as their role allows."""

from collections.abc import Callable
from typing import Any

from sync.client.writing import Wish
from sync.core.instants import instant_of_ms
from sync.core.model import Fields, Op
from sync.records.task import OPEN_STATUSES
from tests.simulation.hands import Hands
from tests.simulation.kernel import START_MS
from tests.simulation.old_kinds import OLD_KINDS, UNKNOWN_VALUES
from tests.simulation.photo_node import SIZES, SMALL_SIZES, sha256_of
from tests.simulation.town import FIRST_WORK, PEOPLE, SERVICES, TEAMS, ZONES

Gesture = Callable[[Hands], list[Wish]]


def act(hands: Hands) -> bool:
    """Make one gesture, if there is something to make it on; say whether it was made."""
    wishes = [hands.known(wish) for wish in hands.kernel.chance.choice(_GESTURES)(hands)]
    wishes = [wish for wish in wishes if wish.values or wish.op is Op.REMOVE]
    return bool(wishes) and hands.node.write(wishes)


def _create_task(hands: Hands) -> list[Wish]:
    person, chance = hands.person, hands.kernel.chance
    fields: dict[str, Any] = {"title": hands.text(), "status": "a_faire", "service": person.service}
    if hands.at_desk:
        fields.update(team=chance.choice((*TEAMS, None)), assignee=chance.choice((None, None, PEOPLE[1].id)))
    else:
        fields["assignee"] = person.id
    return [Wish(Op.CREATE, "task", hands.new_id(), fields)]


def _create_report(hands: Hands) -> list[Wish]:
    chance = hands.kernel.chance
    report = hands.new_id()
    fields = {
        "service_code": chance.choice(("nid_de_poule", "encombrants", "lampadaire")),
        "status": "nouveau",
        "requested_datetime": instant_of_ms(hands.node.now_ms()),
        "lat": 48 + chance.random() / 10,
        "long": -1 - chance.random() / 10,
        "zone": chance.choice((*ZONES, None)),
        "service": chance.choice((*SERVICES, None)),
        "description": hands.text(),
        "author": hands.person.id,
    }
    wishes = [Wish(Op.CREATE, "report", report, fields)]
    return wishes + [_attachment(hands, "report", report) for _ in range(chance.choice((0, 0, 1, 2)))]


def _attach(hands: Hands) -> list[Wish]:
    kind = hands.kernel.chance.choice(("report", "task"))
    found = hands.one_of(kind)
    return [_attachment(hands, kind, found[0])] if found else []


def _attachment(hands: Hands, kind: str, record_id: str) -> Wish:
    chance, attachment = hands.kernel.chance, hands.new_id()
    picture, small = chance.randbytes(chance.choice(SIZES)), chance.randbytes(chance.choice(SMALL_SIZES))
    # The bytes are on the disk before the change is; a gesture that fails leaves them there, and nobody minds.
    hands.node.photos.take(attachment, picture, small)
    fields = {
        "parent_kind": kind,
        "parent_id": record_id,
        "role": "ensemble",
        "sha256": sha256_of(picture),
        "size_bytes": len(picture),
        "thumbnail_sha256": sha256_of(small),
        "thumbnail_bytes": len(small),
        "author": hands.person.id,
    }
    return Wish(Op.CREATE, "attachment", attachment, fields)


def _comment(hands: Hands) -> list[Wish]:
    kind = hands.kernel.chance.choice(("report", "task"))
    found = hands.one_of(kind)
    if not found:
        return []
    entry = {"id": hands.new_id(), "agent": hands.person.id, "text": hands.text()}
    return [Wish(Op.APPEND, kind, found[0], {"comments": [*(found[1].get("comments") or ()), entry]})]


def _spend_time(hands: Hands) -> list[Wish]:
    found = hands.one_of("task")
    if not found:
        return []
    minutes = (found[1].get("time_spent_minutes") or 0) + hands.kernel.chance.randint(1, 30)
    return [Wish(Op.APPEND, "task", found[0], {"time_spent_minutes": minutes})]


def _follow(hands: Hands) -> list[Wish]:
    found = hands.one_of("report")
    if not found:
        return []
    followers = set(found[1].get("followers") or ()) ^ {hands.person.id}
    return [Wish(Op.APPEND, "report", found[0], {"followers": sorted(followers) or None})]


def _move(hands: Hands) -> list[Wish]:
    kind = hands.kernel.chance.choice(("report", "task"))
    found = hands.one_of(kind)
    if not found:
        return []
    moves = hands.node.kinds[kind].moves.get(str(found[1].get("status")), {})
    targets = sorted(to for to, roles in moves.items() if hands.person.role in roles)
    if not targets:
        return []
    return [Wish(Op.PATCH, kind, found[0], _moved(kind, hands.kernel.chance.choice(targets)))]


_WANTED: dict[tuple[str, str], dict[str, Any]] = {
    ("report", "rejete"): {"reject_reason": "prive"},
    ("report", "doublon"): {"duplicate_of": FIRST_WORK[-1]},
    ("report", "programme"): {"scheduled_at": instant_of_ms(START_MS + 3_600_000)},
    ("report", "impossible"): {"status_notes": "accès fermé"},
    ("task", "impossible"): {"impossible_reason": "acces"},
}


def _moved(kind: str, status: str) -> dict[str, Any]:
    """Give a move with what its state wants, as the screens ask for it."""
    return {"status": status, **_WANTED.get((kind, status), {})}


def _close(hands: Hands) -> list[Wish]:
    """End a task one way or the other: two who end it differently cannot both be right."""
    found = hands.one_of("task", lambda fields: fields.get("status", "a_faire") in OPEN_STATUSES)
    late = () if "impossible" in UNKNOWN_VALUES["task"] and hands.node.kinds is OLD_KINDS else ("impossible",)
    ends = ("faite", *late, "annulee") if hands.at_desk else ("faite", *late)
    return [Wish(Op.PATCH, "task", found[0], _moved("task", hands.kernel.chance.choice(ends)))] if found else []


def _describe(hands: Hands) -> list[Wish]:
    kind = hands.kernel.chance.choice(("report", "task"))
    found = hands.one_of(kind)
    return [Wish(Op.PATCH, kind, found[0], {"description": hands.text(found[1].get("description"))})] if found else []


def _ask_for_time(hands: Hands) -> list[Wish]:
    found = hands.one_of("task")
    due_at = instant_of_ms(hands.kernel.now_ms + hands.kernel.chance.randrange(10_000_000))
    return [Wish(Op.PATCH, "task", found[0], {"due_at": due_at})] if found else []


def _measure(hands: Hands) -> list[Wish]:
    found = hands.one_of("report")
    place = {"lat": 48 + hands.kernel.chance.random() / 10, "accuracy_m": 4.0, "position_source": "gps"}
    return [Wish(Op.PATCH, "report", found[0], place)] if found else []


def _assign(hands: Hands) -> list[Wish]:
    found = hands.one_of("task")
    if not found or not hands.at_desk:
        return []
    chance = hands.kernel.chance
    people = [None, *(person.id for person in PEOPLE[1:])]
    values = {"assignee": chance.choice(people), "team": chance.choice(TEAMS), "service": chance.choice(SERVICES)}
    return [Wish(Op.PATCH, "task", found[0], values)]


def _triage(hands: Hands) -> list[Wish]:
    found = hands.one_of("report")
    if not found or not hands.at_desk:
        return []
    chance = hands.kernel.chance
    values = {"zone": chance.choice((*ZONES, None)), "service": chance.choice(SERVICES), "priority": "dangereux"}
    return [Wish(Op.PATCH, "report", found[0], values)]


def _remove(hands: Hands) -> list[Wish]:
    found = hands.one_of("task")
    return [Wish(Op.REMOVE, "task", found[0], {})] if found and hands.at_desk else []


def _settle(hands: Hands) -> list[Wish]:
    def is_mine(fields: Fields) -> bool:
        sides = fields.get("sides") or ()
        return fields.get("status") == "ouvert" and any(side["agent"] == hands.person.id for side in sides)

    found = hands.one_of("conflict", is_mine)
    if not found:
        return []
    values = {"status": "regle", "settled_by": hands.person.id, "choice": "mine"}
    wishes = [Wish(Op.PATCH, "conflict", found[0], values)]
    kind, record_id = found[1]["record_kind"], found[1]["record_id"]
    mine = found[1]["sides"][-1]["values"]
    settled = hands.node.tables.shown.get((kind, record_id))
    if settled is not None and mine and "due_at" in mine:
        wishes.append(Wish(Op.PATCH, kind, record_id, {"due_at": mine["due_at"]}))
    return wishes


def _several(hands: Hands) -> list[Wish]:
    """Make one gesture of many parts; now and then one that cannot be, which must take the others along."""
    wishes = [*_create_task(hands), *_comment(hands), *_describe(hands), *_spend_time(hands)]
    if hands.kernel.happens(0.3):
        wishes.append(Wish(Op.CREATE, "task", hands.new_id(), {"title": "", "assignee": hands.person.id}))
    return wishes


_GESTURES: tuple[Gesture, ...] = (
    *(_create_task, _create_report, _create_report, _attach, _comment, _comment, _spend_time, _spend_time, _follow),
    *(
        _move,
        _close,
        _close,
        _close,
        _describe,
        _describe,
        _ask_for_time,
        _ask_for_time,
        _measure,
        _assign,
        _assign,
        _triage,
    ),
    *(_remove, _settle, _several, _several),
)
