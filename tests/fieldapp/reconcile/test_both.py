"""« Garder les deux »: mine, then theirs, in one text that the field holds; else the sheet shortens them first."""

from pathlib import Path
from typing import Any

import pytest

from fieldapp.reconcile.queries import ConflictView, conflict_of
from fieldapp.reconcile.queries_both import TEXTS, both_of, chars_max
from fieldapp.reconcile.screens_editor import EditorKind, editor_kind
from fieldapp.replica.rows import shown_fields
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.base import TEXT_CHARACTERS_MAX
from tests.fieldapp.reconcile.questions import conflict, side
from tests.fieldapp.town import KARIM, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
HOLE = uid("hole")
PLACE = routes.conflict(uid(f"conflict {HOLE} ['description']"))
MINE, THEIRS = "Trou profond, roue de poussette.", "Deux trous, balisés ce matin."
BOTH = f"{MINE}\n\n{THEIRS}"
HALF = "a" * (TEXT_CHARACTERS_MAX // 2)


def clash(town: Town, mine: str | None = MINE, theirs: str | None = THEIRS, **told: Any) -> str:
    """Give a question about the description of a report."""
    town.report("hole", description=theirs)
    fields = {"base": {"description": "Trou."}, "theirs": {"description": theirs}}
    return conflict(town, "report", HOLE, ["description"], side({"description": mine}, **told), **fields)


def view_of(town: Town, asked: str) -> ConflictView:
    found = town.replica.read_now(conflict_of, asked, KARIM)
    assert found is not None
    return found


async def described(page: Watched, text: str) -> None:
    await page.until_kept(shown_fields, "report", HOLE, is_so=lambda fields: fields["description"] == text)


def test_both_stand_one_after_the_other_mine_first(town: Town) -> None:
    both = both_of(view_of(town, clash(town)))
    assert both is not None
    assert (both.values, both.too_long) == ({"description": BOTH}, ())


@pytest.mark.parametrize(("more", "expected"), [(-2, ()), (-1, ("description",))])
def test_field_holds_both_up_to_its_last_character(town: Town, more: int, expected: tuple[str, ...]) -> None:
    both = both_of(view_of(town, clash(town, HALF, HALF[:more])))
    assert both is not None
    assert both.too_long == expected


@pytest.mark.parametrize("said", [{"mine": None}, {"theirs": " "}, {"reason": "removed"}, {"reason": "moved"}])
def test_both_are_not_offered_where_one_says_nothing_or_the_record_is_in_question(
    town: Town, said: dict[str, Any]
) -> None:
    assert both_of(view_of(town, clash(town, **said))) is None


def test_both_are_not_offered_of_a_date_or_a_title(town: Town) -> None:
    town.task("hole", title="Trou")
    values = {"title": "Trou, rue Saige", "description": MINE}
    asked = conflict(
        town, "task", HOLE, sorted(values), side(values), theirs={"title": "Deux trous", "description": "?"}
    )
    assert both_of(view_of(town, asked)) is None


def test_texts_are_those_that_are_written_in_several_lines() -> None:
    assert {editor_kind(name) for name in TEXTS} == {EditorKind.LONG}
    assert chars_max("report", "description") == TEXT_CHARACTERS_MAX


def test_keeping_both_is_one_tap_with_the_way_back(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("keep-both")
        await page.until_text(FR("reconcile.kept_both"))
        await described(page, BOTH)
        await page.tap("undo")
        await described(page, THEIRS)

    watch(tmp_path, story, PLACE, fill=clash)


def test_texts_that_are_too_long_together_open_in_the_sheet_and_are_kept_once_shortened(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("keep-both")
        await page.until("edit-description")
        await page.until_text("2 caractères de trop")
        await page.tap("third-keep")
        await page.until_text(FR("reconcile.third_shorten"))
        await page.page.type_and_tap("edit-description", BOTH, "third-keep")
        await described(page, BOTH)

    watch(tmp_path, story, PLACE, fill=lambda town: clash(town, HALF, HALF))
