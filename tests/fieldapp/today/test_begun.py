"""The report that was begun: the home offers to go on with it, at the same question, as long as it is there."""

from pathlib import Path
from typing import Any

import pytest

from fieldapp.replica.drafts import drafts_of
from fieldapp.replica.unit import Unit
from fieldapp.reports import actions
from fieldapp.today.queries_begun import FORM, Begun, begun_report
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.photos import photo
from tests.fieldapp.town import CENTRE, ELU, KARIM, NOW, SYLVIE, Town
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
NEW = {"step": 1, "category": None}


def begin(town: Town, fields: dict[str, Any], photos: int = 0) -> str:
    draft: str = town.replica.write_now(actions.save_draft, None, fields)
    for number in range(photos):
        town.replica.write_now(actions.add_draft_photo, draft, photo(f"seen {number}"))
    return draft


def test_form_is_named_as_its_feature_names_it() -> None:
    assert FORM == actions.FORM


def test_begun_report_tells_step_category_photos_and_when(town: Town) -> None:
    assert town.replica.read_now(begun_report) is None
    draft = begin(town, {"step": 2, "category": "fils", "lat": CENTRE[0], "long": CENTRE[1]}, photos=2)
    assert town.replica.read_now(begun_report) == Begun(2, "fils", 2, NOW)
    town.replica.write_now(actions.send_report, draft)
    assert town.replica.read_now(begun_report) is None


def test_form_in_which_nothing_was_said_is_not_begun(town: Town) -> None:
    begin(town, NEW)
    assert town.replica.read_now(begun_report) is None


def test_home_goes_back_to_the_question_at_which_the_report_was_left(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.begun"))
        assert page.says(f"{FR('step.label', n=2, total=3, name='catégorie')} · {FR('reports.photos_n', n=1)}")
        await page.tap("begun-report")
        await page.until("category-search")

    watch(tmp_path, story, routes.TODAY, fill=lambda town: begin(town, NEW, photos=1))


@pytest.mark.parametrize("agent", [KARIM, ELU, SYLVIE])
def test_card_leaves_every_home_once_the_draft_is_gone(tmp_path: Path, agent: str) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("today.begun"))
        (draft,) = await page.town.replica.read(drafts_of, FORM)
        await page.town.replica.write(Unit.discard_draft, draft.id)
        await page.until_gone("begun-report")

    placed = {"category": "fils", "lat": CENTRE[0], "long": CENTRE[1]}
    watch(tmp_path, story, routes.TODAY, fill=lambda town: begin(town, placed), page={"agent": agent})
