"""The chained log: what a line costs, what its chain and its kept end show, what a reading tells."""

import json
from dataclasses import replace

from sync.core.model import Op
from sync.server import audit
from sync.server.rows_recovery import AuditEndRow, AuditRow
from sync.server.store import Unit
from tests.server.town_in_hand import Town


class NarrowUnit:
    """A unit that cannot read a whole table: what gets by with it costs the same in any log."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.get, self.put = unit.get, unit.put


def verified(town: Town) -> audit.Verification:
    with town.store.reading(town.tenant) as unit:
        read = audit.Verification(unit)
        for _ in read.lines():
            pass
    return read


def test_line_is_written_without_reading_the_lines_before(town: Town) -> None:
    before = verified(town)
    with town.store.writing(town.tenant) as unit:
        narrow: Unit = NarrowUnit(unit)  # type: ignore[assignment]  # what the log may use, and no more
        audit.note(narrow, "2026-11-28T03:00:00.000Z", "one")
        audit.note_all(narrow, "2026-11-28T03:00:01.000Z", "two", [{"k": "1"}, {"k": "2"}])
        audit.note_all(narrow, "2026-11-28T03:00:01.000Z", "none", [])
    read = verified(town)
    assert (read.count, read.broken) == (before.count + 3, None)


def test_log_of_before_there_was_an_end_goes_on(town: Town) -> None:
    count = verified(town).count
    with town.store.writing(town.tenant) as unit:
        unit.drop(AuditEndRow, [("end",)])
    assert verified(town).broken is None
    with town.store.writing(town.tenant) as unit:
        audit.note(unit, "2026-11-28T03:00:00.000Z", "one")
    assert (verified(town).count, verified(town).broken) == (count + 1, None)


def test_altered_dropped_and_cut_off_lines_show(town: Town) -> None:
    with town.store.writing(town.tenant) as unit:
        for number in range(3):
            audit.note(unit, "2026-11-28T03:00:00.000Z", "one", k=str(number))
        lines = list(audit.read(unit))
    last = lines[-1]
    for damage, where in (
        (replace(lines[1], told_json='{"k":"other"}'), 2),
        (replace(last, what="other"), last.n),
        (None, last.n),
    ):
        with town.store.writing(town.tenant) as unit:
            unit.put([damage]) if damage is not None else unit.drop(AuditRow, [last.key])
        assert verified(town).broken == where
        with town.store.writing(town.tenant) as unit:
            unit.put(lines)
    assert verified(town).broken is None


def test_reading_tells_who_what_for_and_how_many_but_nobody_s_name(town: Town) -> None:
    with town.store.writing(town.tenant) as unit:
        reading = audit.Reading("dpo@ville.example", "rights-request", "requester", 3, "42")
        audit.note_reading(unit, "2026-11-28T03:00:00.000Z", reading)
        line = audit.read(unit)[-1]
    assert line.what == audit.READING
    assert json.loads(line.told_json) == {
        "reader": "dpo@ville.example",
        "purpose": "rights-request",
        "kind": "requester",
        "records": "3",
        "of": "42",
    }


def test_each_change_of_rights_is_a_line_with_what_came_and_what_went(town: Town) -> None:
    before = verified(town).count
    town.write("agent", town.ids["terrain"], Op.PATCH, team=None)
    with town.store.reading(town.tenant) as unit:
        *_, line = audit.read(unit)
    told = json.loads(line.told_json)
    assert (line.what, line.n, told["agent"]) == (audit.RIGHTS, before + 1, town.ids["terrain"])
    assert town.scope("team", "equipe") in told["taken"].split()
    assert told["given"] == ""
    town.write("agent", town.ids["terrain"], Op.PATCH, job_title="Cantonnier")
    assert verified(town).count == before + 1, "what changes no right is no line"
