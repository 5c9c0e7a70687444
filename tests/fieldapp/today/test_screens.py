"""The homes over a real replica: what stands on top, what is counted, where it leads."""

from functools import partial
from pathlib import Path

import flet as ft
import pytest

from fieldapp.device.ports import PositionTrouble
from fieldapp.ui import routes
from fieldapp.ui.app import App
from fieldapp.ui.i18n import NBSP, Language, Words
from tests.fieldapp import stand
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.town import CENTRE, EAST, ELU, KARIM, NORD, SYLVIE, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
LATE = "2026-11-22T09:00:00.000Z"


def test_home_greets_with_day_and_team(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("Bonjour Karim")
        assert page.says("Lundi 23 novembre · Voirie, équipe nord")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: None)


def test_mandatory_note_stands_on_top_and_opens(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until(f"read-{uid('Vent fort')}")
        assert page.says("Lecture obligatoire · sécurité")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.news("Vent fort", category="Sécurité"))


def test_notes_beyond_two_are_counted(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        for number in range(4):
            town.news(f"note {number}")

    async def story(page: Watched) -> None:
        await page.until_text(FR("today.more_to_read", n=2))

    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_note_that_is_over_is_not_shown(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.all_done"))
        assert not page.has(f"read-{uid('old')}")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.news("old", expires_at=LATE))


def test_tasks_go_by_danger_then_lateness_then_distance(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        north = {"long": CENTRE[1]}
        town.task("near", lat=CENTRE[0], **north)
        town.task("far", lat=CENTRE[0] + 0.01, **north)
        town.task("late", due_at=LATE, lat=CENTRE[0] + 0.02, **north)
        town.task("danger", priority="dangereux", lat=CENTRE[0] + 0.03, **north)

    async def story(page: Watched) -> None:
        await page.until_text("4, dont 1 en retard")
        await page.until_text("1,1")
        shown = [text for text in page.page.texts() if text in ("near", "far", "late", "danger")]
        assert sorted(shown) == ["danger", "far", "late", "near"]
        rows = [page.page.id(f"task-{uid(name)}") for name in ("danger", "late", "near", "far")]
        order = [row._i for row in rows]
        assert order == sorted(order)

    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_report_given_to_me_stands_among_the_tasks_and_opens(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("calm")
        town.report("danger", priority="dangereux", status="affecte", assignee=KARIM)

    async def story(page: Watched) -> None:
        await page.until(f"task-{uid('calm')}")
        rows = [page.page.id(name) for name in (f"report-{uid('danger')}", f"task-{uid('calm')}")]
        assert [row._i for row in rows] == sorted(row._i for row in rows)
        await page.tap(f"report-{uid('danger')}")
        await page.until("follow")

    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_reports_of_the_team_lead_to_their_list(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("team-reports")
        await page.until(f"report-{uid('hole')}")
        assert not page.has(f"report-{uid('other')}")

    def fill(town: Town) -> None:
        town.report("hole", team=NORD, status="affecte")
        town.report("other", status="affecte")

    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_sixth_task_waits_behind_the_line_that_counts_it(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        for number in range(7):
            town.task(f"task {number}")

    async def story(page: Watched) -> None:
        await page.until_text(FR("today.more_tasks", n=2))
        await page.tap("more-tasks")
        await page.until_text(FR("today.fewer_tasks"))

    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_map_shows_the_same_tasks(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("view-map")
        await page.until(f"pin-{uid('drain')}")
        assert not page.has(f"task-{uid('drain')}")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("drain", lat=CENTRE[0], long=CENTRE[1]))


def test_home_works_without_a_position(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until(f"task-{uid('drain')}")

    nowhere = FixedDevice(position=FixedPosition(PositionTrouble.DENIED))
    fill = lambda town: town.task("drain", lat=CENTRE[0], long=CENTRE[1])  # noqa: E731
    watch(tmp_path, story, routes.TODAY, fill=fill, page={"device": nowhere})


def test_team_tasks_lead_to_their_list(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("team-tasks")
        await page.until(f"task-{uid('drain')}")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.task("drain", assignee=None, team=NORD))


def test_day_is_summed_up(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.figure_done", n=1))

    fill = lambda town: town.task("done", status="faite", done_at="2026-11-23T10:00:00.000Z")  # noqa: E731
    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_new_work_appears_by_itself(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.all_done"))
        page.town.task("drain")
        await page.until(f"task-{uid('drain')}")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: None)


def test_little_room_is_warned_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("Plus que 120\u00a0Mo")

    monkeypatch.setattr(stand, "App", partial(App, room_left=lambda: 120_000_000))
    watch(tmp_path, story, routes.TODAY, fill=lambda town: None)


def test_desk_home_counts_and_names_the_worst(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.report("danger", priority="dangereux", status="affecte")
        town.report("new")

    async def story(page: Watched) -> None:
        await page.until(f"report-{uid('danger')}")
        assert page.page.id("count-dangerous").label == "Dangereux\u00a0: 1"
        assert page.page.id("count-to-sort").label == "À trier\u00a0: 1"

    watch(tmp_path, story, routes.TODAY, fill=fill, page={"agent": SYLVIE, "width": 1366, "height": 768})


def test_calm_desk_says_so(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.desk_calm"))

    watch(tmp_path, story, routes.TODAY, fill=lambda town: None, page={"agent": SYLVIE})


def test_elu_sees_sectors_that_lead_to_their_reports(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.report("hole", zone=EAST, priority="dangereux")
        town.news("Fête", importance="information")

    async def story(page: Watched) -> None:
        await page.until(f"zone-{EAST}")
        assert page.page.id(f"zone-{EAST}").label == "Les Moneghetti\u00a0: 1 ouvert, 0 en retard, 1 dangereux"
        await page.until(f"news-{uid('Fête')}")
        await page.tap(f"zone-{EAST}")
        await page.until(f"report-{uid('hole')}")

    watch(tmp_path, story, routes.TODAY, fill=fill, page={"agent": ELU})


def test_home_shows_the_objectives_with_todays_figure_and_of_what_it_is(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.objective("Réparer à temps", baseline=0.0)
        town.objective("Lire", indicator="notes_read", baseline=50.0, target=100.0, due_on="2026-12-31")
        town.objective("Plan", status="projet")
        town.report("mended", status="resolu", closed_at=LATE, expected_datetime=LATE)
        town.report("late", status="resolu", closed_at=LATE, expected_datetime="2026-11-21T09:00:00.000Z")

    async def story(page: Watched) -> None:
        await page.until_text("Réparer à temps")
        labels = [str(node.label) for node in page.page.all(ft.Semantics) if node.label]
        told = [label.replace(NBSP, " ") for label in labels if label.startswith(("Réparer", "Lire"))]
        assert told == [
            "Lire, –, but 100 %, Rien à compter encore, mes lectures · pour le 31 décembre",
            "Réparer à temps, 50 %, but 80 %, 62 % du chemin, dans mon secteur · pour le 31 mars 2027",
        ]
        assert not page.says("Plan")

    watch(tmp_path, story, routes.TODAY, fill=fill)


@pytest.mark.parametrize("agent", [SYLVIE, ELU])
def test_home_of_desk_and_elected_shows_the_objectives(tmp_path: Path, agent: str) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("Réparer à temps")
        assert page.says("toute la commune · pour le 31 mars 2027")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: town.objective("Réparer à temps"), page={"agent": agent})
