"""Closing the day: its figures, the tasks left by name, the words of who was there."""

from pathlib import Path

import pytest

from fieldapp.account.queries_handover import HandOver, LeftTask, WalkedRound, hand_over
from fieldapp.account.screens_handover import day_words
from fieldapp.tasks import actions
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.widgets import ROWS_MAX
from sync.records.attachment import PhotoRole
from tests.fieldapp.photos import photo
from tests.fieldapp.town import KARIM, NORD, SYLVIE, Town, town_replica, uid
from tests.fieldapp.watched import Watched, watch

DAY = ("2026-11-23", "2026-11-22T23:00:00.000Z")


def fill(town: Town) -> None:
    """Two tasks done today, one yesterday, two left, another's; a round of the team; a photo."""
    for number, done_at in enumerate(
        ("2026-11-23T08:00:00.000Z", "2026-11-23T09:00:00.000Z", "2026-11-22T15:00:00.000Z")
    ):
        town.task(f"done {number}", status="faite", done_at=done_at)
    town.task("bench", title="Sceller le banc", address="Rue Saige", handover_note="Colle à reprendre")
    town.task("drain", title="Nettoyer l’avaloir", priority="dangereux")
    town.task("other", assignee=SYLVIE)
    town.round("Écoles", note_before="Clé au gardien", note_after="Portail bloqué")
    town.round("Marché", planned_on="2026-11-24")
    town.round("Ailleurs", team=uid("team sud"))
    town.replica.write_now(actions.add_photo, uid("bench"), photo(), PhotoRole.AVANT)


def test_day_counts_what_was_done_today_and_names_what_is_left(tmp_path: Path) -> None:
    with town_replica(tmp_path) as town:
        fill(town)
        found = town.replica.read_now(hand_over, KARIM, NORD, *DAY)
    assert (found.done, found.photos) == (2, 1)
    assert found.left == (
        LeftTask(uid("drain"), "Nettoyer l’avaloir", None, "", ""),
        LeftTask(uid("bench"), "Sceller le banc", None, "Rue Saige", "Colle à reprendre"),
    )
    assert found.rounds == (WalkedRound(uid("Écoles"), "Écoles", "Clé au gardien", "Portail bloqué"),)


@pytest.mark.parametrize(
    ("language", "left", "photos", "told"),
    [
        (Language.FR, 2, 1, "4 faites · 2 restantes · 1 photo en attente"),
        (Language.FR, 1, 0, "4 faites · 1 restante"),
        (Language.EN, 2, 3, "4 done · 2 left · 3 photos waiting"),
    ],
)
def test_day_is_said_with_its_plurals(language: Language, left: int, photos: int, told: str) -> None:
    tasks = tuple(LeftTask(str(number), "", None, "", "") for number in range(left))
    assert day_words(Words(language), HandOver(4, tasks, photos, ())) == told


def test_who_closes_the_day_sees_it_first_and_opens_what_is_left(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("2 faites · 2 restantes · 1 photo en attente")
        await page.until_text("Colle à reprendre")
        await page.until_text("Portail bloqué")
        assert page.has("sign-out")
        await page.tap(f"left-{uid('drain')}")
        await page.until_text("Nettoyer l’avaloir")

    watch(tmp_path, story, routes.ACCOUNT, fill=fill)


def test_long_list_of_what_is_left_says_how_many_more(tmp_path: Path) -> None:
    def many(town: Town) -> None:
        town.pull(*(town.row("task", f"t {n}", **_task(n)) for n in range(ROWS_MAX + 3)))

    async def story(page: Watched) -> None:
        await page.until_text("Encore 3 tâches")
        await page.tap("more-left")
        await page.until_gone("more-left")

    watch(tmp_path, story, routes.ACCOUNT, fill=many)


def _task(number: int) -> dict[str, object]:
    return {"title": f"Tâche {number}", "status": "a_faire", "priority": "genant", "assignee": KARIM}
