"""By which clock work is dated: the device's own, set right by the server's where it is wrong."""

import pytest

from fieldapp.replica.replica import Replica
from sync.core.instants import instant_of_ms, ms_of_instant
from tests.contract.store_in_hand import NOW_MS
from tests.fieldapp.replica.town import Server, entries, report, shown


@pytest.mark.parametrize(
    ("server_time", "told"),
    [
        ("2020-01-01T08:00:00.000Z", "2020-01-01T08:00:00.000Z"),
        (instant_of_ms(NOW_MS + 59_000), instant_of_ms(NOW_MS)),
    ],
    ids=["years wrong", "seconds wrong"],
)
def test_clock_that_is_wrong_does_not_date_the_work(
    replica: Replica, server: Server, server_time: str, told: str
) -> None:
    server.tells(server_time=server_time)
    report_id = replica.write_now(lambda unit: unit.create("report", report(requested_datetime=unit.now)))
    replica.write_now(lambda unit: unit.append("report", report_id, "comments", {"text": "Vu"}))
    fields = shown(replica, "report", report_id) or {}
    assert (fields["requested_datetime"], fields["comments"][0]["at"]) == (told, told)
    changes = [entry.change for entry in entries(replica)]
    assert {change.made_at for change in changes} == {instant_of_ms(NOW_MS)}
    assert all(change.offset_ms == ms_of_instant(server_time) - NOW_MS for change in changes)
