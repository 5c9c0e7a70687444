"""Writes the database file of today's version that later versions are tested on; run once, at its release.

    python -m tests.fieldapp.replica.keep_version

The file holds invented rows under a key that everybody knows. It is never written again: that is its point.
"""

from pathlib import Path

from sqlmodel import Session

from fieldapp.replica.gesture import Tools
from fieldapp.replica.migrations import LADDER, migrate
from fieldapp.replica.ports import SealedFiles, World
from fieldapp.replica.unit import Unit
from fieldapp.vault.database import close_database, create_database
from sync.records.routing_rule import rule_id
from tests.contract.store_in_hand import NOW_MS, SERVICE
from tests.fieldapp.replica.town import IDENTITY, report

FILES = Path(__file__).with_name("files")
KEY = bytes(range(32))


class NoFiles:
    """Files that nobody writes: no photo is kept."""

    def write(self, name_id: str, context: str, content: bytes) -> None:
        raise NotImplementedError

    read = open_range = exists = delete = write


def gesture(session: Session, files: SealedFiles) -> None:
    """Write two reports, a comment, a draft, and a round over both reports."""
    drawn = iter(range(1, 1_000))
    world = World(now_ms=lambda: NOW_MS, random_bytes=lambda count: next(drawn).to_bytes(count, "big"))
    unit = Unit(session, Tools(world, lambda: KEY, files), IDENTITY)
    hole = unit.create("report", report(description="Trou dans la chaussée"))
    bench = unit.create("report", report(description="Banc cassé"))
    unit.append("report", hole, "comments", {"text": "Vu ce matin"})
    unit.save_draft("report", {"description": "À finir"})
    stops = [{"id": f"s{n}", "kind": "report", "record": one} for n, one in enumerate((hole, bench))]
    kept_desk(unit, hole)
    unit.create("round", {"title": "Centre, lundi", "planned_on": "2026-11-23", "stops": stops, "order": ["s1", "s0"]})


def kept_desk(unit: Unit, report_id: str) -> None:
    """Write what the desk keeps for itself."""
    mine = {"author": unit.agent}
    unit.create("saved_filter", {"title": "En retard", "wanted": {"which": "late"}, **mine})
    unit.create("answer_template", {"title": "Reçu", "text": "Le signalement {numéro} est pris en charge.", **mine})
    aim = {"indicator": "reports_in_time", "baseline": 60.0, "target": 80.0, "due_on": "2027-03-31"}
    unit.create("objective", {"title": "Réparer à temps", "status": "actif", **aim, **mine})
    rule = {"category": "nid_de_poule", "service": SERVICE, "name": "Chaussée"}
    unit.create("routing_rule", rule, record_id=rule_id(category="nid_de_poule"))
    unit.create("caller", {"report": report_id, "phone": "01 00 00 00 00", "notice": "2026-11", **mine})


def main() -> None:
    """Write the file, or say that it is there."""
    path = FILES / f"version_{len(LADDER)}.db"
    assert not path.exists(), f"{path.name} is kept already"
    engine = create_database(path, KEY)
    migrate(engine)
    with Session(engine, autoflush=False) as session:
        gesture(session, NoFiles())  # type: ignore[arg-type]  # a gesture without photos asks for none
        session.commit()
    close_database(engine)


if __name__ == "__main__":
    main()
