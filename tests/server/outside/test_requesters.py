"""Who reported something is sealed, goes to no device, opens by the town's key alone, and can be destroyed."""

import json

from sync.core.values import altered
from sync.server.outside.requesters import Requester, Requesters, forget, row_of
from sync.server.rows_outside import RequesterRow
from tests.server.outside.door_in_hand import PERSON, Door

WORDS = ("Zénobie", "Quillfeldt", "zenobie", "06 39 98")


def test_requester_opens_by_the_towns_key_alone(door: Door) -> None:
    report, other = door.given(), door.given(person=Requester())
    with door.town.store.writing(door.town.tenant) as unit:
        assert door.outside.requesters.read(unit, report) == PERSON
        assert door.outside.requesters.read(unit, other) is None
        assert Requesters(b"another key of thirty-two bytes!", lambda count: b"0" * count).read(unit, report) is None
        # A blob that is moved to another report opens nowhere.
        row = row_of(unit, report)
        assert row is not None
        unit.put([altered(row, report=other)])
        assert door.outside.requesters.read(unit, other) is None


def test_no_table_and_no_device_holds_a_word_of_it(door: Door) -> None:
    report = door.given()
    with door.town.store.reading(door.town.tenant) as unit:
        row = row_of(unit, report)
        assert row is not None
        told = json.dumps([str(row), [str(one) for one in unit.every(RequesterRow)]], ensure_ascii=False)
    for name in ("terrain", "chef", "bureau", "elu", "admin"):
        device = door.town.device(name)
        device.pull()
        told += str(device.held)
    assert not [word for word in WORDS if word in told]


def test_tracking_link_leads_to_its_report_until_it_is_forgotten(door: Door) -> None:
    report = door.given()
    secret = door.outside.requesters.secret(door.town.tenant, report)
    with door.town.store.writing(door.town.tenant) as unit:
        found = door.outside.requesters.by_secret(unit, secret)
        assert found is not None
        assert (found.report, secret in found.tracking_hash) == (report, False)
        unit.put([altered(found, thanks=2)])
        assert forget(unit, report)
        assert not forget(unit, report)
        assert not forget(unit, "nobody")
        assert door.outside.requesters.by_secret(unit, secret) is None
        assert door.outside.requesters.by_secret(unit, "") is None
        row = row_of(unit, report)
        assert row is not None
        assert (row.sealed, row.thanks) == ("", 2)
