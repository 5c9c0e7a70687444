"""What this version cannot show is kept whole, told, and tried again at the next start."""

from sqlmodel import Session, col, select, update

from fieldapp.replica.engine_tables import IncidentRow, ParkedRow
from fieldapp.replica.incidents import IncidentCode
from sync.protocol.messages import Put
from tests.contract.store_in_hand import DESK, put, task, task_id
from tests.fieldapp.replica.town import Server, Tablet, shown


def updated_app(session: Session) -> tuple[None, tuple[str, ...]]:
    """Make the parked row fit, as an update of the app would make it."""
    fields = task("D’une version plus récente")
    session.exec(update(ParkedRow).where(col(ParkedRow.id) == task_id(1)).values(fields=fields))
    return None, ()


def test_parked_row_is_told(started: Tablet, server: Server) -> None:
    outcome = server.tells(put(1, status="etat_du_futur"), put(2))
    assert outcome.parked == 1
    codes = started.opened.read_now(lambda session: session.exec(select(IncidentRow.code)).all())
    assert codes == [IncidentCode.ROWS_PARKED]
    assert shown(started.opened, "task", task_id(1)) is None
    assert shown(started.opened, "task", task_id(2)) is not None


def test_parked_row_is_shown_at_the_start_that_can_hold_it(started: Tablet, server: Server) -> None:
    server.tells(put(1, status="etat_du_futur"))
    assert shown(started.restart(), "task", task_id(1)) is None
    started.opened.transact_now(updated_app)
    fields = shown(started.restart(), "task", task_id(1)) or {}
    assert fields["title"] == "D’une version plus récente"
    assert started.opened.read_now(lambda session: session.exec(select(ParkedRow)).all()) == []


def test_kind_of_the_future_stays_parked_over_a_restart(started: Tablet, server: Server) -> None:
    server.tells(Put("space", task_id(1), 1, (DESK,), {"name": "Élus"}))
    kept = started.restart().read_now(lambda session: session.exec(select(ParkedRow.fields)).all())
    assert kept == [{"name": "Élus"}]


def test_number_that_no_column_holds_is_parked_and_stops_nothing(started: Tablet, server: Server) -> None:
    photo = {"parent_kind": "task", "parent_id": task_id(2), "role": "detail", "sha256": "ab" * 32, "size_bytes": 5}
    server.tells(Put("attachment", task_id(1), 1, (DESK,), {**photo, "author": task_id(9), "order": 2**70}), put(2))
    assert started.opened.read_now(lambda session: session.exec(select(ParkedRow.id)).all()) == [task_id(1)]
    assert shown(started.opened, "task", task_id(2)) is not None
