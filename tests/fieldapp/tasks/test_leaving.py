"""« Impossible » and a hand-back: what was begun comes back after a close and a kill, and is sent once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from fieldapp.replica.leavings import HAND_BACK, Leaving, keep_leaving, leaving_of
from fieldapp.tasks import actions
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.vault.device_secret import HeldSecret
from sync.records.task import ImpossibleReason
from tests.fieldapp.tasks.leaving_program import DRAIN, LEAVING, NOTE
from tests.fieldapp.tasks.test_actions import page as page_of
from tests.fieldapp.town import KARIM, NORD, Town, town_replica_in
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
ROOT = Path(__file__).parents[3]
PLACE = routes.task(DRAIN)
HANDED = Leaving(HAND_BACK, "task", DRAIN)
BEGUN = {"reason": "meteo", "note": "Verglas", "again": "soon"}


def drain(**fields: Any) -> Any:
    return lambda town: town.task("drain", **fields)


def written_in(page: Watched, identifier: str) -> str | None:
    field = page.page.id(identifier).content
    assert isinstance(field, ft.TextField)
    return field.value


def killed_while_filled_in(folder: Path, secret: bytes) -> None:
    """Let somebody fill the form in in another process, and kill it as a power cut would."""
    command = [sys.executable, "-m", "tests.fieldapp.tasks.leaving_program", str(folder), secret.hex()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    assert process.stdout is not None
    try:
        assert process.stdout.readline(), "the process has ended"
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()


def test_kill_leaves_what_was_chosen_and_written_of_impossible(tmp_path: Path) -> None:
    secret = os.urandom(32)
    killed_while_filled_in(tmp_path, secret)
    with town_replica_in(tmp_path, KARIM, HeldSecret(secret)) as town:
        kept = town.replica.read_now(leaving_of, LEAVING)
        assert (kept["reason"], kept["again"]) == ("acces", "tomorrow")
        assert kept["note"] in (NOTE, f"{NOTE}, rappeler"), "all of it, or what was kept when it was told"
        assert page_of(town, DRAIN).card.status == "a_faire", "nothing was sent"


def test_close_keeps_impossible_and_the_sheet_opens_with_it(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("why-meteo")
        await page.until_kept(leaving_of, LEAVING, is_so=lambda fields: fields == {"reason": "meteo"})
        await page.tap("again-soon")
        await page.page.type_and_tap("impossible-note", "Verglas", "return")
        await page.until_kept(leaving_of, LEAVING, is_so=lambda fields: fields == BEGUN)
        await page.until_gone("why-meteo")
        await page.tap("impossible")
        await page.until("impossible-note")
        assert written_in(page, "impossible-note") == "Verglas"
        await page.tap("primary")
        await page.until_kept(leaving_of, LEAVING, is_so=lambda fields: fields == {})
        sent = page_of(page.town, DRAIN)
        assert (sent.impossible_reason, sent.impossible_note) == ("meteo", "Verglas")
        assert sent.card.due_at == "2026-11-26T16:30:00.000Z"

    watch(tmp_path, story, PLACE, fill=drain())


def test_word_for_who_comes_next_is_kept_while_it_is_typed_and_sent_as_it_is_at_the_tap(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("drain", team=NORD, status="en_cours")
        town.replica.write_now(keep_leaving, HANDED, {"note": "Clé chez le gar"})

    async def story(page: Watched) -> None:
        await page.tap("hand-back")
        await page.until("handover-note")
        assert written_in(page, "handover-note") == "Clé chez le gar"
        await page.type("handover-note", "Clé chez le gardie")
        await page.until_kept(leaving_of, HANDED, is_so=lambda fields: fields == {"note": "Clé chez le gardie"})
        await page.page.type_and_tap("handover-note", "Clé chez le gardien", "primary")
        await page.until_kept(leaving_of, HANDED, is_so=lambda fields: fields == {})
        assert page_of(page.town, DRAIN).handover_note == "Clé chez le gardien"

    watch(tmp_path, story, PLACE, fill=fill)


def test_words_of_impossible_come_back_into_the_form_when_it_is_taken_back(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("why-meteo")
        await page.page.type_and_tap("impossible-note", "Verglas", "primary")
        await page.until_kept(leaving_of, LEAVING, is_so=lambda fields: fields == {})
        await page.tap("undo")
        await page.until_kept(
            leaving_of, LEAVING, is_so=lambda fields: fields == {"reason": "meteo", "note": "Verglas"}
        )
        assert page_of(page.town, DRAIN).card.status == "en_cours"
        await page.tap("impossible")
        await page.until("impossible-note")
        assert written_in(page, "impossible-note") == "Verglas"

    watch(tmp_path, story, PLACE, fill=drain(status="en_cours"))


def test_word_of_a_hand_back_comes_back_and_what_is_begun_since_stays(town: Town) -> None:
    task = town.task("drain", team=NORD, status="en_cours")
    town.replica.write_now(keep_leaving, HANDED, {"note": "Clé chez le gardien"})
    begun = town.replica.write_now(actions.hand_back, task, "Clé chez le gardien")
    town.replica.write_now(keep_leaving, LEAVING, BEGUN)
    before = {"assignee": KARIM, "status": "en_cours", "handover_note": None}
    town.replica.write_now(actions.take_back, task, before, begun)
    found = page_of(town, task)
    assert (found.impossible, found.hand_back) == (BEGUN, {"note": "Clé chez le gardien"})


@pytest.mark.parametrize("leave", ["finish", "hand_back", "impossible"])
def test_task_that_leaves_takes_what_was_begun_with_it(town: Town, leave: str) -> None:
    task = town.task("drain", team=NORD)
    for leaving in (LEAVING, HANDED):
        town.replica.write_now(keep_leaving, leaving, BEGUN)
    gestures: dict[str, tuple[Any, ...]] = {
        "finish": (actions.finish, task),
        "hand_back": (actions.hand_back, task, "Fini à moitié"),
        "impossible": (actions.declare_impossible, task, ImpossibleReason.METEO),
    }
    town.replica.write_now(*gestures[leave])
    found = page_of(town, task)
    assert (found.impossible, found.hand_back) == ({}, {})


def test_form_in_which_nothing_is_said_any_more_is_forgotten(town: Town) -> None:
    town.task("drain")
    town.replica.write_now(keep_leaving, HANDED, {"note": "Clé"})
    town.replica.write_now(keep_leaving, HANDED, {"note": " "})
    assert town.replica.read_now(leaving_of, HANDED) == {}


def test_reason_of_a_newer_version_reads_as_none(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("drain")
        town.replica.write_now(keep_leaving, LEAVING, {"reason": "greve", "again": "never", "note": "Grève"})

    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("primary")
        await page.until_text(FR("tasks.impossible_choose"))

    watch(tmp_path, story, PLACE, fill=fill)
