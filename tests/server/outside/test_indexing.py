"""The public's index says where reports are, after every change, and is built for towns that are older than it."""

from collections.abc import Sequence
from dataclasses import replace

from sync.core.model import Op
from sync.server.checking import check_town
from sync.server.outside.indexing import renew_public_index
from sync.server.rows_outside import PublicRow
from tests.server.outside.door_in_hand import Door


def indexed(door: Door) -> list[PublicRow]:
    with door.town.store.reading(door.town.tenant) as unit:
        return list(unit.every(PublicRow))


def findings(door: Door) -> Sequence[tuple[str, str]]:
    with door.town.store.reading(door.town.tenant) as unit:
        files = door.server.parts.uploads.files
        found = check_town(unit, door.server.parts.service.kinds, files, lambda what, count: None)
    return [(one.what, one.where) for one in found]


def test_index_follows_every_change(door: Door) -> None:
    report = door.given()
    (row,) = indexed(door)
    assert (row.report, row.cell, row.status, row.publication) == (report, "4805:206", "nouveau", "pending")
    door.town.world.now += 2 * 24 * 3_600_000
    door.town.change("report", report, status="resolu", publication="published", long=-0.001)
    (moved,) = indexed(door)
    assert (moved.cell, moved.status, moved.publication) == ("4805:-1", "resolu", "published")
    assert moved.moved_on > row.moved_on == moved.requested_on
    assert findings(door) == []
    door.town.write("report", report, Op.REMOVE)
    assert indexed(door) == []


def test_index_is_built_for_a_town_of_before(door: Door) -> None:
    report = door.given()
    (row,) = indexed(door)
    with door.town.store.writing(door.town.tenant) as unit:
        unit.drop(PublicRow, [row.key])
    assert findings(door) == []
    door.server.parts.service.keep_house(door.town.tenant)
    assert indexed(door) == [row]
    with door.town.store.writing(door.town.tenant) as unit:
        unit.put([replace(row, cell="0:0")])
        renew_public_index(unit)
    assert findings(door) == [("public index", report)]
