"""« À rapprocher » on a page: the list, the choice, the way back, and what cannot be chosen."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import flet as ft

from fieldapp.account.queries import agent_card
from fieldapp.reconcile.actions import mend_form_of, third_form_of
from fieldapp.replica.leavings import Leaving, keep_leaving, leaving_of
from fieldapp.replica.rows import shown_fields
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.kept_form import SAID
from sync.core.errors import FieldError, RefusalCode
from tests.fieldapp.reconcile.questions import conflict, new_report, refuse, side
from tests.fieldapp.stand import main_of
from tests.fieldapp.town import KARIM, Town, town_replica, uid
from tests.fieldapp.ui.headless import HeadlessPage, headless

FR = Words(Language.FR)
MINE, THEIRS, BASE = "2026-11-27T07:00:00.000Z", "2026-11-26T12:30:00.000Z", "2026-11-25T07:00:00.000Z"
Story = Callable[[HeadlessPage, Town], Awaitable[None]]
_WAITS_MAX = 300


def run(folder: Path, route: Callable[[Town], str], story: Story, **window: Any) -> None:
    with town_replica(folder) as town:
        path = route(town)
        agent = town.replica.read_now(agent_card, KARIM)
        assert agent is not None

        async def whole() -> None:
            async with headless(main_of(town.replica, agent), route=path, **window) as page:
                await story(page, town)

        asyncio.run(whole())


def has(page: HeadlessPage, identifier: str) -> bool:
    controls = list(page.session.index.values())
    return any(getattr(control, "identifier", None) == identifier for control in controls)


async def until(page: HeadlessPage, is_so: Callable[[], bool]) -> None:
    for _ in range(_WAITS_MAX):
        if is_so():
            return
        await page.settle(1)
    raise AssertionError(f"it never came to that: {page.texts()}")


async def tap(page: HeadlessPage, identifier: str) -> None:
    await until(page, lambda: has(page, identifier))
    await page.tap(identifier)


def due(town: Town) -> str:
    town.task("Élagage du platane", due_at=THEIRS)
    task = uid("Élagage du platane")
    fields = {"base": {"due_at": BASE}, "theirs": {"due_at": THEIRS}}
    return conflict(town, "task", task, ["due_at"], side({"due_at": MINE}), **fields)


def due_of(town: Town) -> object:
    shown = town.replica.read_now(lambda session: shown_fields(session, "task", uid("Élagage du platane")))
    return (shown or {})["due_at"]


def test_card_tells_base_mine_theirs_and_who(tmp_path: Path) -> None:
    async def story(page: HeadlessPage, town: Town) -> None:
        await until(page, lambda: has(page, "keep-mine"))
        texts = [text.replace("\u00a0", " ") for text in page.texts()]
        assert "Vous et Sylvie M. avez changé l’échéance, chacun de son côté." in texts
        for at in ("Mercredi 25, 8 h", "Vendredi 27, 8 h", "Jeudi 26, 13 h 30"):
            assert at in texts

    run(tmp_path, lambda town: routes.conflict(due(town)), story)


def test_keeping_mine_writes_it_and_undo_takes_it_back(tmp_path: Path) -> None:
    async def story(page: HeadlessPage, town: Town) -> None:
        await tap(page, "keep-mine")
        await until(page, lambda: FR("reconcile.empty") in page.texts())
        assert due_of(town) == MINE
        await tap(page, "undo")
        await until(page, lambda: FR("reconcile.empty") not in page.texts())
        assert due_of(town) == THEIRS

    run(tmp_path, lambda town: routes.conflict(due(town)), story)


def test_third_version_is_written_in_its_sheet(tmp_path: Path) -> None:
    async def story(page: HeadlessPage, town: Town) -> None:
        await tap(page, "write-other")
        await tap(page, "edit-due_at-day-2026-11-24")
        await tap(page, "third-keep")
        await until(page, lambda: FR("reconcile.empty") in page.texts())
        assert due_of(town) == "2026-11-24T07:00:00.000Z"

    run(tmp_path, lambda town: routes.conflict(due(town)), story)


def test_record_that_left_leaves_only_putting_away(tmp_path: Path) -> None:
    def gone(town: Town) -> str:
        mine = side({"status": "faite"}, reason="moved")
        return routes.conflict(conflict(town, "task", uid("gone"), ["status"], mine, theirs={"status": "a_faire"}))

    async def story(page: HeadlessPage, town: Town) -> None:
        await until(page, lambda: FR("reconcile.desk_decides") in page.texts())
        assert page.id("keep-mine").disabled
        assert not has(page, "write-other")
        await tap(page, "keep-theirs")
        await until(page, lambda: FR("reconcile.empty") in page.texts())

    run(tmp_path, gone, story)


def test_settled_meanwhile_says_so(tmp_path: Path) -> None:
    async def story(page: HeadlessPage, town: Town) -> None:
        await until(page, lambda: FR("reconcile.gone") in page.texts())

    run(tmp_path, lambda town: routes.conflict(uid("nothing")), story)


def test_wide_window_shows_list_and_choice_together(tmp_path: Path) -> None:
    def two(town: Town) -> str:
        due(town)
        town.replica.write_now(new_report(description="Trou"))
        refuse(town, RefusalCode.FORBIDDEN)
        return routes.RECONCILE

    async def story(page: HeadlessPage, town: Town) -> None:
        await until(page, lambda: has(page, "keep-mine") and has(page, "refused-1"))
        await tap(page, "refused-1")
        await until(page, lambda: has(page, "copy-new"))

    run(tmp_path, two, story, width=1280, height=800)


def test_refused_report_is_mended_and_sent_again(tmp_path: Path) -> None:
    def refused(town: Town) -> str:
        town.replica.write_now(new_report(description="Trou"))
        refuse(town, RefusalCode.INVALID, errors=(FieldError("/fields/description", "too-long"),))
        return routes.refused(1)

    async def story(page: HeadlessPage, town: Town) -> None:
        await until(page, lambda: FR("reconcile.refusal.invalid-fields") in page.texts())
        await tap(page, "primary")
        await until(page, lambda: has(page, "edit-description"))
        await page.type("edit-description", "Court")
        await tap(page, "mend-send")
        await until(page, lambda: FR("reconcile.empty") in page.texts())

    run(tmp_path, refused, story)


async def until_left(page: HeadlessPage, town: Town, about: Leaving, name: str, value: object) -> None:
    for _ in range(_WAITS_MAX):
        if town.replica.read_now(leaving_of, about).get(SAID, {}).get(name) == value:
            return
        await page.settle(1)
    raise AssertionError("it was never kept")


def written_in(page: HeadlessPage, identifier: str) -> str:
    fields: list[Any] = [node.content for node in page.all(ft.Semantics, identifier=identifier)]
    return str(fields[-1].value)


def test_mended_words_come_back_when_the_sheet_was_left_and_end_when_they_are_sent(tmp_path: Path) -> None:
    def refused(town: Town) -> str:
        town.replica.write_now(new_report(description="Trou"))
        refuse(town, RefusalCode.INVALID, errors=(FieldError("/fields/description", "too-long"),))
        town.replica.write_now(keep_leaving, mend_form_of(1), {SAID: {"description": "Court"}})
        return routes.refused(1)

    async def story(page: HeadlessPage, town: Town) -> None:
        await tap(page, "primary")
        await until(page, lambda: has(page, "edit-description"))
        assert written_in(page, "edit-description") == "Court"
        await page.type("edit-description", "Plus court")
        await until_left(page, town, mend_form_of(1), "description", "Plus court")
        await tap(page, "mend-send")
        await until(page, lambda: FR("reconcile.empty") in page.texts())
        assert town.replica.read_now(leaving_of, mend_form_of(1)) == {}

    run(tmp_path, refused, story)


def test_third_version_comes_back_when_the_sheet_was_left_and_ends_when_it_is_kept(tmp_path: Path) -> None:
    known: list[str] = []

    def asked(town: Town) -> str:
        known.append(due(town))
        return routes.conflict(known[0])

    async def story(page: HeadlessPage, town: Town) -> None:
        about = third_form_of(known[0])
        await tap(page, "write-other")
        await until(page, lambda: has(page, "third-word"))
        await page.type("third-word", "La nacelle est prise.")
        await until_left(page, town, about, "word", "La nacelle est prise.")
        await tap(page, "third-close")
        await tap(page, "write-other")
        await page.settle()
        assert written_in(page, "third-word") == "La nacelle est prise."
        await page.raise_event(page.all(ft.Semantics, identifier="third-keep")[-1], "tap")
        await until(page, lambda: FR("reconcile.empty") in page.texts())
        assert town.replica.read_now(leaving_of, about) == {}

    run(tmp_path, asked, story)
