"""Enrolling anew: one step for outbox, identity, tokens and journal, whatever kill or trouble comes into it."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.outbox import is_genuine, read_entries
from fieldapp.replica.settings import Setting, setting
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.vault import JOURNAL_FILE
from sync.protocol.messages import Tokens
from tests.contract.store_in_hand import AGENT, DEVICE, accepted, answer
from tests.fieldapp.replica.town import Server, Tablet, entries, report

ANEW = "018f0000-0000-7000-8000-00000000de02"
TOKENS = Tokens("villers", AGENT, DEVICE, "a", "2026-11-23T10:00:00.000Z", "r", "epoch-1")


def names(tablet: Tablet) -> list[tuple[str, int]]:
    """Give the names of the changes in the outbox."""
    return [(entry.change.device, entry.change.n) for entry in entries(tablet.opened)]


def journal_names(tablet: Tablet) -> list[tuple[str, int]]:
    """Give the names of the changes in the journal."""
    assert tablet.vault is not None
    links = read_entries(tablet.vault.journal.entries()).links
    key = tablet.opened._transactions._mac_key()
    assert all(is_genuine(link, key) for link in links)
    return [(link.change.device, link.change.n) for link in links]


def written(tablet: Tablet, count: int) -> None:
    """Write so many reports."""
    for _ in range(count):
        tablet.opened.write_now(lambda unit: unit.create("report", report()))


@pytest.fixture
def waiting(started: Tablet, server: Server) -> Tablet:
    """Give a tablet with one change that is judged and two that wait."""
    written(started, 3)
    server.answers(answer(accepted(1), next_n=2))
    return started


def test_tokens_of_another_device_make_this_one_that_device(waiting: Tablet) -> None:
    asyncio.run(ReplicaCredentials(waiting.opened).save(replace(TOKENS, device=ANEW)))
    assert (waiting.opened.identity.device, names(waiting)) == (ANEW, [(ANEW, 1), (ANEW, 2)])
    assert journal_names(waiting) == [(ANEW, 1), (ANEW, 2)]
    again = waiting.restart()
    assert again.identity.device == ANEW
    assert again.opening.incidents == ()
    kept = again.read_now(setting, Setting.TOKENS)
    assert kept["device"] == ANEW


def test_tokens_of_the_same_device_change_no_name(waiting: Tablet) -> None:
    asyncio.run(ReplicaCredentials(waiting.opened).save(TOKENS))
    assert names(waiting) == [(DEVICE, 1), (DEVICE, 2), (DEVICE, 3)]


def test_work_goes_on_in_the_new_chain(waiting: Tablet) -> None:
    asyncio.run(waiting.opened.enrol_anew(ANEW))
    written(waiting, 1)
    assert names(waiting) == journal_names(waiting) == [(ANEW, 1), (ANEW, 2), (ANEW, 3)]
    assert waiting.restart().opening.incidents == ()


def test_failed_commit_leaves_the_old_name_and_the_old_journal(
    waiting: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(session: Session) -> None:
        raise DiskFull("no room")

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", fails)
        with pytest.raises(DiskFull):
            asyncio.run(waiting.opened.enrol_anew(ANEW))
    assert waiting.opened.identity.device == DEVICE
    assert names(waiting) == [(DEVICE, 1), (DEVICE, 2), (DEVICE, 3)]
    assert journal_names(waiting) == names(waiting)
    written(waiting, 1)
    assert waiting.restart().opening.incidents == ()


def test_kill_between_journal_and_commit_loses_nothing(waiting: Tablet, tmp_path: Path) -> None:
    before = waiting.copied(tmp_path / "killed")
    asyncio.run(waiting.opened.enrol_anew(ANEW))
    shutil.copy(waiting.folder / JOURNAL_FILE, before.folder / JOURNAL_FILE)
    replica = before.start()
    try:
        assert replica.identity.device == DEVICE
        assert names(before) == [(DEVICE, 1), (DEVICE, 2), (DEVICE, 3)]
        assert journal_names(before) == names(before)
    finally:
        before.stop()
