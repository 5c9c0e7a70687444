"""The task screens over a real replica: what is shown, what each gesture writes, what « Service fait » leads to."""

from pathlib import Path
from typing import Any

import flet as ft

from fieldapp.replica.shots import ShotOf, hold_shot
from fieldapp.tasks import queries
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.attachment import PhotoRole
from sync.records.task import CheckResult
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.photos import photo, picture_files
from tests.fieldapp.tasks.test_actions import CHECKLIST
from tests.fieldapp.town import EAST, KARIM, NORD, SYLVIE, VOIRIE, Town, uid
from tests.fieldapp.watched import Watched, texts_below, watch

FR = Words(Language.FR)
DRAIN = uid("drain")
PLACE = routes.task(DRAIN)


def drain(**fields: Any) -> Any:
    """Give what puts one task into the town."""
    return lambda town: town.task("drain", **fields)


async def kept(page: Watched, is_so: Any) -> queries.TaskPage:
    found: queries.TaskPage = await page.until_kept(queries.task_page, DRAIN, is_so=is_so)
    return found


def test_list_opens_the_task_that_is_tapped(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap(f"task-{DRAIN}")
        await page.until("primary")

    watch(tmp_path, story, routes.TASKS, fill=drain(assignee=KARIM))


def test_team_filter_shows_what_nobody_has_taken(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("0")
        assert not page.has(f"task-{DRAIN}")
        await page.tap("show-team")
        await page.until(f"task-{DRAIN}")

    watch(tmp_path, story, routes.TASKS, fill=drain(assignee=None, team=NORD))


def test_place_may_ask_for_a_list(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until(f"task-{DRAIN}")

    watch(tmp_path, story, f"{routes.TASKS}?show=team", fill=drain(assignee=None, team=NORD))


def test_empty_list_says_so(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("tasks.none_mine"))

    watch(tmp_path, story, routes.TASKS, fill=lambda town: None)


def test_check_is_written_at_the_tap(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("check-c1-ok")
        found = await kept(page, lambda task: task.checks[0].result is CheckResult.OK)
        assert found.card.status == "en_cours"

    watch(tmp_path, story, PLACE, fill=drain(checklist=CHECKLIST))


def test_nok_asks_for_a_reason_in_its_row_and_takes_one_in_one_tap(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("check-c2-nok")
        await page.until_text(FR("check.nok_needs"))
        await page.tap("nok-damaged-c2")
        await kept(page, lambda task: task.checks[1].reason == FR("tasks.nok_damaged"))

    watch(tmp_path, story, PLACE, fill=drain(checklist=CHECKLIST))


def test_nok_takes_a_typed_reason_without_a_button(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("check-c2-nok")
        await page.type("reason-c2", "Eau au fond")
        await kept(page, lambda task: task.checks[1].reason == "Eau au fond")

    watch(tmp_path, story, PLACE, fill=drain(checklist=CHECKLIST))


def test_work_done_stays_pressable_and_says_what_is_missing(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("Manque\u00a0: 2 contrôles, 1 photo après")
        await page.tap("primary")
        await page.until_led_to("checks")
        assert (await kept(page, lambda task: True)).card.status == "a_faire"

    watch(tmp_path, story, PLACE, fill=drain(checklist=CHECKLIST, photo_proof=True))


def test_proof_is_taken_and_the_task_closed_then_reopened_by_undo(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("take-after")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        await kept(page, lambda task: len(task.after) == 1)
        await page.until("primary")
        await page.tap("primary")
        await kept(page, lambda task: task.card.status == "faite")
        await page.tap("undo")
        await kept(page, lambda task: task.card.status == "en_cours")

    watch(tmp_path, story, PLACE, fill=drain(photo_proof=True))


def test_photo_that_waits_is_found_again_and_leaves_only_once_kept(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("drain", photo_proof=True)
        town.replica.write_now(hold_shot, ShotOf("task", DRAIN, PhotoRole.APRES), photo("after"))
        found = town.replica.read_now(queries.task_page, DRAIN)
        assert found is not None
        assert found.photos == ()

    async def story(page: Watched) -> None:
        await page.until_text(FR("photo.held"))
        await page.tap("retake")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        found = await kept(page, lambda task: len(task.after) == 1 and task.held is None)
        assert found.card.status == "en_cours"

    watch(tmp_path, story, PLACE, fill=fill, page={"device": FixedDevice(pictures=picture_files(1))})


def test_nok_takes_its_photo_through_the_camera(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("check-c1-nok")
        await page.tap("nok-photo-c1")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        found = await kept(page, lambda task: any(check.photo_id for check in task.checks))
        shown = next(check for check in found.checks if check.id == "c1")
        assert (shown.result, shown.lacks_reason) == (CheckResult.NOK, False)
        assert [one.id for one in found.photos if one.role == PhotoRole.CONTROLE] == [shown.photo_id]

    watch(tmp_path, story, PLACE, fill=drain(checklist=CHECKLIST))


def test_item_that_wants_a_photo_says_so_and_takes_it_in_its_row(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("check.photo_wanted"))
        await page.tap("check-c1-ok")
        await page.until_text(FR("check.photo_lacks"))
        await page.until_text("Manque\u00a0: 1 photo de contrôle")
        await page.tap("primary")
        await page.until_led_to("checks")
        await page.tap("check-photo-c1")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        found = await kept(page, lambda task: task.checks[0].photo_id is not None)
        assert (found.checks[0].result, found.checks[0].lacks_photo) == (CheckResult.OK, False)
        await page.until_gone_text(FR("check.photo_lacks"))

    watch(tmp_path, story, PLACE, fill=drain(checklist=[{**CHECKLIST[0], "photo": True}]))


def test_impossible_keeps_what_was_chosen_while_its_photo_is_taken(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("why-acces")
        await page.tap("impossible-photo")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        await page.until("why-acces")
        await page.tap("primary")
        found = await kept(page, lambda task: task.card.status == "impossible")
        assert (found.impossible_reason, [one.role for one in found.photos]) == ("acces", [PhotoRole.ENSEMBLE])

    watch(tmp_path, story, PLACE, fill=drain())


def test_comment_that_is_typed_survives_unsaid_and_leaves_with_the_task(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.type("comment", "Clé du regard à rendre")
        await kept(page, lambda task: task.comment_draft == "Clé du regard à rendre")
        await page.tap("primary")
        found = await kept(page, lambda task: task.card.status == "faite")
        assert [comment.text for comment in found.comments] == ["Clé du regard à rendre"]

    watch(tmp_path, story, PLACE, fill=drain())


def test_template_adds_its_sentence_to_the_comment(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("template-1")
        await page.tap("comment-add")
        found = await kept(page, lambda task: len(task.comments) == 1)
        assert found.comments[0].text == f"{FR('tasks.tpl_road_1')}."

    watch(tmp_path, story, PLACE, fill=drain(category="nid_de_poule"))


def test_last_letter_of_a_comment_and_of_a_word_to_the_team_goes_with_the_tap(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.type("comment", "Cl")
        await page.until("comment-add")
        await page.page.type_and_tap("comment", "Clé", "comment-add")
        found = await kept(page, lambda task: len(task.comments) == 1)
        assert found.comments[0].text == "Clé"
        await page.tap("hand-back")
        await page.type("handover-note", "Regar")
        await page.page.type_and_tap("handover-note", "Regard", "primary")
        found = await kept(page, lambda task: task.card.assignee is None)
        assert found.handover_note == "Regard"

    watch(tmp_path, story, PLACE, fill=drain(team=NORD, status="en_cours"))


def test_impossible_wants_a_reason_and_gives_the_task_back(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("primary")
        assert (await kept(page, lambda task: True)).card.status == "a_faire"
        await page.tap("why-materiel")
        await page.tap("again-tomorrow")
        await page.type("impossible-note", "Plus d’enrobé")
        await page.tap("primary")
        found = await kept(page, lambda task: task.card.status == "impossible")
        assert (found.impossible_reason, found.impossible_note) == ("materiel", "Plus d’enrobé")
        assert found.card.due_at == "2026-11-24T16:30:00.000Z"
        await page.tap("undo")
        await kept(page, lambda task: task.card.status == "a_faire" and task.card.due_at is None)

    watch(tmp_path, story, PLACE, fill=drain())


def test_hand_back_leaves_a_word_for_the_team(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("hand-back")
        await page.tap("note-half")
        await page.tap("primary")
        found = await kept(page, lambda task: task.card.assignee is None)
        assert found.handover_note == FR("tasks.hand_back_half")
        await page.until_text(FR("tasks.claim"))

    watch(tmp_path, story, PLACE, fill=drain(team=NORD, status="en_cours"))


def test_team_task_is_taken_before_its_checks_can_be_answered(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("check.unanswered"))
        assert not page.has("check-c1-ok")
        await page.tap("primary")
        await kept(page, lambda task: task.card.assignee == KARIM)
        await page.tap("check-c1-ok")
        await kept(page, lambda task: task.checks[0].result is CheckResult.OK)

    watch(tmp_path, story, PLACE, fill=drain(assignee=None, team=NORD, checklist=CHECKLIST))


def test_task_that_left_the_tablet_says_so(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("trouble.absent_title"))

    watch(tmp_path, story, PLACE, fill=lambda town: None)


def test_report_behind_the_task_opens(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("drain", report=town.report("hole", number="A2026K0412", zone=EAST, service=VOIRIE, author=SYLVIE))

    async def story(page: Watched) -> None:
        await page.until_text("de Sylvie Martin")
        await page.tap(f"report-{uid('hole')}")
        await page.until("follow")

    watch(tmp_path, story, PLACE, fill=fill)


def test_wide_window_shows_the_list_beside_the_task(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("show-mine")
        await page.until("primary")
        assert not page.has("back")

    watch(tmp_path, story, PLACE, fill=drain(), page={"width": 1280, "height": 800})


def test_tasks_are_grouped_by_street_with_their_count_and_keep_their_turn(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("calm", address="3 rue Saige")
        town.task("danger", address="Rue Grimaldi, 9", priority="dangereux")
        town.task("also calm", address="12 rue Grimaldi")

    async def story(page: Watched) -> None:
        await page.tap("by-street")
        await page.until_text("Rue Grimaldi")
        named = {"Rue Grimaldi", "Rue Saige", "danger", "calm", "also calm"}
        seen = [text for listed in page.page.all(ft.ListView) for text in texts_below(listed)]
        assert [text for text in seen if text in named] == [
            "Rue Grimaldi",
            "danger",
            "also calm",
            "Rue Saige",
            "calm",
        ]
        assert page.says(FR("tasks.count", n=2))
        await page.tap("by-street")
        await page.until_gone_text("Rue Saige")

    watch(tmp_path, story, routes.TASKS, fill=fill)
