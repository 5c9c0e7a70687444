"""What is removed by one tap comes back by one: photos of a form, shots, whole drafts, photos of a record."""

from pathlib import Path

import pytest

from fieldapp.device.ports import Fix
from fieldapp.replica.asides import asides, forget_aside
from fieldapp.replica.asides_of_drafts import put_draft_aside, put_photo_aside, take_draft_back
from fieldapp.replica.attached import photos_of
from fieldapp.replica.drafts import draft_of
from fieldapp.replica.errors import NotValid, RecordAbsent
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.shots import ShotOf, hold_shot, shot_id, shot_of
from fieldapp.reports import actions, queries, queries_new
from fieldapp.ui import routes
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, PhotoRole
from tests.fieldapp.photos import photo
from tests.fieldapp.reports.test_screens_new import FR, NEW, device, draft, nothing
from tests.fieldapp.reports.test_voice import bytes_of
from tests.fieldapp.town import CENTRE, KARIM, SYLVIE, Town, uid
from tests.fieldapp.watched import Watched, watch

WHOLE = {"step": 2, "category": "fils", "description": "Devant le 14", "lat": CENTRE[0], "long": CENTRE[1]}


@pytest.fixture
def begun(town: Town) -> str:
    """Leave a form with three photos."""
    draft_id = town.replica.write_now(actions.save_draft, None, WHOLE)
    for word in ("one", "two", "three"):
        town.replica.write_now(actions.add_draft_photo, draft_id, photo(word))
    return draft_id


def form_of(town: Town) -> queries_new.ReportDraft | None:
    return town.replica.read_now(queries_new.open_draft)


def photo_ids(town: Town) -> list[str]:
    form = form_of(town)
    return [one.id for one in form.photos] if form else []


def put_aside(town: Town, draft_id: str, photo_id: str) -> str:
    aside = town.replica.write_now(put_photo_aside, draft_id, photo_id)
    assert aside is not None
    return aside


def test_removed_photo_comes_back_at_its_place(town: Town, begun: str) -> None:
    before = photo_ids(town)
    aside = put_aside(town, begun, before[1])
    assert photo_ids(town) == [before[0], before[2]]
    town.replica.write_now(take_draft_back, aside)
    assert photo_ids(town) == before
    assert photo_bytes(town.replica.files, before[1]) == photo("two").jpeg
    town.replica.write_now(forget_aside, aside)
    assert photo_ids(town) == before, "what was taken back is not forgotten"


def test_removed_photo_is_deleted_in_the_end(town: Town, begun: str) -> None:
    removed = photo_ids(town)[1]
    aside = put_aside(town, begun, removed)
    assert town.replica.read_now(asides) == (aside,)
    town.replica.write_now(forget_aside, aside)
    assert bytes_of(town, removed) is None
    with pytest.raises(RecordAbsent):
        town.replica.write_now(take_draft_back, aside)


def test_removed_photo_comes_back_on_the_report_that_was_sent_meanwhile(town: Town, begun: str) -> None:
    before = photo_ids(town)
    aside = put_aside(town, begun, before[0])
    report = town.replica.write_now(actions.send_report, begun)
    assert [one.id for one in town.replica.read_now(photos_of, "report", report)] == before[1:]
    town.replica.write_now(take_draft_back, aside)
    assert {one.id for one in town.replica.read_now(photos_of, "report", report)} == set(before)


def test_removed_photo_is_not_one_too_many(town: Town, begun: str) -> None:
    aside = put_aside(town, begun, photo_ids(town)[0])
    for number in range(PHOTOS_PER_RECORD_MAX - 2):
        town.replica.write_now(actions.add_draft_photo, begun, photo(f"more {number}"))
    with pytest.raises(NotValid):
        town.replica.write_now(take_draft_back, aside)
    assert len(photo_ids(town)) == PHOTOS_PER_RECORD_MAX


def test_erased_form_comes_back_whole(town: Town, begun: str) -> None:
    before = form_of(town)
    aside = town.replica.write_now(put_draft_aside, begun)
    assert aside is not None
    assert form_of(town) is None
    # A letter that was typed last is saved after all.
    town.replica.write_now(actions.save_draft, begun, {"description": "Devant le 16"})
    town.replica.write_now(take_draft_back, aside)
    after = form_of(town)
    assert before is not None
    assert after is not None
    assert (after.id, after.photos, after.category) == (before.id, before.photos, before.category)
    assert after.description == "Devant le 16"


def test_shot_that_is_taken_again_comes_back_unless_a_newer_one_is_looked_at(town: Town) -> None:
    hole = town.report("hole")
    town.replica.write_now(hold_shot, ShotOf("report", hole, "apres"), photo("first"))
    first = town.replica.read_now(shot_of, "report", hole)
    assert first is not None
    aside = put_aside(town, shot_id("report", hole), first.id)
    assert town.replica.read_now(shot_of, "report", hole) is None
    town.replica.write_now(take_draft_back, aside)
    assert town.replica.read_now(shot_of, "report", hole) == first
    aside = put_aside(town, shot_id("report", hole), first.id)
    town.replica.write_now(hold_shot, ShotOf("report", hole, "apres"), photo("second"))
    with pytest.raises(RecordAbsent):
        town.replica.write_now(take_draft_back, aside)


def test_agent_takes_back_a_photo_and_an_erased_form(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("gallery")
        before = await draft(page, lambda found: found is not None and len(found.photos) == 2)
        await page.tap("draft-photo-1")
        await page.tap("photo-remove")
        await page.until_text(FR("photo.removed"))
        await draft(page, lambda found: len(found.photos) == 1)
        await page.tap("undo")
        await draft(page, lambda found: found.photos == before.photos)
        await page.tap("primary")
        await page.tap("erase-draft")
        await page.tap("erase-draft-confirm")
        await page.until_text(FR("reports.erased"))
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found is None)
        await page.tap("undo")
        await draft(page, lambda found: found is not None and found.photos == before.photos)

    watch(tmp_path, story, NEW, fill=nothing, page={"device": device(Fix(*CENTRE, 40.0))})


def test_removed_photo_of_a_report_is_put_there_again(tmp_path: Path) -> None:
    hole = uid("hole")

    def fill(town: Town) -> None:
        town.report("hole")
        town.replica.write_now(actions.add_photo, hole, photo(), PhotoRole.DETAIL)

    async def story(page: Watched) -> None:
        (before,) = await page.until_kept(photos_of, "report", hole, is_so=lambda found: len(found) == 1)
        await page.tap(f"photo-{before.id}")
        await page.tap("remove-photo")
        await page.tap("remove-photo-confirm")
        await page.until_text(FR("photo.removed"))
        await page.until_kept(photos_of, "report", hole, is_so=lambda found: not found)
        await page.tap("undo")
        (again,) = await page.until_kept(photos_of, "report", hole, is_so=lambda found: len(found) == 1)
        assert (again.role, again.has_original, again.taken_at) == (before.role, True, before.taken_at)
        assert photo_bytes(page.town.replica.files, again.id) == photo().jpeg

    watch(tmp_path, story, routes.report(hole), fill=fill)


def test_following_instead_is_taken_back_with_photos_and_note(town: Town) -> None:
    write, hole = town.replica.write_now, town.report("hole", followers=[SYLVIE])
    write(actions.add_photo, hole, photo("there before"), PhotoRole.DETAIL)
    begun = write(actions.add_draft_photo, None, photo("first"))
    write(actions.add_draft_photo, begun, photo("second"))
    write(actions.save_draft, begun, {"category": "banc", "description": "Toujours là"})
    before = town.replica.read_now(queries_new.open_draft)
    followed = write(actions.follow_instead, begun, hole)
    assert len(town.replica.read_now(photos_of, "report", hole)) == 3
    write(actions.take_follow_back, followed, "Par erreur")
    again, found = town.replica.read_now(queries_new.open_draft), town.replica.read_now(queries.report_page, hole)
    assert before is not None
    assert again is not None
    assert found is not None
    assert (again.id, again.category, again.description) == (begun, "banc", "Toujours là")
    assert [one.role for one in again.photos] == [one.role for one in before.photos]
    kept = [photo_bytes(town.replica.files, one.id) for one in again.photos]
    assert kept == [photo("first").jpeg, photo("second").jpeg]
    assert (found.followers, len(found.photos)) == ((SYLVIE,), 1)
    assert [comment.text for comment in found.comments] == ["Toujours là", "Par erreur"]


def test_photo_without_room_on_the_followed_report_comes_back_too(town: Town) -> None:
    write, hole = town.replica.write_now, town.report("hole", followers=[KARIM])
    for number in range(PHOTOS_PER_RECORD_MAX):
        write(actions.add_photo, hole, photo(str(number)), PhotoRole.DETAIL)
    begun = write(actions.add_draft_photo, None, photo("one too many"))
    write(actions.take_follow_back, write(actions.follow_instead, begun, hole), "Par erreur")
    again, found = town.replica.read_now(queries_new.open_draft), town.replica.read_now(queries.report_page, hole)
    assert again is not None
    assert found is not None
    assert [photo_bytes(town.replica.files, one.id) for one in again.photos] == [photo("one too many").jpeg]
    assert (found.followers, len(found.photos), found.comments) == ((KARIM,), PHOTOS_PER_RECORD_MAX, ())


def test_copy_of_a_form_that_was_followed_leaves_no_file_behind(town: Town) -> None:
    write, hole = town.replica.write_now, town.report("hole")
    begun = write(actions.add_draft_photo, None, photo("first"))
    followed = write(actions.follow_instead, begun, hole)
    aside = town.replica.read_now(draft_of, followed.aside_id)
    assert aside is not None
    (copied,) = aside.photos
    assert town.replica.files.exists(copied.id)
    write(forget_aside, followed.aside_id)
    write(actions.save_draft, None, {})
    assert not town.replica.files.exists(copied.id)
    assert len(town.replica.read_now(photos_of, "report", hole)) == 1
