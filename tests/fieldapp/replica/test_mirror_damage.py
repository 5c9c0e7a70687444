"""An outbox that does not fit its chain: mended from the journal, or told once and sent with the rest."""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session, col, delete, update

from fieldapp.replica import mirror
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.incidents import IncidentCode
from fieldapp.replica.replica import Replica
from fieldapp.vault.vault import JOURNAL_FILE
from sync.client.rows import EntryState
from tests.contract.store_in_hand import accepted, answer, rejected
from tests.fieldapp.replica.test_mirror import journal_numbers, reports_written
from tests.fieldapp.replica.town import Server, Tablet, entries, shown


def tampered(replica: Replica, change: Callable[[Session], object]) -> None:
    """Change the outbox as no gesture would."""
    replica.transact_now(lambda session: (change(session), ()))


def altered(n: int) -> Callable[[Session], object]:
    """Give the tampering that changes what a change says."""

    def change(session: Session) -> object:
        row = session.get(OutboxRow, n)
        assert row is not None
        edits = {**row.change["edits"], "description": ["Faux", None]}
        return session.exec(
            update(OutboxRow).where(col(OutboxRow.n) == n).values(change={**row.change, "edits": edits})
        )

    return change


def test_altered_change_is_mended_from_the_journal(started: Tablet) -> None:
    created = reports_written(started.opened, 2)
    tampered(started.opened, altered(2))
    replica = started.restart()
    assert [incident.code for incident in replica.opening.incidents] == [IncidentCode.CHANGE_MENDED]
    assert "description" not in (shown(replica, "report", created[1]) or {})
    assert "description" not in entries(replica)[1].change.edits
    assert started.restart().opening == mirror.Reconciled()


def test_altered_change_without_a_copy_is_told_once_and_sent_with_the_rest(started: Tablet) -> None:
    reports_written(started.opened, 3)
    tampered(started.opened, altered(2))
    started.stop()
    (started.folder / JOURNAL_FILE).write_bytes(b"")
    replica = started.start()
    told = {incident.code: incident.told["n"] for incident in replica.opening.incidents}
    assert told[IncidentCode.CHAIN_BROKEN] == [2]
    assert [entry.change.n for entry in entries(replica)] == [1, 2, 3]
    assert started.restart().opening == mirror.Reconciled()


def test_number_lost_on_both_sides_is_filled_so_that_the_rest_goes(started: Tablet, server: Server) -> None:
    reports_written(started.opened, 3)
    tampered(started.opened, lambda session: session.exec(delete(OutboxRow).where(col(OutboxRow.n) == 2)))
    started.stop()
    (started.folder / JOURNAL_FILE).write_bytes(b"")
    replica = started.start()
    told = {incident.code: incident.told["n"] for incident in replica.opening.incidents}
    assert told[IncidentCode.NUMBER_LOST] == [2]
    changes = server.hears()
    assert [change.n for change in changes] == [1, 2, 3]
    assert changes[1].edits == {}
    server.answers(answer(accepted(1), rejected(2), accepted(3)))
    assert entries(replica)[1].state is EntryState.SENT
    assert started.restart().opening == mirror.Reconciled()


def test_journal_that_a_full_disk_spoiled_is_written_anew_before_the_next_gesture(started: Tablet) -> None:
    reports_written(started.opened, 2)
    assert started.vault is not None
    journal = started.vault.journal
    journal.report = replace(journal.report, write_failed=True)
    reports_written(started.opened, 1)
    assert not journal.report.is_damaged
    assert journal_numbers(started) == [1, 2, 3]
    assert started.restart().opening == mirror.Reconciled()
