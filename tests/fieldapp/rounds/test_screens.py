"""A round on the tablet over a real replica: the next stop on top, the three answers, the order, the end."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import flet_map as fm
import pytest

from fieldapp.replica.leavings import leaving_of
from fieldapp.replica.rows import shown_fields
from fieldapp.rounds import actions_form, queries, queries_form
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.kept_form import SAID
from sync.records.geometry import Point
from sync.records.round import StopResult
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.rounds.walk import WALK, walk, walks
from tests.fieldapp.tasks.test_actions import CHECKLIST
from tests.fieldapp.town import CENTRE, KARIM, SYLVIE, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
PLACE = routes.round_page(WALK)
DONE = FR("rounds.mark_faite")


async def kept(page: Watched, is_so: Any) -> queries.RoundPage:
    found: queries.RoundPage = await page.until_kept(queries.round_page, WALK, is_so=is_so)
    return found


def result_of(stop_id: str) -> Any:
    """Give what reads what became of a stop."""
    return lambda page: page.stop(stop_id).result


def test_list_opens_the_round_that_is_tapped(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("rounds.coming"))
        await page.tap(f"round-{WALK}")
        await page.until("mark-introuvable")

    watch(tmp_path, story, routes.ROUNDS, fill=walks)


def test_list_without_a_round_says_who_plans_them(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("rounds.none_field"))
        assert not page.has("new-round")

    watch(tmp_path, story, routes.ROUNDS, fill=lambda town: None)


def test_today_leads_to_the_round_of_the_day(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("1 faite, 1 pas trouvée, 6 restantes")
        await page.tap(f"round-{WALK}")
        await page.until_text(FR("rounds.next"))

    watch(tmp_path, story, routes.TODAY, fill=walk)


def test_task_list_leads_to_the_rounds(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("to-rounds")
        await page.until(f"round-{WALK}")

    watch(tmp_path, story, routes.TASKS, fill=walk)


def test_round_is_begun_and_answered_stop_after_stop_until_it_can_end(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("primary")
        await page.until("mark-introuvable")
        for stop in ("s1", "s2"):
            await page.tap("primary")
            await kept(page, lambda shown, stop=stop: shown.stop(stop).result is StopResult.FAITE)
        await page.tap("mark-introuvable")
        await kept(page, lambda shown: shown.stop("s3").result is StopResult.INTROUVABLE)
        for stop in ("s4", "s5", "s6", "s7", "s8"):
            await page.until_text(FR("rounds.number", n=int(stop[1:]), total=8))
            await page.tap("mark-reportee")
            await kept(page, lambda shown, stop=stop: shown.stop(stop).result is StopResult.REPORTEE)
        await page.until_text(FR("rounds.end"))
        await page.tap("primary")
        await page.until_text(FR("rounds.end_all"))
        await page.type("note-after", "Benne pleine")
        await page.tap("primary")
        found = await kept(page, lambda shown: shown.card.status == "terminee")
        assert (found.note_after, found.card.progress.done) == ("Benne pleine", 2)
        await page.until("reopen")

    watch(tmp_path, story, PLACE, fill=lambda town: walk(town, status="prevue", visits=None))


def test_round_that_was_begun_by_a_slip_is_planned_again(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("primary")
        await kept(page, lambda shown: shown.card.status == "en_cours")
        await page.tap("undo")
        await kept(page, lambda shown: shown.card.status == "prevue" and shown.started_at is None)

    watch(tmp_path, story, PLACE, fill=lambda town: walk(town, status="prevue", visits=None, started_at=None))


def test_word_goes_with_the_answer_and_comes_back_with_it(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.type("stop-word", "Clé au 12")
        await page.tap("mark-introuvable")
        found = await kept(page, lambda shown: shown.stop("s3").said == "Clé au 12")
        assert found.notes_drafted == {}
        await page.tap("undo")
        await kept(page, lambda shown: shown.stop("s3").result is None and shown.notes_drafted == {"s3": "Clé au 12"})

    watch(tmp_path, story, PLACE, fill=walk)


def test_round_ends_before_its_last_stop(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("end-early")
        await page.type("note-after", "Appelé sur une fuite")
        await page.tap("primary")
        found = await kept(page, lambda shown: shown.card.status == "terminee")
        assert (found.note_after, result_of("s8")(found)) == ("Appelé sur une fuite", None)
        await page.until("reopen")
        assert not page.has("end-early")

    watch(tmp_path, story, PLACE, fill=walk)


def test_stop_that_was_seen_can_be_opened_and_taken_back(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("stop-s1")
        await page.until_text("Joint refait, gardien prévenu")
        await page.tap("stop-back")
        await kept(page, lambda shown: shown.stop("s1").result is None)
        await page.until_text(FR("rounds.number", n=1, total=8))

    watch(tmp_path, story, PLACE, fill=walk)


def test_task_with_checks_is_opened_instead_of_being_called_done(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("rounds.open_task"))
        await page.tap("primary")
        await page.until("check-c1-ok")

    def fill(town: Town) -> None:
        walk(town)
        town.task("Trappe ouverte sur trottoir", checklist=CHECKLIST)

    watch(tmp_path, story, PLACE, fill=fill)


def test_stop_without_its_record_says_so_and_is_worked_all_the_same(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("rounds.not_here"))
        await page.tap("primary")
        await kept(page, lambda shown: shown.stop("s3").result is StopResult.FAITE)

    watch(tmp_path, story, PLACE, fill=walk)


def test_order_is_changed_by_buttons_alone(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("change-order")
        await page.tap("up-s4")
        await kept(page, lambda shown: [stop.id for stop in shown.stops][2:4] == ["s4", "s3"])
        await page.tap("down-s3")
        await kept(page, lambda shown: [stop.id for stop in shown.stops][3:5] == ["s5", "s3"])
        await page.tap("primary")
        await page.until("mark-introuvable")

    watch(tmp_path, story, PLACE, fill=walk)


def test_nearest_first_is_computed_here_and_can_be_taken_back(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("nearest-first")
        await kept(page, lambda shown: shown.next.id == "s5")
        await page.tap("undo")
        await kept(page, lambda shown: shown.next.id == "s3")

    watch(tmp_path, story, PLACE, fill=walk)


def test_map_shows_numbers_and_a_pin_chooses_its_stop(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("view-map")
        await page.tap("pin-s7")
        await page.until_text("Barrières à reprendre")
        assert not page.has("pin-s8"), "what has no place is not on the map"

    watch(tmp_path, story, PLACE, fill=walk)


def test_round_that_left_the_tablet_says_so(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("trouble.absent_title"))

    watch(tmp_path, story, routes.round_page(uid("elsewhere")), fill=lambda town: None)


@pytest.mark.parametrize("wide", [False, True])
def test_ended_round_shows_its_word_and_can_be_gone_on_with(tmp_path: Path, wide: bool) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("Au retour")
        await page.tap("reopen")
        await kept(page, lambda shown: shown.card.status == "en_cours")

    fields = {"status": "terminee", "note_after": "Benne vidée"}
    size = {"width": 1280, "height": 800} if wide else {}
    watch(tmp_path, story, PLACE, fill=lambda town: walk(town, **fields), page=size)


def test_desk_prints_the_sheet_of_the_round(tmp_path: Path) -> None:
    device = FixedDevice()

    async def story(page: Watched) -> None:
        await page.tap("print")
        await page.until_text("tournee-2026-11-23-voirie-centre-lundi.pdf")
        (sheet,) = device.saved
        assert sheet.content.startswith(b"%PDF-")

    desk = {"agent": SYLVIE, "device": device, "width": 1366, "height": 768}
    watch(tmp_path, story, f"{PLACE}?look=desk", fill=walk, page=desk)


def test_desk_prints_on_a_tablet_too_and_begins_nothing(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("print")
        assert not page.says("Commencer la tournée")

    watch(tmp_path, story, PLACE, fill=lambda town: walk(town, status="prevue"), page={"agent": SYLVIE})


def test_desk_moves_a_stop_takes_one_out_and_calls_the_round_off(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("stop-s4")
        await page.tap("down-s4")
        await kept(page, lambda shown: [stop.id for stop in shown.stops][3:5] == ["s5", "s4"])
        await page.tap("drop-s4")
        await kept(page, lambda shown: shown.stop("s4") is None)
        await page.tap("call-off")
        await page.until_kept(shown_fields, "round", WALK, is_so=lambda fields: fields["status"] == "annulee")

    desk = {"agent": SYLVIE, "width": 1366, "height": 768}
    watch(tmp_path, story, f"{PLACE}?look=desk", fill=walk, page=desk)


def test_desk_plans_a_round_and_gives_it(tmp_path: Path) -> None:
    task, report = uid("drain"), uid("hole")

    async def story(page: Watched) -> None:
        await page.tap("primary")
        await page.until_text("pour qui et au moins une étape")
        await page.tap(f"maker-{uid('team nord')}")
        await page.tap(f"maker-{KARIM}")
        await page.tap("pick-every")
        await page.tap(f"pick-{task}")
        await page.tap(f"pick-{report}")
        await page.until("nearest-first")
        await page.type("note-before", "Prendre le camion")
        await page.tap("primary")
        await page.until("print")
        listed = await page.town.replica.read(queries.round_lists, "2026-11-23", "2026-11-01")
        (card,) = listed.today
        assert (card.title, card.assignee_name) == ("Tournée, Karim Benali", "Karim Benali")
        shown = await page.town.replica.read(queries.round_page, card.id)
        assert shown is not None
        assert ({stop.record for stop in shown.stops}, shown.note_before) == ({task, report}, "Prendre le camion")

    def fill(town: Town) -> None:
        town.task("drain")
        town.report("hole")

    desk = {"agent": SYLVIE, "width": 1366, "height": 768}
    watch(tmp_path, story, f"{routes.NEW_ROUND}?look=desk", fill=fill, page=desk)


def test_tasks_chosen_in_the_list_begin_a_round(tmp_path: Path) -> None:
    tasks = [uid("drain"), uid("hole")]

    async def story(page: Watched) -> None:
        await page.tap("mark-tasks")
        for task in tasks:
            await page.tap(f"task-{task}")
        await page.tap("plan-round")
        await page.until_text(FR("rounds.form_new"))
        await page.until("nearest-first")
        draft = await page.town.replica.read(queries_form.begun_form)
        form = await page.town.replica.read(queries_form.round_form, draft or "")
        assert form is not None
        assert form.records == set(tasks)

    def fill(town: Town) -> None:
        town.task("drain", assignee=None)
        town.task("hole", assignee=None)

    desk = {"agent": SYLVIE, "width": 1366, "height": 768}
    watch(tmp_path, story, f"{routes.TASKS}?look=desk", fill=fill, page=desk)


def test_form_left_half_way_is_found_again(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("new-round")
        await page.tap(f"maker-{uid('team nord')}")
        await page.tap("back")
        await page.until_text(FR("rounds.go_on"))
        await page.tap("new-round")
        await page.until_text(FR("rounds.form_give_to", who="équipe nord"))
        await page.tap("discard-form")
        await page.until_text(FR("rounds.new"))
        await page.until_kept(queries_form.begun_form, is_so=lambda found: found is None)
        await page.tap("undo")
        await page.until_text(FR("rounds.form_give_to", who="équipe nord"))

    desk = {"agent": SYLVIE, "width": 1366, "height": 768}
    watch(tmp_path, story, f"{routes.ROUNDS}?look=desk", fill=lambda town: None, page=desk)


def test_place_that_was_begun_is_found_again_in_its_sheet_and_ends_as_a_stop(tmp_path: Path) -> None:
    there = Point(CENTRE[0] + 0.002, CENTRE[1])

    def written_in(page: Watched, identifier: str) -> str:
        # A closed sheet stays on the page until a real client has taken it away.
        fields: list[Any] = [node.content for node in page.page.all(ft.Semantics, identifier=identifier)]
        return str(fields[-1].value)

    async def story(page: Watched) -> None:
        await page.tap("add-place")
        await page.type("place-title", "Banc cassé")
        await page.type("place-note", "Côté jeux")
        shown = page.page.all(fm.Map)[-1]
        at = SimpleNamespace(latitude=there.lat, longitude=there.long)
        shown.on_position_change(SimpleNamespace(coordinates=at, has_gesture=True))
        draft = await page.town.replica.read(queries_form.begun_form)
        await page.tap("close-sheet")
        about = actions_form.place_form_of(draft or "")
        await page.until_kept(leaving_of, about, is_so=lambda found: found.get(SAID, {}).get("lat") == there.lat)
        await page.tap("add-place")
        await page.page.settle()
        assert (written_in(page, "place-title"), written_in(page, "place-note")) == ("Banc cassé", "Côté jeux")
        (done,) = (node for node in page.page.all(ft.Semantics, identifier="place-add")[-1:])
        await page.page.raise_event(done, "tap")
        form = await page.until_kept(
            queries_form.round_form, draft or "", is_so=lambda found: found is not None and len(found.stops) == 1
        )
        (stop,) = form.stops
        assert (stop.title, stop.point) == ("Banc cassé", there)
        assert await page.town.replica.read(leaving_of, about) == {}

    desk = {"agent": SYLVIE, "width": 1366, "height": 768}
    watch(tmp_path, story, f"{routes.NEW_ROUND}?look=desk", fill=lambda town: None, page=desk)
